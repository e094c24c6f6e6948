"""What databases hold, in a form in which two of them can be compared."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from catalog.bits import loaded, members
from catalog.study import Study
from pipelines import build
from tests.small_study import SmallStudy

Rows = dict[str, list[tuple[Any, ...]]]

# Row numbers follow the order of arrival, and so do pseudonyms: whoever has one keeps it.
_NUMBERS = {("excerpts", "pk"), ("exemplars", "pk"), ("code_texts", "pk")}


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The database, read-only."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        yield db


def tables(db: sqlite3.Connection) -> list[str]:
    """The tables that hold what was written, without those that keep an index."""
    names = [row[0] for row in db.execute("select name from sqlite_schema where type = 'table' order by name")]
    indexes = [name for name in names if f"{name}_data" in names]
    return [n for n in names if not n.startswith("sqlite_") and not any(n.startswith(i) for i in indexes)]


def every_row(path: Path) -> Rows:
    """Every row of every table, as it stands."""
    with opened(path) as db:
        return {t: sorted(db.execute(f"select * from {t}").fetchall(), key=repr) for t in tables(db)}


def whole(study: Study) -> dict[str, Rows]:
    """Every row of all three databases."""
    return {path.name: every_row(path) for path in (study.private_db, study.evidence_db, study.catalog_db)}


def content(study: Study) -> Rows:
    """What the catalog says, whatever the row numbers and the numbers of pseudonyms."""
    with opened(study.catalog_db) as db, opened(study.evidence_db) as evidence:
        people, cases = _people(evidence), _cases(evidence)
        ids = dict(db.execute("select pk, id from excerpts").fetchall())
        return {t: _content(db, t, people, cases, ids) for t in tables(db)}


def _people(evidence: sqlite3.Connection) -> dict[str, str]:
    """Who says each excerpt."""
    return dict(
        evidence.execute(
            "select e.id, p.id from excerpts e join responses r on r.pk = e.response_pk "
            "join respondents p on p.pk = r.respondent_pk"
        ).fetchall()
    )


def _cases(evidence: sqlite3.Connection) -> dict[str, str]:
    """The lasting id behind each public id and label of a case."""
    rows = evidence.execute("select label, id from cases").fetchall()
    return {key: f"case {id_}" for label, id_ in rows for key in (label, label.lower().replace(" ", "-"))}


def _content(
    db: sqlite3.Connection, table: str, people: dict[str, str], cases: dict[str, str], ids: dict[int, str]
) -> list[tuple[Any, ...]]:
    cursor = db.execute(f"select * from {table}")
    names = [column[0] for column in cursor.description]
    found = []
    for row in cursor:
        cells = dict(zip(names, row, strict=True))
        for name in names:
            if (table, name) in _NUMBERS:
                del cells[name]
            elif table == "filter_sets" and name in ("excerpts", "exemplars"):
                of = ids if name == "excerpts" else dict(db.execute("select pk, id from exemplars").fetchall())
                cells[name] = sorted(of[number] for number in members(loaded(cells[name])))
            elif name == "excerpt_pk":
                cells[name] = ids[cells[name]]
            elif name == "speaker":
                cells[name] = people[cells["id"]]
            elif name in ("case_id", "parent_id") or (table == "cases" and name in ("id", "label")):
                cells[name] = cases.get(cells[name], cells[name])
        found.append(tuple(cells.values()))
    return sorted(found, key=repr)


def from_nothing(small: SmallStudy, folder: Path) -> Study:
    """The same files, built for the first time."""
    shutil.copytree(small.root, folder, ignore=shutil.ignore_patterns("build"))
    study = Study(folder)
    build.run(study, jobs=1)
    return study


def words_of(path: Path) -> str:
    """Everything that can be read in a database, one cell a line; the index of words included."""
    with opened(path) as db:
        names = [row[0] for row in db.execute("select name from sqlite_schema where type = 'table'")]
        cells = (
            cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
            for name in names
            for row in db.execute(f"select * from {name}")
            for cell in row
        )
        return "\n".join(cells)


def soundness(path: Path) -> list[str]:
    """What SQLite finds wrong with the file, with its links between rows and with its indexes of words."""
    with closing(sqlite3.connect(path)) as db:
        found = [row[0] for row in db.execute("pragma integrity_check") if row[0] != "ok"]
        found += [str(row) for row in db.execute("pragma foreign_key_check")]
        names = [row[0] for row in db.execute("select name from sqlite_schema where sql like '%using fts5%'")]
        for name in names:
            try:
                db.execute(f"insert into {name} ({name}, rank) values ('integrity-check', 1)")
            except sqlite3.DatabaseError as fault:
                found.append(f"{name}: {fault}")
        db.rollback()
    return found


def labels_that_two_share(study: Study) -> list[tuple[Any, ...]]:
    """Pseudonyms that do not tell two people of one source apart."""
    with opened(study.evidence_db) as db:
        return db.execute(
            "select source_id, label from respondents group by 1, 2 having count(*) > 1 order by 1, 2"
        ).fetchall()


def numbers_in(label: str) -> list[str]:
    """The numbers of a pseudonym."""
    return re.findall(r"\d+", label)


def excerpt_ids(study: Study) -> dict[str, str]:
    """The id of every live excerpt by its words."""
    with opened(study.evidence_db) as db:
        return dict(db.execute("select text, id from excerpts where gone = 0").fetchall())


def one(study: Study, sql: str, *values: object) -> Any:
    """The first cell of the first row that the catalog answers."""
    with opened(study.catalog_db) as db:
        return db.execute(sql, values).fetchone()[0]


def rows(study: Study, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows that the catalog answers."""
    with opened(study.catalog_db) as db:
        return db.execute(sql, values).fetchall()
