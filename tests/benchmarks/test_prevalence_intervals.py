"""`make bench`: what the project promises of its intervals, by 500 simulated studies."""

from __future__ import annotations

import pytest

from tests.benchmarks import prevalence


@pytest.mark.benchmark
def test_corrected_intervals_cover_and_are_narrower_and_naive_ones_do_not_cover() -> None:
    figures = prevalence.main(["--repetitions", "500"])

    for unit in ("excerpts", "districts"):
        assert figures[f"{unit} corrected coverage"] >= 0.93
        assert figures[f"{unit} corrected width"] < figures[f"{unit} people width"]
        assert figures[f"{unit} machine coverage"] < 0.5
