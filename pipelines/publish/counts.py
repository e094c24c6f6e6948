"""Figures that pages show, counted once at publishing."""

from __future__ import annotations

import sqlite3


def replace(db: sqlite3.Connection) -> None:
    """Count excerpts and cases by source and by code, and pairs of codes.

    These count what is published in full: they say nothing that the excerpts do not.
    """
    _sources(db)
    _codes(db)
    _pairs(db)


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


def _pairs(db: sqlite3.Connection) -> None:
    db.execute("delete from code_pairs")
    db.execute(
        "insert into code_pairs select a.code_id, b.code_id, count(*) from codings a join codings b "
        "on b.excerpt_pk = a.excerpt_pk and b.code_id <> a.code_id group by 1, 2 order by 1, 2"
    )
