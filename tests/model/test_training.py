"""Training the model coder: what it learns, what it must not, and that it learns the same twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from catalog.errors import GoldError
from pipelines.model import files
from pipelines.model.evaluation import of_estimate, of_model
from pipelines.model.folds import Leakage, grouped_folds, refuse_leakage
from pipelines.model.measures import measure
from pipelines.model.training import train
from tests.model.conftest import Lesson, answers, codebook


def test_the_model_learns_what_people_coded(lesson: Lesson) -> None:
    figures = measure(of_estimate(lesson.codebook, lesson.gold, lesson.estimate))

    assert figures.micro_f1 > 0.9
    assert figures.n == len(lesson.gold)


def test_the_estimate_is_what_new_cases_show(lesson: Lesson) -> None:
    own = measure(of_estimate(lesson.codebook, lesson.gold, lesson.estimate))

    new = measure(of_model(lesson.codebook, lesson.learned, answers(200, seed=1)))

    assert abs(own.micro_f1 - new.micro_f1) < 0.05


def test_shuffled_gold_gives_chance_level() -> None:
    gold = answers()
    order = np.random.default_rng(2).permutation(len(gold))
    shuffled = [replace(text, codes=gold[other].codes) for text, other in zip(gold, order, strict=True)]
    learned, estimate = train(codebook(), shuffled)

    own = measure(of_estimate(codebook(), shuffled, estimate))
    new = measure(of_model(codebook(), learned, answers(200, seed=1)))

    share = np.mean([[code in text.codes for code in ("stations", "choice", "devices", "mastery")] for text in gold])
    by_chance = 2 * share / (1 + share)  # the best that giving every code to every text can do
    assert own.micro_f1 <= by_chance + 0.05
    assert new.micro_f1 <= by_chance + 0.1
    assert (own.accepted["n"] or 0) == 0


def test_what_only_a_case_says_is_not_known_when_that_case_is_measured() -> None:
    # Every text of a case has the same words, no other case has them, and codes go by the toss of a coin.
    draw = np.random.default_rng(3)
    words = ["".join(draw.choice(list("bcdfgklmnprstvz"), 8)) for _ in range(30)]
    codes = [["choice"] if draw.random() < 0.5 else [] for _ in words]
    gold = [
        replace(text, text=f"{words[n // 4]} {words[n // 4]}.", codes=dict.fromkeys(codes[n // 4], "current"))
        for n, text in enumerate(answers())
    ]

    _, estimate = train(codebook(), gold)

    right = (estimate.probabilities[:, 1] >= 0.5) == estimate.gold[:, 1]
    assert right.mean() < 0.7  # a leak would make it 1


def test_folds_hold_whole_cases_and_every_text_once() -> None:
    groups = [f"case {n % 13}" for n in range(100)]

    folds = grouped_folds(groups, 5, seed=0)

    refuse_leakage(groups, folds)
    assert sorted(np.concatenate(folds).tolist()) == list(range(100))
    assert max(map(len, folds)) - min(map(len, folds)) <= 16


@pytest.mark.parametrize(
    ("folds", "complaint"),
    [
        ([[0, 1], [2, 3]], "stands in folds"),  # the case of texts 1 and 2 is torn apart
        ([[0], [1, 2]], "in no fold"),
        ([[0], [1, 2], [3, 3]], "in no fold, or in two"),
    ],
)
def test_a_case_on_both_sides_of_a_fold_is_caught(folds: list[list[int]], complaint: str) -> None:
    with pytest.raises(Leakage, match=complaint):
        refuse_leakage(["a", "b", "b", "c"], [np.array(fold) for fold in folds])


def test_training_twice_with_one_seed_gives_the_same_file(lesson: Lesson, tmp_path: Path) -> None:
    learned, _ = train(codebook(), answers())

    first = files.save(tmp_path / "a", lesson.learned, {})
    second = files.save(tmp_path / "b", learned, {})

    assert first == second
    assert (tmp_path / "a" / files.MODEL).read_bytes() == (tmp_path / "b" / files.MODEL).read_bytes()


def test_another_seed_gives_other_folds(lesson: Lesson) -> None:
    _, estimate = train(codebook(), answers(), seed=1)

    assert not np.array_equal(estimate.probabilities, lesson.estimate.probabilities)


def test_a_code_without_a_coded_text_is_learned_from_its_definition() -> None:
    gold = [replace(text, codes={c: s for c, s in text.codes.items() if c != "mastery"}) for text in answers()]
    texts = [text for text in gold if "retake" not in text.text]

    learned, _ = train(codebook(), texts)
    probabilities = of_model(
        codebook(),
        learned,
        [
            replace(texts[0], text="Students only move on once they have shown they can do it.", context="Why?"),
            replace(texts[0], text="Lunch is at noon.", context="Why?"),
        ],
    ).probabilities

    assert probabilities is not None
    assert probabilities[0, 3] > 2 * probabilities[1, 3]


@pytest.mark.parametrize("gold", [answers(20), [replace(t, case="one") for t in answers()]])
def test_too_few_texts_or_cases_are_refused_with_what_is_needed(gold: list) -> None:  # type: ignore[type-arg]
    with pytest.raises(GoldError, match="code at least 30 texts of 5 cases"):
        train(codebook(), gold)
