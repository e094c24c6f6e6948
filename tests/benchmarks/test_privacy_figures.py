"""`make bench`: what the project promises of its de-identification, as a table by kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import privacy


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
