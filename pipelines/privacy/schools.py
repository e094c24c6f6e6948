"""Finds school buildings by the form of their names: "Carver Elementary", "St. Mary's Academy", "PS 118"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set

from pipelines.privacy import cues
from pipelines.privacy.findings import Finding
from pipelines.privacy.wordlists import fold, phrases

_KINDS = (
    r"(?:Elementary|Middle|High|Primary|Intermediate|Junior|Charter|Academy|Preparatory|Prep|Vocational|Technical|Magnet"
    r"|Montessori|Collegiate|Regional|Community|Innovation|Memorial|Public|Catholic|Day)"
)
_LEVEL = (
    r"(?:(?:Elementary|Middle|High|Primary|Intermediate|Academy|Prep|School|Collegiate(?!\sPrep|\sAcademy|\sHigh))(?:\sSchool)?"
    r"|MS|HS|ES|JHS|K-?8|K-?12)"
)
# A body or a sentence, not a building: "Middle School Committee", "High School of the year".
_OTHER = (
    r"(?!\s(?:Schools|District|Consortium|Committee|Board|Department|Council|Association|System|Improvement|Act|Street"
    r"|of\s|and\s[A-Z]|&)|\w|-)"
)
_WORD = r"(?:(?:St|Mt|Dr|Ft)\.\s|[A-Z]\.\s?|Lady\sof\s(?:the\s)?|[A-Z][\w'’-]*\s(?:(?:de|del|la)\s(?=[A-Z]))?)"
_SCHOOL = re.compile(rf"(?<![\w'’-])({_WORD}{{1,5}}?)((?:{_KINDS}\s)*{_LEVEL}){_OTHER}")
_NUMBERED = re.compile(
    r"(?<![\w'’-])(?:P\.?S|I\.?S|J\.?H\.?S|M\.?S|H\.?S)\.?(?:/[MIP]\.?S\.?)?\s?#?\d{1,3}(?![\w%:]|-\d)"
)
_SMALL = re.compile(r"(?<![\w'’-])([a-z][a-z'’]+)\s(?:elementary|middle\sschool|high\sschool|high|academy)\b(?!\s?-)")
_THERE = re.compile(
    r"\b(?:[Aa]t|[Ff]rom|[Ii]nto|[Aa]ttend\w*|[Vv]isit\w*|[Jj]oined|[Ll]eft|[Nn]ear|[Oo]utside|[Tt]o)\s$"
)
_VERB_BEFORE = re.compile(r"(?i)\b(?:it|this|that|there|what|he|she|who|here)\s$")  # "it IS 30 degrees"
_SHORT_LEVELS = frozenset(("MS", "HS", "ES", "JHS", "K-8", "K-12", "K8", "K12"))
_SMALL_WORDS = frozenset(("elementary", "middle", "high", "academy"))
_NUMBERED_WORDS = frozenset(("PS", "IS", "JHS", "MS", "HS", "S"))
_CAPITAL_WORDS = frozenset(
    ("Elementary", "Middle", "High", "Primary", "Intermediate", "Academy", "School", "Prep", "Collegiate", "MS", "HS",
     "ES", "JHS", "K")
)  # fmt: skip
SCHOOL_WORDS = _SMALL_WORDS | _NUMBERED_WORDS | _CAPITAL_WORDS


def schools(
    text: str, words: Set[str], ordinary: Set[str] = frozenset(), named: Callable[[str], bool] = lambda word: False
) -> Iterator[Finding]:
    """Findings in a text that has one of SCHOOL_WORDS; `words` are its words as written.

    `ordinary` are words (as written) that are hardly ever names: a name of only such words counts only
    in mid-sentence before "Elementary" or "... School" ("at Bay Street Elementary"), or where somebody is at it.
    `named` tells whether a word without capital is what schools are named after ("at lincoln elementary").
    """
    for match in _SCHOOL.finditer(text) if not words.isdisjoint(_CAPITAL_WORDS) else ():
        parts = [*re.finditer(r"\S+", match[1])]
        compass = parts[-1].group().lower() in cues.COMPASS if parts else False
        while parts and _generic(parts[0].group()) and not (compass and len(parts) == 1):
            parts.pop(0)
        if parts:
            start = match.start(1) + parts[0].start()
            words_of_it = [part.group() for part in parts]
            proper = any((w not in ordinary or named(fold(w))) and not _generic(w) for w in words_of_it)
            if (compass and len(parts) == 1) or _is_name(text, start, words_of_it, match[2], proper):
                yield Finding(start, match.end(), "school", "the form of a school's name", 0.8)
    for match in _NUMBERED.finditer(text) if not words.isdisjoint(_NUMBERED_WORDS) else ():
        if match[0].startswith("IS ") and _VERB_BEFORE.search(text, max(0, match.start() - 9), match.start()):
            continue
        yield Finding(match.start(), match.end(), "school", "the form of a school's number", 0.8)
    for match in _SMALL.finditer(text) if not words.isdisjoint(_SMALL_WORDS) else ():
        if not _generic(match[1]) and named(match[1]):
            yield Finding(match.start(), match.end(), "school", "the form of a school's name", 0.7)


def _is_name(text: str, start: int, words: list[str], level: str, proper: bool) -> bool:
    """Whether the words before the level name one school."""
    if fold(" ".join([*words, level])) in phrases("allow"):
        return False
    if proper:
        return True
    inside = start > 1 and text[start - 1] == " " and text[start - 2] not in ".!?:"
    if not inside or all(map(_generic, words)):
        return False
    there = _THERE.search(text, max(0, start - 12), start) is not None
    if level in _SHORT_LEVELS:
        return there or text[:start].endswith(("] ", "], ", "] and "))
    return level.startswith("Elementary") or level.endswith(" School") or there


def _generic(word: str) -> bool:
    return word.lower().strip(".,'’") in cues.GENERIC_SCHOOLS
