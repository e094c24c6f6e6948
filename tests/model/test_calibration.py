"""Probabilities that mean what they say, and thresholds that keep their promise."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.model.calibration import learn_calibration
from pipelines.model.measures import Verdicts, measure
from pipelines.model.thresholds import acceptance_thresholds, choose_sharing, decision_thresholds, lowest_safe

CODES = ("a", "b", "c")


def simulated(texts: int, seed: int, *, too_sure: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds (texts, 3) that are `too_sure` times what they should be, and what is right."""
    draw = np.random.default_rng(seed)
    logits = draw.normal([-1.0, -2.0, 0.0], 2.0, (texts, 3))
    gold = draw.random((texts, 3)) < 1 / (1 + np.exp(-logits))
    return logits * too_sure, gold


def error(logits: np.ndarray, probabilities: np.ndarray, gold: np.ndarray) -> float:
    """The expected calibration error."""
    verdicts = Verdicts(CODES, gold, probabilities >= 0.5, [str(n) for n in range(len(gold))], probabilities)
    return measure(verdicts).ece or 0.0


@pytest.mark.parametrize("too_sure", [0.5, 1.0, 3.0])
def test_calibrated_probabilities_are_as_often_right_as_they_say(too_sure: float) -> None:
    logits, gold = simulated(600, 0, too_sure=too_sure)
    new, new_gold = simulated(2000, 1, too_sure=too_sure)

    calibration = learn_calibration(logits, gold, np.ones(gold.shape))

    assert error(new, calibration.probabilities(new), new_gold) < 0.05
    if too_sure != 1:
        assert error(new, 1 / (1 + np.exp(-new)), new_gold) > 0.05


def test_a_code_with_few_texts_is_calibrated_like_the_others() -> None:
    logits, gold = simulated(600, 0)
    gold[:, 2] = False
    gold[:2, 2] = True
    logits[:2, 2] = 3.0

    calibration = learn_calibration(logits, gold, np.ones(gold.shape))

    assert 0.1 < calibration.slopes[2] / calibration.slopes[0] <= 1.5
    assert (calibration.slopes > 0).all()


def test_calibration_keeps_the_order_of_texts() -> None:
    logits, gold = simulated(300, 0)

    probabilities = learn_calibration(logits, ~gold, np.ones(gold.shape)).probabilities(logits)

    order = np.argsort(logits[:, 0])
    assert (np.diff(probabilities[order, 0]) >= 0).all()


def test_texts_of_another_kind_are_less_sure() -> None:
    logits, gold = simulated(300, 0)
    calibration = learn_calibration(logits, gold, np.ones(gold.shape))

    known, unknown = (calibration.probabilities(logits, np.full(300, is_known)) for is_known in (True, False))

    assert (unknown <= known).all()
    assert unknown.mean() < known.mean() - 0.05


def test_what_is_accepted_at_a_level_is_that_often_right_in_nine_of_ten_samples() -> None:
    held = []
    for seed in range(60):
        logits, gold = simulated(400, seed)
        probabilities = 1 / (1 + np.exp(-logits))
        limits = acceptance_thresholds(probabilities, gold, np.ones(gold.shape), np.full(3, 0.5), 0.9)
        new, right = simulated(4000, 1000 + seed)
        accepted = 1 / (1 + np.exp(-new)) >= limits
        held.append(not accepted.any() or right[accepted].mean() >= 0.9)

    assert np.mean(held) >= 0.88  # 0.9 less what sixty samples can miss by chance


def test_nothing_is_accepted_where_too_few_were_coded_to_be_sure() -> None:
    probabilities = np.linspace(0.8, 1, 20)

    assert lowest_safe(probabilities, np.ones(20, dtype=bool), np.ones(20), 0.9, 0.9) > 1


def test_wrong_codings_that_are_sure_keep_everything_from_being_accepted() -> None:
    probabilities, gold = np.linspace(0.5, 1, 400), np.arange(400) < 380

    assert lowest_safe(probabilities, gold, np.ones(gold.shape), 0.9, 0.9) > 1


def test_what_is_accepted_is_always_given() -> None:
    logits, gold = simulated(500, 0)
    probabilities = 1 / (1 + np.exp(-logits))
    given = np.array([0.3, 0.95, 0.5])

    assert (acceptance_thresholds(probabilities, gold, np.ones(gold.shape), given, 0.9) >= given).all()


def test_a_rare_code_takes_its_threshold_from_all_codes() -> None:
    logits, gold = simulated(400, 0)
    gold[:, 1] = False
    probabilities = 1 / (1 + np.exp(-logits))
    groups = [str(n // 4) for n in range(400)]

    sharing = choose_sharing(probabilities, gold, np.ones(gold.shape), groups, 0)
    alone, shared = (decision_thresholds(probabilities, gold, np.ones(gold.shape), s, 0) for s in (0.0, 1e9))

    assert sharing in (0.0, 5.0, 20.0, 80.0)
    assert alone[1] == pytest.approx(shared[1])
    assert np.ptp(shared) < 1e-6 < np.ptp(alone)
