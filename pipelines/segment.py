"""Segment: cut responses into excerpts, never across speakers, never a moderator's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from catalog.store import evidence as kept
from catalog.store.connection import transaction
from catalog.store.excerpts import put_units
from catalog.store.runs import Run, last_good, run_of
from pipelines.units import units

BATCH = 5000
# Raised when the same text would be cut otherwise.
VERSION = "1"


def run(evidence: sqlite3.Connection, progress: Callable[[str, int], None] = lambda name, done: None) -> Run | None:
    """Cut every response that waits; None where none does."""
    before, _ = last_good(evidence, "segment")
    if before == VERSION and next(kept.responses_to_segment(evidence, 1), None) is None:
        return None
    with run_of(evidence, "segment", VERSION) as done:
        if before not in ("", VERSION):
            with transaction(evidence):
                kept.segment_all_again(evidence)
        for batch in kept.responses_to_segment(evidence, BATCH):
            cut = [(pk, key, text, units(text)) for pk, key, text in batch]
            with transaction(evidence):
                done.add("excerpts", put_units(evidence, cut, done.id))
            progress("excerpts", len(batch))
    return done
