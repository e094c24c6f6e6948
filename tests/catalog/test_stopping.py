"""The stopping report says whether reviewing more is worth people's time, and what the last reviews brought."""

from __future__ import annotations

import pytest

from catalog.stopping import NEXT, Learned, stopping


def test_what_the_next_fifty_and_all_are_expected_to_bring_is_summed() -> None:
    report = stopping([1.0] * NEXT + [0.5] * 20, ())

    assert (report.ordered, report.next, report.expected, report.expected_of_all) == (70, NEXT, 50.0, 60.0)
    assert "next 50 reviews" in report.sentences()[0]
    assert "all 70 together 60" in report.sentences()[0]


@pytest.mark.parametrize(
    ("each", "worth_it", "words"),
    [
        (1.74, True, "1.7 a review: worth going on"),
        (0.2, True, "0.2 a review: worth going on"),
        (0.1, False, "one coding in 10 reviews: stop"),
    ],
)
def test_it_is_time_to_stop_where_few_reviews_change_anything(each: float, worth_it: bool, words: str) -> None:
    report = stopping([each] * NEXT, ())

    assert report.worth_it is worth_it
    assert words in report.sentences()[1]


def test_where_nothing_is_unsure_nothing_is_to_be_reviewed() -> None:
    report = stopping((), ())

    assert not report.worth_it
    assert report.sentences() == ("Nothing that a machine is unsure of waits for review.",)


@pytest.mark.parametrize(
    ("models", "told"),
    [
        ([], False),
        ([Learned(149, 0.45)], False),
        ([Learned(149, 0.45), Learned(310, None)], False),
        ([Learned(80, 0.3), Learned(149, 0.45), Learned(310, 0.58)], True),
    ],
)
def test_what_the_last_reviews_brought_is_told_of_the_last_two_models(models: list[Learned], told: bool) -> None:
    words = " ".join(stopping([1.0], models).sentences())

    assert ("from 0.45 (149 excerpts learned from) to 0.58 (310)" in words) is told
