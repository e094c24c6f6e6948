"""The demo site as people see it, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.chromium import Chromium

pytestmark = pytest.mark.browser

PHONE = (390, 844)
PAGES = {
    "home": "/",
    "search": "/?q=kids+move+between+tables",
    "nothing-found": "/?q=zebra",
    "practice": "/practice/station-rotation",
    "exemplar": "/exemplar/reading-spots-grade-2",
    "withdrawn": "/exemplar/math-tables-grade-5",
    "barrier": "/practice/barrier-time",
    "practices": "/practices",
    "elements": "/practices?by=element",
    "excerpt": "/excerpt/522eba3189a9de30",
    "compare": "/compare/weekly-math-list/same-page-every-monday",
    "coverage": "/coverage",
    "codebook": "/codebook",
    "missing": "/nowhere",
    "about": "/about",
    "quality": "/quality",
    "quality-of-code": "/quality/student-voice-choice",
    "research": "/research",
    "agreement": "/agreement",
    "prevalence": "/prevalence",
}
# What is wider than the window, by name.
TOO_WIDE = """
[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > screen.width + 1
  && getComputedStyle(e).position !== 'absolute' && !e.closest('.scroll, pre')).map(e => e.tagName + '.' + e.className)
"""
# Text and the colour behind it, for every element that has words of its own.
FAINT = """
(() => {
  const rgb = c => c.match(/[\\d.]+/g).map(Number);
  const lum = c => c.slice(0, 3).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
  const behind = e => { for (; e; e = e.parentElement) {
    const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > .99) return c; }
    return [255, 255, 255]; };
  return [...document.querySelectorAll('body *')]
    .filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .filter(e => { const a = lum(rgb(getComputedStyle(e).color)), b = lum(behind(e));
      return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5; })
    .map(e => e.tagName + '.' + e.className);
})()
"""


def no_complaint(browser: Chromium) -> bool:
    """Nothing in the log but that a withdrawn page is gone, or one that never was is not found."""
    return [c for c in browser.complaints if "410 (Gone)" not in c and "404 (Not Found)" not in c] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_renders_at_a_desk_without_complaint(
    browser: Chromium, address: str, artefacts: Path, name: str
) -> None:
    browser.open(address + PAGES[name])

    assert no_complaint(browser), browser.complaints
    assert browser.tell("document.querySelectorAll('h1').length") == 1
    assert browser.tell("[...document.styleSheets].map(sheet => sheet.cssRules.length > 20)") == [True]
    assert browser.tell("document.body.innerText").count("A demonstration.") == 1
    browser.picture(artefacts / f"{name}-1280.png", whole=True)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_phone(browser: Chromium, address: str, artefacts: Path, name: str) -> None:
    browser.size(*PHONE, phone=True)

    browser.open(address + PAGES[name])

    assert browser.tell("innerWidth") == PHONE[0]
    assert browser.tell("document.documentElement.scrollWidth") == PHONE[0]
    assert browser.tell(TOO_WIDE) == []
    browser.picture(artefacts / f"{name}-390.png", whole=True)


def test_the_search_form_asks_by_address(browser: Chromium, address: str) -> None:
    browser.open(address + "/")

    browser.tell("document.querySelector('#q').focus()")
    browser.press("kids move between tables", enter=True)

    assert browser.tell("location.search") == "?q=kids+move+between+tables"
    assert browser.tell("document.querySelector('#q').value") == "kids move between tables"
    assert "Kids move between tables" in browser.tell("document.querySelector('blockquote').innerText")
    assert no_complaint(browser), browser.complaints


def test_one_can_walk_from_a_search_to_the_cell_a_quote_stands_in(
    browser: Chromium, address: str, artefacts: Path
) -> None:
    browser.open(address + PAGES["search"])
    browser.open(browser.tell("document.querySelector('.card a[href^=\"/exemplar/\"]').href"))
    browser.open(browser.tell("document.querySelector('a[href^=\"/excerpt/\"]').href"))

    assert no_complaint(browser), browser.complaints
    place = browser.tell("document.querySelector('dl.record').innerText")
    assert "Place in it" in place
    assert "invented for demonstration" in place
    browser.picture(artefacts / "excerpt-1280.png", whole=True)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(browser: Chromium, address: str, artefacts: Path, dark: bool) -> None:
    browser.size(1280, 1100, dark=dark)

    for name in ("search", "practice", "exemplar"):
        browser.open(address + PAGES[name])
        assert browser.tell(FAINT) == [], name
        browser.picture(artefacts / f"{name}-{'dark' if dark else 'light'}.png")


def test_the_first_tab_leads_past_the_navigation(browser: Chromium, address: str) -> None:
    browser.open(address + PAGES["practice"])

    browser.key("Tab")

    assert browser.tell("document.activeElement.getAttribute('href')") == "#main"
    assert browser.tell("document.activeElement.getBoundingClientRect().top") >= 0


@pytest.mark.parametrize("path", ["/catalog", "/catalog/excerpts", "/catalog/excerpts_by_code?code=station-rotation"])
def test_the_researchers_pages_render_without_complaint(browser: Chromium, address: str, path: str) -> None:
    browser.open(address + path)

    assert no_complaint(browser), browser.complaints
    assert "A demonstration." in browser.tell("document.body.innerText")
