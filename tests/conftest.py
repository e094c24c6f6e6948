"""Fixtures every room of the tests may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from catalog.study import Study
from pipelines import build
from tests.demo_study import built_demo
from tests.small_study import SmallStudy
from tests.taught_study import taught_study

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout: the demo study."""
    return ROOT


@pytest.fixture(scope="session")
def demo_study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The demo study as `make demo` builds it, with its model, built once for all tests: to read, not to change."""
    return built_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def taught(tmp_path_factory: pytest.TempPathFactory) -> SmallStudy:
    """A small study with a model that its build trained from two people's codings: to read, or to copy."""
    small = taught_study(tmp_path_factory.mktemp("taught") / "study")
    build.run(small.study, jobs=1)
    return small


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files for tests only; where it is absent, tests that need it are skipped
    unless CATALOG_REQUIRE_SHARED is set, as the continuous integration does."""
    folder = Path(os.environ.get("CATALOG_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        if os.environ.get("CATALOG_REQUIRE_SHARED"):
            pytest.fail(f"the shared data are required but not at {folder.name}/")
        pytest.skip("the shared data are not here")
    return folder
