"""What a model that was just trained makes of the excerpts that nobody has read, before a build codes with it."""

from __future__ import annotations

import sqlite3

from catalog.codebook import Codebook
from catalog.store.ordering import coded_by_people, unread_texts
from pipelines.model.coder import ModelCoder
from pipelines.model.state import Learned
from pipelines.ordering import Candidate, order

# Of so many excerpts, so many are put in order.
_CONSIDERED, _ORDERED = 5000, 1000


def gains_with(db: sqlite3.Connection, codebook: Codebook, learned: Learned) -> list[float]:
    """What each review is expected to bring, in the order that the model would have."""
    rows = list(unread_texts(db, _CONSIDERED))
    coded = ModelCoder(codebook, learned).code([row[2] for row in rows], [row[3] for row in rows])
    candidates = (
        Candidate(
            excerpt,
            case,
            frozenset(s.code for s in c.rules),
            {s.code: (s.probability or 0.0, s.code in c.accepted) for s in c.model},
        )
        for (excerpt, case, _, _), c in zip(rows, coded, strict=True)
    )
    labels = {code.id: code.label for code in codebook.codes}
    return [place.gain for place in order(candidates, coded_by_people(db), labels, _ORDERED)]
