"""Figures of coders, worked out by hand and by another library."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import f1_score

from pipelines.model.measures import Verdicts, measure

GOLD = np.array([[1, 0], [1, 1], [1, 0], [1, 0], [1, 0], [0, 0]], dtype=bool)
GIVEN = np.array([[1, 0], [1, 0], [1, 1], [1, 0], [0, 0], [1, 0]], dtype=bool)


def verdicts(**more: object) -> Verdicts:
    """Two codes on six texts of three cases."""
    return Verdicts(("a", "b"), GOLD, GIVEN, ["x", "x", "y", "y", "z", "z"], **more)  # type: ignore[arg-type]


def test_figures_are_what_one_counts_by_hand() -> None:
    figures = measure(verdicts(stances=[True, True, False]))

    # Of a: 4 right, 1 wrong, 1 missed. Of b: none right, 1 wrong, 1 missed.
    assert (figures.n, figures.cases) == (6, 3)
    assert figures.micro_f1 == pytest.approx(8 / 12, abs=1e-4)
    assert (figures.micro_precision, figures.micro_recall) == (0.6667, 0.6667)
    assert (figures.macro_f1, figures.macro_codes) == (0.8, 1)  # b has fewer than five positives
    assert (figures.per_code["b"].precision, figures.per_code["b"].support) == (0.0, 1)
    assert (figures.stance_accuracy, figures.stance_n) == (0.6667, 3)
    assert (figures.ece, figures.accepted) == (None, {})


def test_figures_agree_with_another_library() -> None:
    draw = np.random.default_rng(0)
    gold, given = draw.random((200, 6)) < 0.3, draw.random((200, 6)) < 0.3

    figures = measure(Verdicts(tuple("abcdef"), gold, given, [str(n) for n in range(200)]))

    assert figures.micro_f1 == pytest.approx(f1_score(gold, given, average="micro"), abs=1e-4)
    assert figures.macro_f1 == pytest.approx(f1_score(gold, given, average="macro"), abs=1e-4)


def test_calibration_error_is_the_mean_gap_by_bins() -> None:
    probabilities = np.array([[0.9, 0.01], [0.9, 0.15], [0.9, 0.15], [0.9, 0.0], [0.1, 0.02], [0.9, 0.01]])

    figures = measure(verdicts(probabilities=probabilities))

    # From 0.05 up: five at 0.9 of which four are right, three at 0.1 to 0.15 of which two are.
    assert figures.ece == pytest.approx((5 * abs(0.9 - 0.8) + 3 * abs(0.4 / 3 - 2 / 3)) / 8, abs=1e-4)
    assert [(b.pairs, b.right) for b in figures.calibration] == [(3, 0.6667), (5, 0.8)]


def test_accepted_codings_are_counted_with_their_coverage() -> None:
    accepted = GIVEN & (np.arange(6)[:, None] < 3)

    figures = measure(verdicts(accepted=accepted))

    assert figures.accepted == {"n": 4, "precision": 0.75, "coverage": 0.6667}


def test_intervals_are_wider_where_texts_of_a_case_are_alike() -> None:
    draw = np.random.default_rng(0)
    gold = np.repeat(draw.random((30, 1)) < 0.5, 8, axis=0)
    given = np.repeat(draw.random((30, 1)) < 0.5, 8, axis=0)

    def width(cases: list[str]) -> float:
        low, high = measure(Verdicts(("a",), gold, given, cases)).intervals["micro_f1"]
        return high - low

    assert width([str(n // 8) for n in range(240)]) > 2 * width([str(n) for n in range(240)])


def test_without_anything_right_or_given_nothing_is_claimed() -> None:
    nothing = np.zeros((3, 2), dtype=bool)

    figures = measure(Verdicts(("a", "b"), nothing, nothing, ["x", "y", "z"]))

    assert (figures.micro_f1, figures.micro_precision, figures.macro_f1) == (0.0, None, None)
    assert figures.per_code["a"].f1 is None
