"""Each page of the public site, asked through the real application."""

from __future__ import annotations

import dataclasses
import importlib
import json
import pkgutil
import re
import sqlite3
from html.parser import HTMLParser
from typing import Any

import pytest

import catalog.pages
from catalog.pages.excerpt import excerpt_page
from catalog.pages.exemplar import exemplar_page
from catalog.pages.practice import practice_page

PAGES = (
    "/",
    "/?q=station+rotation",
    "/?q=kids+move+between+tables",
    "/?q=zebra",
    "/?stance=past",
    "/practice/station-rotation",
    "/practice/old-folder",
    "/exemplar/four-corners-in-grade-2",
    "/exemplar/sort-half-sheets-into-three-piles",
    "/practices",
    "/practices?by=element",
    "/compare/four-corners-in-grade-2/sort-half-sheets-into-three-piles",
    "/coverage",
    "/codebook",
    "/practice/no-time",
    "/about",
    "/quality",
    "/quality/station-rotation",
    "/research",
    "/agreement",
    "/prevalence",
    "/prevalence?by=district_kind:rural&of=districts",
    "/moving",
)


class Outline(HTMLParser):
    """What a screen reader and a search engine need of a page, and every address it names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.append((name, value or ""))
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src", "action"):
                self.addresses.append(value or "")


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_language_title_description_landmarks_and_one_heading(site: Any, address: str) -> None:
    answer = site.get(address)

    outline = Outline(answer.text)
    assert answer.status_code == 200
    assert outline.tags.count("h1") == outline.tags.count("main") == outline.tags.count("title") == 1
    assert {"header", "nav", "footer"} <= set(outline.tags)
    assert ("lang", "en") in outline.attributes
    assert re.search(r'<meta name="description" content="[^"]{10,}', answer.text)
    assert len(outline.ids) == len(set(outline.ids))


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_a_script_a_style_a_cookie_or_an_address_elsewhere(site: Any, address: str) -> None:
    answer = site.get(address)

    outline = Outline(answer.text)
    blocks = re.findall(r"<script[^>]*>", answer.text)
    searching = address.startswith("/?") or address == "/"
    assert [re.sub(r"\?[^\"]*", "", block) for block in blocks] == (
        ['<script type="application/ld+json">']
        if "/exemplar/" in address
        else ['<script src="/static/search.js" defer>']
        if searching
        else []
    )
    assert not {"style", "iframe", "img"} & set(outline.tags)
    assert not [name for name, _ in outline.attributes if name == "style" or name.startswith("on")]
    assert not [a for a in outline.addresses if not a.startswith(("/", "#"))]
    assert "set-cookie" not in answer.headers


def test_every_address_on_every_page_answers(site: Any) -> None:
    waiting, seen = ["/"], set()

    while waiting:
        address = waiting.pop().partition("#")[0]
        if not address or address in seen or address.startswith(("/catalog", "/?")):
            continue
        seen.add(address)
        answer = site.get(address)
        assert answer.status_code == (410 if "a-box-for-best-work" in address else 200), address
        if "html" in answer.headers["content-type"]:
            waiting += Outline(answer.text).addresses
    assert len(seen) > 20


@pytest.mark.parametrize("address", PAGES)
def test_every_place_a_page_links_to_within_itself_exists(site: Any, address: str) -> None:
    outline = Outline(site.get(address).text)

    assert {a[1:] for a in outline.addresses if a.startswith("#")} <= set(outline.ids)


def test_every_page_of_a_synthetic_catalog_says_so(site: Any) -> None:
    for address in (*PAGES, "/nothing-here", "/catalog", "/catalog/excerpts"):
        assert "A demonstration." in site.get(address).text, address


def test_the_exemplar_shows_its_quotes_with_their_source_and_links_each(site: Any, conn: sqlite3.Connection) -> None:
    text = site.get("/exemplar/four-corners-in-grade-2").text

    page = exemplar_page(conn, "four-corners-in-grade-2")
    assert page is not None
    assert [item.number for item in page.support] == [1, 2]
    assert [item.number for item in page.counter] == [3]
    for item in (*page.support, *page.counter):
        assert f'href="{item.href}"' in text
        assert item.question in text
        assert site.get(item.href).status_code == 200
    assert "Teacher, rural district, under 500 students" in text
    assert "<em>Everyone</em> gets to every corner" in text
    assert "Settled" in text


def test_a_withdrawn_exemplar_leaves_a_tombstone_without_its_text(site: Any) -> None:
    answer = site.get("/exemplar/a-box-for-best-work")

    assert answer.status_code == 410
    assert "The school asked us to take it down." in answer.text
    assert "must not be shown" not in answer.text
    assert "a-box-for-best-work" not in site.get("/?q=box+best+work").text


def test_the_practice_page_keeps_stances_apart_and_leaves_small_numbers_out(conn: sqlite3.Connection) -> None:
    page = practice_page(conn, "station-rotation")

    assert page is not None
    assert [(s.id, [g.id for g in s.groups]) for s in page.sections] == [
        ("quotes", ["current"]),
        ("against", ["past"]),
        ("ahead", ["desired", "negated"]),
    ]
    assert [row.label for row in page.mentions.rows] == ["Rural", "Suburban", "Urban", "All districts"]
    assert next(row for row in page.mentions.rows if row.label == "Suburban").excerpts is None
    assert [pair.code.id for pair in page.together] == ["blended-learning"]
    assert page.parent is not None
    assert page.parent.id == "blended-learning"


def test_examples_are_marked_as_written_for_the_codebook(site: Any) -> None:
    text = site.get("/practice/station-rotation").text

    assert text.index("Nobody said these") < text.index("Kids move between four tables every fifteen minutes")
    assert "Nobody changes spots within the room." in text


def test_an_excerpt_stands_among_the_words_around_it_with_its_reasons_marked(
    site: Any, conn: sqlite3.Connection
) -> None:
    id = conn.execute("select id from excerpts where text like 'Two of mine%'").fetchone()[0]

    page = excerpt_page(conn, id)

    assert page is not None
    assert [piece.shown for piece in page.pieces] == [False, True]
    assert [f.text for f in page.pieces[1].words if f.mark] == ["just click through"[:18], "tablet corner"]
    assert page.prompted
    assert page.place == "Cues 31 to 33"
    assert {v.coder for v in page.verdicts} == {"Ana, Ben", "cues 1.0.0"}
    assert "coded by people" in site.get(page.pieces[1].href).text


def test_words_in_a_quote_are_never_markup(site: Any, conn: sqlite3.Connection) -> None:
    id = conn.execute("select id from excerpts where text like '%<script>%'").fetchone()[0]

    for address in (f"/excerpt/{id}", "/?q=adaptive+script", "/?q=alert", "/practice/blended-learning"):
        text = site.get(address).text
        assert text.count("<script") == text.count('<script src="/static/search.js'), address
        assert "&lt;" in text, address


def test_a_search_marks_what_it_found_inside_escaped_words(site: Any) -> None:
    assert "&lt;<mark>script</mark>&gt;alert(" in site.get("/?q=script").text


def test_an_unknown_address_gets_a_friendly_page(site: Any) -> None:
    for address in ("/nope", "/practice/nope", "/exemplar/nope", "/excerpt/nope", "/catalog/nope"):
        answer = site.get(address)
        assert answer.status_code == 404, address
        assert "We have no page here" in answer.text
        assert 'name="q"' in answer.text


def test_every_recipe_answers_as_page_json_and_csv(site: Any) -> None:
    asked = "code=station-rotation&other=blended-learning&stance=&question=q-pace"
    for name in ("excerpts_by_code", "code_by_district_kind", "codes_together", "answers_by_district_kind"):
        assert site.get(f"/catalog/{name}?{asked}").status_code == 200
        rows = json.loads(site.get(f"/catalog/{name}.json?_shape=array&{asked}").text)
        assert rows, name
        assert len(site.get(f"/catalog/{name}.csv?{asked}").text.splitlines()) == len(rows) + 1


def test_every_field_of_every_page_says_what_it_holds() -> None:
    records = [
        record
        for module in pkgutil.walk_packages(catalog.pages.__path__, "catalog.pages.")
        for record in vars(importlib.import_module(module.name)).values()
        if dataclasses.is_dataclass(record) and record.__module__.startswith("catalog.pages")
    ]

    missing = [f"{r.__name__}.{f.name}" for r in records for f in dataclasses.fields(r) if not f.metadata.get("help")]
    assert len(records) > 20
    assert not missing


def test_the_stylesheet_holds_no_address_elsewhere_and_the_first_page_is_small(site: Any) -> None:
    page = site.get("/")
    sheet = site.get(next(a for a in Outline(page.text).addresses if a.startswith("/static/site.css")))

    assert "url(" not in sheet.text
    assert "@import" not in sheet.text
    assert "immutable" in sheet.headers["cache-control"]
    assert len(page.content) + len(sheet.content) < 50_000
