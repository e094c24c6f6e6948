"""Publications asked for in the browser: who asked, what became of it. A process of its own does the work."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog.errors import Conflict, Problem, StaffError
from catalog.people import Person
from catalog.store import audit
from catalog.store.runs import now

CHECK, PUBLISH = "check", "publish"
UNDER_WAY = ("waiting", "running")
CUT_OFF = Problem(
    "publication", "it was cut off before its end", "ask again; what is public is as it was, or whole as it became"
)


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication, or a look at what one would do."""

    id: int = field(metadata={"help": "Number"})
    kind: str = field(metadata={"help": "check or publish"})
    who: str = field(metadata={"help": "Name of who asked"})
    asked_at: str = field(metadata={"help": "When, UTC"})
    state: str = field(metadata={"help": "waiting, running, done, refused or failed"})
    finished_at: str = field(metadata={"help": "When it ended, UTC; empty while it is under way"})
    counts: tuple[tuple[str, int], ...] = field(metadata={"help": "What it did, counted"})
    problems: tuple[Problem, ...] = field(metadata={"help": "What was refused, where, and how to mend it"})

    @property
    def under_way(self) -> bool:
        """Whether it has not ended."""
        return self.state in UNDER_WAY


_PUBLICATIONS = (
    "select p.id, p.kind, a.label, p.asked_at, p.state, coalesce(p.finished_at, ''), p.report, a.name "
    "from publications p join accounts a on a.id = p.account_id"
)


def newest(db: sqlite3.Connection, limit: int = 50) -> list[Publication]:
    """The newest publications, newest first."""
    cursor = db.cursor()
    cursor.row_factory = None
    return [_publication(row) for row in cursor.execute(f"{_PUBLICATIONS} order by p.id desc limit ?", (limit,))]


def _publication(row: Sequence[object]) -> Publication:
    report = json.loads(str(row[6]))
    problems = tuple(Problem(p["where"], p["what"], p["fix"]) for p in report.get("problems", ()))
    number, kind, who, asked, state, finished = int(str(row[0])), *map(str, row[1:6])
    counts = tuple((str(name), int(n)) for name, n in report.get("counts", {}).items())
    return Publication(number, kind, who, asked, state, finished, counts, problems)


def ask(db: sqlite3.Connection, person: Person, kind: str, after: int) -> int:
    """Note that somebody asked for a check or a publication; its number.

    `after` is the newest that they had seen: Conflict where somebody asked meanwhile, StaffError where there is
    nothing to go by.
    """
    latest = next(iter(newest(db, 1)), None)
    if latest and (latest.under_way or latest.id != after):
        did = "asked for a publication" if latest.kind == PUBLISH else "asked what would be published"
        what = f"{latest.who} {did} at {latest.asked_at[11:16]} UTC"
        raise Conflict(Problem("publication", what, "look at what came of it"))
    if kind not in (CHECK, PUBLISH):
        raise StaffError(Problem("publication", "it is not said what to do", "use one of the buttons"))
    if kind == PUBLISH and (latest is None or latest.kind != CHECK or latest.state != "done"):
        raise StaffError(Problem("publication", "nobody has looked at what would be published", "check it first"))
    values = (person.account, now(), kind)
    cursor = db.execute("insert into publications (account_id, asked_at, kind) values (?, ?, ?)", values)
    number = int(cursor.lastrowid or 0)
    audit.note(db, person.name, f"asked to {kind}", f"publication {number}")
    return number


def begun(db: sqlite3.Connection, number: int) -> tuple[str, str] | None:
    """Note that the work begins: what is to be done, and for whom; None where it is not waiting."""
    row = db.execute(f"{_PUBLICATIONS} where p.id = ? and p.state = 'waiting'", (number,)).fetchone()
    if row is None:
        return None
    db.execute("update publications set state = 'running' where id = ?", (number,))
    return str(row[1]), str(row[7])


def ended(
    db: sqlite3.Connection,
    number: int,
    state: str,
    counts: dict[str, int],
    problems: Sequence[Problem] = (),
    detail: dict[str, str] | None = None,
) -> None:
    """Note what came of a publication, in the row and in the audit log."""
    told = [{"where": p.where, "what": p.what, "fix": p.fix} for p in problems]
    report = json.dumps({"counts": counts, "problems": told}, ensure_ascii=False)
    db.execute(
        "update publications set state = ?, report = ?, finished_at = ? where id = ?", (state, report, now(), number)
    )
    row = db.execute(f"{_PUBLICATIONS} where p.id = ?", (number,)).fetchone()
    what = {"publish": "published", "check": "checked"}[row[1]] if state == "done" else f"{row[1]} {state}"
    audit.note(db, row[7], what, f"publication {number}", problems=len(told), **(detail or {}), **counts)
