"""The check before release: no identifier of private.db stands in any text cell of the finished catalog."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from catalog.errors import Problem, PublicationRefused
from catalog.marks import load_marks
from catalog.store import privacy
from catalog.store.connection import open_database
from catalog.study import Study
from pipelines.privacy.finder import leaks
from pipelines.workers import Workers

BATCH = 2000
# How many places are told; the number of all is told too.
TOLD = 50


def refuse(db: sqlite3.Connection, study: Study, workers: Workers, *, whole: bool) -> None:
    """Raise PublicationRefused with the places, never the words, where an identifier is found.

    Of excerpts only those written now are looked through, unless the whole catalog was.
    """
    with closing(open_database(study.private_db, "private")) as private:
        known, fine = tuple(privacy.identifiers(private)), load_marks(study.marks).fine
    places: list[str] = []
    expected = int(db.execute("select count(*) from temp.todo").fetchone()[0])
    for _, found in workers.map(leaks, _batches(db, whole), known, fine, expected=expected):
        places += [f"{key} ({kind})" for key, kind in found]
    if places:
        more = f", and {len(places) - TOLD} more" if len(places) > TOLD else ""
        raise PublicationRefused(
            Problem(
                "catalog.db",
                f"{len(places)} cells hold an identifier: {', '.join(places[:TOLD])}{more}",
                "look there with `catalog check --privacy`; mark phrases with `catalog mark`, or correct the file, "
                "then build again",
            )
        )


def cells(db: sqlite3.Connection, schema: str = "main") -> Iterator[tuple[str, str]]:
    """(place, text) of every text cell of every table, full-text indexes apart: they hold the same words."""
    for (table,) in db.execute(
        f"select name from {schema}.sqlite_master where type = 'table' and name not like 'sqlite_%' "
        "and name not like '%\\_fts%' escape '\\' order by name"
    ).fetchall():
        names = [row[1] for row in db.execute(f"pragma {schema}.table_info({table})") if row[2].upper() == "TEXT"]
        rows = db.execute(f"select {', '.join(names) or 'null'} from {schema}.{table}")
        for number, row in enumerate(rows, 1):
            for name, value in zip(names, row, strict=False):
                if value and any(c.isalpha() or c.isdigit() for c in value):
                    yield f"{table}.{name} of row {number}", value


def _batches(db: sqlite3.Connection, whole: bool) -> Iterator[list[tuple[str, str]]]:
    wanted = "" if whole else " where pk in (select pk from temp.todo)"
    cursor = db.execute(f"select 'excerpts.text of ' || id, text from main.excerpts{wanted} order by pk")
    while batch := cursor.fetchmany(BATCH):
        yield batch
    rest = [cell for cell in cells(db) if not cell[0].startswith(_LARGE)]
    # Each once: they repeat from excerpt to excerpt. Of a place only the column's header is not ours.
    rest += db.execute(
        "select distinct 'excerpts.role', role from main.excerpts where role is not null union "
        "select distinct 'excerpts.place', substr(place, instr(place, ', column ') + 9) from main.excerpts "
        "where instr(place, ', column ') > 0"
    ).fetchall()
    for start in range(0, len(rest), BATCH):
        yield rest[start : start + BATCH]


# Their words are codes, ids, offsets, and the names by which coders chose to go, or are looked through apart.
_LARGE = ("excerpts.", "codings.")
