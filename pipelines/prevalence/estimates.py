"""Shares with intervals: prediction-powered inference over excerpts and districts.

The machine coded every excerpt, people a random sample with known probabilities. The machine's share is
biased by its errors; the sample says by how much, and the corrected share takes it away (Angelopoulos et
al. 2023, Science 382; the factor that says how far to trust the machine, after "PPI++", Angelopoulos,
Duchi & Zrnic 2023, arXiv:2311.01453). It is the difference estimator of survey sampling (Sarndal, Swensson &
Wretman 1992, ch. 6), so that weights and clusters are dealt with as there: excerpts of a district are
alike, so that variances are sums of squares of districts' totals, with Student's t.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
# How far to trust the machine about districts: the best of these, since there is no formula.
_TRUSTS = tuple(step / 10 for step in range(11))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its 95% interval; `n` units it rests on, `positives` of them with the code; `trust` is the
    weight of the machine's codings, from 0 to 1."""

    share: float
    low: float
    high: float
    error: float
    n: int
    positives: int
    trust: float


@dataclass(frozen=True, slots=True)
class Sample:
    """Excerpts of a population: `machine` 0 or 1 for each; `people` 0 or 1 where a person read an excerpt of
    the random sample, else nan; `chance` with which such an excerpt was drawn (any number elsewhere);
    `district` a number from 0 for each; `count` how many alike that nobody read a row stands for (default 1)."""

    machine: Floats
    people: Floats
    chance: Floats
    district: Ints
    count: Floats | None = None

    @property
    def counts(self) -> Floats:
        """How many excerpts each row stands for."""
        return np.ones_like(self.machine) if self.count is None else self.count

    @property
    def weights(self) -> Floats:
        """1 / chance of what people read, 0 elsewhere."""
        return np.where(np.isnan(self.people), 0.0, 1 / self.chance)


def machine_share(sample: Sample) -> Estimate:
    """The naive share: what the machine coded, taken for the truth."""
    f, n = sample.machine, sample.counts
    share = _mean(f, n)
    error = _error(n * (f - share) / n.sum(), sample.district)
    return _estimate(share, error, (int(n.sum()), int(f @ n)), _groups(sample.district), 1.0)


def people_share(sample: Sample) -> Estimate:
    """The share from people's codings of the random sample alone."""
    return corrected_share(sample, trust=0.0)


def corrected_share(sample: Sample, trust: float | None = None, pool: Floats | None = None) -> Estimate:
    """The prediction-powered share; `trust` None takes the one with the least variance.

    `pool` is 1 for units over which the machine's share is taken (default: all of them).
    """
    f, w = sample.machine, sample.weights
    pool = sample.counts if pool is None else pool * sample.counts
    y = np.where(w > 0, sample.people, 0.0)
    # What each unit adds to the estimate's error: `people` of itself, `machine` times the trust.
    people = w * (y - _mean(y, w)) / w.sum()
    machine = pool * (f - _mean(f, pool)) / pool.sum() - w * (f - _mean(f, w)) / w.sum()
    if trust is None:
        a, b = _totals(people, sample.district), _totals(machine, sample.district)
        trust = float(np.clip(-(a @ b) / (b @ b), 0, 1)) if b.any() else 0.0
    share = _mean(y, w) + trust * (_mean(f, pool) - _mean(f, w))
    error = _error(people + trust * machine, sample.district)
    read = w > 0
    n = int(read.sum()), int(y[read].sum())
    return _estimate(share, error, n, _groups(sample.district[read]), trust, float(w.sum() ** 2 / (w**2).sum()))


def machine_districts(sample: Sample) -> Estimate:
    """The share of districts in which the machine coded any excerpt."""
    return _of_districts(1 - _products(1 - sample.machine, sample), sample, 1.0, sample.machine * sample.counts)


