"""Keeping a copy of evidence.db, and putting one back: nothing is believed before it was opened and looked through."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from catalog.errors import Problem, StoreError
from catalog.locking import only_one
from catalog.store import audit
from catalog.store.connection import SCHEMA_VERSION, explained, open_database, transaction
from catalog.store.runs import now
from catalog.study import Study

# What every evidence.db has had since the first version.
_TABLES = frozenset({"runs", "sources", "responses", "excerpts", "readings", "decisions", "audit"})


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy holds: version of the schema, size, and how much of people's work."""

    path: Path
    version: int
    bytes: int
    excerpts: int
    readings: int
    decisions: int
    newest: str


def back_up(study: Study, to: Path) -> Copy:
    """Copy evidence.db as it is at this moment, while others read and write; what the copy holds.

    StoreError where there is nothing to copy, a file of the name is there, or the copy is not sound.
    """
    source = study.evidence_db
    if not source.is_file():
        raise StoreError(Problem("build/evidence.db", "there is no such file yet", "run `catalog build` first"))
    if to.exists():
        raise StoreError(Problem(to.name, "there is a file of this name", "name another, or move it away"))
    with closing(open_database(source, "evidence", readonly=True)) as db:
        return _copied(db, to)


def restore(study: Study, from_: Path) -> tuple[Copy, Path | None]:
    """Put a copy in the place of evidence.db; what it holds, and where the one before now lies.

    The copy is looked through before anything is touched. Everybody is signed out, and the next build looks at
    everything anew. StoreError where the copy is not sound or of a newer program, or somebody uses the database.
    """
    if not from_.is_file():
        raise StoreError(Problem(from_.name, "there is no such file", "name a file that `catalog backup` made"))
    place = study.evidence_db
    with only_one(study.build_lock):
        staging = place.with_name("evidence.db.restoring")
        staging.unlink(missing_ok=True)
        try:
            with explained(from_), closing(sqlite3.connect(f"{from_.resolve().as_uri()}?mode=ro", uri=True)) as db:
                look_through(db, from_.name)
                _copied(db, staging)
            _made_ready(staging)
            held = _held(staging)
            kept = _set_aside(place)
            with explained(place):
                staging.replace(place)
        finally:
            for leftover in (staging, *(staging.with_name(f"{staging.name}-{end}") for end in ("wal", "shm"))):
                leftover.unlink(missing_ok=True)
    return held, kept


def look_through(db: sqlite3.Connection, name: str) -> None:
    """Raise StoreError where the database is damaged, is none of ours, or is of a newer program."""
    with explained(Path(name)):
        found = db.execute("pragma integrity_check(1)").fetchone()[0]
        tables = {row[0] for row in db.execute("select name from sqlite_schema where type = 'table'")}
        version = db.execute("pragma user_version").fetchone()[0]
        if found != "ok" or db.execute("pragma foreign_key_check").fetchone():
            raise StoreError(Problem(name, "the database is damaged", "take another backup"))
    if not tables >= _TABLES:
        raise StoreError(Problem(name, "this is no evidence.db", "name a file that `catalog backup` made"))
    if version > SCHEMA_VERSION["evidence"]:
        what = f"the database is of version {version}, newer than this program"
        raise StoreError(Problem(name, what, "update the program"))


def _copied(db: sqlite3.Connection, to: Path) -> Copy:
    """A sound copy, forced to the disk; nothing of that name stays where it is not."""
    staging = to.with_name(f"{to.name}.part")
    with explained(to):
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            # Created empty with its mode, so that there is no moment in which others could read it.
            os.close(os.open(staging, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600))
            with closing(sqlite3.connect(staging, isolation_level=None)) as copy:
                db.backup(copy)
                copy.execute("pragma journal_mode = delete")  # one file, without companions
                look_through(copy, to.name)
            with staging.open("rb+") as stream:
                os.fsync(stream.fileno())
            staging.replace(to)
        finally:
            staging.unlink(missing_ok=True)
    return _held(to)


def _held(path: Path) -> Copy:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        version = db.execute("pragma user_version").fetchone()[0]
        excerpts, readings, decisions, newest = db.execute(
            "select (select count(*) from excerpts), (select count(*) from readings), "
            "(select count(*) from decisions), (select coalesce(max(at), '') from audit)"
        ).fetchone()
    return Copy(path, version, path.stat().st_size, excerpts, readings, decisions, newest)


def _made_ready(path: Path) -> None:
    """Bring it up to date, sign everybody out, and have the next build look at everything: what is published may be
    newer than what is restored."""
    with closing(open_database(path, "evidence")) as db:
        with transaction(db):
            db.execute("delete from stages")
            db.execute("delete from published_frame")
            db.execute("update sessions set revoked_at = ? where revoked_at is null", (now(),))
            audit.note(db, "command line", "restored from a backup", "evidence.db")
        db.execute("pragma journal_mode = delete")


def _set_aside(place: Path) -> Path | None:
    """A second name for the database that is there, which nobody may be using; None where there is none."""
    if not place.is_file():
        return None
    kept = place.with_name(f"evidence-before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db")
    with contextlib.suppress(sqlite3.DatabaseError), closing(sqlite3.connect(place, timeout=1)) as db:
        # Leaving WAL takes the database for oneself, and brings all that is in companions into the one file.
        if _in_use(db):
            fix = "stop the staff site and whatever else has it open, then try again"
            raise StoreError(Problem(place.name, "the database is in use", fix))
    with explained(kept):
        try:
            os.link(place, kept)
        except OSError:  # a file system without second names
            shutil.copy2(place, kept)
        # Of a damaged one they may have stayed, and would be taken for the restored one's.
        for end in ("wal", "shm"):
            companion = place.with_name(f"{place.name}-{end}")
            if companion.exists():
                companion.replace(kept.with_name(f"{kept.name}-{end}"))
    return kept


def _in_use(db: sqlite3.Connection) -> bool:
    try:
        return bool(db.execute("pragma journal_mode = delete").fetchone()[0] != "delete")
    except sqlite3.OperationalError as fault:
        return "locked" in str(fault)
