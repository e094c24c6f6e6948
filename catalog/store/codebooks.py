"""The versions of the codebook in evidence.db."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from catalog.codebook import Codebook, parse_codebook
from catalog.errors import Problem, StaffError

_parsed: dict[str, Codebook] = {}


# What is noted among the stages, beside which codebook holds.
_CURRENT = "codebook"


def note_current(db: sqlite3.Connection, codebook_hash: str, run_id: int) -> None:
    """Note which version holds from this run on: what the machines read with, or what was accepted in the browser."""
    db.execute(
        "insert into stages values (?, ?, ?) on conflict (name) do update set digest = excluded.digest, "
        "run_id = excluded.run_id",
        (_CURRENT, codebook_hash, run_id),
    )


def current_codebook(db: sqlite3.Connection) -> Codebook:
    """The codebook that holds: what people code with on the staff site.

    It is the one that the machines last read with, or one that was accepted in the browser since. Each version is
    read once a process. StaffError where nothing was coded yet.
    """
    row = (
        db.execute("select digest from stages where name = ?", (_CURRENT,)).fetchone()
        or db.execute(
            "select r.codebook_hash from readings r join coders c on c.id = r.coder_id where c.kind <> 'person' "
            "order by r.run_id desc limit 1"
        ).fetchone()
        or db.execute("select hash from codebooks order by run_id desc limit 1").fetchone()
    )
    if row is None:
        raise StaffError(Problem("codebook", "no codebook was read yet", "run `catalog build` first"))
    return codebook_of(db, row[0])


def codebook_of(db: sqlite3.Connection, codebook_hash: str) -> Codebook:
    """A version that was in use once; each is read once a process."""
    if codebook_hash not in _parsed:
        text = db.execute("select text from codebooks where hash = ?", (codebook_hash,)).fetchone()[0]
        remember(parse_codebook(text), codebook_hash)
    return _parsed[codebook_hash]


def remember(codebook: Codebook, codebook_hash: str = "") -> None:
    """Keep a codebook that was just read, so that nobody waits for it to be read again."""
    _parsed[codebook_hash or codebook.hash] = codebook


def write_text(path: Path, text: str) -> None:
    """Write taxonomy.yaml whole or not at all: whoever reads it meanwhile sees the old or the new one."""
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
