"""The codebook as published: dimensions, codes and which belong together."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from catalog.codebook import Codebook

# Characters in one row: a query on the public site may read no value above 250,000 bytes, since a function
# that is given two long ones can run for minutes, and no limit of time ends it.
_PART = 60_000


def put_codebook(db: sqlite3.Connection, codebook: Codebook, taxonomy: Path) -> None:
    """Write the whole codebook, and its file as it is; the counts of each code come later."""
    for table in ("dimensions", "related_codes", "downloads"):
        db.execute(f"delete from {table}")
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
    parts = enumerate(_parts(taxonomy.read_text(encoding="utf-8-sig")), 1)
    db.executemany("insert into downloads values ('taxonomy.yaml', ?, ?)", parts)


def _parts(text: str) -> Iterator[str]:
    """The text in parts that end where lines end: half a word would read as another, such as a name."""
    part, size = list[str](), 0
    for line in text.splitlines(keepends=True):
        if size + len(line) > _PART:
            yield "".join(part)
            part, size = [], 0
        part.append(line)
        size += len(line)
    yield "".join(part)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=isinstance(value, dict))
