"""A rule coder's readings in evidence.db that stay when its codebook changes, and what of them is coded anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from catalog.store.excerpts import MachineCoding, ToRead


@dataclass(frozen=True, slots=True)
class Before:
    """The rule coder that read before, with the text of its codebook and how many live excerpts it read."""

    coder: str
    text: str
    read: int


def rules_before(db: sqlite3.Connection, coder_id: str) -> Before | None:
    """The rule coder whose place `coder_id` takes; None where there is none, or its codebook is not known.

    The names of both begin with the codebook's version and digest and end with the same version of the rules.
    """
    rows = db.execute(
        "select id from coders c where kind = 'rules' and id <> ? "
        "and exists (select 1 from readings d where d.coder_id = c.id)",
        (coder_id,),
    ).fetchall()
    known = db.execute("select exists (select 1 from readings where coder_id = ?)", (coder_id,)).fetchone()[0]
    if known or len(rows) != 1 or rows[0][0].rpartition("-")[2] != coder_id.rpartition("-")[2]:
        return None
    begins = rows[0][0].split("-")[-2]
    texts = db.execute("select text from codebooks where substr(hash, 1, length(?1)) = ?1", (begins,)).fetchall()
    read = db.execute("select count(*) from readings where coder_id = ?", rows[0]).fetchone()[0]
    return Before(rows[0][0], texts[0][0], read) if len(texts) == 1 else None


def texts_read(db: sqlite3.Connection, coder_id: str, size: int) -> Iterator[list[ToRead]]:
    """Batches of (pk, text, question, 1) of the live excerpts that a coder has read as they now stand."""
    sql = (
        "select e.pk, e.text, coalesce(q.wording, ''), 1 from excerpts e "
        "join readings d on d.excerpt_pk = e.pk and d.coder_id = ? and d.run_id >= e.run_id "
        "join responses r on r.pk = e.response_pk left join questions q on q.id = r.question_id "
        "where e.gone = 0 and e.pk > ? order by e.pk limit ?"
    )
    last = 0
    while rows := db.execute(sql, (coder_id, last, size)).fetchall():
        last = rows[-1][0]
        yield rows


def texts_by_chance(db: sqlite3.Connection, most: int) -> list[tuple[str, str, str]]:
    """(id, text, question) of live excerpts: those with the smallest ids, which is by chance, since ids are digests."""
    return db.execute(
        "select e.id, e.text, coalesce(q.wording, '') from excerpts e join responses r on r.pk = e.response_pk "
        "left join questions q on q.id = r.question_id where e.gone = 0 and r.gone = 0 order by e.id limit ?",
        (most,),
    ).fetchall()


_CODINGS = (
    "select k.excerpt_pk, k.stance, k.because from codings k join excerpts e on e.pk = k.excerpt_pk and e.gone = 0 "
    "join readings d on d.excerpt_pk = k.excerpt_pk and d.coder_id = k.coder_id and d.run_id >= e.run_id "
    "where k.coder_id = ? and k.code_id = ? order by 1"
)


def codings_of(db: sqlite3.Connection, coder_id: str, codes: Iterable[str]) -> dict[int, list[tuple[str, str, str]]]:
    """(code, stance, because) of a coder's codings of these codes, by row number of the excerpt, in order of code; of
    live excerpts that it has read as they now stand."""
    found: dict[int, list[tuple[str, str, str]]] = {}
    for code in sorted(codes):
        for pk, stance, because in db.execute(_CODINGS, (coder_id, code)):
            found.setdefault(pk, []).append((code, stance, because))
    return found


def carry_over(
    db: sqlite3.Connection,
    names: tuple[str, str],
    codes: Iterable[str],
    anew: Mapping[int, list[MachineCoding]],
    held: tuple[str, int],
) -> None:
    """Have the readings of the first name be the second's: `anew` are the excerpts whose codings of `codes` are
    others now, which are noted with `held`, the new codebook's hash and the run. All others stay as they were read.
    """
    before, after = names
    for table in ("readings", "codings"):
        db.execute(f"update {table} set coder_id = ? where coder_id = ?", (after, before))
    gone = [(pk, after, code) for code in codes for pk in anew]
    db.executemany("delete from codings where excerpt_pk = ? and coder_id = ? and code_id = ?", gone)
    db.executemany(
        "insert into codings (excerpt_pk, coder_id, code_id, stance, probability, because, accepted) "
        "values (?, ?, ?, ?, ?, ?, ?)",
        [(pk, after, *coding) for pk, codings in anew.items() for coding in codings],
    )
    db.executemany(
        "update readings set codebook_hash = ?, run_id = ? where excerpt_pk = ? and coder_id = ?",
        [(*held, pk, after) for pk in anew],
    )
