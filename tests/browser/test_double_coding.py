"""Double coding in a real browser: from handing out a sample to a new version of the codebook, by four hands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from catalog.codebook import load_codebook
from catalog.store.connection import open_database
from catalog.study import Study
from tests.benchmarks.staff import served
from tests.browser.chromium import Chromium
from tests.browser.test_access import UNFOLD, violations
from tests.browser.test_staff import PHONE, sign_in
from tests.demo_study import built_demo
from tests.staff.conftest import PEOPLE, add_people

pytestmark = pytest.mark.browser

CURATOR, CODER = PEOPLE["curator"], PEOPLE["coder"]
SHOWN = "document.querySelector('#excerpt .n').textContent"
# Pages by who looks at them, once the journey has been made.
PAGES = [
    (CODER, "/codebook"),
    (CODER, "/codebook/new"),
    (CODER, "/codebook/codes/station-rotation"),
    (CODER, "/codebook/versions"),
    (CURATOR, "/"),
    (CURATOR, "/double"),
    (CURATOR, "/double/1"),
    (CURATOR, "/disagreements"),
    (CURATOR, "/disagreements/{settled}"),
    (CURATOR, "/codebook/proposals/1"),
    (CURATOR, "/codebook/proposals/2?try=1"),
    ("researcher", "/agreement"),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The demo study with accounts."""
    study = built_demo(tmp_path_factory.mktemp("double"))
    add_people(study)
    return study


@pytest.fixture(scope="module")
def staff(demo: Study) -> Iterator[str]:
    """Where `catalog serve --staff` serves the demo study."""
    with served(demo) as port:
        yield f"http://127.0.0.1:{port}"


def rows(demo: Study, sql: str) -> list[Any]:
    with closing(open_database(demo.evidence_db, "evidence")) as db:
        return db.execute(sql).fetchall()


def send(browser: Chromium, button: str) -> None:
    """Click what sends a form, and wait for the page it leads to."""
    browser._loaded = False
    browser.tell(f"document.querySelector({button!r}).click()")
    browser.wait_for_page()


def fill(browser: Chromium, **values: str) -> None:
    for id, value in values.items():
        browser.tell(f"document.getElementById('{id.replace('_', '-')}').value = {value!r}")


def code_all(browser: Chromium, staff: str, name: str, words: str) -> None:
    """Read what is assigned, by keyboard alone: a code found by some letters, save, next."""
    sign_in(browser, staff, name)
    browser.open(f"{staff}/review?queue=mine")
    while browser.tell("document.querySelector('#excerpt') !== null"):
        shown = str(browser.tell(SHOWN))
        if words:
            browser.key("c")
            browser.press(words)
            browser.until("document.querySelectorAll('#found-codes li').length > 0")
            browser.key("Enter")
            browser.key("Escape")
        browser.tell("document.activeElement.blur()")
        browser.key("s")
        browser.until(f"document.querySelector('#excerpt .n')?.textContent !== '{shown}'")


def test_from_a_sample_to_a_better_codebook(browser: Chromium, staff: str, demo: Study, artefacts: Path) -> None:
    sign_in(browser, staff, CURATOR)
    browser.open(f"{staff}/double")
    fill(browser, title="First round", count="3")
    for coder in (CODER, "cleo"):
        browser.tell(f"document.querySelector('input[value={coder}]').click()")
    send(browser, ".sample-form button[type=submit]")
    assert rows(demo, "select count(*), count(distinct coder_id) from assignments") == [(6, 2)]

    code_all(browser, staff, CODER, "stations")
    code_all(browser, staff, "cleo", "")
    assert rows(demo, "select count(*) from assignments where done_at is null") == [(0,)]

    sign_in(browser, staff, CURATOR)
    browser.open(f"{staff}/double/1")
    assert "3 excerpts have been read by all" in browser.tell("document.querySelector('main').innerText")
    browser.picture(artefacts / "staff-double-1280.png", whole=True)
    send(browser, "a.button[href*=disagreements]")
    send(browser, "ol.list a")
    browser.tell(UNFOLD)
    browser.tell("document.querySelector('.code input[value=\"0\"]').click()")
    fill(browser, leave="near miss", leave_text="We talk about the bus station.", reason="No groups that move.")
    browser.tell("document.querySelector('#leave-code').selectedIndex = 1")
    browser.picture(artefacts / "staff-settle-1280.png", whole=True)
    send(browser, ".deeds button")
    assert rows(demo, "select count(*) from readings where coder_id = 'consensus'") == [(1,)]

    before = load_codebook(demo.taxonomy)
    browser.open(f"{staff}/codebook/proposals/1")
    send(browser, "form[action$=accept] button")
    after = load_codebook(demo.taxonomy)
    assert after.version == "1.0.1" != before.version
    (code,) = rows(demo, "select code_id from proposals")[0]
    assert after.by_id[code].near_misses[-1].text == "We talk about the bus station."
    browser.picture(artefacts / "staff-version-1280.png", whole=True)
    assert browser.complaints == []


def test_a_change_is_tried_before_it_is_accepted(browser: Chromium, staff: str, demo: Study, artefacts: Path) -> None:
    sign_in(browser, staff, CODER)
    browser.open(f"{staff}/codebook/codes/station-rotation")
    browser.tell(UNFOLD)
    browser.tell("document.getElementById('cues-strong').value += '\\nchromebook'")
    fill(browser, reason_define="Every Chromebook belongs to a station.")
    send(browser, "form:has(#reason-define) button")
    (number,) = rows(demo, "select max(id) from proposals")[0]
    browser.open(f"{staff}/codebook/proposals/{number}")
    send(browser, "a[href$='try=1']")

    said = browser.tell("document.querySelector('main').innerText")
    assert "Tried on 1,209 excerpts" in said
    assert "Would get it, for example" in said
    browser.picture(artefacts / "staff-proposal-1280.png", whole=True)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_of_these_rooms_shuts_anybody_out(
    browser: Chromium, staff: str, demo: Study, axe: str, artefacts: Path, dark: bool
) -> None:
    (settled,) = rows(demo, "select excerpt_id from adjudications")[0]
    last = ""
    for who, path in PAGES:
        if who != last:
            sign_in(browser, staff, who)
            last = who
        for width, height in ((1280, 1000), PHONE):
            browser.size(width, height, phone=width == PHONE[0], dark=dark)
            browser.open(staff + path.format(settled=settled))
            browser.tell(UNFOLD)
            assert violations(browser, axe) == [], path
            assert browser.tell("document.documentElement.scrollWidth") == width, path
            assert browser.complaints == [], path
            name = path.format(settled="one").strip("/").replace("/", "-").replace("?", "-")
            browser.picture(artefacts / f"staff-{name}-{width}{'-dark' if dark else ''}.png", whole=True)
