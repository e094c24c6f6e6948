"""From which probability on a code is given, and from which on it is accepted provisionally."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from pipelines.model.views import Floats

_CONFIDENCE = 0.9
_NEVER = 1.01
# A sequence begins with so many times the fewest codings that could pass without a single error.
_BEARING = 4
# A code with so many codings given is tested by itself.
_ALONE = 150
# The best threshold of few texts is much by chance: it is averaged over so many resamples.
_RESAMPLES = 20
# So many codings of a code may count as much as all codes together when its threshold is set: whichever
# does best on halves of the texts, so often divided.
_SHARINGS, _DIVISIONS = (0.0, 5.0, 20.0, 80.0), 6
_LEARN = 0.6


def f1_threshold(probabilities: Floats, gold: NDArray[np.bool_], weights: Floats | None = None) -> float:
    """The threshold with the best F1, halfway to the next lower probability; 0.5 where nothing is gold."""
    order = np.argsort(-probabilities, kind="stable")
    each = np.ones((1, len(order))) if weights is None else weights[None, :]
    return float(_best(probabilities[order], gold[order], each[:, order])[0])


def _best(ranked: Floats, gold: NDArray[np.bool_], weights: Floats) -> Floats:
    """The best threshold for each row of weights; what is ranked goes from the highest probability down."""
    good, number = np.cumsum(weights * gold, axis=1), np.cumsum(weights, axis=1)
    total = good[:, -1:]
    f1 = 2 * good / np.maximum(number + total, 1e-9)
    f1[:, :-1][:, ranked[:-1] == ranked[1:]] = 0.0
    at = np.argmax(f1, axis=1)
    below = np.append(ranked, 0.0)[at + 1]
    return np.where(total[:, 0] > 0, (ranked[at] + below) / 2, 0.5)


def decision_thresholds(
    probabilities: Floats, gold: NDArray[np.bool_], weights: Floats, sharing: float, seed: int
) -> Floats:
    """By code, from (texts, codes): its own best threshold, drawn towards that of all codes where data are few.

    `weights` say how many pairs one stands for; `sharing` is how many codings of a code weigh as much as all codes
    together (see `choose_sharing`). Means are taken over log-odds.
    """
    drawn_again = np.random.default_rng(seed).poisson(1.0, (_RESAMPLES, len(gold))).astype(np.float64)
    shared = _logit(f1_threshold(probabilities.ravel(), gold.ravel(), weights.ravel()))
    counts = gold.sum(axis=0)
    drawn = np.full(gold.shape[1], shared)
    for code in np.flatnonzero(counts):
        order = np.argsort(-probabilities[:, code], kind="stable")
        each = drawn_again[:, order] * weights[order, code]
        own = _logit(_best(probabilities[order, code], gold[order, code], each)).mean()
        drawn[code] = (counts[code] * own + sharing * shared) / (counts[code] + sharing)
    return np.asarray(1 / (1 + np.exp(-drawn)))


def choose_sharing(
    probabilities: Floats, gold: NDArray[np.bool_], weights: Floats, groups: Sequence[str], seed: int
) -> float:
    """The sharing whose thresholds, set on some cases, do best on the others, by the mean of micro- and macro-F1."""
    generator = np.random.default_rng(seed)
    names, place = np.unique(np.array(groups), return_inverse=True)
    worth = np.zeros(len(_SHARINGS))
    for _ in range(_DIVISIONS):
        here = (generator.random(len(names)) < _LEARN)[place]
        if not gold[here].any() or here.all():
            continue
        for at, sharing in enumerate(_SHARINGS):
            least = decision_thresholds(probabilities[here], gold[here], weights[here], sharing, seed)
            worth[at] += _mean_f1(probabilities[~here] >= least, gold[~here], weights[~here])
    return _SHARINGS[int(np.argmax(worth))]


def _mean_f1(given: NDArray[np.bool_], gold: NDArray[np.bool_], weights: Floats) -> float:
    good, both = (given & gold).sum(axis=0), (weights * given).sum(axis=0) + gold.sum(axis=0)
    some = gold.any(axis=0)
    macro = (2 * good[some] / both[some]).mean() if some.any() else 0.0
    return float(2 * good.sum() / max(both.sum(), 1) + macro)


def acceptance_thresholds(
    probabilities: Floats,
    gold: NDArray[np.bool_],
    weights: Floats,
    given: Floats,
    level: float,
    confidence: float = _CONFIDENCE,
) -> Floats:
    """By code, the probability from which on at least `level` of the codings given are right.

    Risk control by Learn then Test (Angelopoulos, Bates, Candès, Jordan, Lei 2021, arXiv:2110.01052):
    from the highest threshold down, each is tested by the exact binomial test (Clopper and Pearson 1934)
    of "precision is below `level`" at 1 - `confidence`, and the first that fails ends the sequence, so that
    no correction for many tests is needed. A code that is given often enough is tested by itself; the
    others are tested together and share a threshold, which is one on probabilities that are calibrated by
    code. With `confidence`, precision among the accepted codings of each such group is at least `level` on
    texts like these; texts of one case are taken as independent, which they are not quite. Where nothing
    passes, the threshold is above 1 and nothing is accepted. Thresholds are never below `given`, those
    from which a code is given at all.
    """
    is_given = probabilities >= given
    alone = is_given.sum(axis=0) >= _ALONE
    found = np.full(gold.shape[1], _NEVER)
    for group in [np.array([code]) for code in np.flatnonzero(alone)] + [np.flatnonzero(~alone)]:
        keep = is_given[:, group]
        told = (probabilities[:, group][keep], gold[:, group][keep], weights[:, group][keep])
        found[group] = lowest_safe(*told, level, confidence)
    return np.asarray(np.maximum(found, given))


def lowest_safe(
    probabilities: Floats, gold: NDArray[np.bool_], weights: Floats, level: float, confidence: float
) -> float:
    """The lowest threshold of the sequence that passes; above 1 where none does.

    The sequence depends on the probabilities alone, never on what is right: it begins with enough codings
    to bear a few errors, and goes on in about fifty steps of equally many.
    """
    order = np.argsort(-probabilities, kind="stable")
    ranked, right = probabilities[order], np.cumsum(gold[order])
    wrong = np.cumsum(weights[order] * ~gold[order])
    least = int(np.ceil(np.log(1 - confidence) / np.log(level)))
    lowest = _NEVER
    first = max(least, min(_BEARING * least, len(ranked) // 3))
    for step in range(first - 1, len(ranked), max(1, len(ranked) // 50)):
        # Codings of one probability pass or fail together.
        last = int(np.searchsorted(-ranked, -ranked[step], side="right")) - 1
        if beta.ppf(1 - confidence, right[last], wrong[last] + 1) < level:
            break
        lowest = float(ranked[last])
    return lowest


def _logit(probability: Any) -> Any:
    clipped = np.clip(probability, 1e-3, 1 - 1e-3)
    return np.log(clipped / (1 - clipped))
