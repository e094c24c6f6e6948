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
    written. What the person decided on the staff site stays: it came later. Returns the numbers of readings
    and codings that changed.
    """
    stored, decided = stored_readings(db, coder_id, "file"), stored_readings(db, coder_id, "staff")
    changed, codings = 0, 0
    seen = set()
    for excerpt_id, quote, codes, memo in readings:
        seen.add(excerpt_id)
        if excerpt_id in decided or stored.get(excerpt_id) == (quote, codes, memo):
            continue
        remove_reading(db, coder_id, excerpt_id)
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
        remove_reading(db, coder_id, excerpt_id)
        touch(db, excerpt_id, run_id)
        changed += 1
    return changed, codings


Stored = dict[str, tuple[str, dict[str, str], str | None]]


def stored_readings(db: sqlite3.Connection, coder_id: str, origin: str, excerpt_id: str | None = None) -> Stored:
    """A person's readings that came from a file or the staff site, of all excerpts or one, by excerpt:
    (quote, {code: stance}, memo)."""
    asked = (coder_id, origin, excerpt_id)
    stored: Stored = {
        key: (quote, {}, memo)
        for key, quote, memo in db.execute(
            "select e.id, d.quote, d.memo from readings d join excerpts e on e.pk = d.excerpt_pk "
            "where d.coder_id = ?1 and d.origin = ?2 and (?3 is null or e.id = ?3)",
            asked,
        )
    }
    for key, code, stance in db.execute(
        "select e.id, k.code_id, k.stance from readings d join codings k on k.excerpt_pk = d.excerpt_pk "
        "and k.coder_id = d.coder_id join excerpts e on e.pk = d.excerpt_pk "
        "where d.coder_id = ?1 and d.origin = ?2 and (?3 is null or e.id = ?3)",
        asked,
    ):
        stored[key][1][code] = stance
    return stored


def readings_adrift(db: sqlite3.Connection) -> dict[str, Stored]:
    """By coder, the readings made on the staff site whose excerpt does not read any more as it was read."""
    found: dict[str, Stored] = {}
    for coder, key in db.execute(
        "select d.coder_id, e.id from readings d join excerpts e on e.pk = d.excerpt_pk "
        "where d.quote is not null and d.origin = 'staff' and d.quote <> e.text order by 1, 2"
    ).fetchall():
        found.setdefault(coder, {})[key] = stored_readings(db, coder, "staff", key)[key]
    return found


def move_reading(db: sqlite3.Connection, coder_id: str, excerpt_id: str, to: str, run_id: int) -> bool:
    """Have a coder's reading stand at excerpt `to` with the words as they are there; False, and nothing done, where
    the coder has read that one already. The places that carried the codes are forgotten, since words moved."""
    if to != excerpt_id:
        taken = f"select 1 from readings where coder_id = ? and excerpt_pk = {_PK}"
        if db.execute(taken, (coder_id, to)).fetchone():
            return False
        touch(db, excerpt_id, run_id)
    for table in ("readings", "codings"):
        sql = f"update {table} set excerpt_pk = {_PK} where coder_id = ? and excerpt_pk = {_PK}"
        db.execute(sql, (to, coder_id, excerpt_id))
    db.execute(f"update codings set because = '[]' where coder_id = ? and excerpt_pk = {_PK}", (coder_id, to))
    db.execute(
        "update readings set quote = (select text from excerpts where id = ?1), run_id = ?2 "
        "where coder_id = ?3 and excerpt_pk = (select pk from excerpts where id = ?1)",
        (to, run_id, coder_id),
    )
    return True


def remove_reading(db: sqlite3.Connection, coder_id: str, excerpt_id: str) -> None:
    """Take a coder's reading of an excerpt away, with its codings."""
    db.execute(f"delete from codings where coder_id = ? and excerpt_pk = {_PK}", (coder_id, excerpt_id))
    db.execute(f"delete from readings where coder_id = ? and excerpt_pk = {_PK}", (coder_id, excerpt_id))


def touch(db: sqlite3.Connection, excerpt_id: str, run_id: int) -> None:
    """Have the excerpt published anew: what is said about it changed."""
    db.execute(
        f"update readings set run_id = ? where excerpt_pk = {_PK} and run_id < ?",
        (run_id, excerpt_id, run_id),
    )


def person_coders(db: sqlite3.Connection) -> list[str]:
    """The people who have readings from files."""
    return [
        row[0]
        for row in db.execute(
            "select distinct c.id from coders c join readings r on r.coder_id = c.id where c.kind = 'person' "
            "and r.origin = 'file' order by 1"
        )
    ]


def put_doubts(db: sqlite3.Connection, rows: Iterable[tuple[str, str, str, str | None, float]]) -> None:
    """Replace the list of codings in doubt: (place, coder, excerpt, nearest excerpt, likeness)."""
    db.execute("delete from doubts")
    db.executemany("insert or replace into doubts values (?, ?, ?, ?, ?)", rows)
