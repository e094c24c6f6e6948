"""Which exemplars lead to which."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from catalog.store.connection import schema
from pipelines.publish import links


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as found:
        found.executescript(schema("catalog"))
        yield found


def put(db: sqlite3.Connection, id: str, codes: list[str], grades: str, kind: str, state: str = "published") -> None:
    position = db.execute("select count(*) + 1 from exemplars").fetchone()[0]
    db.execute(
        "insert into exemplars values (?, ?, ?, '', ?, null, ?, '[]', ?, '{}', '', '', '', '', null, null, ?)",
        (position, id, id, state, json.dumps([grades]), kind, position),
    )
    db.executemany("insert into exemplar_codes values (?, ?, ?)", [(id, code, n) for n, code in enumerate(codes, 1)])


def linked(db: sqlite3.Connection, id: str) -> list[tuple[str, str, str | None]]:
    return db.execute(
        "select other_id, kind, code_id from exemplar_links where exemplar_id = ? order by kind desc, position", (id,)
    ).fetchall()


def test_the_same_practice_in_other_grades_or_another_kind_of_district_is_another_setting(
    db: sqlite3.Connection,
) -> None:
    put(db, "mine", ["stations", "choice"], "k-2", "rural")
    put(db, "grades", ["stations"], "3-5", "rural")
    put(db, "kind", ["choice"], "k-2", "urban")
    put(db, "alike", ["stations"], "k-2", "rural")
    put(db, "other", ["exits"], "k-2", "urban")

    links.replace(db, dict.fromkeys(("mine", "grades", "kind", "alike", "other"), ()))

    assert linked(db, "mine") == [
        ("grades", "setting", "stations"),
        ("kind", "setting", "choice"),
        ("alike", "related", "stations"),
    ]
    assert linked(db, "other") == []


def test_what_its_author_named_comes_first_even_without_a_shared_practice(db: sqlite3.Connection) -> None:
    put(db, "mine", ["stations"], "k-2", "rural")
    put(db, "alike", ["stations"], "k-2", "rural")
    put(db, "named", ["exits"], "k-2", "rural")

    links.replace(db, {"mine": ["named", "a-draft"], "alike": (), "named": ()})

    assert linked(db, "mine") == [("named", "related", None), ("alike", "related", "stations")]


def test_a_withdrawn_exemplar_leads_on_and_nothing_leads_to_it(db: sqlite3.Connection) -> None:
    put(db, "gone", ["stations"], "k-2", "rural", "withdrawn")
    put(db, "mine", ["stations"], "k-2", "rural")

    links.replace(db, {"gone": (), "mine": ["gone"]})

    assert linked(db, "gone") == [("mine", "related", "stations")]
    assert linked(db, "mine") == []
