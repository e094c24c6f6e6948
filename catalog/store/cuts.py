"""Spans that a delivered project says were coded, from private.db to evidence.db: each is an excerpt of its own."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from catalog.records import Span
from catalog.text import content_id

# The findings of a response: (start, end, label) in the text as delivered.
Replaced = list[tuple[int, int, str]]
Move = Callable[[Span, Replaced], Span]


def cut_id(response_id: str, span: Span) -> str:
    """The id of the excerpt that a span of a response as delivered becomes.

    A response's id holds for its words, so that the id says which words were coded.
    """
    return content_id(response_id, "span", str(span.start), str(span.end))


def put_delivered(private: sqlite3.Connection, rows: Iterable[tuple[str, Iterable[Span]]]) -> None:
    """Replace the spans of responses (id, spans in the text as delivered)."""
    for response_id, spans in rows:
        private.execute("delete from cuts where response_id = ?", (response_id,))
        values = sorted({(response_id, span.start, span.end) for span in spans})
        private.executemany("insert into cuts values (?, ?, ?)", values)


def pass_on(private: sqlite3.Connection, evidence: sqlite3.Connection, response_ids: Sequence[str], move: Move) -> None:
    """Carry the spans of responses over; `move` says where a span lies once findings are replaced.

    A response whose spans are others than before waits to be cut anew.
    """
    if not _any(private) and not _any(evidence):
        return
    delivered = _by_response(private, "select response_id, start_offset, end_offset, '' from cuts", response_ids)
    sql = "select id, pk from responses where id in (select value from json_each(?))"
    had = f"{sql} and pk in (select response_pk from cuts)"
    concerned = dict(evidence.execute(had, (json.dumps(response_ids),)).fetchall())
    concerned |= dict(evidence.execute(sql, (json.dumps(list(delivered)),)).fetchall()) if delivered else {}
    replaced = _by_response(private, "select response_id, start_offset, end_offset, label from findings", [*delivered])
    for response_id, pk in concerned.items():
        rows = []
        for start, end, _ in delivered.get(response_id, ()):
            now = move(Span(start, end), replaced.get(response_id, []))
            rows.append((cut_id(response_id, Span(start, end)), pk, now.start, now.end))
        before = evidence.execute("select * from cuts where response_pk = ? order by id", (pk,)).fetchall()
        if sorted(rows) != before:
            evidence.execute("delete from cuts where response_pk = ?", (pk,))
            evidence.executemany("insert into cuts values (?, ?, ?, ?)", rows)
            evidence.execute("update responses set segmented = 2 where pk = ? and segmented = 1", (pk,))


def _any(db: sqlite3.Connection) -> bool:
    """Whether there is a span at all: most studies are delivered without."""
    return bool(db.execute("select exists (select 1 from cuts)").fetchone()[0])


def _by_response(private: sqlite3.Connection, select: str, ids: Sequence[str]) -> dict[str, Replaced]:
    found: dict[str, Replaced] = defaultdict(list)
    sql = f"{select} where response_id in (select value from json_each(?)) order by 1, 2, 3"
    for response_id, start, end, label in private.execute(sql, (json.dumps(ids),)):
        found[response_id].append((start, end, label))
    return found


def cuts_of(evidence: sqlite3.Connection, response_pks: Sequence[int]) -> dict[int, dict[Span, str]]:
    """The spans of those of the responses that have any, with the ids of their excerpts."""
    found: dict[int, dict[Span, str]] = defaultdict(dict)
    if not _any(evidence):
        return found
    sql = (
        "select response_pk, start_offset, end_offset, id from cuts where response_pk in "
        "(select value from json_each(?)) order by 1, 2, 3, 4"
    )
    for pk, start, end, key in evidence.execute(sql, (json.dumps(response_pks),)):
        found[pk].setdefault(Span(start, end), key)
    return found


def are_cuts(evidence: sqlite3.Connection, excerpt_ids: Iterable[str]) -> set[str]:
    """Those of the excerpts that were cut as a delivered project says."""
    sql = "select id from cuts where id in (select value from json_each(?))"
    return {row[0] for row in evidence.execute(sql, (json.dumps(sorted(excerpt_ids)),))}
