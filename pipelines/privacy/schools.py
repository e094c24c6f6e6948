"""Finds school buildings by the form of their names: "Carver Elementary", "St. Mary's Academy"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from pipelines.privacy import cues
from pipelines.privacy.findings import Finding

_KINDS = (
    r"(?:Elementary|Middle|High|Primary|Intermediate|Junior|Charter|Academy|Preparatory|Prep|Vocational|Technical|Magnet"
    r"|Montessori|Regional|Community|Innovation|Memorial|Public|Catholic|Day)"
)
_LEVEL = r"(?:Elementary|Middle|High|Primary|Intermediate|Academy|Prep|School)(?:\sSchool)?"
# A body or a sentence, not a building: "Middle School Committee", "High School of the year".
_OTHER = (
    r"(?!\s(?:Schools|District|Consortium|Committee|Board|Department|Council|Association|System|Improvement|Act|Street"
    r"|of\s|and\s[A-Z]|&)|\w|-)"
)
_WORD = r"(?:(?:St|Mt|Dr|Ft)\.\s|[A-Z]\.\s?|Lady\sof\s(?:the\s)?|[A-Z][\w'’-]*\s(?:(?:de|la|del)\s(?=[A-Z]))?)"
_SCHOOL = re.compile(rf"(?<![\w'’-])({_WORD}{{1,5}}?)((?:{_KINDS}\s)*{_LEVEL}){_OTHER}")
SCHOOL_WORDS = frozenset(("Elementary", "Middle", "High", "Primary", "Intermediate", "Academy", "School", "Prep"))


def schools(text: str, ordinary: Set[str] = frozenset()) -> Iterator[Finding]:
    """Findings in a text that has one of SCHOOL_WORDS.

    `ordinary` are words (as written) that are hardly ever names: a name of only such words counts only
    in mid-sentence and before "Elementary" or "... School" ("at Bay Street Elementary").
    """
    for match in _SCHOOL.finditer(text):
        name, level = match[1], match[2]
        parts = [*re.finditer(r"\S+", name)]
        while parts and _generic(parts[0].group()):
            parts.pop(0)
        if not parts:
            continue
        words, start = [part.group() for part in parts], match.start(1) + parts[0].start()
        proper = any(word not in ordinary and not _generic(word) for word in words)
        whole = level.startswith("Elementary") or level.endswith(" School")
        inside = start > 1 and text[start - 1] == " " and text[start - 2] not in ".!?:"
        if proper or (whole and inside and not all(map(_generic, words))):
            yield Finding(start, match.end(), "school", "the form of a school's name", 0.8)


def _generic(word: str) -> bool:
    return word.lower().strip(".,'’") in cues.GENERIC_SCHOOLS
