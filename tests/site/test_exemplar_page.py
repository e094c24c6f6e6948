"""The page of an exemplar, its citation, and its twins for machines."""

from __future__ import annotations

import dataclasses
import json
import re
import sqlite3
from typing import Any

import pytest

from catalog.exemplars import words_of
from catalog.pages.citing import Reference
from catalog.pages.compare import compare_page
from catalog.pages.exemplar import exemplar_page
from catalog.pages.exemplar_data import as_data, linked_data

CORNERS = "four-corners-in-grade-2"
GONE = "a-box-for-best-work"


def test_the_page_has_its_parts_in_the_order_in_which_a_teacher_needs_them(site: Any) -> None:
    text = site.get(f"/exemplar/{CORNERS}").text

    order = ["glance", "problem", "context", "students-do", "teacher-does", "technology-does", "start-tomorrow"]
    order += ["helped", "got-in-the-way", "story", "evidence", "counter", "claims", "research", "confidence"]
    order += ["codes", "settings", "keep"]
    places = [text.index(f'<h2 id="{name}">') for name in order]
    assert places == sorted(places)


def test_size_and_kind_of_district_are_told_at_a_glance(conn: sqlite3.Connection) -> None:
    page = exemplar_page(conn, CORNERS)

    assert page is not None
    facts = {fact.label: fact.value for fact in page.glance}
    assert facts["Kind of district"] == "Rural"
    assert facts["Size of district"]
    assert facts["Students"] == "Newcomers and readers below grade"


def test_the_span_of_each_quote_is_the_quote(conn: sqlite3.Connection) -> None:
    page = exemplar_page(conn, CORNERS)

    assert page is not None
    for item in (*page.support, *page.counter):
        row = conn.execute("select text, start_offset from excerpts where id = ?", (item.excerpt,)).fetchone()
        assert row[0][item.start - row[1] : item.end - row[1]] == item.quote
        assert item.before == (not row[0].startswith(item.quote))


def test_how_sure_we_are_is_counted_and_names_the_basis(conn: sqlite3.Connection) -> None:
    page = exemplar_page(conn, CORNERS)

    assert page is not None
    assert page.sureness == (
        "It rests on 3 quotes from 1 district; 1 of them speak against it.",
        "People read and coded every one of them.",
        "Nothing was counted. What is said to have happened is somebody’s impression.",
    )


def test_outside_research_stands_apart_and_its_absence_is_told(site: Any) -> None:
    assert "We know of no outside rating of this." in site.get(f"/exemplar/{CORNERS}").text


@pytest.mark.parametrize(("today", "overdue"), [("2027-11-01", False), ("2027-11-02", True), ("", False)])
def test_a_write_up_whose_review_is_overdue_says_so(conn: sqlite3.Connection, today: str, overdue: bool) -> None:
    page = exemplar_page(conn, CORNERS, today)

    assert page is not None
    assert page.overdue is overdue


def test_the_json_twin_says_what_the_page_says(site: Any, conn: sqlite3.Connection) -> None:
    answer = site.get(f"/exemplar/{CORNERS}.json")

    data = json.loads(answer.text)
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert data["title"].startswith("Run four corners")
    assert [quote["bearing"] for quote in data["quotes"]] == ["support", "support", "counter"]
    assert data["claims"] == [
        {
            "text": "Every child is heard daily.",
            "Who says so": "The teacher",
            "On what basis": "The person’s own impression; nobody counted",
        }
    ]
    students = next(section for section in data["sections"] if section["id"] == "students-do")
    assert students["text"][1] == "Work alone or in pairs until the sand runs out. [1]"


def test_the_markdown_twin_ends_with_how_to_cite_it(site: Any) -> None:
    answer = site.get(f"/exemplar/{CORNERS}.md")

    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith("# Run four corners")
    assert "/exemplar/four-corners-in-grade-2 Demonstration" in answer.text


@pytest.mark.parametrize("form", ["", ".json", ".md", ".bib", ".ris"])
def test_every_form_of_a_withdrawn_exemplar_is_gone_and_keeps_its_text_back(site: Any, form: str) -> None:
    answer = site.get(f"/exemplar/{GONE}{form}")

    assert answer.status_code == 410
    assert "must not be shown" not in answer.text
    assert site.get(f"/exemplar/nope{form}").status_code == 404


def test_search_engines_read_a_learning_resource_that_cannot_end_its_block(site: Any, conn: sqlite3.Connection) -> None:
    page = exemplar_page(conn, CORNERS)
    assert page is not None
    hostile = dataclasses.replace(page, title="</script><script>alert(1)</script>")

    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', site.get(f"/exemplar/{CORNERS}").text)
    assert block is not None
    data = json.loads(block[1])
    assert "LearningResource" in data["@type"]
    assert data["educationalLevel"] == ["K-2"]
    assert "<" not in linked_data(hostile, "")
    assert json.loads(linked_data(hostile, ""))["name"] == hostile.title


def test_reference_managers_find_the_citation_in_the_head(site: Any) -> None:
    text = site.get(f"/exemplar/{CORNERS}").text

    assert '<meta name="citation_title" content="Run four corners' in text
    assert '<meta name="citation_publication_date" content="2026/11/01">' in text
    assert f'content="http://localhost/exemplar/{CORNERS}"' in text


def test_a_host_that_is_none_does_not_enter_an_address(site: Any) -> None:
    text = site.get(f"/exemplar/{CORNERS}", headers={"host": "evil.example/<b>"}).text

    assert "evil.example" not in text


def test_bibtex_and_ris_can_be_saved(site: Any) -> None:
    bib, ris = site.get(f"/exemplar/{CORNERS}.bib"), site.get(f"/exemplar/{CORNERS}.ris")

    assert bib.text.startswith(f"@misc{{{CORNERS},\n  title = {{{{Run four corners")
    assert ris.text.startswith("TY  - ELEC\r\nTI  - Run four corners")
    assert ris.text.endswith("\r\nER  - \r\n")
    assert bib.headers["content-disposition"] == f'attachment; filename="{CORNERS}.bib"'


def test_a_citation_escapes_what_would_be_a_command() -> None:
    reference = Reference("a-b", "50% of {all} & more\nlines", "", "S", "/exemplar/a-b", "", "", "")

    assert r"50\% of \{all\} \& more lines" in reference.bibtex()
    assert "TI  - 50% of {all} & more lines" in reference.ris()
    assert "year" not in reference.bibtex()


def test_two_exemplars_stand_side_by_side(site: Any, conn: sqlite3.Connection) -> None:
    other = "sort-half-sheets-into-three-piles"
    page = compare_page(conn, CORNERS, other)

    assert page is not None
    assert {row.label for row in page.glance} >= {"Grades", "Subject", "Size of district"}
    text = site.get(f"/compare/{CORNERS}/{other}").text
    assert f'href="/exemplar/{CORNERS}#quote-1"' in text
    assert "not told" in text


@pytest.mark.parametrize("pair", [f"{CORNERS}/{CORNERS}", f"{CORNERS}/{GONE}", f"nope/{CORNERS}"])
def test_what_cannot_be_compared_is_not_found(site: Any, pair: str) -> None:
    assert site.get(f"/compare/{pair}").status_code == 404


def test_data_hold_no_markup(conn: sqlite3.Connection) -> None:
    page = exemplar_page(conn, CORNERS)

    assert page is not None
    assert "<" not in json.dumps(as_data(page, ""))
    assert words_of("<p>a <em>b</em>, c</p><p>d</p>") == "a b, c d"
