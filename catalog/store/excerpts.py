"""Excerpts and readings in evidence.db."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from catalog.records import Span
from catalog.text import content_id


def put_units(
    db: sqlite3.Connection,
    responses: Iterable[tuple[tuple[int, str, str, int], list[Span]]],
    run_id: int,
    cuts: Mapping[int, Mapping[Span, str]],
) -> int:
    """Write the excerpts of responses ((pk, id, text, segmented), spans), and note the responses as cut.

    `cuts` are the spans of some responses, by row number, that have an id of their own (`catalog.store.cuts`).

    An excerpt keeps its id, made of the response and its number, when a changed text is cut anew;
    those beyond the new number stay, marked gone and without words. Returns the number that is new or changed.
    """
    rows, cut, stale = [], [], []
    for (pk, response_id, text, segmented), spans in responses:
        cut.append((pk,))
        given = cuts.get(pk, {})
        if segmented:
            # Where a project says or said how to cut, any number may now be another excerpt's.
            anew = bool(given) or _was_given(db, pk, response_id)
            stale.append((run_id, pk, 0 if anew else len(spans)))
            if anew:
                db.execute("update excerpts set number = -pk where response_pk = ?", (pk,))
        for number, span in enumerate(spans, 1):
            key = given.get(span) or content_id(response_id, str(number))
            rows.append((key, pk, number, span.start, span.end, span.of(text), run_id))
    before = db.total_changes
    # Their words go: what was taken out of the response since may stand in them.
    db.executemany(
        "update excerpts set gone = 1, text = '', start_offset = 0, end_offset = 0, run_id = ? "
        "where response_pk = ? and abs(number) > ? and gone = 0",
        stale,
    )
    db.executemany(
        "insert into excerpts (id, response_pk, number, start_offset, end_offset, text, run_id) "
        "values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set number = excluded.number, "
        "start_offset = excluded.start_offset, end_offset = excluded.end_offset, text = excluded.text, gone = 0, "
        "run_id = excluded.run_id "
        "where (start_offset, end_offset, text, gone) is not "
        "(excluded.start_offset, excluded.end_offset, excluded.text, 0)",
        rows,
    )
    changed = db.total_changes - before
    db.executemany("update responses set segmented = 1 where pk = ?", cut)
    return changed


def _was_given(db: sqlite3.Connection, pk: int, response_id: str) -> bool:
    """Whether an excerpt of the response is none that we cut."""
    found = db.execute("select id, number from excerpts where response_pk = ? and number > 0", (pk,))
    return any(key != content_id(response_id, str(number)) for key, number in found)


# Live excerpts that a coder has not read as they now stand; the last column says whether it ever did.
_TO_READ = (
    "from excerpts e left join readings d on d.excerpt_pk = e.pk and d.coder_id = :coder "
    "where e.gone = 0 and e.pk > :after and (d.run_id is null or d.run_id < e.run_id)"
)
ToRead = tuple[int, str, str, int]


def count_to_read(db: sqlite3.Connection, coder_id: str) -> int:
    """How many live excerpts the coder has not read as they now stand."""
    sql = f"select count(*) {_TO_READ}"
    return int(db.execute(sql, {"coder": coder_id, "after": 0}).fetchone()[0])


def excerpts_to_read(db: sqlite3.Connection, coder_id: str, size: int) -> Iterator[list[ToRead]]:
    """Batches of (pk, text, question, read before) of live excerpts the coder has not read as they now stand."""
    sql = (
        "select w.pk, w.text, coalesce(q.wording, ''), w.known from (select e.pk, e.text, e.response_pk, "
        f"d.run_id is not null as known {_TO_READ} order by e.pk limit :size) w "
        "join responses r on r.pk = w.response_pk left join questions q on q.id = r.question_id order by w.pk"
    )
    last = 0
    while rows := db.execute(sql, {"coder": coder_id, "after": last, "size": size}).fetchall():
        last = rows[-1][0]
        yield rows


def put_coder(db: sqlite3.Connection, coder_id: str, kind: str, label: str, version: str | None = None) -> None:
    """Note a coder; one that is there keeps its row."""
    db.execute("insert or ignore into coders values (?, ?, ?, ?)", (coder_id, kind, label, version))


def put_codebook(db: sqlite3.Connection, row: tuple[str, str, str, str, int]) -> None:
    """Note a version of the codebook (hash, version, title, text, run id); one that is there stays."""
    db.execute("insert or ignore into codebooks values (?, ?, ?, ?, ?)", row)


# A machine's coding: code, stance, probability, because as JSON, and 1 if it is accepted provisionally.
MachineCoding = tuple[str, str, float | None, str, int]


def put_machine_codings(
    db: sqlite3.Connection,
    coder_id: str,
    codebook_hash: str,
    readings: Iterable[tuple[ToRead, list[MachineCoding]]],
    run_id: int,
) -> int:
    """Replace a machine's reading of each excerpt by what it found.

    Returns the number of codings. A machine's codings can be made again from its version; what people
    decided about them stands in `decisions` and is never touched here.
    """
    read, again, codings = [], [], []
    for (pk, _, _, known), found in readings:
        read.append((pk, coder_id, codebook_hash, run_id))
        if known:
            again.append((pk, coder_id))
        codings += [(pk, coder_id, *coding) for coding in found]
    db.executemany("delete from codings where excerpt_pk = ? and coder_id = ?", again)
    db.executemany(
        "insert into readings (excerpt_pk, coder_id, codebook_hash, run_id) values (?, ?, ?, ?) "
        "on conflict (excerpt_pk, coder_id) do update set codebook_hash = excluded.codebook_hash, "
        "run_id = excluded.run_id",
        read,
    )
    db.executemany(
        "insert into codings (excerpt_pk, coder_id, code_id, stance, probability, because, accepted) "
        "values (?, ?, ?, ?, ?, ?, ?)",
        codings,
    )
    return len(codings)


def read_before(db: sqlite3.Connection, coder_id: str, batch: Iterable[ToRead]) -> list[ToRead | None]:
    """The excerpts of a batch as another coder finds them: None where it has read them as they now stand."""
    sql = (
        "select d.run_id is not null, coalesce(d.run_id >= e.run_id, 0) from excerpts e left join readings d "
        "on d.excerpt_pk = e.pk and d.coder_id = ? where e.pk = ?"
    )
    found: list[ToRead | None] = []
    for pk, text, question, _ in batch:
        known, current = db.execute(sql, (coder_id, pk)).fetchone()
        found.append(None if current else (pk, text, question, known))
    return found


def retire_coders(db: sqlite3.Connection, kind: str, kept: str | None, run_id: int) -> None:
    """Remove the readings and codings of machines of a kind, other than the one that replaces them.

    Where none does, what they had read is said otherwise from now on, and is noted as changed.
    """
    old = [row[0] for row in db.execute("select id from coders where kind = ? and id is not ?", (kind, kept))]
    for coder_id in old:
        db.execute("delete from codings where coder_id = ?", (coder_id,))
        if kept is None:
            sql = "update excerpts set run_id = ? where pk in (select excerpt_pk from readings where coder_id = ?)"
            db.execute(sql, (run_id, coder_id))
        db.execute("delete from readings where coder_id = ?", (coder_id,))
