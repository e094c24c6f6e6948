"""The codebook as published: dimensions, codes and which belong together."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from typing import Any

from catalog.codebook import Codebook


def put_codebook(db: sqlite3.Connection, codebook: Codebook) -> None:
    """Write the whole codebook; the counts of each code come later."""
    for table in ("dimensions", "related_codes"):
        db.execute(f"delete from {table}")
    # The full-text index of codes refers to rows by number: both are made anew.
    db.execute("insert into codes_fts (codes_fts) values ('delete-all')")
    db.execute("delete from codes")
    db.executemany(
        "insert into dimensions values (?, ?, ?, ?)",
        [(d.id, d.label, d.question, n) for n, d in enumerate(codebook.dimensions, 1)],
    )
    elements = {e.id: e.label for e in codebook.elements}
    for n, code in enumerate(codebook.codes, 1):
        words = (code.use_when, code.not_when, code.look_fors)
        db.execute(
            f"insert into codes values ({', '.join('?' * 18)})",
            (
                *(code.id, code.label, code.dimension, code.parent, code.definition),
                *(_json(list(w)) for w in words),
                _json([asdict(e) for e in code.examples]),
                _json([asdict(m) for m in code.near_misses]),
                _json(list(code.alt_labels)),
                _json([elements.get(e, e) for e in code.elements]),
                _json(code.mappings),
                int(code.retired is not None),
                *(n, 0, 0, 0),
            ),
        )
        db.executemany("insert into related_codes values (?, ?)", [(code.id, other) for other in code.related])
    db.execute("insert into codes_fts (codes_fts) values ('rebuild')")


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=isinstance(value, dict))
