"""The figures of agreement with what they rest on, what they cannot carry, and where coders differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from catalog.agreement import measures
from catalog.agreement.ratings import Floats, Ratings
from catalog.agreement.resample import by_case, intervals
from catalog.agreement.sets import SetSums, exact, same_stance
from catalog.agreement.spans import SpanAgreement, span_agreement

REPEATS, SEED = 2000, 20170731
# Below these a figure cannot carry weight.
FEW_UNITS, FEW_CASES, FEW_GIVEN, RARE, WIDE = 30, 10, 10, 0.05, 0.4
TENTATIVE = 0.667  # Krippendorff 2019, p. 356: below it not even tentative conclusions


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure with its 95% interval; None where it is not defined, as when nobody differs from anybody."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """The agreement on one code, or on all: `n` units, of which `given` were coded by at least one coder."""

    name: str
    unit: str
    n: int
    given: int
    prevalence: float
    figures: dict[str, Figure]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A code that some readers of an excerpt gave and others did not, or gave in another stance."""

    excerpt: str
    case: str
    code: str
    given: dict[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """All figures of a set of coders."""

    coders: tuple[str, ...]
    n: int
    cases: int
    resampled: str
    pooled: tuple[Row, ...]
    codes: tuple[Row, ...]
    exact: float
    same_stance: tuple[int, int]
    spans: SpanAgreement
    disagreements: tuple[Disagreement, ...]


def agreement(ratings: Ratings, repeats: int = REPEATS, seed: int = SEED) -> Agreement:
    """Measure; the same ratings, repeats and seed give the same figures."""
    codes = ratings.codes()
    values = ratings.table(codes)
    sums = measures.sums(values)
    n, cases = len(ratings.units), len(set(ratings.cases))
    parts = by_case(sums, ratings.cases)
    ends = intervals(parts, measures.figures, repeats, seed)
    point = measures.figures(parts.sum(0))
    point["alpha"] = np.array([measures.library_alpha(values[:, :, j]) for j in range(len(codes))])
    rows = []
    for j, code in enumerate(codes):
        found = {name: _figure(point[name][j], ends[name][:, j]) for name in measures.MEASURES}
        rows.append(_row(code, "excerpt", sums[:, j], found, cases))
    return Agreement(
        *(ratings.coders, n, cases, ratings.unit_of_cases),
        pooled=tuple(_pooled(ratings, values, sums, repeats, seed)),
        codes=tuple(rows),
        exact=exact(ratings),
        same_stance=same_stance(ratings, codes),
        spans=span_agreement(ratings),
        disagreements=tuple(disagreements(ratings, codes)),
    )


def _pooled(ratings: Ratings, values: Floats, sums: Floats, repeats: int, seed: int) -> Iterator[Row]:
    """Over all codes: every excerpt and code a decision of its own; then every excerpt's set of codes."""
    if not values.shape[2]:
        return
    cases = len(set(ratings.cases))
    parts = by_case(sums.sum(1), ratings.cases)
    ends = intervals(parts, measures.figures, repeats, seed)
    point = measures.figures(parts.sum(0))
    point["alpha"] = np.array(measures.library_alpha(values.reshape(len(values), -1)))
    found = {name: _figure(point[name], ends[name]) for name in measures.MEASURES}
    yield _row("all codes", "excerpt x code", sums.reshape(-1, sums.shape[-1]), found, cases)
    sets = SetSums(ratings)
    if not sets.too_many:
        parts = by_case(sets.sums, ratings.cases)
        ends = intervals(parts, lambda totals: {"alpha": sets.alpha(totals)}, repeats, seed)
        found = {"alpha": _figure(sets.alpha(parts.sum(0)), ends["alpha"])}
        any_code = measures.sums(values.max(axis=2, keepdims=True))[:, 0]
        yield _row("sets of codes (MASI)", "excerpt", any_code, found, cases)


def _figure(value: Any, ends: Floats) -> Figure:
    return Figure(*(None if np.isnan(v) else float(v) for v in (value, *ends)))


def _row(name: str, unit: str, sums: Floats, found: dict[str, Figure], cases: int) -> Row:
    """`sums` are those of the row's units; prevalence is the share of readings that gave the code."""
    n, given = len(sums), int((sums[:, 1] > 0).sum())
    prevalence = float(sums[:, 1].sum() / sums[:, 0].sum())
    return Row(name, unit, n, given, prevalence, found, tuple(_warnings(n, given, prevalence, found["alpha"], cases)))


def _warnings(n: int, given: int, prevalence: float, alpha: Figure, cases: int) -> Iterator[str]:
    if n < FEW_UNITS:
        yield f"few units ({n})"
    if cases < FEW_CASES:
        yield f"few cases ({cases}): the interval is too narrow"
    if given < FEW_GIVEN:
        yield f"given to {given} only"
    elif prevalence < RARE:
        yield f"rare ({prevalence:.1%}): alpha and kappa turn on few excerpts, percent says little"
    if alpha.value is None:
        yield "alpha is not defined: nobody differs"
    elif alpha.low is None or alpha.high is None or alpha.high - alpha.low > WIDE:
        yield "wide interval"
    if alpha.value is not None and alpha.value < TENTATIVE:
        yield f"alpha below {TENTATIVE}"


def disagreements(ratings: Ratings, codes: tuple[str, ...]) -> Iterator[Disagreement]:
    """Excerpt by excerpt, code by code; a coder who read the excerpt and did not give the code has ""."""
    for unit, case in zip(ratings.units, ratings.cases, strict=True):
        read = {name: g[unit].stances for name, g in zip(ratings.coders, ratings.given, strict=True) if unit in g}
        for code in codes:
            given = {name: stances.get(code, "") for name, stances in read.items()}
            if len(set(given.values())) > 1:
                yield Disagreement(unit, case, code, given)
