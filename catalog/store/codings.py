"""People's codings, decisions and consensus in evidence.db."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

_PK = "(select pk from excerpts where id = ?)"


def excerpt_texts(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    """The texts of the live excerpts among `ids`."""
    found = {}
    for key in ids:
        row = db.execute(
            "select e.text from excerpts e join responses r on r.pk = e.response_pk "
            "where e.id = ? and e.gone = 0 and r.gone = 0",
            (key,),
        ).fetchone()
        if row:
            found[key] = row[0]
    return found


def put_person_codings(
    db: sqlite3.Connection,
    coder_id: str,
    codebook_hash: str,
    readings: Iterable[tuple[str, str, dict[str, str], str | None]],
    run_id: int,
) -> tuple[int, int]:
    """Write a person's readings (excerpt id, quote, {code: stance}, memo) as a file gives them.

    The file is the person's own record: what it no longer holds is removed, and only what differs is
    written. Returns the numbers of readings and codings that changed.
    """
    stored = _stored(db, coder_id)
    changed, codings = 0, 0
    seen = set()
    for excerpt_id, quote, codes, memo in readings:
        seen.add(excerpt_id)
        if stored.get(excerpt_id) == (quote, codes, memo):
            continue
        _remove(db, coder_id, excerpt_id)
        db.execute(
            f"insert into readings (excerpt_pk, coder_id, codebook_hash, quote, memo, run_id) "
            f"values ({_PK}, ?, ?, ?, ?, ?)",
            (excerpt_id, coder_id, codebook_hash, quote, memo, run_id),
        )
        db.executemany(
            f"insert into codings (excerpt_pk, coder_id, code_id, stance) values ({_PK}, ?, ?, ?)",
            [(excerpt_id, coder_id, code, stance) for code, stance in codes.items()],
        )
        changed += 1
        codings += len(codes)
    for excerpt_id in sorted(set(stored) - seen):
        _remove(db, coder_id, excerpt_id)
        touch(db, excerpt_id, run_id)
        changed += 1
    return changed, codings


def _stored(db: sqlite3.Connection, coder_id: str) -> dict[str, tuple[str, dict[str, str], str | None]]:
    stored: dict[str, tuple[str, dict[str, str], str | None]] = {
        key: (quote, {}, memo)
        for key, quote, memo in db.execute(
            "select e.id, d.quote, d.memo from readings d join excerpts e on e.pk = d.excerpt_pk where d.coder_id = ?",
            (coder_id,),
        )
    }
    for key, code, stance in db.execute(
        "select e.id, k.code_id, k.stance from codings k join excerpts e on e.pk = k.excerpt_pk where k.coder_id = ?",
        (coder_id,),
    ):
        stored[key][1][code] = stance
    return stored


def _remove(db: sqlite3.Connection, coder_id: str, excerpt_id: str) -> None:
    db.execute(f"delete from codings where coder_id = ? and excerpt_pk = {_PK}", (coder_id, excerpt_id))
    db.execute(f"delete from readings where coder_id = ? and excerpt_pk = {_PK}", (coder_id, excerpt_id))


def touch(db: sqlite3.Connection, excerpt_id: str, run_id: int) -> None:
    """Have the excerpt published anew: what is said about it changed."""
    db.execute(
        f"update readings set run_id = ? where excerpt_pk = {_PK} and run_id < ?",
        (run_id, excerpt_id, run_id),
    )


def person_coders(db: sqlite3.Connection) -> list[str]:
    """The people who have readings."""
    return [
        row[0]
        for row in db.execute(
            "select distinct c.id from coders c join readings r on r.coder_id = c.id where c.kind = 'person' order by 1"
        )
    ]


def put_doubts(db: sqlite3.Connection, rows: Iterable[tuple[str, str, str, str | None, float]]) -> None:
    """Replace the list of codings in doubt: (place, coder, excerpt, nearest excerpt, likeness)."""
    db.execute("delete from doubts")
    db.executemany("insert or replace into doubts values (?, ?, ?, ?, ?)", rows)
