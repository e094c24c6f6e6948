"""Which codes an author is shown of a quote: what people agree on, failing these what publishing takes of machines."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.store.connection import open_database
from catalog.store.quotable import codes_given

CODERS = {"ana": "person", "model-1": "model", "rules-1": "rules"}
Reading = dict[str, int]  # code, and whether it is accepted


@pytest.mark.parametrize(
    ("readings", "shown"),
    [
        ({"rules-1": {"devices": 1}}, ["devices"]),
        ({"rules-1": {"devices": 1}, "model-1": {}}, []),
        ({"rules-1": {"devices": 1, "choice": 1}, "model-1": {"devices": 0, "mastery": 0}}, ["devices"]),
        ({"rules-1": {"devices": 1}, "model-1": {"mastery": 1}}, ["mastery"]),
        ({"rules-1": {"devices": 1}, "model-1": {"devices": 1}}, ["devices"]),
        ({"rules-1": {"devices": 1}, "model-1": {"devices": 0}, "ana": {}}, []),
        ({"rules-1": {"devices": 1}, "ana": {"choice": 1}}, ["choice"]),
    ],
)
def test_an_author_sees_the_codes_that_would_be_published(
    tmp_path: Path, readings: dict[str, Reading], shown: list[str]
) -> None:
    db = open_database(tmp_path / "evidence.db", "evidence")
    db.execute("pragma foreign_keys = off")
    db.execute("insert into excerpts values (1, 'e1', 1, 1, 0, 5, 'words', 0, 1)")
    for coder, codes in readings.items():
        db.execute("insert into coders (id, kind, label) values (?, ?, ?)", (coder, CODERS[coder], coder))
        db.execute(
            "insert into readings (excerpt_pk, coder_id, codebook_hash, run_id) values (1, ?, 'hash', 1)", (coder,)
        )
        db.executemany(
            "insert into codings (excerpt_pk, coder_id, code_id, stance, accepted) values (1, ?, ?, 'current', ?)",
            [(coder, code, accepted) for code, accepted in codes.items()],
        )

    assert [code for code, _ in codes_given(db, ["e1"]).get("e1", ())] == shown
    db.close()
