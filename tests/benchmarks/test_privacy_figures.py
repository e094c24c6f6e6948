"""`make bench`: what the project promises of its de-identification, as a table by kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.privacy.surroundings import LEAST, weights
from tests.benchmarks import privacy, surroundings


@pytest.mark.benchmark
@pytest.mark.shared
def test_identifiers_are_found_and_little_else_is_replaced(shared: Path) -> None:
    figures = privacy.main(["--shared", str(shared)])

    for kind, least in privacy.PROMISED.items():
        assert figures[kind] >= least, kind
    assert figures["false"] <= 1.5
    assert figures["school_person"] >= 0.95
    assert figures["school_false"] <= 1.5
    assert figures["construction"] <= 1.0
    assert figures["speed"] >= 8_000


@pytest.mark.benchmark
def test_the_words_around_a_candidate_help_on_texts_that_their_weights_were_not_fitted_to() -> None:
    rounds = surroundings.rounds()

    figures = surroundings.measure(rounds, (surroundings.ALONE, LEAST))

    assert figures[LEAST].found > figures[surroundings.ALONE].found
    assert figures[LEAST].hard_false <= 1.5


@pytest.mark.benchmark
def test_the_weights_that_are_shipped_are_the_fitted_ones() -> None:
    rounds = surroundings.rounds()

    table = surroundings.table(surroundings.fitted([*rounds.values()]))

    fitted = {name: weight for weight, _, name in (row.partition(" ") for row in table.splitlines() if row[0] != "#")}
    assert {name: float(weight) for name, weight in fitted.items()} == pytest.approx(weights(), abs=0.02)
