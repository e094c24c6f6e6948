"""`make bench`: what the project promises of its speed and memory, measured on this machine.

CATALOG_BENCH_SIZE makes it smaller than 100,000 excerpts; the promises hold for those.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

from tests.benchmarks import build, search


def size() -> int:
    """How many excerpts to measure with."""
    return int(os.environ.get("CATALOG_BENCH_SIZE", "100000"))


@pytest.mark.benchmark
@pytest.mark.shared
def test_a_build_costs_little_more_than_the_bare_script(shared: Path) -> None:
    if importlib.util.find_spec("sklearn") is None:
        pytest.skip("floor.py needs scikit-learn: pip install scikit-learn")

    figures = build.main(["--size", str(size()), "--shared", str(shared)])

    assert figures["ratio"] <= 1.5
    assert figures["megabytes"] <= 1024
    if size() >= 100_000:  # of less, loading the libraries would be most
        assert figures["again"] <= 0.02
        assert figures["new_file"] <= 0.1 * figures["seconds"]


@pytest.mark.benchmark
@pytest.mark.shared
def test_a_search_costs_at_most_twice_the_bare_sql(shared: Path) -> None:
    assert search.main(["--size", str(size()), "--shared", str(shared)])["ratio"] <= 2
