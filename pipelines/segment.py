"""Segment: cut responses into excerpts, never across speakers, never a moderator's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from catalog.records import Span
from catalog.store import evidence as kept
from catalog.store.connection import transaction
from catalog.store.cuts import cuts_of
from catalog.store.excerpts import put_units
from catalog.store.runs import Run, last_good, run_of
from pipelines.units import units, units_around
from pipelines.versions import SEGMENT
from pipelines.workers import Workers

BATCH = 4000


def run(
    evidence: sqlite3.Connection,
    workers: Workers,
    progress: Callable[[str, int], None] = lambda name, done: None,
) -> Run | None:
    """Cut every response that waits; None where none does."""
    before, _ = last_good(evidence, "segment")
    waiting = kept.count_to_segment(evidence)
    if before == SEGMENT and not waiting:
        return None
    with run_of(evidence, "segment", SEGMENT) as done:
        if before not in ("", SEGMENT):
            with transaction(evidence):
                kept.segment_all_again(evidence)
            waiting = kept.count_to_segment(evidence)
        for batch, spans in workers.map(cut, _waiting(evidence), expected=waiting):
            rows, given = [row for row, _ in batch], {row[0]: ids for row, ids in batch if ids}
            with transaction(evidence):
                done.add("excerpts", put_units(evidence, zip(rows, spans, strict=True), done.id, given))
            progress("responses", len(batch))
    return done


# A response, and the spans of it that were coded before it was delivered, with the ids of their excerpts.
Task = tuple[kept.ToSegment, dict[Span, str]]


def _waiting(evidence: sqlite3.Connection) -> Iterator[list[Task]]:
    for batch in kept.responses_to_segment(evidence, BATCH):
        given = cuts_of(evidence, [row[0] for row in batch])
        yield [(row, given.get(row[0], {})) for row in batch]


def cut(batch: list[Task]) -> list[list[Span]]:
    """The units of each response of a batch."""
    return [units_around(text, given) if given else units(text) for (_, _, text, _), given in batch]
