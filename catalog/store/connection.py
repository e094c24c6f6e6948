"""Opening the three databases: pragmas, schema, transactions, and errors a person can act on."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from catalog.errors import Problem, StoreError

# Raised by one with every step that is added, whatever the step is called.
SCHEMA_VERSION = {"private": 2, "evidence": 10, "catalog": 1}


def schema(name: str) -> str:
    """The commented SQL of a database (private, evidence or catalog) or of a later step of it."""
    return files("catalog").joinpath("schema", f"{name}.sql").read_text(encoding="utf-8")


def open_database(path: Path, name: str, *, readonly: bool = False) -> sqlite3.Connection:
    """Open the database, creating it where it is missing.

    `name` is private or evidence. Reading is safe beside one writer (WAL). Statements outside
    `transaction` commit at once. StoreError where the file is damaged, locked, full or of a newer
    version.
    """
    with explained(path):
        if readonly:
            db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            if name == "private" and not path.exists():
                # Created empty with its mode, so that there is no moment in which others could read it.
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            db = sqlite3.connect(path, isolation_level=None)
        try:
            db.execute("pragma busy_timeout = 15000")
            db.execute("pragma foreign_keys = on")
            # What is replaced, such as a name found later, must not stay in the file's free space.
            db.execute("pragma secure_delete = on")
            db.execute("pragma cache_size = -64000")
            db.execute("pragma temp_store = memory")
            if not readonly:
                db.execute("pragma journal_mode = wal")
                db.execute("pragma synchronous = normal")
                # A checkpoint every 64 MB rather than every 4: a large build writes each page once.
                db.execute("pragma wal_autocheckpoint = 16000")
            _migrate(db, path, name)
        except BaseException:
            db.close()
            raise
        return db


def _migrate(db: sqlite3.Connection, path: Path, name: str) -> None:
    version = db.execute("pragma user_version").fetchone()[0]
    wanted = SCHEMA_VERSION[name]
    if version > wanted:
        raise StoreError(
            Problem(
                path.name,
                f"the database is of version {version}, newer than this program",
                "update the program",
            )
        )
    if version < wanted:
        # Only a database that is behind pays for the import.
        from catalog.store.migrations import migrate

        migrate(db, name, wanted)


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All or nothing; errors of the disk and of locks become StoreError."""
    with explained(Path(db.execute("pragma database_list").fetchone()[2] or "memory")):
        db.execute("begin immediate")
        try:
            yield db
        except BaseException:
            if db.in_transaction:  # a full disk rolls back by itself
                db.rollback()
            raise
        db.execute("commit")


@contextlib.contextmanager
def references_checked_last(*databases: sqlite3.Connection) -> Iterator[None]:
    """For many new rows: whether what they refer to is there is asked once at the end, for all of them.

    Raises StoreError where it is not; asking for each row takes ten times longer.
    """
    for db in databases:
        db.execute("pragma foreign_keys = off")
    try:
        yield
        for db in databases:
            refuse_broken_links(db)
    finally:
        for db in databases:
            db.execute("pragma foreign_keys = on")


def refuse_broken_links(db: sqlite3.Connection, *tables: str) -> None:
    """Raise StoreError where a row of these tables, or of any, refers to a row that is not there."""
    asked = [f"({table})" for table in tables] or [""]
    broken = next(filter(None, (db.execute(f"pragma main.foreign_key_check{t}").fetchone() for t in asked)), None)
    if broken:
        name = Path(db.execute("pragma database_list").fetchone()[2]).name.removesuffix(".new")
        raise StoreError(
            Problem(
                name,
                f"a row of {broken[0]} refers to a row of {broken[2]} that is not there",
                f"delete build/{name} and build again; if it stays, report it"
                if name != "evidence.db"
                else "restore a backup of it; if it stays, report it",
            )
        )


_FIXES = (
    ("locked", "another process is writing to the database", "wait until it has finished, then try again"),
    (
        "full",
        "the disk is full",
        "free some space, then try again; nothing that was acknowledged is lost",
    ),
    ("readonly", "the database cannot be written", "make the file and its folder writable"),
    ("unable to open", "the database cannot be opened", "make its folder readable and writable"),
    (
        "malformed",
        "the database is damaged",
        "restore a backup, or for private.db and catalog.db delete and build",
    ),
    (
        "not a database",
        "this is not a database",
        "restore a backup, or for private.db and catalog.db delete and build",
    ),
    ("disk i/o", "the disk cannot be read or written", "see whether it is full or failing, then try again"),
)


_FULL, _READONLY = (next((what, fix) for mark, what, fix in _FIXES if mark == m) for m in ("full", "readonly"))
# A file may not grow any more: the disk is full, or what its owner may use is used up.
_OF_THE_DISK = {errno.ENOSPC: _FULL, errno.EDQUOT: _FULL, errno.EFBIG: _FULL, errno.EROFS: _READONLY}


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's and the file system's errors about `path` into a StoreError that says what to do."""
    try:
        yield
    except sqlite3.DatabaseError as fault:
        text = str(fault).lower()
        for mark, what, fix in _FIXES:
            if mark in text:
                raise StoreError(Problem(path.name, what, fix)) from fault
        raise
    except PermissionError as fault:
        raise StoreError(Problem(path.name, "no permission to write here", "make the folder writable")) from fault
    except OSError as fault:
        found = _OF_THE_DISK.get(fault.errno or 0)
        if found is None:
            raise
        raise StoreError(Problem(path.name, *found)) from fault
