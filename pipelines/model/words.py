"""Texts as rows of word numbers, many at a time; each spelling is looked at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.cues.lemmas import canonical, lemma

Integers = NDArray[np.int64]
# Words with inner apostrophes, and single signs: an exclamation mark or emoji tells something too.
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")
# Spellings kept; beyond it all begins anew, so that memory stays flat over any number of texts.
MAX_SPELLINGS = 50_000
# Words that hold no content of their own: left out of one view of the text, kept in the other.
_STOP_WORDS = (
    "the a an and or of in to is are was were be been being it its this that these those for with on at by from "
    "as we our us i my me you your they their them he she his her so but if then there here what which who when "
    "where how just also very really too have has had do does did not no will would can could should may"
)

_STOPS = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of several texts in one row: text i has `ids[bounds[i] : bounds[i + 1]]`."""

    ids: Integers
    bounds: Integers

    def texts(self) -> Integers:
        """For each word the number of its text."""
        return np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))

    def only(self, keep: NDArray[np.bool_]) -> Tokens:
        """The words for which `keep` is true."""
        before = np.concatenate(([0], np.cumsum(keep)))
        return Tokens(self.ids[keep], before[self.bounds])


class Vocabulary:
    """The words a model knows, numbered from 0 in order: lemmas, or if `lemmas` is false the forms as written.

    Any other word gets a number from `len(words)` on, the same for the same word until `make_room`.
    """

    def __init__(self, words: Sequence[str], *, lemmas: bool = True) -> None:
        self.words = tuple(words)
        self.lemmas = lemmas
        self.content = np.array([_has_content(word) for word in self.words], dtype=np.bool_)
        self._numbers = {word: number for number, word in enumerate(self.words)}
        self.times_forgotten = -1
        self._forget()

    def make_room(self) -> None:
        """Begin anew with what was met beyond the known words, where that has become much: the numbers of texts read
        before mean nothing from then on."""
        if len(self._spellings) > MAX_SPELLINGS:
            self._forget()

    def _forget(self) -> None:
        self.times_forgotten += 1
        self.strangers: list[str] = []
        self._strange: dict[str, int] = {}
        self._spellings: dict[str, int] = {}

    def read(self, texts: Sequence[str]) -> Tokens:
        """The texts as word numbers."""
        found = [_TOKEN.findall(text) for text in texts]
        known = self._spellings
        for spelling in sorted(set().union(*found) - known.keys()):
            known[spelling] = self._number(spelling)
        ids = np.fromiter((known[s] for words in found for s in words), dtype=np.int64)
        return Tokens(ids, np.cumsum([0, *map(len, found)]))

    def _number(self, spelling: str) -> int:
        word = base(spelling, lemmas=self.lemmas)
        number = self._numbers.get(word)
        if number is None:
            number = self._strange.setdefault(word, len(self.words) + len(self.strangers))
            if number == len(self.words) + len(self.strangers):
                self.strangers.append(word)
        return number


def base(spelling: str, *, lemmas: bool = True) -> str:
    """What a spelling counts as: its lemma, or its form in small letters.

    >>> base("Students"), base("Rotated", lemmas=False)
    ('student', 'rotated')
    """
    return lemma(canonical(spelling)) if lemmas else spelling.lower()


def words_of(texts: Iterable[str], *, lemmas: bool = True) -> list[str]:
    """Every word of the texts, sorted."""
    spellings = {spelling for text in texts for spelling in _TOKEN.findall(text)}
    return sorted({base(spelling, lemmas=lemmas) for spelling in spellings})


def places(text: str) -> list[tuple[int, int]]:
    """Where the words of a text stand, start and end, as `Vocabulary.read` counts them."""
    return [match.span() for match in _TOKEN.finditer(text)]


def _has_content(word: str) -> bool:
    return word not in _STOPS and word[0].isalnum()
