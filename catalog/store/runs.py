"""Runs of stages, and what each stage last finished with."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

STAFF = "staff"  # the stage of what is decided on the staff site


def now() -> str:
    """UTC time to the second, ISO 8601."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Run:
    """One run of one stage: its number, and the counts it reports when it ends."""

    id: int
    stage: str
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, number: int = 1) -> None:
        """Count `number` more of `name`."""
        self.counts[name] = self.counts.get(name, 0) + number


@contextlib.contextmanager
def run_of(evidence: sqlite3.Connection, stage: str, digest: str) -> Iterator[Run]:
    """Record a run; only one that ends without error becomes the stage's last good state.

    A run that did nothing leaves no trace but its digest, so that running twice changes nothing.
    """
    run = Run(_begun(evidence, stage), stage)
    yield run
    evidence.execute("begin immediate")
    summary = json.dumps(run.counts, sort_keys=True)
    evidence.execute("update runs set finished_at = ?, summary = ? where id = ?", (now(), summary, run.id))
    evidence.execute(
        "insert into stages values (?, ?, ?) on conflict (name) do update set digest = excluded.digest, "
        "run_id = excluded.run_id",
        (stage, digest, run.id),
    )
    evidence.execute("commit")


def _begun(evidence: sqlite3.Connection, stage: str) -> int:
    """Note a new run. SQLite gives the number, so that two that begin at once have two."""
    return int(evidence.execute("insert into runs (stage, started_at) values (?, ?)", (stage, now())).lastrowid or 0)


def staff_run(evidence: sqlite3.Connection) -> int:
    """The run under which a person's decision is written: newer than that of any stage that may have read before it.

    To be asked in the transaction that writes the decision.
    """
    newest = evidence.execute("select id, stage from runs order by id desc limit 1").fetchone()
    if newest and newest[1] == STAFF:
        return int(newest[0])
    run_id = _begun(evidence, STAFF)
    evidence.execute("update runs set finished_at = started_at where id = ?", (run_id,))
    return run_id


def decided_since(evidence: sqlite3.Connection, stage: str) -> bool:
    """Whether people decided anything since the stage last finished."""
    sql = "select exists(select 1 from runs where stage = ? and id > ?)"
    return bool(evidence.execute(sql, (STAFF, last_good(evidence, stage)[1])).fetchone()[0])


def last_good(evidence: sqlite3.Connection, stage: str) -> tuple[str, int]:
    """Digest and run number the stage last finished with; ("", 0) where it never did."""
    row = evidence.execute("select digest, run_id from stages where name = ?", (stage,)).fetchone()
    return (row[0], row[1]) if row else ("", 0)


def cut_off(evidence: sqlite3.Connection, stage: str) -> bool:
    """Whether a run of the stage since its last good one did not come to its end."""
    sql = (
        "select exists(select 1 from runs where stage = ?1 and finished_at is null and id > "
        "(select coalesce(max(id), 0) from runs where stage = ?1 and finished_at is not null))"
    )
    return bool(evidence.execute(sql, (stage,)).fetchone()[0])


def history(evidence: sqlite3.Connection, limit: int = 20) -> list[dict[str, object]]:
    """The latest runs, newest first, as status shows them."""
    rows = evidence.execute(
        "select id, stage, started_at, finished_at, summary from runs order by id desc limit ?", (limit,)
    )
    return [{"run": r[0], "stage": r[1], "started_at": r[2], "finished_at": r[3], **json.loads(r[4])} for r in rows]


def published_frame(evidence: sqlite3.Connection) -> set[str]:
    """What concerned all excerpts alike when the catalog was last published."""
    return {row[0] for row in evidence.execute("select line from published_frame")}


def put_published_frame(evidence: sqlite3.Connection, lines: set[str]) -> None:
    """Note what concerns all excerpts alike in the catalog that is being published."""
    evidence.execute("begin immediate")
    evidence.execute("delete from published_frame")
    evidence.executemany("insert into published_frame values (?)", [(line,) for line in sorted(lines)])
    evidence.execute("commit")
