"""Agreement on whole sets of codes: Krippendorff's alpha with MASI distance.

MASI (Passonneau 2006, LREC, "Measuring agreement on set-valued items"): Jaccard overlap times 1 for equal
sets, 2/3 where one holds the other, 1/3 where they cross, 0 where they share nothing. Two empty sets are
equal. An excerpt that one coder left without codes and another did not counts as full disagreement.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from catalog.agreement.ratings import Floats, Ratings

# Beyond so many different sets the table of distances would not fit in memory.
MOST_SETS = 4000


def masi(one: frozenset[str], other: frozenset[str]) -> float:
    """The distance of two sets, from 0 to 1.

    >>> masi(frozenset("ab"), frozenset("ab")), masi(frozenset("a"), frozenset("b"))
    (0.0, 1.0)
    >>> round(masi(frozenset("ab"), frozenset("abc")), 4), round(masi(frozenset("ab"), frozenset("bc")), 4)
    (0.5556, 0.8889)
    """
    shared = len(one & other)
    if one == other or not shared:
        return float(one != other)
    return 1 - shared / len(one | other) * (2 / 3 if one <= other or other <= one else 1 / 3)


class SetSums:
    """What alpha with MASI distance adds up over units: observed distance, and how often each set occurs."""

    def __init__(self, ratings: Ratings) -> None:
        given = [[frozenset(g[u].stances) for g in ratings.given if u in g] for u in ratings.units]
        values = sorted({value for unit in given for value in unit}, key=sorted)
        self.too_many = len(values) > MOST_SETS
        if self.too_many:
            return
        place = {value: i for i, value in enumerate(values)}
        self.distances = np.array([[masi(a, b) for b in values] for a in values])
        self.sums = np.zeros((len(given), len(values) + 1))
        for u, unit in enumerate(given):
            at = [place[value] for value in unit]
            np.add.at(self.sums[u], at, 1)
            self.sums[u, -1] = self.distances[np.ix_(at, at)].sum() / (len(at) - 1)

    def alpha(self, totals: Floats) -> Floats:
        """Alpha of totals (..., quantity); nan where nothing differs."""
        counts, observed = totals[..., :-1], totals[..., -1]
        n = counts.sum(-1)
        expected = np.einsum("...i,...i->...", counts @ self.distances, counts) / (n - 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(expected > 0, 1 - observed / expected, np.nan))


def exact(ratings: Ratings) -> float:
    """Share of excerpts to which all their readers gave the same set."""
    return float(np.mean([len({frozenset(g[u].stances) for g in ratings.given if u in g}) == 1 for u in ratings.units]))


def same_stance(ratings: Ratings, codes: Sequence[str]) -> tuple[int, int]:
    """(how often pairs of coders who gave the same code gave the same stance, how often they gave the same code)."""
    same = shared = 0
    for unit in ratings.units:
        read = [g[unit].stances for g in ratings.given if unit in g]
        for a, one in enumerate(read):
            for other in read[a + 1 :]:
                common = [code for code in codes if code in one and code in other]
                shared += len(common)
                same += sum(one[code] == other[code] for code in common)
    return same, shared
