"""The demo study's report, written once, and the same counted from the raw files."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.study import Study
from tests.demo_study import catalog
from tests.report.raw import Raw


@pytest.fixture(scope="session")
def demo(demo_study: Study) -> Study:
    """The demo study, built."""
    return demo_study


@pytest.fixture(scope="session")
def written(demo: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `catalog report` wrote."""
    folder = tmp_path_factory.mktemp("report") / "report"
    catalog("report", "--study", demo.root, "--out", folder, "--site", "https://catalog.example.org")
    return folder


@pytest.fixture(scope="session")
def raw(demo: Study) -> Raw:
    """What the delivered files say."""
    return Raw(demo.root)
