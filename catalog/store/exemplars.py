"""Exemplars and their citations in evidence.db."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from catalog.exemplars import ExemplarFile


def written_here(db: sqlite3.Connection) -> set[str]:
    """The exemplars that are written on the staff site; files of the same names are left aside."""
    return {row[0] for row in db.execute("select id from exemplars where origin = 'staff'")}


def stored_digests(db: sqlite3.Connection) -> dict[str, str]:
    """The digest of each exemplar's file as it was last taken in."""
    return dict(db.execute("select id, digest from exemplars order by id").fetchall())


def ended_consent(db: sqlite3.Connection, excerpt_ids: Iterable[str]) -> dict[str, str]:
    """Why consent for some of the excerpts no longer holds, by excerpt."""
    found = {}
    for key in excerpt_ids:
        row = db.execute(
            "select coalesce(c.consent_note, s.consent_note) from excerpts e join responses r on r.pk = e.response_pk "
            "join sources s on s.id = r.source_id join respondents p on p.pk = r.respondent_pk "
            "left join cases c on c.id = p.case_id where e.id = ?",
            (key,),
        ).fetchone()
        if row and row[0]:
            found[key] = row[0]
    return found


def put_exemplars(db: sqlite3.Connection, files: Iterable[ExemplarFile], run_id: int) -> tuple[int, int]:
    """Replace the exemplars that came from files by what the files now say.

    One that cites words whose consent has ended becomes a draft again, with the reason. One that staff took over is
    left as they have it. Returns how many became drafts, and how many files were left aside.
    """
    db.execute("delete from exemplars where origin = 'file'")
    theirs = written_here(db)
    again = aside = 0
    for position, file in enumerate(files, 1):
        if file.id in theirs:
            aside += 1
            continue
        ended = ended_consent(db, (c.excerpt for c in file.citations)) if file.state != "withdrawn" else {}
        reason = "; ".join(f"quote of excerpt {key}: {why}" for key, why in sorted(ended.items())) or None
        again += reason is not None
        _put(db, position, file, reason, run_id)
    return again, aside


def _put(db: sqlite3.Connection, position: int, file: ExemplarFile, reason: str | None, run_id: int) -> None:
    front = json.dumps(
        {**file.front, "promise": file.promise, "codes": list(file.codes)}, ensure_ascii=False, sort_keys=True
    )
    db.execute(
        "insert into exemplars (id, position, state, state_reason, title, front, body, author, cleared_by, digest, "
        "run_id, review_due) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(file.id, position, "draft" if reason else file.state, reason, file.title, front, file.body),
            *(file.author, file.cleared_by, file.digest, run_id, file.front.get("review_due")),
        ),
    )
    db.executemany(
        # What is withdrawn may cite words that are not delivered any more.
        "insert into citations select ?, id, ?, ?, ? from excerpts where id = ?",
        [(file.id, n, c.quote, c.bearing, c.excerpt) for n, c in enumerate(file.citations, 1)],
    )


def follow_words(db: sqlite3.Connection, run_id: int) -> int:
    """Take exemplars written on the staff site along with the words they cite; how many became drafts again.

    Where consent for a quote ended, or its excerpt no longer reads so, the exemplar becomes a draft with the reason and
    is no longer public. Words that no longer stand in the excerpt are taken out of every version, since they may hold
    what was found to be a name; which excerpt was cited stays.
    """
    reasons: dict[str, list[str]] = {}
    for id, excerpt, quote, note, drifted, holds in _cited(db):
        if drifted:
            _take_out(db, id, excerpt, quote)
        if holds and (drifted or note):
            why = "the words are not in the excerpt any more" if drifted else note
            reasons.setdefault(id, []).append(f"quote of excerpt {excerpt}: {why}")
    for id, found in reasons.items():
        db.execute(
            "update exemplars set state = 'draft', state_reason = ?, public_version = null, run_id = ? where id = ?",
            ("; ".join(dict.fromkeys(found)), run_id, id),
        )
    return len(reasons)


def _cited(db: sqlite3.Connection) -> list[tuple[str, str, str, str | None, int, int]]:
    """(exemplar, excerpt, quote, why consent ended, whether the words are not there any more, whether the exemplar
    is to become a draft for it) of every quote of every version for which one of the two holds."""
    return db.execute(
        "with cited (id, excerpt, quote) as (select v.exemplar_id, json_extract(q.value, '$.excerpt'), "
        "json_extract(q.value, '$.quote') from exemplar_versions v, json_each(v.citations) q union "
        "select exemplar_id, excerpt_id, quote from citations), "
        "holds (id, excerpt, quote) as (select exemplar_id, excerpt_id, quote from citations "
        "union select exemplar_id, excerpt_id, quote from public_citations) "
        "select x.id, e.id, q.quote, coalesce(c.consent_note, s.consent_note) as note, "
        "e.gone or r.gone or not instr(e.text, q.quote) as drifted, "
        # The stone of a withdrawn one shows no quotes; a draft is told once.
        "x.state <> 'withdrawn' and (x.state <> 'draft' or x.public_version is not null or x.state_reason is null) "
        "and exists (select 1 from holds h where (h.id, h.excerpt, h.quote) = (q.id, q.excerpt, q.quote)) "
        "from cited q join exemplars x on x.id = q.id join excerpts e on e.id = q.excerpt "
        "join responses r on r.pk = e.response_pk join sources s on s.id = r.source_id "
        "join respondents p on p.pk = r.respondent_pk left join cases c on c.id = p.case_id "
        "where x.origin = 'staff' and q.quote <> '' and (note is not null or drifted) order by 1, 2, 3"
    ).fetchall()


def _take_out(db: sqlite3.Connection, id: str, excerpt: str, quote: str) -> None:
    """Take the words of a quote out, here and in every version."""
    db.execute(
        "update citations set quote = '' where exemplar_id = ? and excerpt_id = ? and quote = ?", (id, excerpt, quote)
    )
    rows = db.execute("select version, citations from exemplar_versions where exemplar_id = ?", (id,)).fetchall()
    for version, text in rows:
        quotes = json.loads(text)
        kept = [{**q, "quote": ""} if (q["excerpt"], q["quote"]) == (excerpt, quote) else q for q in quotes]
        if kept != quotes:
            db.execute(
                "update exemplar_versions set citations = ? where exemplar_id = ? and version = ?",
                (json.dumps(kept, ensure_ascii=False), id, version),
            )
