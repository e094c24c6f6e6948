"""How much one statement may bring back. A limit of rows does not limit what they weigh."""

from __future__ import annotations

import sqlite3
from typing import Any
from weakref import WeakKeyDictionary

MOST = 20_000_000  # bytes of text and blobs of one statement's rows


class TooMuch(sqlite3.OperationalError):
    """One statement brought back more than the site sends."""


def limit_results(conn: sqlite3.Connection, most: int = MOST) -> None:
    """Have statements on this connection end with TooMuch when their rows weigh more than `most` bytes.

    It takes the place of the connection's row factory and still makes sqlite3.Row.
    """
    weights: WeakKeyDictionary[sqlite3.Cursor, int] = WeakKeyDictionary()

    def row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        weight = weights.get(cursor, 0) + sum(len(v) for v in values if isinstance(v, str | bytes))
        if weight > most:
            raise TooMuch(f"the rows hold more than {most // 1_000_000} MB: ask for fewer columns or rows")
        weights[cursor] = weight
        return sqlite3.Row(cursor, values)

    conn.row_factory = row
