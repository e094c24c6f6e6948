"""A build does what is new and nothing else, and ends where a build from nothing would."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines import build
from tests.contents import content, from_nothing, labels_that_two_share, soundness
from tests.small_study import SmallStudy
from tests.strategies import Edit, edits


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(edits(), min_size=1, max_size=6))
def test_whatever_happened_to_the_corpus_the_catalog_is_that_of_a_build_from_nothing(
    changes: list[Edit],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        small = SmallStudy(Path(folder, "grown"))
        build.run(small.write(), jobs=1)

        for change in changes:
            change(small)
            build.run(small.write(), jobs=1)

        assert content(small.study) == content(from_nothing(small, Path(folder, "new")))
        assert labels_that_two_share(small.study) == []
        assert soundness(small.study.catalog_db) == []
