"""What machines read: the feed, the lists, what crawlers and browsers ask for, and the heads of the pages."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import urllib.robotparser
import xml.etree.ElementTree as ET
from datetime import datetime
from typing import Any

import pytest

from catalog.metadata import catalog_tables, parse_schema
from catalog.pages.crawlers import sitemap
from catalog.pages.diagram import diagram
from catalog.pages.feed import feed

ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOST = "http://localhost"


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - this site wrote it


def entries(text: str) -> list[ET.Element]:
    return parsed(text).findall("a:entry", ATOM)


def said(entry: ET.Element, name: str) -> str:
    return entry.findtext(f"a:{name}", "", ATOM)


def test_the_feed_tells_of_published_and_withdrawn_exemplars_the_latest_first(site: Any) -> None:
    answer = site.get("/feed.atom")

    assert answer.headers["content-type"].startswith("application/atom+xml")
    found = entries(answer.text)
    days = [said(entry, "updated") for entry in found]
    assert days == sorted(days, reverse=True)
    assert parsed(answer.text).findtext("a:updated", "", ATOM) == days[0]
    assert all(datetime.fromisoformat(day) for day in days)
    states = {said(entry, "title"): entry.find("a:category", ATOM).get("term") for entry in found}  # type: ignore[union-attr]
    assert states["Withdrawn: Keep a box for best work"] == "withdrawn"
    assert list(states.values()).count("published") == len(found) - 1
    for entry in found:
        link = entry.find("a:link[@type='text/html']", ATOM)
        assert link is not None
        assert site.get(str(link.get("href")).removeprefix(HOST)).status_code in (200, 410)


def test_a_withdrawn_exemplar_shows_its_reason_and_nothing_of_its_text(site: Any) -> None:
    gone = next(entry for entry in entries(site.get("/feed.atom").text) if "Withdrawn" in said(entry, "title"))

    assert said(gone, "summary") == "The school asked us to take it down."


def test_the_feed_holds_no_clock_and_its_ids_stay_when_the_site_moves(conn: sqlite3.Connection) -> None:
    here, there = feed(conn, "https://one.example"), feed(conn, "https://two.example")

    assert feed(conn, "https://one.example") == here
    assert [said(e, "id") for e in entries(here)] == [said(e, "id") for e in entries(there)]
    assert len({said(e, "id") for e in entries(here)}) == len(entries(here))
    assert "https://two.example/exemplar/" in there


def test_a_withdrawal_counts_from_its_own_day(conn: sqlite3.Connection) -> None:
    copy = sqlite3.connect(":memory:")
    conn.backup(copy)
    copy.execute(
        "update exemplars set fields = json_set(fields, '$.withdrawn_on', '2031-02-03') where state = 'withdrawn'"
    )

    first = entries(feed(copy, ""))[0]

    copy.close()
    assert said(first, "updated") == "2031-02-03T00:00:00Z"
    assert said(first, "title").startswith("Withdrawn")


def test_every_page_of_the_sitemap_is_there_and_no_quote_is_among_them(site: Any, conn: sqlite3.Connection) -> None:
    places = re.findall(r"<loc>(.*?)</loc>", site.get("/sitemap.xml").text)

    assert len(places) == len(set(places)) > 8
    assert all(site.get(place.removeprefix(HOST)).status_code == 200 for place in places)
    assert not any("/excerpt/" in place for place in places)
    assert "https://x.example/exemplar/" in sitemap(conn, "https://x.example")


def test_crawlers_are_kept_off_what_costs_much(site: Any) -> None:
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(site.get("/robots.txt").text.splitlines())

    for closed in (
        "/?q=x",
        "/?practice=x&q=y",
        "/catalog/excerpts",
        "/catalog/-/query?sql=x",
        "/catalog.db",
        "/search.json?q=x",
    ):
        assert not rules.can_fetch("anyone", HOST + closed), closed
    for opened in ("/", "/practices", "/codebook", "/exemplar/four-corners-in-grade-2", "/feed.atom"):
        assert rules.can_fetch("anyone", HOST + opened), opened
    assert rules.site_maps() == [f"{HOST}/sitemap.xml"]


def test_a_browser_learns_how_to_search_here(site: Any) -> None:
    root = parsed(site.get("/opensearch.xml").text)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"

    assert 0 < len(root.findtext(f"{space}ShortName", "")) <= 16
    templates = [url.get("template", "") for url in root.findall(f"{space}Url") if url.get("rel") != "self"]
    for template in templates:
        filled = template.replace("{searchTerms}", "station").replace("{startPage?}", "")
        assert site.get(filled.removeprefix(HOST)).status_code == 200


@pytest.mark.parametrize(
    "name", ["practices", "practices?by=element", "exemplars", "coverage", "cases", "search?q=station"]
)
def test_every_list_comes_as_json_and_as_csv_with_the_same_rows(site: Any, name: str) -> None:
    path, _, query = name.partition("?")
    data = json.loads(site.get(f"/{path}.json?{query}").text)
    answer = site.get(f"/{path}.csv?{query}")

    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert rows
    assert len(rows) == len(data["rows"])
    assert list(rows[0]) == list(data["columns"])
    assert all(list(row) == list(data["columns"]) for row in data["rows"])
    assert all(data["columns"].values())
    assert f'filename="{path}.csv"' in answer.headers["content-disposition"]
    assert data["synthetic"] is True
    for row in data["rows"]:
        if "address" in row:
            assert site.get(row["address"].removeprefix(HOST)).status_code in (200, 410)


def test_the_data_of_a_search_is_what_its_page_shows(site: Any) -> None:
    page = site.get("/?q=corners").text
    rows = json.loads(site.get("/search.json?q=corners").text)["rows"]

    assert rows
    assert {row["kind"] for row in rows} <= {"practice", "exemplar", "quote"}
    assert all(row["address"].removeprefix(HOST) in page for row in rows)


@pytest.mark.parametrize("address", ["/", "/practices", "/practices?by=element", "/coverage", "/codebook", "/about"])
def test_a_page_names_its_data_its_address_and_the_feed(site: Any, address: str) -> None:
    text = site.get(address).text

    assert f'<link rel="canonical" href="{address.partition("?")[0]}">' in text
    data = re.findall(r'<link rel="alternate" type="(?:application/json|text/csv)" href="([^"]+)"', text)
    assert len(data) == 2
    assert all(site.get(place.replace("&amp;", "&")).status_code == 200 for place in data)
    assert 'type="application/atom+xml" href="/feed.atom"' in text
    assert 'rel="search" type="application/opensearchdescription+xml"' in text
    assert re.search(r'<meta property="og:title" content="[^"]+">', text)
    assert re.search(r'<meta property="og:description" content="[^"]+">', text)


def test_search_engines_are_asked_to_leave_quotes_searches_and_comparisons_out(site: Any) -> None:
    quote = json.loads(site.get("/search.json?q=corners").text)["rows"][-1]["address"].removeprefix(HOST)
    pair = "/compare/four-corners-in-grade-2/sort-half-sheets-into-three-piles"

    for address in (quote, "/?q=corners", pair, "/nope"):
        assert '<meta name="robots" content="noindex' in site.get(address).text, address
    for address in ("/", "/exemplar/four-corners-in-grade-2", "/practices"):
        assert 'name="robots"' not in site.get(address).text, address


def test_the_drawing_has_every_reference_of_the_schema_and_overlaps_nowhere() -> None:
    tables = [table for table in catalog_tables() if table.kind == "table"]
    drawn = diagram(tables)

    assert {link.table for link in drawn.links} | {link.other for link in drawn.links} == {b.name for b in drawn.boxes}
    boxes = {box.name: box for box in drawn.boxes}
    for link in drawn.links:
        assert link.table == link.other or boxes[link.other].x < boxes[link.table].x
    places = [(box.x, box.y) for box in drawn.boxes]
    assert len(set(places)) == len(places)
    assert all(0 <= b.x <= drawn.width - b.width and 0 <= b.y <= drawn.height - b.height for b in drawn.boxes)


def test_tables_that_name_each_other_are_drawn_all_the_same() -> None:
    tables = parse_schema(
        "create table a (  -- A\n  b text references b  -- B\n);\n"
        "create table b (  -- B\n  a text references a  -- A\n);"
    )

    assert {box.name for box in diagram(tables).boxes} == {"a", "b"}


def test_a_query_ready_to_ask_shows_what_was_chosen(site: Any) -> None:
    text = site.get("/catalog/excerpts_by_code?code=retakes&stance=past&status=&district_kind=").text

    assert '<option value="retakes" selected>Retakes</option>' in text
    assert '<option value="past" selected>' in text
    assert "&lt;x&gt;" in site.get("/catalog/excerpts_by_code?code=%3Cx%3E&stance=").text


def test_the_form_of_every_query_brings_an_answer_as_it_stands(site: Any) -> None:
    text = site.get("/research").text

    forms = re.findall(r'<form class="recipe" action="([^"]+)".*?</form>', text, flags=re.S)
    assert len(forms) >= 6
    for form in re.findall(r'<form class="recipe".*?</form>', text, flags=re.S):
        address = re.findall(r'action="([^"]+)"', form)[0]
        values = {}
        for name, select in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', form, flags=re.S):
            chosen = re.findall(r'value="([^"]*)" selected', select) or re.findall(r'value="([^"]*)"', select)
            values[name] = chosen[0]
        values |= dict(re.findall(r'<input [^>]*name="(\w+)"[^>]*value="([^"]*)"', form))
        assert site.get(f"{address}.json", params={**values, "_shape": "array"}).status_code == 200, address
