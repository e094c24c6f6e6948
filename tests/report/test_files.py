"""The report's files: whole, the same each time, every cell leading to what stands behind it."""

from __future__ import annotations

import csv
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

from catalog.errors import StudyError
from catalog.study import Study
from pipelines.report.files import write
from tests.contents import opened
from tests.demo_study import Page, Site
from tests.report.raw import cells


def page(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def evidence(written: Path) -> dict[str, Page]:
    return {path.name: page(path) for path in (written / "evidence").glob("*.html")}


def test_every_link_of_the_report_leads_somewhere(written: Path, evidence: dict[str, Page]) -> None:
    links = page(written / "index.html").addresses
    own = page(written / "index.html").ids

    assert sum(link.startswith("evidence/") for link in links) > 1000
    for link in links:
        path, _, anchor = link.partition("#")
        if path.startswith("evidence/"):
            assert anchor in evidence[path.removeprefix("evidence/")].ids, link
        elif not path.startswith("https://"):
            assert (written / path).is_file() if path else anchor in own, link


def test_as_many_quotes_stand_behind_a_cell_as_it_says(demo: Study, written: Path) -> None:
    """A count of quotes is the number behind it; of districts, there are at least as many."""
    listed = {(r["table"], r["row"], r["column"]): int(r["quotes"]) for r in cells(written, "evidence")}
    with opened(demo.catalog_db) as db:
        labels = dict(db.execute("select id, label from codes").fetchall())
    checked = 0

    for table in sorted({table for table, _, _ in listed if table.startswith(("codes-", "said-"))}):
        for row in cells(written, table):
            name = next(iter(row.values()))
            for column, least in (("Districts", False), ("Quotes", True)):
                if column in row:
                    quotes = listed[table, labels.get(name, "None of these"), column]
                    assert quotes == int(row[column]) if least else quotes >= int(row[column])
                    checked += 1

    assert checked > 100


def test_every_quote_behind_a_cell_is_published_word_for_word(demo: Study, evidence: dict[str, Page]) -> None:
    with opened(demo.catalog_db) as db:
        published = {" ".join(row[0].split()) for row in db.execute("select text from excerpts")}

    quotes = {" ".join(quote.split()) for one in evidence.values() for quote in one.quotes}

    assert len(quotes) > 500
    assert quotes <= published


def test_a_cells_links_to_the_site_reach_its_quotes(demo: Study, written: Path) -> None:
    found = page(written / "evidence/said-1.html")
    asked = next(link for link in found.addresses if "/-/query?" in link)
    quote = next(link for link in found.addresses if "/excerpt/" in link)

    site = Site(demo.catalog_db)
    try:
        answer = site.get(
            asked.removeprefix("https://catalog.example.org").replace("query?", "query.json?_shape=array&")
        )
        shown = site.page(quote.removeprefix("https://catalog.example.org"))
    finally:
        site.close()

    assert parse_qs(urlsplit(asked).query)["code"]
    rows = answer.json()
    assert rows[0]["excerpt_id"] == quote.rpartition("/")[2]
    assert " ".join(shown.quotes[0].split())


def test_the_same_catalog_gives_the_same_bytes(demo: Study, written: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(demo.catalog_db)) as db:
        write(db, tmp_path / "again", "https://catalog.example.org")

    one = {p.relative_to(written): p.read_bytes() for p in written.rglob("*") if p.is_file()}
    two = {p.relative_to(tmp_path / "again"): p.read_bytes() for p in (tmp_path / "again").rglob("*") if p.is_file()}
    assert one == two


def test_every_chart_is_sound_and_has_its_table(written: Path) -> None:
    charts = sorted((written / "charts").glob("*.svg"))
    html = (written / "index.html").read_text(encoding="utf-8")

    assert len(charts) > 20
    for path in charts:
        drawing = ElementTree.parse(path).getroot()  # noqa: S314 - our own file
        assert drawing.get("role") == "img"
        assert drawing.get("aria-label")
        assert f'id="{path.stem}"' in html
        assert cells(written, path.stem)


def test_the_methods_sheet_says_what_the_database_knows(written: Path) -> None:
    words = page(written / "index.html").words

    assert "Ana (person" in words
    assert "Cues of codebook 1.0.0 (rules" in words
    assert re.search(r"people: alpha 0\.\d\d \[", words)
    assert "to be written by the study's team" in words
    assert "Every word and district here was invented" in words


def test_markdown_and_page_show_the_same_numbers(written: Path) -> None:
    lines = (written / "report.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ")]
    html = (written / "index.html").read_text(encoding="utf-8")

    links = re.findall(r"\[([^\]]+)\]\((evidence/[^)]+)\)", "\n".join(rows))

    assert len(links) > 1000
    for words, link in links:
        assert f'<a href="{link}">{words}</a>' in html


def test_a_folder_that_is_no_report_is_left_alone(demo: Study, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis/chapter.txt").write_text("years of work", encoding="utf-8")

    with closing(sqlite3.connect(demo.catalog_db)) as db, pytest.raises(StudyError, match="something else"):
        write(db, tmp_path / "thesis")

    assert (tmp_path / "thesis/chapter.txt").read_text(encoding="utf-8") == "years of work"


def test_an_earlier_report_is_replaced_whole(demo: Study, written: Path, tmp_path: Path) -> None:
    shutil.copytree(written, tmp_path / "report")
    (tmp_path / "report/evidence/left-over.html").write_text("old", encoding="utf-8")

    with closing(sqlite3.connect(demo.catalog_db)) as db:
        write(db, tmp_path / "report")

    assert not (tmp_path / "report/evidence/left-over.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_no_cell_of_a_table_runs_as_a_formula(written: Path) -> None:
    for path in (written / "tables").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                assert not [cell for cell in row if cell[:1] in "=+@" and cell[:1]]
