"""Exemplars and their citations in evidence.db."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from catalog.exemplars import ExemplarFile


def stored_digests(db: sqlite3.Connection) -> dict[str, str]:
    """The digest of each exemplar's file as it was last taken in."""
    return dict(db.execute("select id, digest from exemplars order by id").fetchall())


def put_exemplars(db: sqlite3.Connection, files: Iterable[ExemplarFile], run_id: int) -> None:
    """Replace the exemplars that came from files by what the files now say."""
    db.execute("delete from exemplars")
    for position, file in enumerate(files, 1):
        front = json.dumps(
            {**file.front, "promise": file.promise, "codes": list(file.codes)},
            ensure_ascii=False,
            sort_keys=True,
        )
        db.execute(
            "insert into exemplars values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(file.id, position, file.state, file.title, front, file.body),
                *(file.author, file.cleared_by, file.digest, run_id),
            ),
        )
        db.executemany(
            "insert into citations values (?, ?, ?, ?, ?)",
            [(file.id, c.excerpt, n, c.quote, c.bearing) for n, c in enumerate(file.citations, 1)],
        )
