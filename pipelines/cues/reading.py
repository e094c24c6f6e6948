"""Texts as the patterns see them, many at a time, and the way back from words to offsets."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.records import Span
from pipelines.cues.lexicon import COMMA, COMPOUND, DASH, LINE, PLAIN, SEPARATOR, SKIP, STOP

Compounds = Sequence[tuple[tuple[int, int, int], ...]]
_BETWEEN = f" {SEPARATOR} "


def joined(texts: Sequence[str]) -> str:
    """The texts as one, so that they are tokenized at once: each ends with a separator of its own."""
    return _BETWEEN.join([*texts, ""])


class Reading:
    """The kinds of the words of several texts, in one row; a stop ends each text."""

    def __init__(self, texts: Sequence[str], tokens: NDArray[Any], compounds: Compounds) -> None:
        """`tokens` are rows of kind, offset in the joined texts, length, and 1 if white space follows."""
        kinds, starts, lengths, spaced = (column.astype(np.int64) for column in tokens.T)
        words = (kinds, starts, starts + lengths)
        _settle_marks(kinds, spaced.astype(bool))
        if (kinds >= COMPOUND).any():
            words = _opened(*words, compounds)
        keep = words[0] > LINE
        self.kinds, self._starts, self._ends = (column[keep] for column in words)
        self._origins = list(accumulate((len(text) + len(_BETWEEN) for text in texts), initial=0))
        self.bounds: list[int] = np.searchsorted(self._starts, self._origins).tolist()
        self.stops: list[int] = np.flatnonzero(self.kinds == STOP).tolist()

    def span(self, text: int, start: int, end: int) -> Span:
        """Offsets in a text of the words `start` to `end` (exclusive) of the row."""
        origin = self._origins[text]
        return Span(int(self._starts[start]) - origin, int(self._ends[end - 1]) - origin)

    def stops_in(self, text: int) -> list[int]:
        """Where the sentences of a text end."""
        first, last = self.bounds[text], self.bounds[text + 1]
        return self.stops[bisect_left(self.stops, first) : bisect_left(self.stops, last)]

    def commas_in(self, text: int) -> list[int]:
        """Where the commas of a text stand."""
        first, last = self.bounds[text], self.bounds[text + 1]
        return [first + at for at in np.flatnonzero(self.kinds[first:last] == COMMA).tolist()]

    def sentences(self, text: int) -> list[tuple[int, int]]:
        """The words, start to end (exclusive), of each sentence of a text."""
        stops = self.stops_in(text)
        starts = [self.bounds[text], *(stop + 1 for stop in stops)]
        return [(start, stop) for start, stop in zip(starts, stops, strict=False) if start < stop]

    def words_in(self, text: int, span: Span) -> tuple[int, int] | None:
        """The words, start to end (exclusive), at least partly in a span of a text; None for none."""
        first, last = self.bounds[text], self.bounds[text + 1]
        origin = self._origins[text]
        start = first + int(np.searchsorted(self._ends[first:last], span.start + origin, side="right"))
        end = first + int(np.searchsorted(self._starts[first:last], span.end + origin))
        return (start, end) if start < end else None


def _settle_marks(kinds: NDArray[np.int64], spaced: NDArray[np.bool_]) -> None:
    """Decide from their neighbours which dashes join two words and which line ends begin an item."""
    dashes = kinds == DASH
    if not dashes.any():
        return
    lines = np.flatnonzero(kinds == LINE)
    following = np.minimum(lines + 1, len(kinds) - 1)
    kinds[lines[dashes[following]]] = STOP
    joins = np.zeros_like(dashes)
    joins[1:] = dashes[1:] & ~spaced[1:] & ~spaced[:-1]
    kinds[dashes & ~joins] = PLAIN
    kinds[joins] = SKIP


def _opened(
    kinds: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64], compounds: Compounds
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The same columns with each compound replaced by its words."""
    where = np.flatnonzero(kinds >= COMPOUND)
    parts = [compounds[number] for number in (kinds[where] - COMPOUND).tolist()]
    counts = np.ones(len(kinds), dtype=np.int64)
    counts[where] = [len(some) for some in parts]
    first = (np.cumsum(counts) - counts)[where].tolist()
    kinds, begin = np.repeat(kinds, counts), np.repeat(starts, counts)
    starts, ends = begin.copy(), np.repeat(ends, counts)
    for at, some in zip(first, parts, strict=True):
        for i, (kind, start, end) in enumerate(some, at):
            kinds[i], starts[i], ends[i] = kind, begin[i] + start, begin[i] + end
    return kinds, starts, ends
