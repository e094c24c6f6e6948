"""What staff tell one another about an exemplar, and the quotes they set aside for one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from catalog.errors import Problem, StaffError
from catalog.people import Person
from catalog.store import audit
from catalog.store.exemplar_versions import present
from catalog.store.runs import now

LONGEST_COMMENT = 4000
MOST_SELECTED = 60


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said."""

    who: str = field(metadata={"help": "Name of who said it"})
    at: str = field(metadata={"help": "When, UTC"})
    text: str = field(metadata={"help": "Words, plain"})


def comment(db: sqlite3.Connection, person: Person, id: str, text: str) -> None:
    """Say something about an exemplar; it is never published, and stays."""
    present(db, id)
    if not 1 <= len(text) <= LONGEST_COMMENT:
        raise StaffError(Problem("Comment", "it is empty or too long", f"use 1 to {LONGEST_COMMENT} characters"))
    db.execute(
        "insert into comments (about, subject, account_id, text, at) values ('exemplar', ?, ?, ?, ?)",
        (id, person.account, text, now()),
    )
    audit.note(db, person.name, "commented", f"exemplar {id}")


def comments(db: sqlite3.Connection, id: str) -> tuple[Comment, ...]:
    """What was said about an exemplar, in order."""
    rows = db.execute(
        "select a.label, c.at, c.text from comments c join accounts a on a.id = c.account_id "
        "where c.about = 'exemplar' and c.subject = ? order by c.id",
        (id,),
    )
    return tuple(Comment(label, at.replace("T", " ")[:16], text) for label, at, text in rows)


def set_aside(db: sqlite3.Connection, person: Person, excerpts: Iterable[str], *, keep: bool) -> None:
    """Set excerpts aside for an exemplar, or put them back."""
    wanted = list(dict.fromkeys(excerpts))
    if keep and len(selected(db, person)) + len(wanted) > MOST_SELECTED:
        raise StaffError(Problem("quotes", "you have set many aside", "make an exemplar of them, or put some back"))
    for id in wanted:
        if not db.execute("select 1 from excerpts where id = ?", (id,)).fetchone():
            raise StaffError(Problem(f"excerpt {id}", "it is not there", "find it by its words"))
        sql = "insert or ignore into selections values (?, ?, ?)"
        db.execute(sql, (person.account, id, now())) if keep else _put_back(db, person, id)
    audit.note(db, person.name, "set quotes aside" if keep else "put quotes back", "quotes", number=len(wanted))


def _put_back(db: sqlite3.Connection, person: Person, id: str) -> None:
    db.execute("delete from selections where account_id = ? and excerpt_id = ?", (person.account, id))


def selected(db: sqlite3.Connection, person: Person) -> list[str]:
    """The excerpts somebody set aside, in order."""
    sql = "select excerpt_id from selections where account_id = ? order by at, excerpt_id"
    return [row[0] for row in db.execute(sql, (person.account,))]


def used(db: sqlite3.Connection, person: Person) -> None:
    """They went into an exemplar."""
    db.execute("delete from selections where account_id = ?", (person.account,))
