"""Counts of districts and schools by what they have: nothing that tells which case it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from catalog.store.connection import schema
from pipelines.publish import attributes

Row = tuple[str, str, str, str, int | None, int]
ROWS = "select attribute, value, grouping, group_name, cases, known from case_counts where case_kind = 'district'"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An empty catalog with the tables of evidence.db that are read."""
    with closing(sqlite3.connect(tmp_path / "catalog.db")) as found:
        found.executescript(schema("catalog"))
        found.execute("attach ':memory:' as ev")
        found.execute("create table ev.cases (id text, parent_id text, kind text, consent text, gone integer)")
        found.execute("create table ev.case_attributes (case_id text, name text, value text, number real)")
        yield found


def add(db: sqlite3.Connection, districts: Iterable[dict[str, str]], consent: str | None = None) -> None:
    for one in districts:
        key = f"d{db.execute('select count(*) from ev.cases').fetchone()[0]}"
        db.execute("insert into ev.cases values (?, null, 'district', ?, 0)", (key, consent))
        for name, value in one.items():
            number = float(value) if value.replace(".", "").isdigit() else None
            db.execute("insert into ev.case_attributes values (?, ?, ?, ?)", (key, name, value, number))


def counted(db: sqlite3.Connection, threshold: int = 10) -> dict[tuple[str, str, str], int | None]:
    attributes.replace(db, threshold)
    return {(name, value, group): cases for name, value, _, group, cases, _ in db.execute(ROWS)}


def test_values_are_counted_in_all_and_in_each_group(db: sqlite3.Connection) -> None:
    add(db, [{"district_kind": "Rural", "devices": "1:1"}] * 6 + [{"district_kind": "urban", "devices": "1:2"}] * 5)
    add(db, [{"district_kind": "urban", "devices": "1:1"}] * 4 + [{"district_kind": "rural", "devices": "1:2"}] * 7)

    found = counted(db)

    assert found["devices", "1:1", "all"] == 10
    assert found["devices", "1:1", "rural"] == 6
    assert found["devices", "1:2", "urban"] == 5


def test_one_or_two_districts_are_withheld_and_cannot_be_worked_out(db: sqlite3.Connection) -> None:
    add(db, [{"district_kind": "rural", "devices": "1:1"}] * 2 + [{"district_kind": "rural", "devices": "1:2"}] * 9)
    add(db, [{"district_kind": "urban", "devices": "1:1"}] * 8 + [{"district_kind": "urban", "devices": "1:2"}] * 8)

    found = counted(db)

    assert found["devices", "1:1", "rural"] is None
    for line in ([("1:1", "rural"), ("1:2", "rural")], [("1:1", "rural"), ("1:1", "urban")]):
        assert sum(found["devices", *cell] is None for cell in line) != 1


def test_a_number_is_never_a_value(db: sqlite3.Connection) -> None:
    add(db, [{"enrolment": "418", "lan_ready": "yes"}] * 5 + [{"enrolment": "907", "lan_ready": "no"}] * 5)

    assert {name for name, _, _ in counted(db)} == {"lan_ready"}


def test_a_value_that_few_share_is_counted_as_another(db: sqlite3.Connection) -> None:
    add(db, [{"platform": "Canvas"}] * 6 + [{"platform": "Schoology"}] * 5)
    add(db, [{"platform": "Home-made in Harrow"}, {"platform": "Letters"}, {"platform": "Runes"}])

    found = counted(db)

    assert {value for _, value, _ in found} == {"Canvas", "Schoology", "(another value)"}
    assert found["platform", "(another value)", "all"] == 3


def test_districts_that_agreed_to_less_are_not_counted(db: sqlite3.Connection) -> None:
    add(db, [{"lan_ready": "yes"}] * 5 + [{"lan_ready": "no"}] * 5)
    add(db, [{"lan_ready": "no"}] * 4, consent="research")

    assert counted(db)["lan_ready", "no", "all"] == 5


def test_a_study_of_public_institutions_withholds_nothing(db: sqlite3.Connection) -> None:
    add(db, [{"lan_ready": "yes"}] + [{"lan_ready": "no"}] * 5)

    assert counted(db, threshold=0)["lan_ready", "yes", "all"] == 1
