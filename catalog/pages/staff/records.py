"""Pages of what happened: runs of the stages, and the audit log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from catalog.pages.rows import Connection, fetch

SIZE = 100
RUN_COLUMNS = ("run", "stage", "started_at", "finished_at", "summary")
AUDIT_COLUMNS = ("number", "at", "who", "what", "subject", "detail")


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run."""

    id: int = field(metadata={"help": "Number"})
    stage: str = field(metadata={"help": "Stage"})
    started: str = field(metadata={"help": "When it started, UTC"})
    finished: str = field(metadata={"help": "When it ended, UTC; empty where it did not"})
    summary: str = field(metadata={"help": "What it did, in words"})


@dataclass(frozen=True, slots=True)
class RunsPage:
    """The newest runs."""

    runs: tuple[RunLine, ...] = field(metadata={"help": "Newest first"})
    version: str = field(metadata={"help": "Version of the newest codebook"})


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One note of the audit log."""

    id: int = field(metadata={"help": "Number"})
    at: str = field(metadata={"help": "When, UTC"})
    who: str = field(metadata={"help": "Who"})
    what: str = field(metadata={"help": "Did what"})
    subject: str = field(metadata={"help": "To what"})
    detail: str = field(metadata={"help": "The particulars, in words"})


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The audit log, as far as asked for."""

    lines: tuple[AuditLine, ...] = field(metadata={"help": "Newest first"})
    who: str = field(metadata={"help": "Only what this person did; empty for all"})
    subject: str = field(metadata={"help": "Only what was done to this; empty for all"})
    people: tuple[str, ...] = field(metadata={"help": "Who is in the log"})
    older: int | None = field(metadata={"help": "Number before which the next page begins; None on the last"})


def runs_page(conn: Connection) -> RunsPage:
    """The newest runs, in words."""
    rows = fetch(conn, f"select id, stage, started_at, finished_at, summary from runs order by id desc limit {SIZE}")
    book = fetch(conn, "select version from codebooks order by run_id desc limit 1")
    lines = tuple(
        RunLine(r["id"], r["stage"], _time(r["started_at"]), _time(r["finished_at"]), _words(r["summary"]))
        for r in rows
    )
    return RunsPage(lines, book[0]["version"] if book else "")


def runs_table(conn: Connection) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    """All runs, for a CSV file."""
    return RUN_COLUMNS, fetch(conn, "select id, stage, started_at, finished_at, summary from runs order by id")


_AUDIT = (
    "select id, at, who, what, subject, detail from audit "
    "where (:who = '' or who = :who) and (:subject = '' or subject = :subject) and id < :before order by id desc"
)
_NEWEST = 2**62


def audit_page(conn: Connection, who: str = "", subject: str = "", before: str = "") -> AuditPage:
    """The notes older than number `before`, newest first."""
    number = min(int(before), _NEWEST) if before.isdecimal() and len(before) < 20 else _NEWEST
    rows = fetch(conn, f"{_AUDIT} limit {SIZE + 1}", {"who": who, "subject": subject, "before": number})
    lines = tuple(
        AuditLine(r["id"], _time(r["at"]), r["who"], r["what"], r["subject"], _words(r["detail"])) for r in rows[:SIZE]
    )
    people = tuple(r[0] for r in fetch(conn, "select distinct who from audit order by 1"))
    return AuditPage(lines, who, subject, people, lines[-1].id if len(rows) > SIZE else None)


def audit_table(conn: Connection, who: str = "", subject: str = "") -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    """All notes asked for, for a CSV file, newest first."""
    return AUDIT_COLUMNS, fetch(conn, _AUDIT, {"who": who, "subject": subject, "before": _NEWEST})


def _time(moment: str | None) -> str:
    """A time as people read it, in UTC."""
    return (moment or "").replace("T", " ").removesuffix("Z")[:16]


def _words(counts: str) -> str:
    """A JSON object in words.

    >>> _words('{"after": "coder", "before": "curator"}')
    'after: coder, before: curator'
    """
    try:
        found = json.loads(counts)
    except ValueError:
        return counts
    if not isinstance(found, dict):
        return counts
    return ", ".join(
        f"{name}: {value:,}" if isinstance(value, int) else f"{name}: {value}" for name, value in found.items()
    )
