"""How agreement came to be what it is, as more excerpts were read by all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from catalog.agreement import measures
from catalog.agreement.ratings import Ratings

STEPS, FIRST = 8, 10


def growth(ratings: Ratings, order: Sequence[str]) -> list[tuple[int, float | None]]:
    """(excerpts, alpha over all codes) after the first ten and at up to eight steps to the last.

    `order` are excerpts in the order in which the last of their coders read them; None where alpha is not defined.
    """
    place = {unit: i for i, unit in enumerate(ratings.units)}
    rows = [place[unit] for unit in dict.fromkeys(order) if unit in place]
    codes = ratings.codes()
    if len(rows) < FIRST or not codes:
        return []
    totals = np.cumsum(measures.sums(ratings.table(codes)).sum(1)[rows], axis=0)
    ends = sorted({int(end) for end in np.linspace(FIRST, len(rows), STEPS)})
    with np.errstate(invalid="ignore", divide="ignore"):
        alpha = measures.figures(totals[[end - 1 for end in ends]])["alpha"]
    return [(end, None if np.isnan(value) else float(value)) for end, value in zip(ends, alpha, strict=True)]
