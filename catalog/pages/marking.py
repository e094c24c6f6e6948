"""Marks around what was looked for, set by the same full-text rules that found it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing

# FTS5 puts these private-use characters around what it found; `clean` keeps them out of queries.
MARK_START, MARK_END = "\ue000", "\ue001"
SNIPPET_WORDS = 64  # the most that FTS5 gives
_INDEX = "create virtual table shown using fts5 (text, tokenize='porter unicode61 remove_diacritics 2')"
_SNIPPETS = "select rowid, snippet(shown, 0, ?, ?, '…', ?) from shown where shown match ?"


def marked(texts: Mapping[int, str], match: str, length: int = SNIPPET_WORDS) -> dict[int, str]:
    """By number, the stretch of each text that holds most of what the full-text expression looks for, with
    marks; texts that hold none of it are left out.

    A handful of texts is indexed anew: asking the large index for one row costs more than all of this.
    """
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute(_INDEX)
        index.executemany("insert into shown (rowid, text) values (?, ?)", texts.items())
        return dict(index.execute(_SNIPPETS, (MARK_START, MARK_END, length, match)).fetchall())
