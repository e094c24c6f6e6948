"""Finds the study's own schools, and phrases that staff marked, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from pipelines.privacy import cues
from pipelines.privacy.findings import Finding
from pipelines.privacy.lexicon import Lexicon
from pipelines.privacy.wordlists import fold, words_of

_LEVEL = re.compile(
    r"(?i)\s+(?:(?:elementary|middle|high|primary|intermediate|junior|senior|regional|charter|vocational|technical|public"
    r"|community|memorial|innovation|magnet|k-?8|k-?12)\s*)*(?:school|academy|elementary|middle|high|primary)\s*$"
)
_DIGIT = re.compile(r"\d")


class Phrases:
    """Literal phrases, looked for only in texts that have the longest word of one.

    Thousands of them cost little: a pattern is compiled when its word first turns up.

    >>> known = Phrases(["Hill View School"], "school", "known")
    >>> [f.start for f in known.find("at Hill View  school", {"Hill", "View", "school"})]
    [3]
    """

    def __init__(self, phrases: Iterable[str], kind: str, why: str, exact_case: bool = False) -> None:
        self.kind, self._why, self._exact = kind, why, exact_case
        self._grouped: dict[str, set[str]] = {}
        self._whole: dict[str, set[frozenset[str]]] = {}
        for phrase in phrases:
            words = words_of(phrase)
            longest = max(words, key=len) if words else ""
            self._whole.setdefault(longest, set()).add(frozenset(words))
            # Numbers have no word to go by; they are looked for together, where there is a digit or sign.
            self._grouped.setdefault(longest, set()).add(phrase)
        self._numbers = self._compiled("") if "" in self._grouped else None
        self._patterns: dict[str, re.Pattern[str]] = {}
        self.words = frozenset(self._grouped) - {""}

    def __bool__(self) -> bool:
        return bool(self._grouped)

    def find(self, text: str, words: Iterable[str]) -> Iterator[Finding]:
        """Where the phrases stand; `words` are the words of the text as written."""
        if self._grouped:
            yield from self.find_folded(text, folded_words(words))

    def find_folded(self, text: str, words: AbstractSet[str]) -> Iterator[Finding]:
        """As `find`, for words that went through `folded_words`."""
        for word in sorted(self.words & words):
            # A phrase stands nowhere unless all of its words do.
            if not any(whole <= words for whole in self._whole[word]):
                continue
            if word not in self._patterns:
                self._patterns[word] = self._compiled(word)
            yield from self._found(self._patterns[word], text)
        if self._numbers is not None and _DIGIT.search(text):
            yield from self._found(self._numbers, text)

    def _compiled(self, word: str) -> re.Pattern[str]:
        entries = sorted({e if self._exact else fold(e) for e in self._grouped[word]}, key=lambda e: (-len(e), e))
        return re.compile("|".join(map(pattern_of, entries)), 0 if self._exact else re.IGNORECASE)

    def _found(self, pattern: re.Pattern[str], text: str) -> Iterator[Finding]:
        # Accents are neither here nor there: people leave them out.
        for match in pattern.finditer(text if self._exact or text.isascii() else flat(text)):
            yield Finding(match.start(), match.end(), self.kind, self._why)


def flat(text: str) -> str:
    """The text folded sign by sign, so that its offsets stay.

    >>> flat("the Muñiz City")
    'the muniz city'
    """
    return "".join(folded if len(folded := fold(c)) == 1 else c for c in text)


def folded_words(words: Iterable[str]) -> set[str]:
    """Words folded, also without a possessive ending, and the parts of those with a hyphen."""
    return with_parts({fold(word) for word in words})


def with_parts(folded: set[str]) -> set[str]:
    """Folded words, also without a possessive ending, and the parts of those with a hyphen.

    >>> sorted(with_parts({"delgado-led", "ruiz's"}))
    ['delgado', 'delgado-led', 'led', 'ruiz', "ruiz's"]
    """
    joined = [word for word in folded if not word.isalpha()]
    if not joined:
        return folded
    bare = [word[:-2] for word in joined if word.endswith("'s")]
    parts = [part for word in (*joined, *bare) if "-" in word for part in word.split("-") if part]
    return folded.union(bare, parts)


def pattern_of(phrase: str) -> str:
    """What matches a phrase between word bounds, whatever blanks and apostrophes it is written with."""
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
