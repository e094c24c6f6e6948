"""Figures that pages show, counted once at publishing."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from itertools import combinations

# Of a source: responses and excerpts. Of a code, a stance, a kind of district and a case: excerpts.
Counts = tuple[list[tuple[int, int, str]], list[tuple[str, str, str, str | None, int]]]


def count(db: sqlite3.Connection) -> Counts:
    """Count excerpts by source, and by code, stance, kind of district and case."""
    return (
        db.execute("select count(distinct response_id), count(*), source_id from excerpts group by 3").fetchall(),
        db.execute(
            "select c.code_id, c.stance, coalesce(e.district_kind, 'unknown'), e.case_id, count(*) from codings c "
            "join excerpts e on e.pk = c.excerpt_pk group by 1, 2, 3, 4"
        ).fetchall(),
    )


def replace(db: sqlite3.Connection, counted: Counts) -> None:
    """Write what was counted of sources and codes.

    These count what is published in full: they say nothing that the excerpts do not.
    """
    db.executemany("update sources set responses = ?, excerpts = ? where id = ?", counted[0])
    db.execute("create temp table coded (code_id, stance, district_kind, case_id, excerpts)")
    db.executemany("insert into temp.coded values (?, ?, ?, ?, ?)", counted[1])
    db.execute("delete from code_counts")
    for stance in ("stance", "'all'"):
        for kind in ("district_kind", "'all'"):
            db.execute(
                f"insert into code_counts select code_id, {stance}, {kind}, sum(excerpts), count(distinct case_id) "
                "from temp.coded group by 1, 2, 3"
            )
    db.execute(
        "update codes set (excerpts, cases) = (select coalesce(max(n.excerpts), 0), coalesce(max(n.cases), 0) "
        "from code_counts n where n.code_id = codes.id and n.stance = 'all' and n.district_kind = 'all')"
    )


def replace_pairs(db: sqlite3.Connection, excerpts: Mapping[str, int]) -> None:
    """Count the excerpts in which two codes stand together; `excerpts` are those of each code, as bits."""
    together = {pair: (excerpts[pair[0]] & excerpts[pair[1]]).bit_count() for pair in combinations(sorted(excerpts), 2)}
    rows = sorted((*pair, n) for (a, b), n in together.items() if n for pair in ((a, b), (b, a)))
    db.execute("delete from code_pairs")
    db.executemany("insert into code_pairs values (?, ?, ?)", rows)
