"""Whether phrases that tell who is meant still stand in finished texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from pipelines.privacy.places import Phrases, pattern_of
from pipelines.privacy.remembered import Remembered
from pipelines.privacy.wordlists import fold, words_in

_SLUG = re.compile(r"[\W_]+")

# The runs of a phrase, all of which a text must have, its pattern, and the kind of what it names.
_Entry = tuple[frozenset[str], str, str]


class Residue:
    """Folded phrases (phrase, kind), each under the run of its letters and digits that fewest phrases share."""

    def __init__(self, known: tuple[tuple[str, str], ...]) -> None:
        cut = [(phrase, kind, _runs(phrase)) for phrase, kind in ((fold(phrase), kind) for phrase, kind in known)]
        shared = Counter(run for _, _, runs in cut for run in set(runs))
        self._entries: dict[str, list[_Entry]] = {}
        for phrase, kind, runs in cut:
            if runs:
                rarest = min(runs, key=lambda run: (shared[run], -len(run), run))
                self._entries.setdefault(rarest, []).append((frozenset(runs), pattern_of(phrase), kind))
        self._keys = frozenset(self._entries)
        self._compiled = Remembered(re.compile)  # of thousands of phrases few ever come up

    def spans(self, folded: str, runs: set[str]) -> Iterator[tuple[int, int, str]]:
        """(start, end, kind) of each phrase in a folded text; `runs` are those of its letters and digits."""
        for run in self._keys & runs:
            for whole, pattern, kind in self._entries[run]:
                if whole <= runs:
                    yield from ((*match.span(), kind) for match in self._compiled[pattern].finditer(folded))


class _Apart(dict[int, str]):
    """For str.translate: whatever is no letter or digit as a blank; remembered for the signs that occur."""

    def __missing__(self, code: int) -> str:
        sign = self[code] = chr(code) if chr(code).isalnum() else " "
        return sign


_APART = _Apart()
# A table by position is much faster, and nearly all texts need no other.
_APART_ASCII = "".join(_APART[code] for code in range(128))


def _runs(folded: str) -> list[str]:
    """The runs of letters and digits of a folded text: far cheaper than its words, and good enough to look phrases
    up by."""
    return folded.translate(_APART_ASCII if folded.isascii() else _APART).split()


def leaks(
    batch: list[tuple[str, str]], known: tuple[tuple[str, str], ...], fine: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    """(key, kind) of the texts (key, text) in which a phrase still stands: case-folded, accent-folded, word-bounded.

    Words joined to an id, such as interview_ana-ruiz, are looked at apart. What stands inside a phrase of
    `fine` was looked at by a person.
    """
    residue, found = _residue(known), []
    for key, text in batch:
        folded = fold(text)
        if " " not in folded and len(folded.split(None, 1)) < 2:
            folded = f"{folded} {_SLUG.sub(' ', folded)}"
        spans = [*residue.spans(folded, set(_runs(folded)))]
        if spans and fine:
            looked_at = [(f.start, f.end) for f in _fine(fine).find(folded, words_in(folded))]
            spans = [s for s in spans if not any(start <= s[0] and s[1] <= end for start, end in looked_at)]
        found += [(key, kind) for kind in sorted({kind for _, _, kind in spans})]
    return found


@lru_cache(maxsize=1)
def _residue(known: tuple[tuple[str, str], ...]) -> Residue:
    return Residue(known)


@lru_cache(maxsize=1)
def _fine(phrases: tuple[str, ...]) -> Phrases:
    return Phrases(map(fold, phrases), "fine", "marked by staff")
