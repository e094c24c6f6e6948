"""Fitting the model coder: words from all lessons, then pairs, calibration and thresholds from texts that
were left out with all of their case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from catalog.codebook import Codebook
from catalog.errors import GoldError
from catalog.gold import GoldText
from pipelines.model.calibration import Calibration, learn_calibration
from pipelines.model.embeddings import Embedder
from pipelines.model.enough import too_little
from pipelines.model.evidence import no_signs
from pipelines.model.folds import grouped_folds, refuse_leakage
from pipelines.model.material import Material, Words, collect
from pipelines.model.pairs import PairModel, Pairs, learn_pairs
from pipelines.model.state import Learned
from pipelines.model.thresholds import acceptance_thresholds, choose_sharing, decision_thresholds
from pipelines.model.views import Floats
from pipelines.model.words import Integers

FOLDS = 5
LEVEL = 0.9
# Beside a coded text: an example of the codebook, and the same example with its cues passed over, which
# shows how far to trust the words alone where a thing is said without its name.
_EXAMPLE, _UNCUED = 0.3, 0.5

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Estimate:
    """What is said of the coded texts when their case is not learned from, and as if no author of cues had read
    them: the model's own estimate.

    `probabilities` (texts, codes); `given` and `accepted` say whether the code is given, and accepted
    provisionally, by thresholds that did not see the text either. `rows` are the texts' places in the gold;
    `weights` say how many pairs of unread texts one stands for.
    """

    rows: Integers
    gold: NDArray[np.bool_]
    probabilities: Floats
    given: NDArray[np.bool_]
    accepted: NDArray[np.bool_]
    weights: Floats


def train(
    codebook: Codebook,
    gold: Sequence[GoldText],
    *,
    tune: Sequence[GoldText] = (),
    seed: int = 0,
    tell: Progress = lambda step: None,
    embedder: Embedder | None = None,
) -> tuple[Learned, Estimate]:
    """Learn from coded texts and the codebook; GoldError where there is too little to learn from.

    Where `tune` is given, words are learned from `gold` and all else, thresholds included, from `tune`.
    """
    if problem := too_little(gold):
        raise GoldError(problem)
    tell("reading texts")
    material = collect(codebook, gold, tune, seed, embedder)
    tell("learning words")
    words = Words(material)
    groups = [material.groups[row] for row in material.rows]
    folds = grouped_folds(groups, FOLDS, seed)
    refuse_leakage(groups, folds)
    tell("weighing words, cues and questions")
    logits = np.empty((len(groups), len(codebook.active)))
    for fold in folds:
        pairs, unread, _ = material.pairs(words.without(material.rows[fold]), material.rows[fold])
        model = _weigh(material, pairs, np.setdiff1d(np.arange(len(groups)), fold))
        logits[fold] = model.logits(unread)[fold]
    tell("calibrating, setting thresholds")
    truth, weights = material.targets[material.rows] > 0, material.unread.weights[material.rows]
    nothing = np.empty(0, dtype=np.int64)
    pairs, _, background = material.pairs(words.without(nothing), nothing)
    limits = _Limits.learn(logits, truth, weights, groups, seed)
    learned = Learned(
        views=words.views,
        linear=words.linear,
        background=background,
        pairs=_weigh(material, pairs, np.arange(len(groups))),
        calibration=limits.calibration,
        given=limits.given,
        accepted=limits.accepted,
        likeness=material.likeness,
    )
    return learned, _estimate(material.rows, logits, (truth, weights), folds, limits)


def _weigh(material: Material, pairs: Pairs, learn: Integers) -> PairModel:
    """Learn to weigh from the coded texts at these places among `rows`, and the codebook's examples."""
    texts, codes = pairs.words.shape
    examples = np.arange(len(material.rows), texts)
    used = np.concatenate((learn, examples))
    weights = np.concatenate((np.ones(len(learn)), np.full(len(examples), _EXAMPLE)))
    truth = material.targets[material.weighed] > 0
    uncued = replace(pairs, cues=no_signs(pairs.words.shape))

    def some(of: Pairs, rows: Integers) -> Floats:
        features = of.features()
        return features.reshape(texts, codes, -1)[rows].reshape(-1, features.shape[1])

    return learn_pairs(
        np.concatenate((some(pairs, used), some(uncued, examples))),
        np.concatenate((truth[used], truth[examples])).ravel(),
        np.repeat(np.concatenate((weights, np.full(len(examples), _UNCUED))), codes),
    )


@dataclass(frozen=True)
class _Limits:
    """Calibration and thresholds, all from texts not learned from."""

    calibration: Calibration
    sharing: float
    given: Floats
    accepted: Floats
    seed: int

    @classmethod
    def learn(
        cls, logits: Floats, truth: NDArray[np.bool_], weights: Floats, groups: Sequence[str], seed: int
    ) -> _Limits:
        calibration = learn_calibration(logits, truth, weights)
        probabilities = calibration.probabilities(logits)
        sharing = choose_sharing(probabilities, truth, weights, groups, seed)
        return cls._of(calibration, probabilities, (truth, weights), sharing, seed)

    def again(self, logits: Floats, truth: NDArray[np.bool_], weights: Floats) -> _Limits:
        """The same from other texts."""
        calibration = learn_calibration(logits, truth, weights, self.calibration.flattening)
        return self._of(calibration, calibration.probabilities(logits), (truth, weights), self.sharing, self.seed)

    @classmethod
    def _of(
        cls,
        calibration: Calibration,
        probabilities: Floats,
        truth: tuple[NDArray[np.bool_], Floats],
        sharing: float,
        seed: int,
    ) -> _Limits:
        given = decision_thresholds(probabilities, *truth, sharing, seed)
        accepted = acceptance_thresholds(probabilities, *truth, given, LEVEL)
        return cls(calibration, sharing, given, accepted, seed)


def _estimate(
    rows: Integers,
    logits: Floats,
    truth: tuple[NDArray[np.bool_], Floats],
    folds: Sequence[Integers],
    limits: _Limits,
) -> Estimate:
    """Calibrate and set thresholds anew for each fold from the others; `truth` with the weights of the pairs."""
    gold, weights = truth
    probabilities = np.zeros_like(logits)
    given, accepted = np.zeros_like(gold), np.zeros_like(gold)
    for fold in folds:
        rest = np.setdiff1d(np.arange(len(rows)), fold)
        of_rest = limits.again(logits[rest], gold[rest], weights[rest])
        probabilities[fold] = of_rest.calibration.probabilities(logits[fold])
        given[fold] = probabilities[fold] >= of_rest.given
        accepted[fold] = probabilities[fold] >= of_rest.accepted
    return Estimate(rows, gold, probabilities, given, accepted, weights)
