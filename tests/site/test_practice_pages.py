"""Pages around practices: one practice, the map of grades, the codebook, and words for stances."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from catalog.pages.coverage import coverage_page
from catalog.pages.excerpt import excerpt_page
from catalog.pages.practice import practice_page
from catalog.pages.wording import STANCE_WORDS, STANCE_WORDS_OF, stance_words
from catalog.records import STANCES


def test_every_stance_has_words_in_every_dimension() -> None:
    assert set(STANCE_WORDS) == set(STANCES)
    for words in STANCE_WORDS_OF.values():
        assert set(words) == set(STANCES)
        assert len(set(words.values())) == len(STANCES)


def test_nobody_is_said_to_be_doing_a_barrier(site: Any, conn: sqlite3.Connection) -> None:
    text = site.get("/practice/no-time").text

    assert "In the way now" in text
    assert "Doing it now" not in text
    assert stance_words("current", "outcomes") == "Said to have happened"
    id = conn.execute("select id from excerpts where text like 'It took her most%'").fetchone()[0]
    assert "in the way now" in site.get(f"/excerpt/{id}").text
    assert "in the way now" in site.get("/?practice=no-time").text


def test_an_id_in_the_codebooks_sentences_becomes_a_link_with_a_name(site: Any) -> None:
    text = site.get("/codebook").text

    assert 'id="station-rotation"' in text
    assert "Only some students go to a spot, by need: use regrouping." in text  # an id without a hyphen stays a word


def test_numbers_stand_in_a_picture_and_in_a_table(conn: sqlite3.Connection, site: Any) -> None:
    page = practice_page(conn, "station-rotation")

    assert page is not None
    shown = {bar.label: bar.districts for bar in page.mentions.bars}
    totals = dict(zip(page.mentions.stances, page.mentions.rows[-1].cells, strict=True))
    assert shown == {label: n for label, n in totals.items() if n}
    assert max(bar.width for bar in page.mentions.bars) == 100
    text = site.get("/practice/station-rotation").text
    assert text.count("<rect") == len(page.mentions.bars)
    assert "The table has the same numbers." in text


def test_short_answers_come_after_telling_ones_and_districts_take_turns(catalog_db: Path, tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    path.write_bytes(catalog_db.read_bytes())
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("update excerpts set text = 'See above' where text like 'We had station rotation%'")
        conn.execute("update codings set stance = 'past' where code_id = 'station-rotation'")
        page = practice_page(conn, "station-rotation")

    assert page is not None
    said = ["".join(f.text for f in q.words) for q in page.sections[0].groups[0].quotes]
    assert len(said) == 4
    assert "See above" not in said


def test_someone_who_does_it_with_trouble_stands_under_what_did_not_work(catalog_db: Path, tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    path.write_bytes(catalog_db.read_bytes())
    with closing(sqlite3.connect(path)) as conn, conn:
        pk = conn.execute("select pk from excerpts where text like 'Four corners%'").fetchone()[0]
        row = (pk, "no-time", "current", "reviewed", "Ana", None, "[]")
        conn.execute("insert into codings values (?, ?, ?, ?, ?, ?, ?)", row)
        conn.execute("insert into code_pairs values ('station-rotation', 'no-time', 1)")
        page, barrier = practice_page(conn, "station-rotation"), practice_page(conn, "no-time")

    assert page is not None
    assert barrier is not None
    groups = {group.id: group for section in page.sections for group in section.groups}
    assert [q.pk for q in groups["trouble"].quotes] == [pk]
    assert pk not in [q.pk for q in groups["current"].quotes]
    assert [(o.code.id, [x.id for x in o.exemplars]) for o in page.obstacles] == [
        ("no-time", ["four-corners-in-grade-2"])
    ]
    assert [x.id for x in barrier.overcame] == ["four-corners-in-grade-2"]


def test_a_turn_shows_what_was_said_around_it_and_a_survey_answer_nothing(conn: sqlite3.Connection) -> None:
    turn = conn.execute("select id from excerpts where text like 'Two of mine%'").fetchone()[0]
    answer = conn.execute("select id from excerpts where text like 'Half sheets%'").fetchone()[0]

    page, alone = excerpt_page(conn, turn), excerpt_page(conn, answer)

    assert page is not None
    assert alone is not None
    assert [t.speaker for t in page.before] == ["Speaker 2"]
    assert page.before[0].text.endswith("where the children move and I stay put.")
    assert [t.speaker for t in page.after] == ["Speaker 6"]
    assert not alone.before
    assert not alone.after


def test_the_map_says_none_where_no_exemplar_is(conn: sqlite3.Connection, site: Any) -> None:
    page = coverage_page(conn)

    cells = {row.code.id: [len(cell) for cell in row.cells] for group in page.groups for row in group.rows}
    assert page.bands == ("K-2", "3-5", "6-8", "9-12")
    assert cells["station-rotation"] == [1, 0, 0, 0]
    assert cells["exit-checks"] == [0, 0, 1, 0]  # what was withdrawn does not count
    assert "no-time" not in cells
    assert "retakes" in {row.code.id for row in page.wanted}
    assert site.get("/coverage").text.count('<span class="none">none</span>') == page.cells - page.filled


def test_the_codebook_can_be_taken_along_in_three_forms(site: Any) -> None:
    yaml, table, data = (site.get(f"/{name}") for name in ("taxonomy.yaml", "codebook.csv", "codebook.json"))

    rows = list(csv.DictReader(io.StringIO(table.text)))
    codes = json.loads(data.text)["codes"]
    assert yaml.text == "codes: []  # as it was written"
    assert yaml.headers["content-type"] == "application/yaml; charset=utf-8"
    assert [row["id"] for row in rows] == [code["id"] for code in codes]
    rotation = next(code for code in codes if code["id"] == "station-rotation")
    assert rotation["alt_labels"] == ["learning centers", "centers", "carousel"]
    assert rotation["related"] == ["regrouping"]
    assert rows[1]["alt_labels"] == "learning centers\ncenters\ncarousel"
