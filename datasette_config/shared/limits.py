"""Limits of connections on which people's own SQL runs, beyond a limit of time."""

from __future__ import annotations

import sqlite3

MAX_VALUE_BYTES = 5_000_000  # one SQL value: zeroblob(1e9) is refused instead of allocated


def limit(conn: sqlite3.Connection, most: int = MAX_VALUE_BYTES) -> None:
    """No value of more than `most` bytes, no look at the server's paths."""
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, most)
    conn.set_authorizer(_authorize)


def _authorize(action: int, first: str | None, *_rest: str | None) -> int:
    # This table shows where the file lies on the server. (The pragma itself Datasette needs and uses.)
    hidden = action == sqlite3.SQLITE_READ and (first or "").lower() == "pragma_database_list"
    return sqlite3.SQLITE_DENY if hidden else sqlite3.SQLITE_OK
