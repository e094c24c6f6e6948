"""What stands behind a table's cells: their quotes, and the queries that give them all."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from urllib.parse import urlencode

from catalog.pages.report.parts import Evidence, Table

# Of more, the page shows these and the query gives the rest.
MOST_QUOTES = 100


@dataclass(frozen=True, slots=True)
class Quote:
    """One quote behind a cell."""

    id: str
    text: str
    about: str
    stance: str
    status: str


@dataclass(frozen=True, slots=True)
class Behind:
    """What one cell rests on: its first quotes or the row of counts; `n` is how many quotes there are."""

    evidence: Evidence
    n: int
    quotes: tuple[Quote, ...]
    counts: tuple[tuple[str, str], ...]


def behind(db: sqlite3.Connection, table: Table) -> list[Behind]:
    """What the cells of a table rest on, each once, in the order in which they stand there."""
    cases = dict(db.execute("select id, label from cases").fetchall())
    sources = dict(db.execute("select id, title from sources").fetchall())
    found = {cell.evidence.anchor: cell.evidence for row in table.rows for cell in row if cell.evidence}
    return [_of(db, evidence, cases, sources) for evidence in found.values()]


def _of(db: sqlite3.Connection, evidence: Evidence, cases: dict[str, str], sources: dict[str, str]) -> Behind:
    cursor = db.execute(evidence.sql, dict(evidence.params))
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    if not evidence.quotes:
        counts = tuple((name, "withheld" if v is None else str(v)) for row in rows for name, v in row.items())
        return Behind(evidence, 0, (), counts)
    quotes = []
    for row in rows[:MOST_QUOTES]:
        source, year = sources[row["source_id"]], str(row["year"] or "")
        about = [row["role"], cases.get(row["case_id"]), source, "" if year in source else year]
        words = ". ".join(word[:1].upper() + word[1:] for word in about if word)
        stance = ", ".join(filter(None, (row["stance"], row.get("code_id"))))
        quotes.append(Quote(row["excerpt_id"], row["text"], words, stance, row["status"] or ""))
    return Behind(evidence, len(rows), tuple(quotes), ())


def address(site: str, evidence: Evidence) -> str:
    """Where the public site answers the query; empty where it is not known where the site stands."""
    if not site:
        return ""
    return f"{site}/catalog/-/query?{urlencode({'sql': evidence.sql.strip(), **evidence.params})}"
