"""Consensus: people outrank models, models outrank rules, and equals count only where they agree."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from catalog.store.connection import schema

CODERS = {"ana": "person", "ben": "person", "model-1": "model", "rules-1": "rules"}


@pytest.fixture
def evidence() -> Iterator[sqlite3.Connection]:
    """The tables alone, with one excerpt that nobody has read."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(schema("evidence"))
        db.executemany(
            "insert into coders (id, kind, label) values (?, ?, ?)", [(k, kind, k) for k, kind in CODERS.items()]
        )
        yield db


def read(db: sqlite3.Connection, coder: str, *codes: str) -> None:
    """Have a coder read the excerpt and give it these codes."""
    db.execute("insert into readings (excerpt_pk, coder_id, codebook_hash, run_id) values (1, ?, 'hash', 1)", (coder,))
    for code in codes:
        db.execute(
            "insert into codings (excerpt_pk, coder_id, code_id, stance) values (1, ?, ?, 'current')", (coder, code)
        )


@pytest.mark.parametrize(
    ("readings", "agreed"),
    [
        ({"rules-1": ["devices"]}, {"devices"}),
        ({"rules-1": ["devices"], "model-1": ["mastery"]}, {"mastery"}),
        ({"rules-1": ["devices"], "model-1": ["mastery"], "ana": ["choice"]}, {"choice"}),
        ({"rules-1": ["devices"], "ana": []}, set()),
        ({"rules-1": ["devices"], "ana": ["devices", "choice"], "ben": ["devices"]}, {"devices"}),
        ({"ana": ["choice"], "ben": ["devices"]}, set()),
    ],
)
def test_only_what_all_readers_of_the_highest_rank_gave_counts(
    evidence: sqlite3.Connection, readings: dict[str, list[str]], agreed: set[str]
) -> None:
    for coder, codes in readings.items():
        read(evidence, coder, *codes)

    assert {row[0] for row in evidence.execute("select code_id from consensus")} == agreed
