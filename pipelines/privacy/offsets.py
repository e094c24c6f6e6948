"""Offsets of a text before and after spans of it were replaced."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offsets:
    """Pairs of spans (old start, old end, new start, new end), in order, that stand for each other."""

    pairs: tuple[tuple[int, int, int, int], ...] = ()

    def to_new(self, offset: int) -> int:
        """Where an offset of the old text lies in the new one; one inside a replaced span goes to its end.

        >>> Offsets(((4, 7, 4, 14),)).to_new(9)
        16
        """
        i = bisect_right(self.pairs, offset, key=lambda pair: pair[0]) - 1
        return offset if i < 0 else self._moved(offset, *self.pairs[i])

    def to_old(self, offset: int) -> int:
        """Where an offset of the new text lies in the old one; one inside a replacement goes to its end."""
        i = bisect_right(self.pairs, offset, key=lambda pair: pair[2]) - 1
        if i < 0:
            return offset
        old_start, old_end, new_start, new_end = self.pairs[i]
        return self._moved(offset, new_start, new_end, old_start, old_end)

    @staticmethod
    def _moved(offset: int, start: int, end: int, other_start: int, other_end: int) -> int:
        if offset == start:
            return other_start
        return other_end + max(offset - end, 0)


def substitute(text: str, changes: Iterable[tuple[int, int, str]]) -> tuple[str, Offsets]:
    """The text with each span (start, end, replacement) replaced, and the offsets; spans are sorted and apart.

    >>> substitute("Ask Ana now", [(4, 7, "[Person 1]")])[0]
    'Ask [Person 1] now'
    """
    parts: list[str] = []
    pairs: list[tuple[int, int, int, int]] = []
    done = length = 0
    for start, end, new in changes:
        length += start - done
        parts += [text[done:start], new]
        pairs.append((start, end, length, length + len(new)))
        length += len(new)
        done = end
    parts.append(text[done:])
    return "".join(parts), Offsets(tuple(pairs))
