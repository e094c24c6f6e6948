"""From draft to published and withdrawn: who may take an exemplar where, and what must be there before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date

from catalog.codebook import Codebook
from catalog.errors import Problem, StaffError
from catalog.exemplars.checklist import Check, Quoted, checklist
from catalog.exemplars.content import Content
from catalog.people import Person
from catalog.store import audit
from catalog.store.exemplar_versions import Held, present, put_version, refuse_late, version_content
from catalog.store.quotable import quotable
from catalog.store.runs import staff_run

REVIEW, CLEARED, PUBLISHED, WITHDRAWN, DRAFT = "in review", "cleared", "published", "withdrawn", "draft"
LONGEST_REASON = 500


def checks(db: sqlite3.Connection, content: Content, codebook: Codebook) -> tuple[Check, ...]:
    """The checklist of an exemplar as things stand at this moment."""
    found = quotable(db, (c.excerpt for c in content.citations))
    excerpts = {id: Quoted(q.text, q.why_not, q.kind or q.case) for id, q in found.items()}
    return checklist(content, {code.id: code for code in codebook.active}, excerpts)


def next_states(found: Held, person: Person) -> dict[str, str]:
    """Where an exemplar can go from here, each with why this person may not take it there (empty where they may)."""
    if found.origin == "file":
        return {}
    after = {DRAFT: [REVIEW], REVIEW: [CLEARED, DRAFT], CLEARED: [PUBLISHED, DRAFT], WITHDRAWN: [DRAFT]}
    states = [*after.get(found.state, []), *([WITHDRAWN] if found.public == PUBLISHED else [])]
    mine = CLEARED in states and wrote_it(found, person)
    return {
        state: "You wrote it: somebody else has to clear it." if mine and state == CLEARED else "" for state in states
    }


def wrote_it(found: Held, person: Person) -> bool:
    """Whether somebody is among those who wrote what waits to be cleared, by whatever name."""
    names = {name.casefold() for name in found.authors}
    return bool(names & {person.name.casefold(), person.coder.casefold(), person.label.casefold()})


def as_cleared(content: Content, today: date) -> Content:
    """The content with the date of this clearance, and of the next review where none is set for later."""
    due = str(content.front.get("review_due") or "")
    if due <= today.isoformat():
        leap = today.month == 2 and today.day == 29
        due = today.replace(year=today.year + 1, day=28 if leap else today.day).isoformat()
    return content.with_fields(reviewed_on=today.isoformat(), review_due=due)


def move(  # noqa: PLR0913 - who takes which version where, and why
    db: sqlite3.Connection,
    person: Person,
    id: str,
    version: int,
    to: str,
    codebook: Codebook,
    today: date,
    reason: str = "",
) -> None:
    """Take an exemplar to another state; StaffError tells what is missing, Conflict who was quicker."""
    found = present(db, id)
    refuse_late(db, found, version)
    allowed = next_states(found, person)
    if to not in allowed:
        raise StaffError(Problem(f"exemplar {id}", f"it cannot go from {found.state} to {to}", "open it anew"))
    if allowed[to]:
        raise StaffError(Problem(f"exemplar {id}", "its author cannot clear it", "ask somebody else to look at it"))
    if to in (DRAFT, WITHDRAWN) and not 3 <= len(reason) <= LONGEST_REASON:
        fix = f"say why, in up to {LONGEST_REASON} characters"
        raise StaffError(Problem("Reason", "it is missing or too long", fix))
    content = _STEPS[to](db, found, codebook, today, reason)
    put_version(db, person, id, version + 1, to, content, wrote=False, note=reason)
    if to == CLEARED:
        db.execute("update exemplars set cleared_by = ?, state_reason = null where id = ?", (person.name, id))
    if to in (PUBLISHED, WITHDRAWN):
        sql = "update exemplars set public_version = version, state_reason = null, run_id = ? where id = ?"
        db.execute(sql, (staff_run(db), id))
    audit.note(db, person.name, f"exemplar made {to}", f"exemplar {id}", version=version + 1, before=found.state)


_Step = Callable[[sqlite3.Connection, Held, Codebook, date, str], Content]


def _complete(db: sqlite3.Connection, found: Held, codebook: Codebook, today: date, reason: str) -> Content:
    """The content, once nothing is missing; consent may have ended since it was last looked at."""
    missing = [
        Problem(c.name, text.rstrip("."), "mend it in the editor")
        for c in checks(db, found.content, codebook)
        for text in c.missing
    ]
    if missing:
        raise StaffError(missing)
    return found.content


def _cleared(db: sqlite3.Connection, found: Held, codebook: Codebook, today: date, reason: str) -> Content:
    return as_cleared(_complete(db, found, codebook, today, reason), today)


def _again(db: sqlite3.Connection, found: Held, codebook: Codebook, today: date, reason: str) -> Content:
    return found.content.with_fields(withdrawn_because="", withdrawn_on="")


def _withdrawn(db: sqlite3.Connection, found: Held, codebook: Codebook, today: date, reason: str) -> Content:
    """The version that is public, not a draft after it: its title stays on the stone."""
    public = version_content(db, found.id, found.public_version or 0) or found.content
    return public.with_fields(withdrawn_because=reason, withdrawn_on=today.isoformat())


_STEPS: dict[str, _Step] = {
    REVIEW: _complete,
    CLEARED: _cleared,
    PUBLISHED: _complete,
    WITHDRAWN: _withdrawn,
    DRAFT: _again,
}
