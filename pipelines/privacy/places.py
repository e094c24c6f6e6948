"""Finds the study's own schools, and phrases that staff marked, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipelines.privacy import cues
from pipelines.privacy.findings import Finding
from pipelines.privacy.lexicon import Lexicon
from pipelines.privacy.wordlists import fold, words_of

_LEVEL = re.compile(
    r"(?i)\s+(?:(?:elementary|middle|high|primary|intermediate|junior|senior|regional|charter|vocational|technical|public"
    r"|community|memorial|innovation|magnet|k-?8|k-?12)\s*)*(?:school|academy|elementary|middle|high|primary)\s*$"
)


class Phrases:
    """Literal phrases, looked for only in texts that have the first word of one.

    >>> [f.start for f in Phrases(["Hill View School"], "school", "known").find("at Hill View  school", {"Hill"})]
    [3]
    """

    def __init__(self, phrases: Iterable[str], kind: str, why: str, exact_case: bool = False) -> None:
        self.kind, self._why, self._exact = kind, why, exact_case
        grouped: dict[str, set[str]] = {}
        for phrase in phrases:
            words = words_of(phrase) or (fold(phrase),)
            grouped.setdefault(words[0], set()).add(phrase)
        flags = 0 if exact_case else re.IGNORECASE
        self._patterns = {
            first: re.compile("|".join(map(_pattern, sorted(entries, key=lambda e: (-len(e), e)))), flags)
            for first, entries in grouped.items()
        }
        self.first = frozenset(self._patterns)

    def find(self, text: str, words: Iterable[str]) -> Iterator[Finding]:
        """Where the phrases stand; `words` are the words of the text as written."""
        if not self.first:
            return
        folded = {fold(word) for word in words}
        folded |= {word[:-2] for word in folded if word.endswith("'s")}
        for first in sorted(folded & self.first) + sorted(k for k in self.first if not k[:1].isalpha()):
            for match in self._patterns[first].finditer(text):
                yield Finding(match.start(), match.end(), self.kind, self._why)


def _pattern(phrase: str) -> str:
    words = (re.escape(word).replace("'", "['’]").replace("’", "['’]") for word in phrase.split())
    return r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)"


def short_names(schools: Iterable[str], places: Iterable[str], lexicon: Lexicon) -> list[str]:
    """What people call schools: without the level, unless that is a district, a town or an everyday word.

    >>> from pipelines.privacy.lexicon import Lexicon
    >>> short_names(["Cutler Road Elementary School", "Harrow High School"], ["Harrow"], Lexicon({}, frozenset()))
    ['Cutler Road']
    """
    taken = {fold(place) for place in places}
    short = {_LEVEL.sub("", school).strip() for school in schools if _LEVEL.search(school)}
    return sorted(
        name
        for name in short
        if fold(name) not in taken
        and len(name) > 3
        and (" " in name or not lexicon[name.casefold()].ordinary())
        and not all(word.casefold() in cues.DIRECTIONS for word in name.split())
    )
