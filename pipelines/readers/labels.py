"""Which words before a colon are a speaker's name, judged over a whole file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipelines.readers.wordlist import is_english

LONGEST_LABEL = 60
"""Most characters of a speaker's name."""
COVERAGE = 0.1
"""Least share of the pieces that must carry a label before any label is believed."""

ROLE = re.compile(
    r"(?:co-?|lead )?(?:moderator|facilitator|interviewer|interviewee|participant|respondent|speaker|student"
    r"|teacher|parent|principal|superintendent|researcher|host|guest|narrator|group|unknown|unidentified"
    r"|multiple|all|female|male|man|woman|voice|q|a|p|r|s|int|mod|resp|unknown speaker)s?\b[ .#_-]*\d*",
    re.IGNORECASE,
)
"""What transcripts call speakers instead of naming them."""

# Spaces are bounded, for a line may be a million of them.
_LABEL = re.compile(
    r"(?:>>\s{0,3}|[-–—]\s{1,3})?[*_]{0,3}\[?(?P<label>[^:：\n\[\]]{1,60}?)\]?\s{0,3}[*_]{0,3}[:：][*_]{0,3}(?!//|\d)\s*"
)
_ALLOWED = re.compile(r"[\w\s.,'’‘()/&#@+·-]+")
_ASIDE = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Small words that stand between the parts of a name.
_PARTICLES = re.compile(
    "de|da|do|dos|das|del|della|di|du|des|van|von|der|den|ten|ter|la|le|el|al|bin|ibn|bint|y|e|and|of|the|st|to|zu"
    "|af|av|und|et|with|in"
)
# What stands before a colon in the head of a transcript, or opens an aside in it, and is nobody's name.
_NOT_NAMES = re.compile(
    "notes?|nb|ps|examples?|homework|date|time|title|topic|subject|location|place|site|venue|duration|length"
    "|participants|attendees|present|absent|agenda|summary|transcript|transcription|recording|recorded|file|filename"
    "|project|session|url|link|tip|warning|update|reminder|remember|step|source|keywords|meeting|interview|version"
    "|language|status|id|total|case|study|district|school|grade|setting|context|background|transcriber|also|first"
    "|second|third|finally|because|however|therefore|so|but|and|or|yes|no|okay|ok|well|today|tomorrow|monday|tuesday"
    "|wednesday|thursday|friday|saturday|sunday|re|fw|cc|bcc|from|to"
)
_NOT_NAME_TAILS = re.compile("date|time|by|on|at|is|are|was|were|length|duration|number|names?|title")


def cut_label(text: str) -> tuple[str, int] | None:
    """The label that may open a text, and where the words after it begin; None where there is none.

    >>> cut_label("Dr. Ko (she/her): and then")
    ('Dr. Ko (she/her)', 18)
    >>> cut_label("10:30 works"), cut_label("https://example.org")
    (None, None)
    """
    match = _LABEL.match(text)
    if match is None:
        return None
    label = " ".join(match["label"].split())
    return (label, match.end()) if is_name_like(label) or is_lower_name(label) else None


def is_role(label: str) -> bool:
    """Whether the label is a role, such as "Interviewer" or "Participant 3"."""
    return ROLE.fullmatch(label.strip()) is not None


@lru_cache(4096)
def is_name_like(label: str) -> bool:
    """Whether a label reads as a name or role: short, capitalised throughout, without a sentence's marks."""
    core = _core(label)
    if not _shaped(label, core):
        return False
    if is_role(core):
        return True
    tokens = core.replace("/", " ").split()
    # A name's parts are capitals, caseless scripts, numbers, or small words between them.
    big = [not t[0].islower() and t[0] not in "-'’" for t in tokens]
    if not any(b and any(c.isalpha() for c in t) for b, t in zip(big, tokens, strict=True)):
        return False
    small = [t for t, b in zip(tokens, big, strict=True) if not b]
    return all(_PARTICLES.fullmatch(t.lower()) or t in "&-+·" for t in small) and tokens[-1] not in small


@lru_cache(4096)
def is_lower_name(label: str) -> bool:
    """Whether a label could be a name typed without capitals: one or two words, nothing but letters."""
    core = _core(label)
    return _shaped(label, core) and len(core.split()) <= 2 and re.fullmatch(r"[\w .'’-]+", core) is not None


def _core(label: str) -> str:
    """The label without asides, empty where it is too long to be one."""
    return _ASIDE.sub(" ", label).strip() if len(label) <= LONGEST_LABEL else ""


def _shaped(label: str, core: str) -> bool:
    if not core or _ALLOWED.fullmatch(label) is None:
        return False
    tokens = core.split()
    if len(tokens) > 6 or not any(c.isalpha() for c in core) or core.count(",") > 2:
        return False
    if any(t.endswith(".") and len(t) > 5 for t in tokens):  # "Dr.", "Prof.", "J." but not a sentence's end
        return False
    low = [t.lower().strip(".,") for t in tokens]
    return not _NOT_NAMES.fullmatch(low[0]) and (len(low) == 1 or not _NOT_NAME_TAILS.fullmatch(low[-1]))


def speakers_among(labels: Sequence[str | None], texts: Iterable[str]) -> frozenset[str]:
    """Which of the labels (one per piece, None where a piece has none) are speakers.

    A label is believed when it recurs. One that stands once is believed where nearly every piece has a
    label, or where others recur and it is no English words. An ordinary word ("Remember") or a name in
    small letters must recur more. No label is believed when too few pieces have one.
    """
    counts = Counter(label for label in labels if label is not None)
    if not counts:
        return frozenset()
    likely = {label for label in counts if is_name_like(label)}
    if not any(n >= 2 or is_role(label) or not _is_english(label) for label, n in counts.items()):
        # "Strengths:" and "Weaknesses:", once each, open the paragraphs of an essay.
        return frozenset()
    ordinary = _ordinary(counts, texts)
    dense = _dense(labels, likely)
    recurring = sum(n for label, n in counts.items() if n >= 2 and label in likely)
    often = max(3, COVERAGE * len(labels))

    def believed(label: str, n: int) -> bool:
        if label not in likely:
            return n >= often and label not in ordinary
        if n == 1:
            settled = recurring >= often and (is_role(label) or not _is_english(label))
            return label not in ordinary and (dense or settled)
        # A common word is a name after all where it keeps labelling, as "Will" and "Mark" do.
        return label not in ordinary or n >= (3 if dense else often)

    found = {label for label, n in counts.items() if believed(label, n)}
    covered = sum(counts[label] for label in found)
    return frozenset(found) if covered >= max(1, COVERAGE * len(labels)) else frozenset()


def _dense(labels: Sequence[str | None], likely: set[str]) -> bool:
    """Whether most pieces have a likely label; the head of a file, before the first, does not count."""
    found = [i for i, label in enumerate(labels) if label in likely]
    head = found[0] if len(found) >= 2 else 0
    return len(found) >= 0.6 * (len(labels) - head)


def _ordinary(counts: Counter[str], texts: Iterable[str]) -> set[str]:
    """The labels of one word that the texts use as a word, in small letters."""
    single = {label.lower() for label in counts if _WORD.fullmatch(label) and not is_role(label)}
    if not single:
        return set()
    seen = {word for text in texts for word in _WORD.findall(text) if word in single}
    return {label for label in counts if label.lower() in seen}


def _is_english(label: str) -> bool:
    """Whether a label is made of English words, as "Learning Target" is and "Ana Ruiz" is not."""
    return all(is_english(word) for word in _WORD.findall(_core(label)))
