"""What identifies by its shape and has no recognizer elsewhere: accounts, addresses, birth dates, student numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from pipelines.privacy import cues
from pipelines.privacy.findings import Finding

_HANDLE = re.compile(r"(?<![\w.@/+-])@[A-Za-z0-9_][\w.]{0,28}\w")
_ACCOUNT = re.compile(
    r"(?i)\b(?:instagram|insta|twitter|tiktok|snapchat|snap|ig|youtube|username|user name|handle|screen name|login)"
    r"(?: (?:is|as|at|name|handle|account))*[:\s]+([a-z][a-z0-9]*[_.0-9][\w.]*\w)"
)
_SUFFIX = (
    r"(?:[Ss]treet|St|[Aa]venue|Ave|[Rr]oad|Rd|[Ll]ane|Ln|[Dd]rive|Dr|[Cc]ourt|Ct|[Bb]oulevard|Blvd|[Ww]ay|[Pp]lace|Pl"
    r"|[Tt]errace|Ter|[Cc]ircle|Cir|[Hh]ighway|Hwy|[Pp]arkway|Pkwy|[Ss]quare|Sq|[Tt]urnpike|Pike|Rue|[Aa]lley)"
)
_UNIT = r"(?:,?\s+(?:[Aa]pt|[Aa]partment|[Ss]uite|[Uu]nit|#|[Ff]loor|[Bb]ox)\.?\s*#?[\w-]+)?"
_TOWN = r"(?:,\s+[A-Z][a-z]+(?: [A-Z][a-z]+)?,?\s+[A-Z]{2}(?:\s+\d{5}(?:-\d{4})?)?)?"
# A digit comes first, before the look behind it: the search then skips what is none.
_NUMBERED = re.compile(
    r"\d(?<![\w-]\d)(?:"
    rf"\d{{0,4}}[A-Za-z]?\s+(?:[NSEW]\.?\s+)?(?:[A-Z0-9][\w'’.-]*\s+){{1,4}}?{_SUFFIX}\b{_UNIT}{_TOWN}"
    # After the point of the compass, or before its name in Spanish, a street has no other word for it.
    rf"|\d{{2,4}}\s+(?:[NSEW]|[NS][EW])\.?\s+[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){{0,2}}{_UNIT}{_TOWN}"
    rf"|\d{{0,4}}\s+(?:Avenida|Calle|Camino|Paseo|Via|Rue)\s(?:(?:de|del|la|las|los)\s)*[A-Z][\w'’-]+{_UNIT}{_TOWN}"
    rf"|\d{{0,4}}\s+(?:County\s|State\s)?(?:Road|Route|Rt\.?|Highway|Hwy)\s\d+\b{_UNIT}{_TOWN}"
    rf"|\d{{1,4}}\s+(?:[A-Z][\w'’-]+\s){{1,3}}?(?:Trail|Trl|Loop|Row|Crossing|Cove|Bend|Commons|Plaza)\b{_UNIT}{_TOWN}"
    rf"|\d{{0,4}}\s+(?:[a-z'’]+\s+){{1,2}}?(?:street|st|avenue|ave|road|rd|lane|ln|drive|court|blvd)\b{_UNIT})"
)
_BOX = re.compile(r"\bP\.?\s?O\.?\s+[Bb]ox\s+\d+|\b(?:PSC|Unit)\s+\d+,?\s+Box\s+\d+(?:\s+[ADF]PO\s+A[AEP]\s+\d{5})?")
_UNNUMBERED = re.compile(
    r"(?<![\w'’-])(?:[A-Z][\w'’-]+\s){1,3}?(?:Street|Avenue|Road|Lane|Boulevard|Terrace|Turnpike|Parkway|Ave|Rd|Blvd)\b"
)
_NOT_STREETS = re.compile(
    r"(?:Sesame|Reading|Wall|Main|Easy|Silk|Penny|Abbey|Memory|Quality|The|Our|My|On|In|At)\s\w+$"
)
_LEADING = re.compile(
    r"^(?:(?:The|Our|My|On|In|At|From|To|Past|Near|Off|Along|Down|Up|And|By|When|Where|While|For|Of|With|Like|As|If|But"
    r"|So|Then|Over|Across|Behind|Toward|Every|Each|This|That|Both|All|Most|Since|Because|Visit|Ask|Call|See|We|I|They"
    r"|He|She|It|Is|Was|Also|After|Before|Even|Only|Here)\s+)+"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_DATE = (
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?"
    rf"(?:,?\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}})?)"
)
_BORN = re.compile(
    r"(?i:\bborn|\bd\.?o\.?b\b\.?|\bbirth\s?da(?:y|te)s?\b|\bdate of birth\b|\bbday\b)"
    rf"(?:\s+(?:is|was|on|of|in))*[\s:,(]*(?:on\s+)?({_DATE})"
)
_STUDENT = re.compile(
    r"(?i)\b(?:student|pupil|sasid|lasid|state|lunch|district|school)?\s*(?:ids?|number|no\.?|num\.?|#|sasid|lasid)"
    r"(?:\s+(?:number|no\.?|is|was|code))*\s*[:#(]?\s*#?((?:[A-Z]{1,3}-?)?\d(?:-?\d){4,11})\b"
)
_BADGE = re.compile(
    r"(?i)\b(?:(?:student|pupil|lunch|badge)\s+(?:ids?|numbers?|no\.?|num\.?|pin|code|#)|pin|badge|osis|ssid|perm(?:anent)?\s+id)"
    r"(?:\s+(?:number|no\.?|is|was|code|#))*\s*[:#(]?\s*#?([A-Z]{0,3}-?\d{4,12})\b"
)
_IN_CONTEXT = re.compile(r"(?i)\b(?:student|pupil|kid|sasid|lasid|id)\s*#\s*((?:[A-Z]{1,3}-?)?\d{3,12})\b")
_NUMBER = re.compile(r"(?<![\w.,$#/-])(?:[A-Z]{1,3}-?\d{6,10}|\d{7,11})(?![\w-]|[.,/]\d)")
# Begins with a set of signs, which makes the search quick: five digits, three and three, or # and three.
_THREE = re.compile(r"[\d#](?:(?<=\d)\d\d(?:\d\d|-\d{3})|(?<=#)\s?\d{3})")
_BADGE_WORDS = frozenset(
    ("ID", "IDs", "PIN", "badge", "Badge", "id", "ids", "lunch", "number", "osis", "OSIS", "perm", "pin", "ssid",
     "SSID", "student", "Student")
)  # fmt: skip
_BIRTH = ("born", "birth", "bday", "dob", "do.b", "d.ob", "d.o.b")
_ADDRESS_WORDS = (
    cues.STREET_WORDS
    | {word.capitalize() for word in cues.STREET_WORDS}
    | {"N", "S", "E", "W", "NE", "NW", "SE", "SW", "Avenida", "Calle", "Camino", "Paseo", "Via", "Route", "Rt", "Trail"}
    | {"Trl", "Loop", "Row", "Crossing", "Cove", "Bend", "Commons", "Plaza"}
)
STREET_WORDS = frozenset(
    ["Street", "Avenue", "Road", "Lane", "Boulevard", "Terrace", "Turnpike", "Parkway", "Ave", "Rd", "Blvd"]
)


def accounts(text: str) -> Iterator[Finding]:
    """Names of accounts, as @name or after the name of a service."""
    if "@" in text:
        for match in _HANDLE.finditer(text):
            yield Finding(match.start(), match.end(), "handle", "the form of an account")
    if "_" in text or "." in text:
        for match in _ACCOUNT.finditer(text):
            yield Finding(match.start(1), match.end(1), "handle", "after the name of a service", 0.7)


def numbers(text: str, words: Set[str], digits: int) -> Iterator[Finding]:
    """Addresses, birth dates and student numbers in a text that has as many digits; `words` are its words as
    written."""
    if not words.isdisjoint(_ADDRESS_WORDS):
        for pattern in (_NUMBERED, _BOX):
            for match in pattern.finditer(text):
                yield Finding(match.start(), match.end(), "address", "a number and a street")
    low = text.lower()
    if any(word in low for word in _BIRTH):
        for match in _BORN.finditer(text):
            yield Finding(match.start(1), match.end(1), "birth_date", "a date after a word of birth")
    if digits > 2:
        yield from _students(text, words, digits)


def _students(text: str, words: Set[str], digits: int) -> Iterator[Finding]:
    """Numbers of students."""
    patterns = (_STUDENT, _IN_CONTEXT) if (digits > 4 or "#" in text) and _THREE.search(text) else ()
    badges = () if digits < 4 or words.isdisjoint(_BADGE_WORDS) else (_BADGE,)
    for pattern in (*patterns, *badges):
        for match in pattern.finditer(text):
            yield Finding(match.start(1), match.end(1), "student_id", "a number after a word for one")
    for match in _NUMBER.finditer(text) if patterns else ():
        yield Finding(match.start(), match.end(), "student_id", "a number of the length of an id", 0.6)


def streets(text: str) -> Iterator[Finding]:
    """Street names without a number."""
    for match in _UNNUMBERED.finditer(text):
        start = match.start() + len(m[0]) if (m := _LEADING.match(match[0])) else match.start()
        name = text[start : match.end()]
        if " " in name and not _NOT_STREETS.search(name):
            yield Finding(start, match.end(), "address", "the form of a street", 0.7)