def corrected_districts(sample: Sample, trust: float | None = None) -> Estimate:
    """The share of districts with any excerpt with the code.

    Of a district only some excerpts were read. For each excerpt 1 - trust x machine - (people - trust x
    machine) / chance, the second part where it was read, is on average 1 - truth; excerpts are drawn
    independently, so that the product over a district's excerpts is on average 1 where none has the code and
    0 where any has. Trust 0 uses people's codings alone; None takes the trust with the least variance.
    """
    if trust is None:
        trust = _TRUSTS[int(np.argmin(_any(sample, np.array(_TRUSTS)).std(axis=1)))]
    return _of_districts(_any(sample, np.array([trust]))[0], sample, trust, np.nan_to_num(sample.people))


def _any(sample: Sample, trusts: Floats) -> Floats:
    """For each trust a row: of each district, whether any of its excerpts has the code, as far as can be told."""
    w, trusted = sample.weights, trusts[:, None] * sample.machine
    y = np.where(w > 0, sample.people, 0.0)
    return 1 - _products(1 - trusted - w * (y - trusted), sample)


def _of_districts(values: Floats, sample: Sample, trust: float, seen: Floats) -> Estimate:
    """Estimate from one value a district; positives are the districts where `seen` holds the code."""
    error = float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")
    found = int((_totals(seen, sample.district) > 0).sum())
    # Of a district only a part was read, so that having seen no code says less than so many districts would.
    read = ~np.isnan(sample.people)
    whole = _totals(sample.counts, sample.district)
    part = _totals(read.astype(float), sample.district) / whole if read.any() else np.ones(1)
    worth = len(values) * float(part.mean())
    return _estimate(float(values.mean()), error, (len(values), found), len(values), trust, worth)


def _estimate(
    share: float, error: float, units: tuple[int, int], districts: int, trust: float, worth: float = np.inf
) -> Estimate:
    """The interval, between 0 and 1, of so many units and positives; where nothing varies, Wilson's for as many
    units as the data are worth."""
    (n, positives), freedom = units, districts - 1
    if error > 1e-12 and freedom > 0:
        low, high = _interval(float(share), float(stats.t.ppf(0.975, freedom)) * error)
    else:
        low, high = _wilson(share, min(worth, freedom + 1.0))
    low, high, share = (min(max(float(v), 0.0), 1.0) for v in (low, high, share))
    return Estimate(share, low, high, float(np.nan_to_num(error)), n, positives, trust)


def _wilson(share: float, n: float) -> tuple[float, float]:
    square = float(stats.norm.ppf(0.975)) ** 2
    middle, half = share + square / (2 * n), np.sqrt(square * (share * (1 - share) + square / (4 * n)) / n)
    return float((middle - half) / (1 + square / n)), float((middle + half) / (1 + square / n))


def _interval(share: float, reach: float) -> tuple[float, float]:
    """On the scale of log odds, as shares near 0 and 1 want it (Korn & Graubard 1998, Surv. Methodol. 24)."""
    if not 0 < share < 1:
        return share - reach, share + reach
    middle, half = np.log(share / (1 - share)), reach / (share * (1 - share))
    return float(special.expit(middle - half)), float(special.expit(middle + half))


def _mean(values: Floats, weights: Floats) -> float:
    return float(values @ weights / weights.sum())


def _totals(values: Floats, district: Ints) -> Floats:
    return np.bincount(district, weights=values).astype(float)


def _products(values: Floats, sample: Sample) -> Floats:
    """Over the excerpts of each district, along the last axis."""
    order = np.argsort(sample.district, kind="stable")
    starts = np.searchsorted(sample.district[order], np.arange(int(sample.district.max()) + 1))
    found: Floats = np.multiply.reduceat((values**sample.counts)[..., order], starts, axis=-1)
    return found


def _groups(district: Ints) -> int:
    return len(np.unique(district))


def _error(parts: Floats, district: Ints) -> float:
    """Standard error of the sum of `parts`, which are alike within a district (Sarndal et al., ch. 4)."""
    totals = _totals(parts, district)
    groups = len(totals)
    return float(np.sqrt(groups / (groups - 1) * (totals**2).sum())) if groups > 1 else float("nan")
