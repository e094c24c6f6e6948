"""Changes of the codebook that people propose, and what became of them. Every step leaves a note in the audit log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.codebook import Codebook
from catalog.codebook.change import ADD, DEFINE, KINDS, Change
from catalog.codebook.write import code_as_data
from catalog.errors import Conflict, Problem, StaffError
from catalog.people import CURATOR, Person
from catalog.store import audit
from catalog.store.codebooks import codebook_of, note_current
from catalog.store.excerpts import put_codebook
from catalog.store.runs import now, staff_run

LONGEST = 40_000  # characters of a proposal


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal; `base` is the version of the codebook it was made on, `version` the one that came of it."""

    id: int
    change: Change
    reason: str
    base: str
    state: str
    made_by: str
    made_at: str
    decided_by: str
    decided_at: str
    note: str
    version: str


_PROPOSALS = (
    "select p.id, p.kind, p.code_id, p.content, p.reason, p.base_hash, p.state, m.label, p.made_at, "
    "coalesce(d.label, ''), coalesce(p.decided_at, ''), coalesce(p.change_note, ''), coalesce(c.version, '') "
    "from proposals p join accounts m on m.id = p.made_by left join accounts d on d.id = p.decided_by "
    "left join codebooks c on c.hash = p.new_hash"
)


def proposals(db: sqlite3.Connection, *, limit: int = 100) -> list[Proposal]:
    """Open ones first, then those decided last."""
    sql = f"{_PROPOSALS} order by p.state <> 'open', coalesce(p.decided_at, p.made_at) desc, p.id desc limit ?"
    return [_proposal(row) for row in db.execute(sql, (limit,))]


def proposal(db: sqlite3.Connection, number: int) -> Proposal | None:
    """One proposal."""
    row = db.execute(f"{_PROPOSALS} where p.id = ?", (number,)).fetchone()
    return _proposal(row) if row else None


def _proposal(row: Any) -> Proposal:
    number, kind, code, content, *rest = row
    return Proposal(number, Change(kind, code, json.loads(content)), *rest)


def propose(
    db: sqlite3.Connection,
    person: Person,
    change: Change,
    reason: str,
    codebook: Codebook,
    settlement: int | None = None,
) -> int:
    """Write a proposal, made on this version of the codebook; its number. StaffError where it says nothing."""
    content = json.dumps(dict(change.content), sort_keys=True, ensure_ascii=False)
    problems = []
    if change.kind not in KINDS:
        problems.append(Problem("proposal", "it is not said what is to change", "use one of the forms"))
    if not reason:
        problems.append(Problem("reason", "it is not said why", "say in a sentence what was unclear or missing"))
    if len(content) + len(reason) > LONGEST:
        problems.append(Problem("proposal", "it is too long", f"use at most {LONGEST} characters"))
    if change.kind == DEFINE and not change.content.get("fields"):
        problems.append(Problem("proposal", "nothing is different", "change what is to change, then propose it"))
    if problems:
        raise StaffError(problems)
    cursor = db.execute(
        "insert into proposals (kind, code_id, content, reason, base_hash, adjudication_id, made_by, made_at) "
        "values (?, ?, ?, ?, ?, ?, ?, ?)",
        (change.kind, change.code, content, reason, codebook.hash, settlement, person.account, now()),
    )
    number = int(cursor.lastrowid or 0)
    audit.note(db, person.name, "change proposed", f"proposal {number}", kind=change.kind, code=change.code)
    return number


def refuse(db: sqlite3.Connection, person: Person, number: int, note: str) -> None:
    """Turn a proposal down, or take one's own back; it stays with the reason."""
    found = _open(db, number)
    own = db.execute("select made_by from proposals where id = ?", (number,)).fetchone()[0] == person.account
    if not own and person.role != CURATOR:
        raise StaffError(Problem(f"proposal {number}", "only a curator turns it down", "tell them what you think"))
    _decide(db, person, found, "withdrawn" if own else "refused", note, None)


def accept(
    db: sqlite3.Connection, person: Person, number: int, note: str, before: Codebook, after: Codebook, text: str
) -> None:
    """Note that a proposal holds: `before` is the codebook as it was, `after` as it is about to be, from `text`.

    Conflict where it was decided already, or where what it is about was changed since it was made.
    """
    found = _open(db, number)
    _refuse_changed(found.change, codebook_of(db, found.base), before)
    run_id = staff_run(db)
    put_codebook(db, (after.hash, after.version, after.title, text, run_id))
    note_current(db, after.hash, run_id)
    _decide(db, person, found, "accepted", note, after)


def _refuse_changed(change: Change, base: Codebook, present: Codebook) -> None:
    """Refuse where the fields, or the code, that the proposal was made on do not read any more as they did."""
    if change.kind == ADD:
        return
    old, new = (code_as_data(b.by_id[change.code]) if change.code in b.by_id else None for b in (base, present))
    if new is None or (old is not None and new.get("retired") != old.get("retired")):
        what = f'the code "{change.code}" is not in use any more'
        raise Conflict(Problem("codebook", what, "look at the codebook, then propose it anew if it is still needed"))
    for field in change.content.get("fields", ()):
        if old is not None and old.get(field) != new.get(field):
            what = f"`{field}` was changed since this was proposed, in version {present.version}"
            raise Conflict(Problem("codebook", what, "look at the new words, then propose yours anew"))


def _open(db: sqlite3.Connection, number: int) -> Proposal:
    found = proposal(db, number)
    if found is None:
        raise StaffError(Problem(f"proposal {number}", "there is no such proposal", "go back to the codebook"))
    if found.state != "open":
        what = f"{found.decided_by} {found.state} it at {found.decided_at[11:16]} UTC"
        raise Conflict(Problem(f"proposal {number}", what, "look at the codebook as it is now"))
    return found


def _decide(
    db: sqlite3.Connection, person: Person, found: Proposal, state: str, note: str, codebook: Codebook | None
) -> None:
    db.execute(
        "update proposals set state = ?, decided_by = ?, decided_at = ?, change_note = ?, new_hash = ? where id = ?",
        (state, person.account, now(), note or None, codebook.hash if codebook else None, found.id),
    )
    version: Mapping[str, str] = {"version": codebook.version} if codebook else {}
    own = found.made_by == person.label
    audit.note(db, person.name, f"change {state}", f"proposal {found.id}", code=found.change.code, own=own, **version)
