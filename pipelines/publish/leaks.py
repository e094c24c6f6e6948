"""The check before release: no identifier of private.db stands in any text cell of the finished catalog."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterator
from contextlib import closing

from catalog.errors import Problem, PublicationRefused
from catalog.marks import load_marks
from catalog.store import privacy
from catalog.store.connection import open_database
from catalog.study import Study
from pipelines.privacy.residue import leaks
from pipelines.workers import Workers

BATCH = 2000
AHEAD = 64  # batches under way while the rest of the catalog is written
# How many places are told; the number of all is told too.
TOLD = 50


class Check:
    """The workers look through the excerpts from the moment this is made, beside what else is being written.

    Of excerpts only those written now are looked through, unless the whole catalog was.
    """

    def __init__(self, db: sqlite3.Connection, study: Study, workers: Workers, *, whole: bool) -> None:
        known, fine = _known(study)
        expected = int(db.execute("select count(*) from temp.todo").fetchone()[0])
        self._db, self._known, self._fine = db, known, fine
        self._found = workers.map(leaks, _excerpts(db, whole), known, fine, expected=expected, ahead=AHEAD)

    def refuse(self) -> None:
        """Raise PublicationRefused with the places, never the words, where an identifier is found."""
        found = [place for _, places in self._found for place in places]
        _refuse([*found, *leaks(_others(self._db), self._known, self._fine)])


def look_through(db: sqlite3.Connection, study: Study) -> None:
    """Look through a whole catalog that was published before: PublicationRefused where an identifier is found."""
    known, fine = _known(study)
    found = [place for batch in _excerpts(db, whole=True) for place in leaks(batch, known, fine)]
    _refuse([*found, *leaks(_others(db), known, fine)])


def _known(study: Study) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    with closing(open_database(study.private_db, "private")) as private:
        return tuple(privacy.identifiers(private)), load_marks(study.marks).fine


def _refuse(found: list[tuple[str, str]]) -> None:
    places = [f"{key} ({kind})" for key, kind in found]
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


def cells(db: sqlite3.Connection, schema: str = "main", apart: Container[str] = ()) -> Iterator[tuple[str, str]]:
    """(place, text) of every text cell of every table but those of `apart`, and but full-text indexes: they hold
    the same words."""
    for (table,) in db.execute(
        f"select name from {schema}.sqlite_master where type = 'table' and name not like 'sqlite_%' "
        "and name not like '%\\_fts%' escape '\\' order by name"
    ).fetchall():
        if table in apart:
            continue
        names = [row[1] for row in db.execute(f"pragma {schema}.table_info({table})") if row[2].upper() == "TEXT"]
        rows = db.execute(f"select {', '.join(names) or 'null'} from {schema}.{table}")
        for number, row in enumerate(rows, 1):
            for name, value in zip(names, row, strict=False):
                if value and any(c.isalpha() or c.isdigit() for c in value):
                    yield f"{table}.{name} of row {number}", value


def _excerpts(db: sqlite3.Connection, whole: bool) -> Iterator[list[tuple[str, str]]]:
    wanted = "" if whole else " where pk in (select pk from temp.todo)"
    cursor = db.execute(f"select 'excerpts.text of ' || id, text from main.excerpts{wanted} order by pk")
    while batch := cursor.fetchmany(BATCH):
        yield batch


def _others(db: sqlite3.Connection) -> list[tuple[str, str]]:
    # Of excerpts each once: they repeat. Of a place only the column's header is not ours.
    return [
        *cells(db, apart=_LARGE),
        *db.execute(
            "select distinct 'excerpts.role', role from main.excerpts where role is not null union "
            "select distinct 'excerpts.place', substr(place, instr(place, ', column ') + 9) from main.excerpts "
            "where instr(place, ', column ') > 0 union select distinct 'prevalence.group_name', group_name "
            "from main.prevalence"
        ),
    ]


# Their words are codes, ids, offsets, and the names by which coders chose to go, or are looked through apart. Those
# of `words` and `code_texts` stand in other tables, where what is beside a word tells whether it is a name; cues
# alone stand nowhere else, as single words that nobody said.
_LARGE = (
    *("excerpts", "codings", "words", "code_texts", "code_names", "filter_sets"),
    *("coders", "readings", "verdicts", "agreement", "prevalence"),
)
