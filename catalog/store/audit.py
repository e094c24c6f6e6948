"""The audit log: who did what, when; append-only."""

from __future__ import annotations

import json
import sqlite3

from catalog.store.runs import now


def note(db: sqlite3.Connection, who: str, what: str, subject: str, **detail: object) -> None:
    """Note a deed, in the transaction that does it. `detail` holds numbers, ids and states, never source text."""
    db.execute(
        "insert into audit (at, who, what, subject, detail) values (?, ?, ?, ?, ?)",
        (now(), who, what, subject, json.dumps(detail, sort_keys=True, ensure_ascii=False)),
    )


def last(db: sqlite3.Connection) -> int:
    """The number of the newest note."""
    return int(db.execute("select coalesce(max(id), 0) from audit").fetchone()[0])
