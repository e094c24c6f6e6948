"""The versions of the codebook in evidence.db."""

from __future__ import annotations

import sqlite3

from catalog.codebook import Codebook, parse_codebook
from catalog.errors import Problem, StaffError

_parsed: dict[str, Codebook] = {}


def current_codebook(db: sqlite3.Connection) -> Codebook:
    """The codebook that the machines last read with: what people code with on the staff site.

    Each version is read once a process. StaffError where nothing was coded yet.
    """
    row = (
        db.execute(
            "select r.codebook_hash from readings r join coders c on c.id = r.coder_id where c.kind <> 'person' "
            "order by r.run_id desc limit 1"
        ).fetchone()
        or db.execute("select hash from codebooks order by run_id desc limit 1").fetchone()
    )
    if row is None:
        raise StaffError(Problem("codebook", "no codebook was read yet", "run `catalog build` first"))
    if row[0] not in _parsed:
        text = db.execute("select text from codebooks where hash = ?", (row[0],)).fetchone()[0]
        _parsed[row[0]] = parse_codebook(text)
    return _parsed[row[0]]
