"""How well a coder's codings agree with codings that are taken as right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.model.views import Floats

Flags = NDArray[np.bool_]
# Codes with fewer positives do not enter the macro average.
FEWEST_POSITIVES = 5
# Pairs of text and code that are less likely than this are not what a calibration is about: nearly all pairs
# are, and would make any coder look calibrated.
LEAST_PROBABLE = 0.05
_BINS = 10
_RESAMPLES, _INTERVAL = 1000, (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What is to be measured: (texts, codes) flags of what is right and what was given.

    `probabilities` and `accepted` are None for coders without; `cases` tells which texts belong together;
    `stances` holds, for codes that are right and given, whether the stance is right too; `weights` how many pairs of
    text and code one stands for, one where it is None.
    """

    codes: Sequence[str]
    gold: Flags
    given: Flags
    cases: Sequence[str]
    probabilities: Floats | None = None
    accepted: Flags | None = None
    stances: Sequence[bool] = ()
    weights: Floats | None = None

    def weighed(self, flags: Flags) -> Floats:
        """Flags as numbers of pairs."""
        return np.where(flags, 1.0 if self.weights is None else self.weights, 0.0)


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """The figures of one code; None where nothing can be said."""

    support: int
    given: int
    precision: float | None
    recall: float | None
    f1: float | None
    average_precision: float | None


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs whose probability lies from `low` to `high`: their number, mean probability, and share right."""

    low: float
    high: float
    pairs: int
    mean: float
    right: float


@dataclass(frozen=True)
class Figures:
    """The figures of one coder.

    `ece` is the expected calibration error in ten equal bins (Guo and others 2017) over the pairs of text and
    code with a probability of at least 0.05, `ece_all` over all pairs. `intervals` are 95% bootstrap
    intervals with whole cases drawn. `accepted` says of the codings accepted provisionally how many there
    are, which share of the given that is, and which share of them is right.
    """

    n: int
    cases: int
    micro_f1: float
    micro_precision: float | None
    micro_recall: float | None
    macro_f1: float | None
    macro_codes: int
    stance_accuracy: float | None
    stance_n: int
    ece: float | None
    ece_all: float | None
    intervals: Mapping[str, tuple[float, float]]
    accepted: Mapping[str, float | None]
    per_code: Mapping[str, CodeFigures]
    calibration: Sequence[Bin] = field(default=())

    def data(self) -> dict[str, Any]:
        """As JSON shows it."""
        return asdict(self)


def measure(verdicts: Verdicts, seed: int = 0) -> Figures:
    """All figures; those that cannot be told are None."""
    gold, given = verdicts.gold, verdicts.given
    good, wrong, missed = (verdicts.weighed(part) for part in (gold & given, given & ~gold, gold & ~given))
    counts = np.stack([part.sum(axis=0) for part in (good, wrong, missed)])
    total = counts.sum(axis=1)
    often = gold.sum(axis=0) >= FEWEST_POSITIVES
    return Figures(
        n=len(gold),
        cases=len(set(verdicts.cases)),
        micro_f1=round(float(_f1(total)), 4),
        micro_precision=_share(total[0], total[0] + total[1]),
        micro_recall=_share(total[0], total[0] + total[2]),
        macro_f1=round(float(_f1(counts[:, often]).mean()), 4) if often.any() else None,
        macro_codes=int(often.sum()),
        stance_accuracy=_share(sum(verdicts.stances), len(verdicts.stances)),
        stance_n=len(verdicts.stances),
        ece=_error(verdicts, LEAST_PROBABLE),
        ece_all=_error(verdicts, 0.0),
        intervals=_intervals(np.stack((good, wrong, missed)), verdicts.cases, often, seed),
        accepted=_accepted(verdicts),
        per_code={code: _of_code(verdicts, place) for place, code in enumerate(verdicts.codes)},
        calibration=tuple(bins(verdicts.probabilities, gold, LEAST_PROBABLE, verdicts.weights))
        if verdicts.probabilities is not None
        else (),
    )


def bins(probabilities: Floats, gold: Flags, least: float, weights: Floats | None = None) -> list[Bin]:
    """The pairs that are at least so probable, in ten bins of equal width, empty ones left out."""
    probable = probabilities >= least
    values, right = probabilities[probable], gold[probable]
    each = np.ones(len(values)) if weights is None else weights[probable]
    places = np.minimum((values * _BINS).astype(np.int64), _BINS - 1)
    found = []
    for place in range(_BINS):
        here = places == place
        if here.any():
            mean, share = (float(np.average(part[here], weights=each[here])) for part in (values, right))
            number = round(float(each[here].sum()))
            found.append(Bin(place / _BINS, (place + 1) / _BINS, number, round(mean, 4), round(share, 4)))
    return found


def _error(verdicts: Verdicts, least: float) -> float | None:
    if verdicts.probabilities is None:
        return None
    found = bins(verdicts.probabilities, verdicts.gold, least, verdicts.weights)
    pairs = sum(b.pairs for b in found)
    return round(sum(b.pairs * abs(b.mean - b.right) for b in found) / pairs, 4) if pairs else None


def _of_code(verdicts: Verdicts, place: int) -> CodeFigures:
    gold, given = verdicts.gold[:, place], verdicts.given[:, place]
    counted = np.ones(len(gold)) if verdicts.weights is None else verdicts.weights[:, place]
    good, number = (float((counted * part).sum()) for part in (gold & given, given))
    support, ranked = int(gold.sum()), None
    if verdicts.probabilities is not None and support:
        # Loads for a second, which who measures a coder without probabilities need not wait for.
        from sklearn.metrics import average_precision_score

        score = average_precision_score(gold, verdicts.probabilities[:, place], sample_weight=counted)
        ranked = round(float(score), 4)
    return CodeFigures(
        support, round(number), _share(good, number), _share(good, support), _share(2 * good, support + number), ranked
    )


def _accepted(verdicts: Verdicts) -> dict[str, float | None]:
    if verdicts.accepted is None:
        return {}
    accepted, given = verdicts.accepted, verdicts.given
    parts = (accepted, accepted & verdicts.gold, given)
    number, right, all_given = (float(verdicts.weighed(part).sum()) for part in parts)
    return {"n": round(number), "precision": _share(right, number), "coverage": _share(number, all_given)}


def _intervals(parts: Floats, cases: Sequence[str], often: Flags, seed: int) -> dict[str, tuple[float, float]]:
    """Bootstrap intervals; whole cases are drawn, since texts of one case are alike."""
    names, place = np.unique(np.array(cases), return_inverse=True)
    by_case = np.zeros((len(names), 3, parts.shape[2]))
    np.add.at(by_case, place, parts.transpose(1, 0, 2))
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), size=_RESAMPLES)
    counts = np.tensordot(drawn, by_case, axes=(1, 0)).transpose(1, 0, 2)
    found = {"micro_f1": _f1(counts.sum(axis=2))}
    if often.any():
        found["macro_f1"] = _f1(counts[:, :, often]).mean(axis=1)
    limits = {name: np.percentile(values, _INTERVAL) for name, values in found.items()}
    return {name: (round(float(low), 4), round(float(high), 4)) for name, (low, high) in limits.items()}


def _f1(counts: Any) -> Any:
    good, wrong, missed = counts
    return 2 * good / np.maximum(2 * good + wrong + missed, 1)


def _share(part: float, whole: float) -> float | None:
    return round(float(part) / float(whole), 4) if whole else None
