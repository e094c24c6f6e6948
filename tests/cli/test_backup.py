"""catalog backup and catalog restore: a copy is sound or it is none, and nothing is lost by putting one back."""

from __future__ import annotations

import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from catalog.store import audit
from catalog.store.accounts import add_account
from catalog.store.connection import open_database, transaction
from catalog.store.sessions import open_session
from pipelines import build
from tests.cli.conftest import Cli, answer
from tests.contents import content, soundness
from tests.small_study import SmallStudy


@pytest.fixture
def built(small: SmallStudy) -> SmallStudy:
    """The small study, built, with somebody signed in."""
    build.run(small.study, jobs=1)
    with closing(open_database(small.study.evidence_db, "evidence")) as db, transaction(db):
        add_account(db, "test", "ana", "", "curator", "x")
        open_session(db, 1)
    return small


def rows(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def note(small: SmallStudy, what: str) -> None:
    with closing(open_database(small.study.evidence_db, "evidence")) as db, transaction(db):
        audit.note(db, "ana", what, "test")


def notes(path: Path) -> list[str]:
    return [row[0] for row in rows(path, "select what from audit where subject = 'test' order by id")]


@pytest.fixture
def writer(built: SmallStudy) -> Iterator[sqlite3.Connection]:
    """Somebody in the middle of a transaction that is not acknowledged."""
    with closing(open_database(built.study.evidence_db, "evidence")) as db:
        db.execute("begin immediate")
        audit.note(db, "ana", "unfinished", "test")
        yield db


@pytest.mark.usefixtures("writer")
def test_a_copy_is_of_one_moment_while_others_write(cli: Cli, built: SmallStudy, tmp_path: Path) -> None:
    copy = tmp_path / "kept" / "copy.db"

    told = answer(cli("backup", copy, "--json"))

    assert soundness(copy) == []
    assert told["excerpts"] == rows(copy, "select count(*) from excerpts")[0][0] > 0
    assert notes(copy) == []
    assert sys.platform == "win32" or stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert [p.name for p in copy.parent.iterdir()] == ["copy.db"]


def test_what_is_restored_is_what_was_backed_up_and_the_one_before_is_kept(
    cli: Cli, built: SmallStudy, tmp_path: Path
) -> None:
    note(built, "before the backup")
    cli("backup", tmp_path / "copy.db")
    note(built, "after the backup")

    told = answer(cli("restore", tmp_path / "copy.db", "--json"))

    assert notes(built.study.evidence_db) == ["before the backup"]
    assert notes(Path(told["kept"])) == ["before the backup", "after the backup"]
    assert rows(built.study.evidence_db, "select count(*) from sessions where revoked_at is null") == [(0,)]
    assert len(list(built.study.build.glob("evidence*.db"))) == 2


def test_the_build_after_a_restore_publishes_what_was_restored(cli: Cli, built: SmallStudy, tmp_path: Path) -> None:
    before = content(built.study)
    cli("backup", tmp_path / "copy.db")
    built.survey[1][3] = "Students choose a book each month."
    built.write()
    build.run(built.study, jobs=1)
    assert content(built.study) != before

    cli("restore", tmp_path / "copy.db")
    built.survey[1][3] = "Students choose a topic each month."
    built.write()
    build.run(built.study, jobs=1)

    assert content(built.study) == before


def test_a_restore_on_another_machine_needs_the_corpus_alone(cli: Cli, built: SmallStudy, tmp_path: Path) -> None:
    before = content(built.study)
    cli("backup", tmp_path / "copy.db")
    for path in built.study.build.glob("*.db*"):
        path.unlink()

    cli("restore", tmp_path / "copy.db")
    build.run(built.study, jobs=1)

    assert content(built.study) == before


@pytest.mark.parametrize("kind", ["text", "cut", "other", "newer"])
def test_what_is_not_sound_is_refused_before_anything_is_touched(
    cli: Cli, built: SmallStudy, tmp_path: Path, kind: str
) -> None:
    copy = tmp_path / "copy.db"
    cli("backup", copy)
    _spoil(copy, kind)
    before = built.study.evidence_db.read_bytes()

    result = cli("restore", copy)

    assert result.exit_code == 1
    assert "Fix: " in result.stderr
    assert built.study.evidence_db.read_bytes() == before
    assert [p.name for p in built.study.build.glob("evidence*.db")] == ["evidence.db"]


def _spoil(copy: Path, kind: str) -> None:
    if kind == "text":
        copy.write_bytes(b"not a database")
    elif kind == "cut":
        copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    else:
        with closing(sqlite3.connect(copy)) as db:
            db.execute("pragma user_version = 999" if kind == "newer" else "drop table decisions")


def test_a_damaged_database_gives_way_with_all_that_belongs_to_it(cli: Cli, built: SmallStudy, tmp_path: Path) -> None:
    cli("backup", tmp_path / "copy.db")
    built.study.evidence_db.write_bytes(b"damaged" * 1000)
    (built.study.build / "evidence.db-wal").write_bytes(b"of the damaged one")

    told = answer(cli("restore", tmp_path / "copy.db", "--json"))

    assert soundness(built.study.evidence_db) == []
    assert Path(told["kept"]).read_bytes().startswith(b"damaged")
    assert not (built.study.build / "evidence.db-wal").exists()


def test_a_database_in_use_is_not_replaced(cli: Cli, built: SmallStudy, tmp_path: Path) -> None:
    cli("backup", tmp_path / "copy.db")
    with closing(open_database(built.study.evidence_db, "evidence")) as db:
        db.execute("select count(*) from excerpts").fetchone()

        result = cli("restore", tmp_path / "copy.db")

    assert result.exit_code == 1
    assert "in use" in result.stderr
    assert [p.name for p in built.study.build.glob("evidence-before*")] == []


def test_a_backup_overwrites_nothing(cli: Cli, built: SmallStudy, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine", encoding="utf-8")

    result = cli("backup", tmp_path / "copy.db")

    assert result.exit_code == 1
    assert "there is a file of this name" in result.stderr
    assert (tmp_path / "copy.db").read_text(encoding="utf-8") == "mine"
