"""Exemplars and their citations in evidence.db."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from catalog.exemplars import ExemplarFile


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


def put_exemplars(db: sqlite3.Connection, files: Iterable[ExemplarFile], run_id: int) -> int:
    """Replace the exemplars that came from files by what the files now say.

    One that cites words whose consent has ended becomes a draft again, with the reason. Returns how many
    did.
    """
    db.execute("delete from exemplars where origin = 'file'")
    again = 0
    for position, file in enumerate(files, 1):
        front = json.dumps(
            {**file.front, "promise": file.promise, "codes": list(file.codes)},
            ensure_ascii=False,
            sort_keys=True,
        )
        ended = ended_consent(db, (c.excerpt for c in file.citations)) if file.state != "withdrawn" else {}
        reason = "; ".join(f"quote of excerpt {key}: {why}" for key, why in sorted(ended.items())) or None
        again += reason is not None
        state = "draft" if reason else file.state
        db.execute(
            "insert into exemplars (id, position, state, state_reason, title, front, body, author, cleared_by, digest, "
            "run_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(file.id, position, state, reason, file.title, front, file.body),
                *(file.author, file.cleared_by, file.digest, run_id),
            ),
        )
        db.executemany(
            # What is withdrawn may cite words that are not delivered any more.
            "insert into citations select ?, id, ?, ?, ? from excerpts where id = ?",
            [(file.id, n, c.quote, c.bearing, c.excerpt) for n, c in enumerate(file.citations, 1)],
        )
    return again
