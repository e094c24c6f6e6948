"""Figures that pages show, counted once at publishing."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from itertools import combinations


def replace(db: sqlite3.Connection) -> None:
    """Count excerpts and cases by source and by code.

    These count what is published in full: they say nothing that the excerpts do not.
    """
    _sources(db)
    _codes(db)


def _sources(db: sqlite3.Connection) -> None:
    db.execute(
        "update sources set (responses, excerpts) = (select count(distinct response_id), count(*) from excerpts e "
        "where e.source_id = sources.id)"
    )


def _codes(db: sqlite3.Connection) -> None:
    db.execute(
        "create temp table coded as select c.code_id, c.stance, coalesce(e.district_kind, 'unknown') as district_kind, "
        "e.case_id, count(*) as excerpts from codings c join excerpts e on e.pk = c.excerpt_pk group by 1, 2, 3, 4"
    )
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
