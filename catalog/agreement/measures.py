"""Measures of agreement on 0 and 1, as sums over units, so that resampled cases cost a multiplication.

Krippendorff's alpha: Krippendorff, Content Analysis (4th ed. 2019), ch. 12, as the library `krippendorff`
computes it. Cohen's kappa: Cohen 1960; of more than two coders the mean over their pairs (Light 1971).
AC1: Gwet 2008, Br. J. Math. Stat. Psychol. 61, with any number of coders, as `irrCAC` computes it.
"""

from __future__ import annotations

from itertools import combinations

import krippendorff
import numpy as np

from catalog.agreement.ratings import Floats

MEASURES = ("alpha", "kappa", "ac1", "percent")


def library_alpha(values: Floats) -> float:
    """Krippendorff's alpha (nominal) of (coder, unit) by the library; nan where all values are the same.

    >>> float(round(library_alpha(np.array([[0, 1, 1, np.nan], [0, 1, 0, 1.0]])), 4))
    0.4444
    """
    seen = np.unique(values[:, (~np.isnan(values)).sum(0) > 1])
    if len(seen[~np.isnan(seen)]) < 2:
        return float("nan")
    return float(krippendorff.alpha(reliability_data=values, level_of_measurement="nominal"))


def sums(values: Floats) -> Floats:
    """What the measures add up: (unit, code, quantity) of (coder, unit, code) with nan where not read.

    Quantities: readings, ones, observed disagreement, agreement of pairs, share of ones, units; then of every
    pair of coders both one, the first one, the second one, units.
    """
    read = ~np.isnan(values)
    ones = np.where(read, values, 0.0)
    m, k = read.sum(0).astype(float), ones.sum(0)
    two = m > 1
    pairs = np.where(two, m * (m - 1), 1)
    off = 2 * k * (m - k)
    parts = [m, k, off / np.maximum(m - 1, 1), 1 - off / pairs, k / np.maximum(m, 1), np.ones_like(m)]
    parts = [np.where(two, part, 0.0) for part in parts]
    for a, b in combinations(range(len(values)), 2):
        both = read[a] & read[b]
        parts += [both * ones[a] * ones[b], both * ones[a], both * ones[b], both.astype(float)]
    return np.stack(parts, axis=-1)


def figures(totals: Floats) -> dict[str, Floats]:
    """The measures of totals over units, quantities on the last axis; nan where a measure is not defined."""
    m, k, off, agreed, share, units = (totals[..., i] for i in range(6))
    with np.errstate(invalid="ignore", divide="ignore"):
        percent, likely = agreed / units, share / units
        chance = 2 * likely * (1 - likely)
        kappas = [_kappa(totals[..., i : i + 4]) for i in range(6, totals.shape[-1], 4)]
        return {
            "alpha": np.where(k * (m - k) > 0, 1 - off * (m - 1) / (2 * k * (m - k)), np.nan),
            "kappa": _mean_of_defined(np.stack(kappas)),
            "ac1": (percent - chance) / (1 - chance),
            "percent": percent,
        }


def _kappa(totals: Floats) -> Floats:
    both, first, second, n = (totals[..., i] / totals[..., 3] for i in range(4))
    observed = 1 - first - second + 2 * both
    chance = first * second + (1 - first) * (1 - second)
    return np.asarray(np.where((n > 0) & (chance < 1), (observed - chance) / (1 - chance), np.nan))


def _mean_of_defined(values: Floats) -> Floats:
    defined = ~np.isnan(values)
    return np.asarray(np.where(defined, values, 0).sum(0) / defined.sum(0))
