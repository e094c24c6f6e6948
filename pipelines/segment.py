"""Segment: cut responses into excerpts, never across speakers, never a moderator's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from catalog.records import Span
from catalog.store import evidence as kept
from catalog.store.connection import transaction
from catalog.store.excerpts import put_units
from catalog.store.runs import Run, last_good, run_of
from pipelines.units import units
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
        batches = kept.responses_to_segment(evidence, BATCH)
        for batch, spans in workers.map(cut, batches, expected=waiting):
            with transaction(evidence):
                done.add("excerpts", put_units(evidence, zip(batch, spans, strict=True), done.id))
            progress("responses", len(batch))
    return done


def cut(batch: list[kept.ToSegment]) -> list[list[Span]]:
    """The units of each response of a batch."""
    return [units(text) for _, _, text, _ in batch]
