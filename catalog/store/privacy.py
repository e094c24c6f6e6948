"""What private.db knows of people: who delivered and spoke, the key, what was found, and what must not leak."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator

# (scope, kind, name, label), as the pseudonyms keep it
Person = tuple[str, str, str, str]
# Two to four words that begin with a capital: a survey that tells respondents apart by their names.
_NAME = re.compile(r"(?:[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*\.?(?: |$)){2,4}")


def names(db: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """Names of people, and other identifiers of theirs: speakers, whom the surveys were sent to, and whose
    name or address tells an answer from others."""
    people = {
        row[0]
        for row in db.execute(
            "select p.key from respondents p join sources s on s.id = p.source_id "
            "where s.kind in ('transcript', 'chat')"
        )
    }
    others: set[str] = set()
    for (key,) in db.execute(
        "select p.key from respondents p join sources s on s.id = p.source_id "
        "where s.kind = 'survey' and (p.key like '%@%' or p.key like '% %')"
    ):
        if "@" in key:
            others.add(key)
        elif _NAME.fullmatch(key):
            people.add(key)
    for (listed,) in db.execute("select distinct names from respondents where names <> '[]'"):
        for name in json.loads(listed):
            (others if "@" in name else people).add(name)
    return sorted(people), sorted(others)


def respondent_cases(db: sqlite3.Connection) -> dict[str, tuple[str | None, str]]:
    """Each respondent's case as delivered, if there is one, and source."""
    return {row[0]: (row[1], row[2]) for row in db.execute("select id, case_key, source_id from respondents")}


def people(db: sqlite3.Connection) -> list[Person]:
    """The key, in the order in which names appeared."""
    return db.execute("select scope, kind, name, label from people order by position").fetchall()


def put_people(db: sqlite3.Connection, rows: Iterable[Person]) -> None:
    """Keep the key; what is there stays."""
    db.executemany("insert or ignore into people (scope, kind, name, label) values (?, ?, ?, ?)", rows)


def put_findings(
    db: sqlite3.Connection, response_ids: Iterable[str], rows: Iterable[tuple[str, int, int, str, str, str]]
) -> None:
    """Replace what was found in the responses: (response id, start, end, kind, why, label)."""
    db.executemany("delete from findings where response_id = ?", ((key,) for key in response_ids))
    db.executemany("insert into findings values (?, ?, ?, ?, ?, ?)", rows)


def findings_by_kind(db: sqlite3.Connection) -> dict[str, int]:
    """How many findings of each kind stand replaced."""
    return dict(db.execute("select kind, count(*) from findings group by kind order by kind").fetchall())


def identifiers(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """(phrase, kind) of everything that may occur in no other database."""
    return db.execute("select phrase, kind from identifiers order by phrase").fetchall()


def add_identifiers(db: sqlite3.Connection, found: dict[str, str]) -> list[tuple[str, str]]:
    """Note phrases by kind; those that were not known."""
    known = {phrase for phrase, _ in identifiers(db)}
    new = [(phrase, kind) for phrase, kind in sorted(found.items()) if phrase not in known]
    db.executemany("insert into identifiers values (?, ?)", new)
    return new


def forget_identifiers(db: sqlite3.Connection) -> None:
    """Begin the list anew, when all responses are read again."""
    db.execute("delete from identifiers")


def mark_pending(db: sqlite3.Connection, response_ids: Iterable[str]) -> int:
    """Have single responses de-identified again; how many."""
    before = db.total_changes
    db.executemany("update responses set pending = 1 where id = ?", ((key,) for key in response_ids))
    return db.total_changes - before


def evidence_texts(evidence: sqlite3.Connection, size: int) -> Iterator[list[tuple[str, str]]]:
    """Batches of (response id, de-identified text) of all responses in evidence.db, also of those that are gone."""
    cursor = evidence.execute("select id, text from responses order by pk")
    while rows := cursor.fetchmany(size):
        yield rows


def evidence_short_texts(evidence: sqlite3.Connection) -> list[str]:
    """Each once, the texts of evidence.db that came from files and are not responses."""
    rows = evidence.execute(
        "select wording from questions where gone = 0 union select scale from questions where gone = 0 "
        "union select role from respondents union select attributes from respondents "
        "union select value from answers union select value from case_attributes"
    )
    return [row[0] for row in rows if row[0]]
