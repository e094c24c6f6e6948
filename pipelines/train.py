"""Train: learn the model coder anew from people's consensus, in studies that say so (`model: train`)."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from typing import Any

from catalog.codebook import Codebook
from catalog.errors import ModelError
from catalog.manifest import Manifest
from catalog.store.consensus import reviewed
from catalog.store.runs import Run, last_good, run_of
from catalog.study import Study
from catalog.text import digest
from pipelines import versions
from pipelines.model.card import CONSENSUS, data_hash, fits, read_card
from pipelines.model.enough import too_little
from pipelines.model.folder import described


def run(
    study: Study,
    manifest: Manifest,
    codebook: Codebook,
    evidence: sqlite3.Connection,
    tell: Callable[[str], None] = lambda step: None,
) -> Run | None:
    """Train from all that people agreed on but the random sample; None where that has not changed.

    Where there is too little to learn from, the study has no model of its own; that is no error, since
    people's work is only about to come.
    """
    if not manifest.trains_model:
        return None
    texts = [one.text for one in reviewed(evidence) if one.chance is None]
    learned_from = data_hash(texts)
    embeddings = described(study.root, manifest.embeddings)
    state = digest([versions.MODEL, codebook.hash, learned_from, str(embeddings)])
    card = _card(study)
    if too_little(texts):
        return _without(study, evidence, state, card, len(texts))
    if card and card.get("embeddings") == embeddings and _is_of(card, codebook, learned_from):
        return None
    # scikit-learn loads here, and not in a build that trains nothing.
    from pipelines.model.study import train_on

    with run_of(evidence, "train", state) as done:
        train_on(study, codebook, (texts, []), tell=tell)
        done.add("excerpts learned from", len(texts))
    return done


def _without(
    study: Study, evidence: sqlite3.Connection, state: str, card: dict[str, Any] | None, texts: int
) -> Run | None:
    """Tell once that people coded too little, and take away a model that knows what is no longer coded."""
    stale = _is_of_consensus(card)
    if last_good(evidence, "train")[0] == state and not stale:
        return None
    with run_of(evidence, "train", state) as done:
        if stale:
            shutil.rmtree(study.model)
        done.add("excerpts coded by people, too few to learn from", texts)
    return done


def _card(study: Study) -> dict[str, Any] | None:
    try:
        return read_card(study.model)
    except ModelError:
        return None  # it is written anew


def _is_of_consensus(card: dict[str, Any] | None) -> bool:
    return card is not None and card.get("learned_from") == CONSENSUS


def _is_of(card: dict[str, Any], codebook: Codebook, learned_from: str) -> bool:
    """Whether the model is what training now would give."""
    same = (card.get("data_hash"), card.get("seed")) == (learned_from, 0)
    return same and _is_of_consensus(card) and fits(card, codebook)
