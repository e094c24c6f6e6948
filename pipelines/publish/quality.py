"""How far codings of machines can be trusted: beside those of people, and models as they followed."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from catalog.codebook import Codebook
from catalog.store.consensus import Reviewed, reviewed
from catalog.store.models import KnownModel, MachineVerdicts, machine_verdicts, models

if TYPE_CHECKING:
    from pipelines.model.measures import Figures

_TABLES = ("models", "coder_figures", "calibration", "coder_errors")


def replace(db: sqlite3.Connection, evidence: sqlite3.Connection, codebook: Codebook) -> int:
    """Write all figures; the number of coders and models they are of. `evidence` is a connection of its own.

    A study whose people coded nothing and that has no model has none, at no cost.
    """
    for table in _TABLES:
        db.execute(f"delete from {table}")
    known = models(evidence)
    for number, model in enumerate(known, 1):
        _put_model(db, number, model)
    return len(known) + _put_measured(db, evidence, codebook)


def _put_model(db: sqlite3.Connection, number: int, model: KnownModel) -> None:
    """A model as its card has it; its errors only if its codings are the present ones."""
    card, name = model.card, model.label
    db.execute(
        "insert into models values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(number, name, int(model.present)),
            *(card[part] for part in ("codebook_version", "learned_from", "texts", "cases", "level")),
        ),
    )
    _put_figures(db, (name, "model", "left out"), card["figures"], card["training_size"])
    shown = {"all": card["figures"]["calibration"], **card.get("calibration", {})}
    db.executemany(
        "insert into calibration values (?, ?, ?, ?, ?, ?, ?)",
        [
            (name, code, *(b[part] for part in ("low", "high", "pairs", "mean", "right")))
            for code, found in shown.items()
            for b in found
        ],
    )
    if model.present:
        db.executemany(
            "insert or ignore into coder_errors select ?2, e.pk, ?3, ?4 from excerpts e where e.id = ?1 "
            "and exists (select 1 from codes where id = ?2)",
            card.get("errors", ()),
        )


def _put_figures(
    db: sqlite3.Connection, whose: tuple[str, str, str], figures: Mapping[str, Any], learned: Mapping[str, int]
) -> None:
    """Rows of coder_figures: all, mean, and each code that people or the machine gave."""
    n, ranges, accepted = figures["n"], figures["intervals"], figures["accepted"]
    own = {
        code: of_one
        for code, of_one in figures["per_code"].items()
        if of_one["support"] or of_one["given"] or learned.get(code)
    }
    support, given = (sum(of_one[part] for of_one in own.values()) for part in ("support", "given"))
    micro = (figures["micro_precision"], figures["micro_recall"], figures["micro_f1"])
    summed = (accepted.get("n"), accepted.get("precision"), figures["stance_accuracy"], figures["ece"])
    total = sum(learned.values()) if learned else None
    nothing = (None,) * 4
    rows: list[tuple[Any, ...]] = [
        ("all", n, support, given, *micro, *ranges.get("micro_f1", (None, None)), None, total, *summed)
    ]
    if figures["macro_codes"]:
        mean = (None, None, None, figures["macro_f1"], *ranges.get("macro_f1", (None, None)), None, None)
        rows.append(("mean", n, figures["macro_codes"], *mean, *nothing))
    for code, of_one in own.items():
        parts = (of_one[part] for part in ("support", "given", "precision", "recall", "f1"))
        rows.append((code, n, *parts, None, None, of_one["average_precision"], learned.get(code), *nothing))
    db.executemany(
        f"insert into coder_figures values ({', '.join('?' * 18)})",
        [(*whose, *row) for row in rows],
    )


def _put_measured(db: sqlite3.Connection, evidence: sqlite3.Connection, codebook: Codebook) -> int:
    """The rules on all that people read, and the model on the random sample; the number of coders measured."""
    texts = reviewed(evidence)
    if not texts:
        return 0
    sample = [one for one in texts if one.chance is not None]
    found = 0
    for kind, sets in (("rules", {"read": texts, "sample": sample}), ("model", {"sample": sample})):
        label, said = machine_verdicts(evidence, kind)
        for measured, of_these in sets.items():
            both = [one for one in of_these if one.text.id in said]
            if both:
                figures = _measured(codebook, both, said, graded=kind == "model")
                _put_figures(db, (label, kind, measured), figures.data(), {})
                found += measured == "read"
    return found


def _measured(codebook: Codebook, texts: Sequence[Reviewed], said: MachineVerdicts, *, graded: bool) -> Figures:
    """Figures of what a machine says of texts; `graded` if it accepts some codings and only suggests others."""
    import numpy as np

    from pipelines.model.measures import Verdicts, measure

    codes = [code.id for code in codebook.active]
    place = {code: n for n, code in enumerate(codes)}
    gold, given, accepted = (np.zeros((len(texts), len(codes)), dtype=np.bool_) for _ in range(3))
    stances = []
    for row, one in enumerate(texts):
        right, machine = one.text.codes, said[one.text.id]
        gold[row, [place[code] for code in right if code in place]] = True
        given[row, [place[code] for code in machine if code in place]] = True
        accepted[row, [place[code] for code, (_, sure) in machine.items() if sure and code in place]] = True
        stances += [stance == right[code] for code, (stance, _) in machine.items() if code in right]
    cases = [one.text.case for one in texts]
    return measure(Verdicts(codes, gold, given, cases, None, accepted if graded else None, stances))
