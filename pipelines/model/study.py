"""The model of a study: trained from its people's consensus or a gold file, kept in build/model."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from catalog.codebook import Codebook
from catalog.errors import GoldError, Problem
from catalog.gold import GoldText, load_gold
from catalog.store.connection import open_database
from catalog.store.consensus import Reviewed, reviewed
from catalog.study import Study
from catalog.text import digest
from pipelines import versions
from pipelines.model import files
from pipelines.model.evaluation import of_estimate
from pipelines.model.measures import measure
from pipelines.model.training import LEVEL, Progress, train

_REVIEW_FIRST = "have people code excerpts (corpus/codings), build, or name a file with --gold"


def train_study(
    study: Study, codebook: Codebook, gold: Path | None, tune: Path | None, seed: int, tell: Progress
) -> dict[str, Any]:
    """Train, save and return the model's card; GoldError where there is too little to learn from."""
    texts = load_gold(gold, codebook.by_id) if gold else to_learn_from(study)
    tuning = load_gold(tune, codebook.by_id) if tune else []
    learned, estimate = train(codebook, texts, tune=tuning, seed=seed, tell=tell)
    figures = measure(of_estimate(codebook, [*texts, *tuning], estimate), seed)
    codes = [code.id for code in codebook.active]
    card = {
        "codebook_hash": codebook.hash,
        "codebook_version": codebook.version,
        "trained_by": versions.MODEL,
        "learned_from": gold.name if gold else "consensus of people in the study",
        "data_hash": data_hash([*texts, *tuning]),
        "texts": len(texts),
        "cases": len({text.case for text in texts}),
        "seed": seed,
        "level": LEVEL,
        "given_from": dict(zip(codes, (round(float(t), 4) for t in learned.given), strict=True)),
        "accepted_from": dict(zip(codes, (round(float(t), 4) for t in learned.accepted), strict=True)),
        "training_size": _sizes(texts, codes),
        "figures": figures.data(),
    }
    tell("saving")
    return files.save(study.model, learned, card)


def to_learn_from(study: Study) -> list[GoldText]:
    """People's consensus, without the random sample, which is kept apart to measure with."""
    texts = [one.text for one in _reviewed(study) if one.chance is None]
    if not texts:
        raise GoldError(Problem(study.evidence_db.name, "no excerpt has been coded by a person", _REVIEW_FIRST))
    return texts


def to_measure_with(study: Study) -> list[GoldText]:
    """People's consensus on the random sample."""
    texts = [one.text for one in _reviewed(study) if one.chance is not None]
    if not texts:
        what = "no excerpt of the random sample has been coded by a person"
        raise GoldError(Problem(study.evidence_db.name, what, "name a file with --gold, or review the sample"))
    return texts


def data_hash(texts: Sequence[GoldText]) -> str:
    """A digest of what was learned from, whatever its order."""
    return digest(
        sorted(repr((text.id, text.text, sorted(text.codes.items()), text.case, text.context)) for text in texts)
    )


def _reviewed(study: Study) -> list[Reviewed]:
    if not study.evidence_db.is_file():
        raise GoldError(
            Problem("build/evidence.db", "nothing has been built yet", "run `catalog build`, or use --gold")
        )
    with contextlib.closing(open_database(study.evidence_db, "evidence", readonly=True)) as db:
        return reviewed(db)


def _sizes(texts: Sequence[GoldText], codes: Sequence[str]) -> dict[str, int]:
    return {code: sum(code in text.codes for text in texts) for code in codes}
