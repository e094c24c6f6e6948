"""Agreement on where a code stands, for coders who mark spans of their own choice.

Measured as F1: of two coders' characters, 2 x shared / (all of one + all of the other), and of their spans,
the share that overlaps one of the other's. It stands for kappa where what neither marked cannot be counted
(Hripcsak & Rothschild 2005, J. Am. Med. Inform. Assoc. 12).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from catalog.agreement.ratings import Ratings, Spans


@dataclass(frozen=True, slots=True)
class SpanAgreement:
    """Of codings that both of two coders gave with spans: F1 over characters and over spans; n codings."""

    characters: float | None
    spans: float | None
    n: int


def span_agreement(ratings: Ratings) -> SpanAgreement:
    """Over all pairs of coders and all codes."""
    shared = marked = hits = count = n = 0
    for one, other in combinations(ratings.given, 2):
        for unit in ratings.units:
            if unit not in one or unit not in other:
                continue
            for code, mine in one[unit].spans.items():
                theirs = other[unit].spans.get(code, ())
                if not mine or not theirs:
                    continue
                a, b = _characters(mine), _characters(theirs)
                n, shared, marked = n + 1, shared + len(a & b), marked + len(a) + len(b)
                hits += _overlapping(mine, b) + _overlapping(theirs, a)
                count += len(mine) + len(theirs)
    return SpanAgreement(2 * shared / marked if marked else None, hits / count if count else None, n)


def _characters(spans: Spans) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def _overlapping(spans: Spans, others: set[int]) -> int:
    return sum(any(at in others for at in range(start, end)) for start, end in spans)
