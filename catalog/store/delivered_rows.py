"""Reading what was delivered from private.db; only ingest and deidentify do."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from catalog.store.connection import transaction
from catalog.store.delivered import RESPONSE_COLUMNS

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class DeliveredCase:
    """A row of a case table; `named` is the district's own word on being named, None where it is silent."""

    key: str
    source_id: str
    name: str
    kind: str
    parent: str | None
    named: bool | None
    attributes: dict[str, str]


def source_digests(db: sqlite3.Connection) -> dict[str, str]:
    """The digest each source was last read with, by source id."""
    return dict(db.execute("select id, digest from sources order by id").fetchall())


def layouts(db: sqlite3.Connection) -> dict[str, str]:
    """The layout each source was read as, by source id."""
    return dict(db.execute("select id, layout from sources").fetchall())


def is_transcript(db: sqlite3.Connection, source_id: str) -> bool:
    """Whether the source's responses are turns."""
    kind = db.execute("select kind from sources where id = ?", (source_id,)).fetchone()[0]
    return kind in ("transcript", "chat")


def cases(db: sqlite3.Connection) -> list[DeliveredCase]:
    """All cases of all case tables, in the order of kind and key; tables that describe one case are joined,
    the first table's word standing where two differ."""
    found: dict[tuple[str, str], DeliveredCase] = {}
    for key, source_id, name, kind, parent, text in db.execute(
        "select c.key, c.source_id, c.name, c.kind, c.parent_key, c.attributes from cases c "
        "join sources s on s.id = c.source_id order by c.kind, c.key, s.rowid"
    ):
        attributes: dict[str, str] = json.loads(text)
        said = attributes.pop("named", "").strip().casefold()
        named = None if not said else said in ("yes", "true", "1", "y")
        first = found.get((kind, key))
        if first is None:
            found[kind, key] = DeliveredCase(key, source_id, name, kind, parent, named, attributes)
        else:
            found[kind, key] = DeliveredCase(
                key,
                first.source_id,
                first.name,
                kind,
                first.parent or parent,
                first.named if first.named is not None else named,
                {**attributes, **first.attributes},
            )
    return list(found.values())


def case_keys(db: sqlite3.Connection) -> list[str]:
    """The cases that respondents name, as delivered."""
    return [
        row[0] for row in db.execute("select distinct case_key from respondents where case_key is not null order by 1")
    ]


def questions(db: sqlite3.Connection, source_id: str) -> list[Row]:
    """(id, source id, name, wording, type, scale, position) of the source's questions, in order."""
    return db.execute(
        "select id, source_id, name, wording, type, scale, position from questions where source_id = ? "
        "order by position",
        (source_id,),
    ).fetchall()


def scales(db: sqlite3.Connection, source_id: str) -> list[tuple[str, str]]:
    """(question id, scale as JSON) of the source's questions that have one."""
    return db.execute("select id, scale from questions where source_id = ? and scale <> '[]'", (source_id,)).fetchall()


def respondents(db: sqlite3.Connection, source_id: str) -> Iterator[tuple[str, str | None, str | None, int, str]]:
    """(id, case key, role, moderator, attributes as JSON), in order of arrival."""
    yield from db.execute(
        "select id, case_key, role, moderator, attributes from respondents where source_id = ? order by rowid",
        (source_id,),
    )


def answers(db: sqlite3.Connection, source_id: str) -> Iterator[tuple[str, str, str, str]]:
    """(respondent id, question id, item, value) of the source's closed answers."""
    yield from db.execute(
        "select respondent_id, question_id, item, value from answers where source_id = ? order by 1, 2, 3, 4",
        (source_id,),
    )


def anything_pending(db: sqlite3.Connection) -> bool:
    """Whether a response waits to be de-identified or a removal to be passed on."""
    return bool(
        db.execute(
            "select exists(select 1 from responses where pending = 1) or exists(select 1 from removed)"
        ).fetchone()[0]
    )


def count_pending(db: sqlite3.Connection) -> int:
    """How many responses wait to be de-identified."""
    return int(db.execute("select count(*) from responses where pending = 1").fetchone()[0])


def pending_responses(db: sqlite3.Connection, size: int) -> Iterator[list[Row]]:
    """Batches of responses that wait to be de-identified, in the order of their source.

    Each row is (id, source, respondent, question, position, text, digest, sheet, row, column, first, last,
    seconds, start, end).
    """
    cursor = db.execute(f"select {RESPONSE_COLUMNS} from responses where pending = 1 order by source_id, position")
    while rows := cursor.fetchmany(size):
        yield rows


def removed(db: sqlite3.Connection) -> list[str]:
    """Responses that are no longer delivered; one that came back before it was passed on is none."""
    sql = "select id from removed where id not in (select id from responses) order by id"
    return [row[0] for row in db.execute(sql)]


def mark_all_pending(db: sqlite3.Connection) -> None:
    """Have every response de-identified again: the detector or its settings changed."""
    with transaction(db):
        db.execute("update responses set pending = 1 where pending = 0")


def mark_read(db: sqlite3.Connection) -> None:
    """No response waits any more: evidence.db has acknowledged them all."""
    with transaction(db):
        db.execute("update responses set pending = 0 where pending = 1")


def mark_passed_on(db: sqlite3.Connection) -> None:
    """No removal waits any more: evidence.db has acknowledged them all."""
    with transaction(db):
        db.execute("delete from removed")
