"""The words of the study's own people, found also when one letter is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipelines.privacy import cues
from pipelines.privacy.wordlists import words_of

_SHORTEST = 5  # letters; one wrong letter in a shorter name too often makes another word
_NOT_NAMES = cues.TITLES | cues.PEOPLE | cues.PARTICLES | cues.SUFFIXES | cues.SPEAKERS


class StudyNames:
    """The folded words of names, and what is one insertion, deletion, change or swap away from them."""

    def __init__(self, names: Iterable[str]) -> None:
        words = {word for name in names for word in words_of(name) if not any(c.isdigit() for c in name)}
        parts = {part for word in words for part in word.split("-")} | words
        self.words = frozenset(w for w in parts if len(w) > 2 and w not in _NOT_NAMES)
        self._near: dict[str, set[str]] = {}
        for word in self.words:
            for key in _keys(word):
                self._near.setdefault(key, set()).add(word)

    def misspelt(self, word: str) -> bool:
        """Whether the folded word is one slip away from a name, and begins like it."""
        if len(word) < _SHORTEST or not self._near:
            return False
        candidates = {name for key in _keys(word) for name in self._near.get(key, ())}
        return any(name[0] == word[0] and _one_slip(name, word) for name in candidates)


def _keys(word: str) -> Iterator[str]:
    """The word and what is left of it without one letter: two words one slip apart share a key."""
    if len(word) >= _SHORTEST - 1:
        yield word
        yield from (word[:i] + word[i + 1 :] for i in range(len(word)))


def _one_slip(one: str, other: str) -> bool:
    if one == other:
        return True
    if len(one) == len(other):
        wrong = [i for i in range(len(one)) if one[i] != other[i]]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and one[wrong[0]] == other[wrong[1]]
        return len(wrong) == 1 or (swapped and one[wrong[1]] == other[wrong[0]])
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
