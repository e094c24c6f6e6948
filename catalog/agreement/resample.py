"""Intervals by drawing cases anew (cluster bootstrap): excerpts of one case are alike, so cases are drawn whole.

Field & Welsh 2007, J. R. Stat. Soc. B 69; percentile intervals, Efron & Tibshirani 1993, ch. 13.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from catalog.agreement.ratings import Floats

_AT_ONCE = 100


def by_case(sums: Floats, cases: Sequence[str]) -> Floats:
    """Sums over the units (first axis) of each case, in order of first appearance."""
    place = {case: i for i, case in enumerate(dict.fromkeys(cases))}
    totals = np.zeros((len(place), *sums.shape[1:]))
    np.add.at(totals, [place[case] for case in cases], sums)
    return totals


def intervals(
    totals: Floats, measure: Callable[[Floats], Mapping[str, Floats]], repeats: int, seed: int
) -> dict[str, Floats]:
    """The 2.5th and 97.5th percentile of each figure (first axis: low, high) when cases are drawn anew.

    Draws in which a figure is not defined are left out; nan where it never is. The same seed gives the same draws.
    """
    drawn: dict[str, list[Floats]] = {}
    for weights in _draws(len(totals), repeats, seed):
        for name, values in measure(np.tensordot(weights, totals, axes=1)).items():
            drawn.setdefault(name, []).append(values)
    return {name: _percentiles(np.concatenate(parts)) for name, parts in drawn.items()}


def _draws(cases: int, repeats: int, seed: int) -> Iterator[Floats]:
    random = np.random.default_rng(seed)
    for first in range(0, repeats, _AT_ONCE):
        size = min(_AT_ONCE, repeats - first)
        yield random.multinomial(cases, np.full(cases, 1 / cases), size=size).astype(float)


def _percentiles(values: Floats) -> Floats:
    defined = ~np.isnan(values)
    some = defined.any(0)
    ends = np.full((2, *values.shape[1:]), np.nan)
    ends[:, some] = np.nanpercentile(values[:, some], [2.5, 97.5], axis=0)
    return ends
