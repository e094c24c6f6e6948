"""Every kind of page for everyone: axe-core, zoom, print."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium
from tests.browser.test_site import PAGES, TOO_WIDE, no_complaint
from tests.demo_study import ROOT

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The map, like any table of data, may keep its two dimensions (WCAG 1.4.10); it still fits.
NARROW = (320, 640)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(browser: Chromium, address: str, axe: str, name: str, dark: bool) -> None:
    browser.size(1280, 1100, dark=dark)
    browser.open(address + PAGES[name])

    assert violations(browser, axe) == []


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation_on_a_phone(browser: Chromium, address: str, axe: str, name: str) -> None:
    browser.size(390, 844, phone=True)
    browser.open(address + PAGES[name])

    assert violations(browser, axe) == []


def violations(browser: Chromium, axe: str) -> list[str]:
    """The rules broken on the page that is open, each with the first elements that break it."""
    browser.tell(axe + ";0")
    options = json.dumps({"runOnly": RULES, "resultTypes": ["violations"]})
    found = browser.tell(
        f"axe.run(document, {options}).then(r => r.violations.map(v => v.id + ': ' + "
        "v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | ')))",
        wait=True,
    )
    return list(found)


def test_axe_bites(browser: Chromium, address: str, axe: str) -> None:
    browser.open(address + PAGES["about"])
    browser.tell("document.querySelector('main').innerHTML = '<img src=x><p style=\"color:#ccc\">faint</p>'")

    assert {line.partition(":")[0] for line in violations(browser, axe)} >= {"image-alt"}


# What is folded away can be opened at any width.
UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true); 0"


@pytest.mark.parametrize("name", PAGES)
def test_zooming_to_400_percent_loses_nothing(browser: Chromium, address: str, artefacts: Path, name: str) -> None:
    browser.open(address + PAGES[name])
    browser.tell(UNFOLD)
    wide = browser.tell("document.querySelector('main').innerText.replace(/\\s+/g, ' ').length")

    browser.size(*NARROW, phone=True)
    browser.open(address + PAGES[name])
    browser.tell(UNFOLD)

    assert browser.tell("document.documentElement.scrollWidth") == NARROW[0]
    assert browser.tell(TOO_WIDE) == []
    # Words that only the narrow page shows, such as whose column a cell is, may come on top.
    assert browser.tell("document.querySelector('main').innerText.replace(/\\s+/g, ' ').length") >= 0.97 * wide
    browser.picture(artefacts / f"{name}-320.png", whole=True)


def exemplars() -> list[str]:
    """The published exemplars of the demo study."""
    files = sorted((ROOT / "corpus" / "exemplars").glob("*.md"))
    return [path.stem for path in files if "\nstate: published\n" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("id", exemplars())
def test_every_exemplar_prints_on_one_sheet(browser: Chromium, address: str, id: str) -> None:
    browser.open(f"{address}/exemplar/{id}")

    assert browser.printed() == 1
    assert no_complaint(browser), browser.complaints
