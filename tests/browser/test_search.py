"""Searching as a teacher does it: by keyboard, on a phone, with misspellings; and what strangers try."""

from __future__ import annotations

import importlib.util
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml

from catalog.exemplars import as_html
from tests.browser.chromium import Chromium
from tests.demo_study import ROOT
from tests.site.conftest import build_catalog

pytestmark = pytest.mark.browser

PHONE = (390, 844)
HOSTILE = yaml.safe_load((ROOT / "tests" / "site" / "hostile.yaml").read_text(encoding="utf-8"))
SEARCHES = {
    "found": "/?q=centers+in+second+grade",
    "narrowed": "/?q=station+rotation&district_kind=suburban&stance=current",
    "beside-mine": "/?q=staton+rotaton&like=district-12",
    "empty": "/?q=station+rotation&district_kind=rural&stance=past",
}


def results(browser: Chromium) -> int:
    """The number of results that the page tells."""
    return int(browser.tell("document.querySelector('.summary').innerText.match(/[\\d,]+/)[0].replace(',', '')"))


def test_narrowing_to_rural_districts_by_keyboard_gives_what_the_number_says(browser: Chromium, address: str) -> None:
    browser.open(address + "/?q=reading+groups")
    expected = browser.tell(
        "+document.querySelector('input[value=rural]').closest('label').querySelector('.n').firstChild.data"
    )

    browser.tell("document.querySelector('input[value=rural]').closest('details').open = true")
    browser.tell("document.querySelector('input[value=rural]').focus()")
    browser.key(" ", " ")
    browser.enter()

    assert "district_kind=rural" in browser.tell("location.search")
    assert results(browser) == expected > 0
    assert browser.tell("document.querySelector('.active').innerText").startswith("Rural")


def test_a_misspelling_is_recovered_from_and_said(browser: Chromium, address: str) -> None:
    browser.open(address + "/?q=staton+rotaton")

    assert browser.tell("document.querySelector('#practice').innerText") == "Station rotation"
    assert "so this looks for rotation" in browser.tell("document.querySelector('main').innerText")


def test_suggestions_can_be_chosen_by_keyboard_and_sent_away(browser: Chromium, address: str) -> None:
    browser.open(address + "/")
    browser.tell("document.querySelector('#q').focus()")

    browser.press("station rot")
    browser.until("!document.querySelector('#suggestions').hidden")
    browser.key("ArrowDown")

    assert browser.tell("document.querySelector('[aria-selected=true]').id") == browser.tell(
        "document.querySelector('#q').getAttribute('aria-activedescendant')"
    )
    assert browser.tell("document.querySelector('#q').getAttribute('aria-expanded')") == "true"
    browser.key("Escape")
    assert browser.tell("document.querySelector('#suggestions').hidden")
    browser.press("a")
    browser.until("!document.querySelector('#suggestions').hidden")
    browser.key("ArrowDown")
    browser.enter()
    assert browser.tell("location.search") == "?q=Station+rotation"
    assert browser.complaints == []


def test_on_a_phone_results_come_first_and_filters_are_folded(browser: Chromium, address: str) -> None:
    browser.size(*PHONE, phone=True)

    browser.open(address + SEARCHES["found"])

    assert browser.tell("document.querySelectorAll('details.facet[open]').length") == 0
    assert browser.tell("document.querySelector('.card').getBoundingClientRect().top") < browser.tell(
        "document.querySelector('#narrow').getBoundingClientRect().top"
    )


def test_without_scripts_all_of_it_works(browser: Chromium, address: str) -> None:
    browser.scripts(on=False)
    try:
        browser.open(address + SEARCHES["narrowed"])
        assert browser.tell("document.querySelectorAll('input[type=checkbox][form=find]').length") > 20
        assert browser.tell("document.querySelectorAll('details.facet[open]').length") == 2
    finally:
        browser.scripts(on=True)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", SEARCHES)
def test_axe_finds_nothing_amiss(browser: Chromium, address: str, artefacts: Path, name: str, dark: bool) -> None:
    spec = importlib.util.find_spec("axe_core_python")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("axe-core-python is not installed")
    script = next(Path(spec.submodule_search_locations[0]).rglob("axe.min.js")).read_text(encoding="utf-8")
    browser.size(*((1280, 1100) if not dark else PHONE), phone=dark, dark=dark)

    browser.open(address + SEARCHES[name])
    browser.tell("document.querySelectorAll('details').forEach(one => one.open = true); 0")
    browser.tell(f"{script}; 0")
    browser.tell("axe.run().then(found => { window.found = found.violations }); 0")
    browser.until("!!window.found")

    told = browser.tell("JSON.stringify(window.found.map(v => [v.id, v.nodes.map(n => n.html).slice(0, 3)]))")
    assert json.loads(told) == []
    browser.picture(artefacts / f"search-{name}-{'dark' if dark else 'light'}.png", whole=True)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose exemplar and quotes hold everything of the list that tries to run."""
    study = tmp_path_factory.mktemp("hostile")
    (study / "build").mkdir()
    for name in ("taxonomy.yaml", "corpus/sources.yaml"):
        (study / name).parent.mkdir(exist_ok=True)
        (study / name).write_bytes((ROOT / name).read_bytes())
    path = build_catalog(study / "build" / "catalog.db")
    said = "\n".join([*HOSTILE["markdown"], *HOSTILE["queries"]])
    with closing(sqlite3.connect(path)) as db, db:
        html = "\n".join(as_html(body) for body in HOSTILE["markdown"])
        db.execute("update exemplars set body_html = ? where id = 'four-corners-in-grade-2'", (html,))
        db.execute("update exemplars set title = title || ?, promise = ?", ("<img src=x onerror=pwned=1>", said))
        db.execute("update excerpts set text = text || ?", (said,))
        db.execute("insert into excerpts_fts (excerpts_fts) values ('rebuild')")
    serve = [
        sys.executable,
        "-c",
        "from pipelines.cli import main; main()",
        "serve",
        "--study",
        str(study),
        "--port",
        "0",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(serve, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().split()[-1].rstrip("/")  # it tells its address once it answers
        finally:
            server.terminate()


def test_nothing_that_strangers_send_or_write_runs(browser: Chromium, hostile: str) -> None:
    loud = [words for words in HOSTILE["queries"] if "pwned" in words]
    asked = [f"/?q={quote(words, safe='')}" for words in loud]
    asked += [f"/?practice={quote(words, safe='')}&like={quote(words, safe='')}" for words in loud[::5]]

    for path in ("/", "/?q=corners", "/exemplar/four-corners-in-grade-2", "/practice/station-rotation", *asked):
        browser.open(hostile + path)
        assert browser.tell("typeof window.pwned") == "undefined", path
    assert len(asked) > 20
