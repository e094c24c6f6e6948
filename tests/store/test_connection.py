"""Databases are opened safely, written all or nothing, and their faults are told in words."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from catalog.errors import StoreError
from catalog.store.connection import SCHEMA_VERSION, open_database, schema, transaction


@pytest.mark.parametrize("name", ["private", "evidence"])
def test_a_new_database_has_the_schema_and_is_opened_again_as_it_is(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.db"
    open_database(path, name).close()

    with closing(open_database(path, name)) as db:
        made = {row[0] for row in db.execute("select name from sqlite_schema where type = 'table'")}
        assert db.execute("pragma user_version").fetchone()[0] == SCHEMA_VERSION[name]
        assert db.execute("pragma journal_mode").fetchone()[0] == "wal"
        assert db.execute("pragma foreign_keys").fetchone()[0] == 1
    with closing(sqlite3.connect(":memory:")) as model:
        model.executescript(schema(name))
        assert {row[0] for row in model.execute("select name from sqlite_schema where type = 'table'")} <= made


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_its_owner_can_read_the_private_database(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "private.db", "private")):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}

    assert set(modes.values()) == {0o600}, modes


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "evidence.db", "evidence")) as db:
        with pytest.raises(sqlite3.IntegrityError), transaction(db):
            db.executemany("insert into runs values (?, 'ingest', 'now', null, '{}')", [(1,), (1,)])

        assert db.execute("select count(*) from runs").fetchone()[0] == 0
        assert not db.in_transaction


def test_a_database_that_another_process_writes_to_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    with closing(open_database(path, "evidence")) as first, closing(open_database(path, "evidence")) as second:
        second.execute("pragma busy_timeout = 1")
        with transaction(first), pytest.raises(StoreError, match="another process is writing"), transaction(second):
            pass


def test_a_reader_sees_the_last_state_while_another_writes(tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    with closing(open_database(path, "evidence")) as db, transaction(db):
        db.execute("insert into runs values (1, 'ingest', 'now', null, '{}')")
        with closing(open_database(path, "evidence", readonly=True)) as reader:
            assert reader.execute("select count(*) from runs").fetchone()[0] == 0


@pytest.mark.parametrize("deed", ["update decisions set verdict = 'reject'", "delete from decisions"])
def test_a_decision_can_be_neither_changed_nor_deleted(tmp_path: Path, deed: str) -> None:
    with closing(open_database(tmp_path / "evidence.db", "evidence")) as db:
        db.execute("pragma foreign_keys = off")
        db.execute(
            "insert into decisions (excerpt_id, code_id, person, verdict, decided_at) "
            "values ('ab12', 'devices', 'ana', 'accept', '2026-01-01T00:00:00Z')"
        )

        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(deed)
