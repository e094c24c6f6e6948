"""Projects and tables of Taguette."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.errors import SourceError
from pipelines.exchange.read import read_project
from tests.small_study import save_csv, save_xlsx

# Of the tables that Taguette exports, the columns that matter here.
TABLES = """
create table projects (id integer primary key, name text, description text);
create table documents (id integer primary key, name text, filename text, project_id integer, contents text);
create table highlights (
  id integer primary key, document_id integer, start_offset integer, end_offset integer, snippet text);
create table tags (id integer primary key, project_id integer, path text, description text);
create table highlight_tags (highlight_id integer, tag_id integer);
create table commands (id integer primary key, user_login text, document_id integer, payload text);
insert into projects values (1, 'Pilot', '');
insert into tags values (1, 1, 'practice', 'What is done'), (2, 1, 'practice.groups', ''), (3, 1, 'time', '');
"""


def taguette(path: Path, html: str, quotes: Sequence[tuple[str, int, str]]) -> Path:
    """A project with one document; (words, tag, user) of each highlight, placed as Taguette counts: bytes of text."""
    import re
    from html import unescape

    text = unescape(re.sub(r"<[^>]*>", "", html))
    with closing(sqlite3.connect(path)) as db:
        db.executescript(TABLES)
        db.execute("insert into documents values (1, 'Talk', 'talk.html', 1, ?)", (html,))
        for n, (words, tag, user) in enumerate(quotes, 1):
            start = len(text[: text.index(words)].encode())
            place = (start, start + len(words.encode()))
            db.execute("insert into highlights values (?, 1, ?, ?, '')", (n, *place))
            db.execute("insert into highlight_tags values (?, ?)", (n, tag))
            payload = json.dumps({"type": "highlight_add", "highlight_id": n, "tags": [tag]})
            db.execute("insert into commands (user_login, document_id, payload) values (?, 1, ?)", (user, payload))
        db.commit()
    return path


def test_a_project_of_taguette_is_read_with_every_quote_its_coder_and_the_tree_of_tags(tmp_path: Path) -> None:
    html = "<h1>Café &amp; more</h1><p>We <b>rotate</b> 😀 daily.</p><p>Time is short.<br>So it is.</p>\n"
    quotes = [("rotate 😀 daily", 2, "ana"), ("Time is short.", 3, "ben"), ("Café & more", 1, "ana")]

    project = read_project(taguette(tmp_path / "p.sqlite3", html, quotes))

    document = project.documents[0]
    assert document.text.split("\n")[:4] == ["Café & more", "We rotate 😀 daily.", "Time is short.", "So it is."]
    assert [(m.span.of(document.text), m.codes, m.coder) for m in document.marks] == [
        ("rotate 😀 daily", ("tag-2",), "ana"),
        ("Time is short.", ("tag-3",), "ben"),
        ("Café & more", ("tag-1",), "ana"),
    ]
    assert [(c.name, c.parent) for c in project.codes] == [
        ("practice", None),
        ("practice.groups", "tag-1"),
        ("time", None),
    ]


pieces = st.text(st.sampled_from("ab é😀e\u0301של&<漢"), min_size=1, max_size=12).filter(lambda s: s.strip() != "")


@given(parts=st.lists(pieces, min_size=1, max_size=6), which=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_words_of_a_document_come_back_exact(tmp_path: Path, parts: list[str], which: st.DataObject) -> None:
    from html import escape
    from unicodedata import normalize

    (tmp_path / "p.sqlite3").unlink(missing_ok=True)
    html = "".join(f"<p>{escape(f'{n}{part}{n}')}</p>" for n, part in enumerate(parts))
    n = which.draw(st.integers(0, len(parts) - 1))
    words = f"{n}{parts[n]}{n}"

    project = read_project(taguette(tmp_path / "p.sqlite3", html, [(words, 1, "ana")]))

    document = project.documents[0]
    assert [m.span.of(document.text) for m in document.marks] == [normalize("NFC", words)]


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.sqlite3")) as db:
        db.execute("create table notes (id integer)")

    with pytest.raises(SourceError, match=r"other\.sqlite3: this is no project of Taguette"):
        read_project(tmp_path / "other.sqlite3")


def test_a_table_of_highlights_becomes_quotes_by_document_and_says_what_is_missing(tmp_path: Path) -> None:
    rows = [["1", "talk", "a.b", "We rotate."], ["1", "talk", "a", "We rotate."], ["2", "talk", "", "So."]]
    save_csv(tmp_path / "highlights.csv", [["id", "document", "tag", "content"], *rows])

    project = read_project(tmp_path / "highlights.csv")

    assert [(m.span.of(d.text), m.codes) for d in project.documents for m in d.marks] == [("We rotate.", ("a.b", "a"))]
    assert project.losses.as_lines() == ["1 x highlight without tag (talk)"]
    assert "without their documents" in project.losses.doubts[0]


@pytest.mark.parametrize("save", [save_csv, save_xlsx])
def test_a_codebook_in_a_table_is_read_whatever_its_columns_are_called(tmp_path: Path, save: object) -> None:
    path = tmp_path / ("codes.csv" if save is save_csv else "codes.xlsx")
    rows = [["tag", "description", "number of highlights"], ["a", "All.", "3"], ["a.b", "'=1+1", "0"]]
    save(path, rows)  # type: ignore[operator]

    project = read_project(path)

    assert [(c.name, c.description, c.parent) for c in project.codes] == [("a", "All.", None), ("a.b", "=1+1", "a")]
