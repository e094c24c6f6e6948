"""Making probabilities mean what they say: per code, and shared where data are few."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from pipelines.model.views import Floats

# Variance of what a code may add to the shared slope and constant. Small: a code with ten positives
# moves little, one with a thousand as far as it must.
_OWN_SLOPE, _OWN_CONSTANT = 0.1, 0.25
# What the shared ones are drawn towards, very loosely, so that a few texts of one kind have a solution.
_START, _SHARED = np.array([1.0, 0.0]), 100.0
_STEPS = 100
_FLATTENINGS = (1.0, 0.75, 0.5, 0.35)
# What is taken from the log-odds of texts of another kind than those learned from. Of them only the codebook's
# examples are known, each of which deserves a code; without this, answers that people wrote by hand
# (tests/model) were given 1.4 times as many codes as they deserve.
_ELSEWHERE = 0.5
# Beyond it a probability says no more, and one more text could prove it wrong.
_SUREST = 6.0


@dataclass(frozen=True)
class Calibration:
    """Platt's scaling (1999) for all codes together, each with a slope and constant of its own that are drawn
    towards the shared ones, as in a hierarchical model with known variance."""

    slopes: Floats
    constants: Floats
    flattening: float

    def probabilities(self, logits: Floats, known: NDArray[np.bool_] | None = None) -> Floats:
        """(texts, codes) from log-odds to probabilities; `known` says by text whether such texts were learned from."""
        odds = _flat(logits, self.flattening) * self.slopes + self.constants
        if known is not None:
            odds = odds - _ELSEWHERE * ~known[:, None]
        return _sigmoid(np.clip(odds, -_SUREST, _SUREST))


def _flat(logits: Floats, by: float) -> Floats:
    """Less steep above even odds."""
    return np.asarray(np.where(logits > 0, logits * by, logits))


def learn_calibration(
    logits: Floats, gold: NDArray[np.bool_], weights: Floats, flattening: float | None = None
) -> Calibration:
    """From log-odds (texts, codes) of texts not learned from; `weights` say how many pairs one stands for.

    Where people disagree, what seems sure is not always right: log-odds above even are flattened as far as
    it makes the texts more likely, or by what is given.
    """
    found = [_scale(logits, gold, weights, by) for by in (_FLATTENINGS if flattening is None else (flattening,))]
    return max(found, key=lambda calibration: _likelihood(calibration.probabilities(logits), gold, weights))


def _likelihood(probabilities: Floats, gold: NDArray[np.bool_], weights: Floats) -> float:
    return float((weights * np.log(np.where(gold, probabilities, 1 - probabilities))).sum())


def _scale(logits: Floats, gold: NDArray[np.bool_], weights: Floats, flattening: float) -> Calibration:
    """The most likely slopes and constants; those of a code are normal around the shared ones."""
    codes = logits.shape[1]
    values = _flat(logits, flattening)
    spread = np.sqrt([_OWN_SLOPE, _OWN_CONSTANT])[:, None]

    def read(numbers: Floats) -> tuple[Floats, Floats]:
        own = numbers[2:].reshape(2, codes)
        return numbers[:2], own

    def loss(numbers: Floats) -> tuple[float, Floats]:
        shared, own = read(numbers)
        slopes, constants = shared[:, None] + own * spread
        odds = values * slopes + constants
        errors = weights * (_sigmoid(odds) - gold)
        away = shared - _START
        by_code = np.stack(((errors * values).sum(axis=0), errors.sum(axis=0)))
        gradient = np.concatenate((by_code.sum(axis=1) + away / _SHARED, (by_code * spread + own).ravel()))
        penalty = (away @ away) / _SHARED + (own**2).sum()
        return float((weights * (np.logaddexp(0.0, odds) - gold * odds)).sum() + penalty / 2), gradient

    first = np.concatenate((_START, np.zeros(2 * codes)))
    shared, own = read(minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x)
    slopes, constants = shared[:, None] + own * spread
    # A negative slope would turn the order around, which no amount of evidence here can justify.
    return Calibration(np.maximum(slopes, 0.05), constants, flattening)


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -30.0, 30.0))))
