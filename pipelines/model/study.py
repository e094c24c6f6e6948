"""The model of a study: trained from its people's consensus or a gold file, kept in build/model."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from catalog.codebook import Codebook
from catalog.errors import GoldError, Problem
from catalog.gold import GoldText, load_gold
from catalog.manifest import load_manifest
from catalog.store.connection import open_database
from catalog.store.consensus import Reviewed, reviewed
from catalog.study import Study
from pipelines import versions
from pipelines.model import files
from pipelines.model.card import CONSENSUS, data_hash
from pipelines.model.embeddings import load_embedder
from pipelines.model.evaluation import of_estimate
from pipelines.model.folder import described
from pipelines.model.measures import measure
from pipelines.model.telling import calibration_by_code, errors
from pipelines.model.training import LEVEL, Progress, train

_REVIEW_FIRST = "have people code excerpts (corpus/codings), build, or name a file with --gold"


def train_study(
    study: Study, codebook: Codebook, gold: Path | None, tune: Path | None, seed: int, tell: Progress
) -> dict[str, Any]:
    """Train, save and return the model's card; GoldError where there is too little to learn from."""
    texts = load_gold(gold, codebook.by_id) if gold else to_learn_from(study)
    tuning = load_gold(tune, codebook.by_id) if tune else []
    return train_on(study, codebook, (texts, tuning), gold.name if gold else CONSENSUS, seed=seed, tell=tell)


def train_on(
    study: Study,
    codebook: Codebook,
    data: tuple[list[GoldText], list[GoldText]],
    learned_from: str = CONSENSUS,
    *,
    seed: int = 0,
    tell: Progress,
) -> dict[str, Any]:
    """The same from texts at hand: those to learn from, and those to tune with, if any; `learned_from` says in
    words where they come from."""
    texts, tuning = data
    setting = load_manifest(study.manifest).embeddings
    embedder = load_embedder(study.root, setting)
    learned, estimate = train(codebook, texts, tune=tuning, seed=seed, tell=tell, embedder=embedder)
    coded = [*texts, *tuning]
    verdicts = of_estimate(codebook, coded, estimate)
    codes = [code.id for code in codebook.active]
    card = {
        "codebook_hash": codebook.hash,
        "codebook_version": codebook.version,
        "trained_by": versions.MODEL,
        "learned_from": learned_from,
        "data_hash": data_hash(coded),
        "texts": len(texts),
        "cases": len({text.case for text in texts}),
        "seed": seed,
        "embeddings": described(study.root, setting),
        "level": LEVEL,
        "given_from": dict(zip(codes, (round(float(t), 4) for t in learned.given), strict=True)),
        "accepted_from": dict(zip(codes, (round(float(t), 4) for t in learned.accepted), strict=True)),
        "training_size": _sizes(texts, codes),
        "figures": measure(verdicts, seed).data(),
        "calibration": calibration_by_code(verdicts),
        "errors": errors(verdicts, [coded[row].id for row in estimate.rows.tolist()]),
    }
    tell("saving")
    return files.save(study.model, learned, card)


def to_learn_from(study: Study) -> list[GoldText]:
    """People's consensus, without the random sample, which is kept apart to measure with."""
    texts = learnable(_reviewed(study))
    if not texts:
        raise GoldError(Problem(study.evidence_db.name, "no excerpt has been coded by a person", _REVIEW_FIRST))
    return texts


def learnable(texts: Iterable[Reviewed]) -> list[GoldText]:
    """What of the consensus may be learned from: all but the random sample."""
    return [one.text for one in texts if one.chance is None]


def to_measure_with(study: Study) -> list[GoldText]:
    """People's consensus on the random sample."""
    texts = [one.text for one in _reviewed(study) if one.chance is not None]
    if not texts:
        what = "no excerpt of the random sample has been coded by a person"
        raise GoldError(Problem(study.evidence_db.name, what, "name a file with --gold, or review the sample"))
    return texts


def _reviewed(study: Study) -> list[Reviewed]:
    if not study.evidence_db.is_file():
        raise GoldError(
            Problem("build/evidence.db", "nothing has been built yet", "run `catalog build`, or use --gold")
        )
    with contextlib.closing(open_database(study.evidence_db, "evidence", readonly=True)) as db:
        return reviewed(db)


def _sizes(texts: Sequence[GoldText], codes: Sequence[str]) -> dict[str, int]:
    return {code: sum(code in text.codes for text in texts) for code in codes}
