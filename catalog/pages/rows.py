"""Reading rows for the pages: by name, within a time limit."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from catalog.search import Statement

Connection = sqlite3.Connection
_STEPS = 5000  # virtual-machine steps between looks at the clock: about a millisecond


def fetch(conn: Connection, sql: str, params: Mapping[str, Any] | Sequence[Any] = ()) -> list[sqlite3.Row]:
    """All rows of one statement, whatever row factory the connection has."""
    cursor = conn.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(sql, params).fetchall()


def first(conn: Connection, sql: str, params: Mapping[str, Any] | Sequence[Any] = ()) -> sqlite3.Row | None:
    """The first row, or None."""
    found = fetch(conn, sql, params)
    return found[0] if found else None


def keys(conn: Connection, statement: Statement) -> list[Any]:
    """The first column of a statement's rows, each value once."""
    cursor = conn.cursor()
    cursor.row_factory = None
    return list(dict.fromkeys(row[0] for row in cursor.execute(statement.sql, statement.params)))


def as_json(values: Sequence[Any]) -> str:
    """Values as a JSON list, for `json_each`: one statement for any number of them."""
    return json.dumps(list(values))


def listed(text: str | None) -> tuple[Any, ...]:
    """The items of a JSON list; what is not a list is one item, what is empty is none."""
    if not text:
        return ()
    try:
        value = json.loads(text)
    except ValueError:
        return (text,)
    if isinstance(value, list):
        return tuple(item for item in value if item not in (None, ""))
    return () if value in (None, "", {}) else (value,)


@contextmanager
def time_limit(conn: Connection, milliseconds: int) -> Iterator[None]:
    """Interrupt statements that run longer: sqlite3.OperationalError "interrupted"."""
    end = time.monotonic() + milliseconds / 1000
    conn.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
    try:
        yield
    finally:
        conn.set_progress_handler(None, _STEPS)
