"""The model coders of evidence.db with their cards, and what machines say of the excerpts that people read."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

# {excerpt: {code: (stance, whether accepted provisionally)}}; excerpts without codes are there too.
MachineVerdicts = dict[str, dict[str, tuple[str, bool]]]


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model coder with its card; `present` if its codings are those that count now."""

    label: str
    present: bool
    card: dict[str, Any]


def put_model(db: sqlite3.Connection, coder_id: str, card: dict[str, Any], run_id: int) -> None:
    """Note a model with its card; one that is there stays where it stands in the order."""
    db.execute(
        "insert into models values (?, ?, ?) on conflict (coder_id) do update set card = excluded.card",
        (coder_id, run_id, json.dumps(card, ensure_ascii=False, sort_keys=True)),
    )


def knows_model(db: sqlite3.Connection, coder_id: str) -> bool:
    """Whether the model was noted."""
    return db.execute("select 1 from models where coder_id = ?", (coder_id,)).fetchone() is not None


def models(db: sqlite3.Connection) -> list[KnownModel]:
    """Every model in the order in which they first read."""
    rows = db.execute(
        "select c.label, exists(select 1 from readings d where d.coder_id = m.coder_id), m.card "
        "from models m join coders c on c.id = m.coder_id order by m.run_id, m.coder_id"
    )
    return [KnownModel(label, bool(present), json.loads(card)) for label, present, card in rows]


def machine_verdicts(db: sqlite3.Connection, kind: str) -> tuple[str, MachineVerdicts]:
    """The label of the present coder of a kind (rules or model), and what it says of the excerpts that people read."""
    label = ""
    found: MachineVerdicts = defaultdict(dict)
    rows = db.execute(
        "select c.label, e.id, k.code_id, k.stance, k.accepted from readings d join coders c on c.id = d.coder_id "
        "join excerpts e on e.pk = d.excerpt_pk "
        "left join codings k on k.excerpt_pk = d.excerpt_pk and k.coder_id = d.coder_id "
        "where c.kind = ? and d.excerpt_pk in (select h.excerpt_pk from readings h join coders p on p.id = h.coder_id "
        "where p.kind = 'person')",
        (kind,),
    )
    for label, excerpt, code, stance, accepted in rows:  # noqa: B007 - the label is that of all rows
        of_one = found[excerpt]
        if code is not None:
            of_one[code] = (stance, bool(accepted))
    return label, dict(found)
