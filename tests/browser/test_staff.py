"""The staff site in a real browser: reviewing by keyboard alone, and pages that everybody can use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from catalog.store.connection import open_database
from catalog.study import Study
from tests.benchmarks.staff import served
from tests.browser.chromium import Chromium
from tests.browser.test_access import violations
from tests.demo_study import built_demo
from tests.staff.conftest import PASSWORD, PEOPLE, Site, add_people
from tests.staff.writing import editing, go, save

pytestmark = pytest.mark.browser

EXEMPLAR = "coach-a-classmate"
# Every page by who looks at it.
PAGES = [
    ("", "/sign-in"),
    ("coder", "/"),
    ("coder", "/review"),
    ("coder", "/review?queue=mine"),
    ("coder", "/review/nothing"),
    ("coder", "/password"),
    ("curator", "/exemplars"),
    ("curator", "/exemplars/find?q=table"),
    ("curator", f"/exemplars/{EXEMPLAR}"),
    ("curator", f"/exemplars/{EXEMPLAR}/edit"),
    ("curator", f"/exemplars/{EXEMPLAR}/versions"),
    ("curator", f"/exemplars/{EXEMPLAR}/look"),
    ("curator", "/publish"),
    ("privacy officer", f"/exemplars/{EXEMPLAR}/clear"),
    ("privacy officer", "/privacy"),
    ("administrator", "/accounts"),
    ("administrator", "/audit"),
    ("administrator", "/runs"),
]
PHONE = (390, 844)
SETTLED = "!document.querySelector('#excerpt') || document.activeElement.id === 'excerpt'"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The demo study with accounts."""
    study = built_demo(tmp_path_factory.mktemp("staff"))
    add_people(study)
    with closing(Site(study)) as site:
        curator = PEOPLE["curator"]
        site.post(f"/exemplars/{EXEMPLAR}/adopt", curator)
        save(site, EXEMPLAR, promise="A card and a short training turn early finishers into listeners.")
        go(site, EXEMPLAR, "review")
        site.post(f"/exemplars/{EXEMPLAR}/comment", PEOPLE["coder"], text="Is the fourth quote not about aides?")
        excerpt = editing(site, EXEMPLAR)["quote-excerpt"][0]
        site.post("/exemplars/selection", curator, excerpt=excerpt, do="aside")
    return study


@pytest.fixture(scope="module")
def staff(demo: Study) -> Iterator[str]:
    """Where `catalog serve --staff` serves the demo study."""
    with served(demo) as port:
        yield f"http://127.0.0.1:{port}"


def sign_in(browser: Chromium, staff: str, name: str) -> None:
    browser._ask("Network.clearBrowserCookies")
    if name:
        browser.open(f"{staff}/sign-in")
        browser.tell(f"document.querySelector('#name').value = '{name}'; document.querySelector('#password').focus()")
        browser.press(PASSWORD, enter=True)


def rows(demo: Study, sql: str) -> list[Any]:
    with closing(open_database(demo.evidence_db, "evidence")) as db:
        return db.execute(sql).fetchall()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_shuts_anybody_out(browser: Chromium, staff: str, axe: str, artefacts: Path, dark: bool) -> None:
    for who, path in PAGES:
        sign_in(browser, staff, PEOPLE.get(who, ""))
        for width, height in ((1280, 1000), PHONE):
            browser.size(width, height, phone=width == PHONE[0], dark=dark)
            browser.open(staff + path)
            assert violations(browser, axe) == [], path
            assert browser.tell("document.documentElement.scrollWidth") == width, path
            assert [c for c in browser.complaints if "404" not in c] == [], path
            name = f"staff{path.replace('/', '-').replace('?', '-')}-{who or 'stranger'}-{width}"
            browser.picture(artefacts / f"{name}{'-dark' if dark else ''}.png", whole=True)


def test_twenty_excerpts_are_reviewed_by_keyboard_alone(browser: Chromium, staff: str, demo: Study) -> None:
    sign_in(browser, staff, PEOPLE["coder"])
    browser.open(f"{staff}/review")
    reviewed = []
    for _ in range(20):
        shown = str(browser.tell("document.querySelector('#excerpt .n').textContent"))
        browser.key("a")
        browser.key("s")
        browser.until(f"document.querySelector('#excerpt .n')?.textContent !== '{shown}'")
        assert browser.tell(SETTLED)
        reviewed.append(shown)

    assert len(set(reviewed)) == 20
    held = rows(demo, "select excerpt_id from reviews where kind = 'coded' order by id")
    assert [row[0] for row in held] == reviewed
    assert browser.complaints == []

    browser.key("u")
    browser.until(f"document.querySelector('#excerpt .n')?.textContent === '{reviewed[-1]}'")
    assert rows(demo, "select count(*) from reviews where kind = 'undone'") == [(1,)]


def test_a_code_is_added_by_typing_a_part_of_one_of_its_names(browser: Chromium, staff: str, artefacts: Path) -> None:
    sign_in(browser, staff, PEOPLE["curator"])
    browser.open(f"{staff}/review")

    browser.key("c")
    browser.until("codes")
    browser.press("stations")
    assert browser.tell("document.querySelector('#found-codes').innerText.length") > 3
    browser.picture(artefacts / "staff-type-code-1280.png")
    browser.key("ArrowDown")
    browser.key("ArrowUp")
    browser.key("Enter")

    assert browser.tell("document.querySelectorAll('#added input[name=add]').length") == 1
    assert browser.tell("document.querySelector('#type-code').value") == ""


def test_the_queue_works_without_scripts(browser: Chromium, staff: str) -> None:
    sign_in(browser, staff, PEOPLE["curator"])
    browser.scripts(on=False)
    try:
        browser.open(f"{staff}/review?queue=code:station-rotation")
        browser.scripts(on=True)
        assert browser.tell("document.querySelector('#type-code')") is None
        assert browser.tell("document.querySelectorAll('select[name=add]').length") == 3
        browser.tell("document.querySelector('#add-1').selectedIndex = 3")
        browser.tell("document.querySelectorAll('.code input[value=\"1\"]').forEach(e => { e.checked = true })")
        browser._loaded = False
        browser.tell("document.querySelector('#save').click()")
        browser.wait_for_page()
    finally:
        browser.scripts(on=True)

    assert "said=coded" in browser.tell("location.search") or browser.tell("document.querySelector('.last').innerText")
