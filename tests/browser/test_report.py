"""The report's pages for everyone: axe-core, a narrow screen, the dark."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.study import Study
from tests.browser.chromium import Chromium
from tests.browser.test_access import NARROW, violations
from tests.demo_study import catalog

pytestmark = pytest.mark.browser
PAGES = ("index.html", "evidence/said-1.html", "evidence/often-1.html")


@pytest.fixture(scope="module")
def written(demo_study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "report"
    catalog("report", "--study", demo_study.root, "--out", folder)
    return folder


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_no_violation(browser: Chromium, written: Path, axe: str, page: str, dark: bool) -> None:
    browser.size(1280, 1100, dark=dark)
    browser.open((written / page).as_uri())

    assert violations(browser, axe) == []


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_wider_than_a_phone(browser: Chromium, written: Path, artefacts: Path, page: str) -> None:
    browser.size(*NARROW, phone=True)
    browser.open((written / page).as_uri())

    assert browser.tell("document.documentElement.scrollWidth") == NARROW[0]
    browser.picture(artefacts / f"report-{Path(page).stem}-320.png")
