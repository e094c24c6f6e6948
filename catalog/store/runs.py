"""Runs of stages, and what each stage last finished with."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime


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
    run_id = evidence.execute("select coalesce(max(id), 0) + 1 from runs").fetchone()[0]
    evidence.execute("insert into runs (id, stage, started_at) values (?, ?, ?)", (run_id, stage, now()))
    run = Run(run_id, stage)
    yield run
    evidence.execute("begin immediate")
    summary = json.dumps(run.counts, sort_keys=True)
    evidence.execute("update runs set finished_at = ?, summary = ? where id = ?", (now(), summary, run_id))
    evidence.execute(
        "insert into stages values (?, ?, ?) on conflict (name) do update set digest = excluded.digest, "
        "run_id = excluded.run_id",
        (stage, digest, run_id),
    )
    evidence.execute("commit")


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
