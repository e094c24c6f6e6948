"""The model on disk: arrays in skops format, which can hold no code, and a card that says what it is."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from skops.io.exceptions import UntrustedTypesFoundException

from catalog.codebook import Codebook
from catalog.errors import ModelError, Problem
from pipelines.model.calibration import Calibration
from pipelines.model.card import CARD, TRAIN, fits, read_card
from pipelines.model.embeddings import Embedder, Likeness, load_embedder
from pipelines.model.folder import described
from pipelines.model.pairs import PairModel
from pipelines.model.ridge import Linear
from pipelines.model.state import Background, Learned
from pipelines.model.views import Parts, Terms, Views
from pipelines.model.words import Vocabulary

MODEL = "model.skops"
_VIEWS = ("content", "plain", "question")
_IDS = re.compile(r'(?<="__id__": )\d+|(?<="file": ")\d+')
# A fixed time within the archive, so that the same model is the same file.
_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Model:
    """A model as loaded: what it learned, and its card."""

    learned: Learned
    card: dict[str, Any]


def save(folder: Path, learned: Learned, card: dict[str, Any]) -> dict[str, Any]:
    """Write model and card, the card last; returns the card with the digest of the model."""
    content = _same_bytes(skops.io.dumps(_state(learned)))
    card = {"model": digest_of(content), **card}
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in ((MODEL, content), (CARD, (json.dumps(card, indent=1, ensure_ascii=False) + "\n").encode())):
        beside = folder / f"{name}.new"
        beside.write_bytes(data)
        beside.replace(folder / name)
    return card


def load(folder: Path, codebook: Codebook) -> Model:
    """The study's model; ModelError where there is none, it is damaged, or it is of another codebook."""
    card = read_card(folder)
    if card is None:
        raise ModelError(Problem("build/model", "there is no model", TRAIN))
    if not fits(card, codebook):
        what = f"the model was trained with another codebook (version {card.get('codebook_version')}) or program"
        raise ModelError(Problem(CARD, what, TRAIN))
    try:
        content = (folder / MODEL).read_bytes()
    except OSError:
        raise ModelError(Problem(MODEL, "the model cannot be read", TRAIN)) from None
    if digest_of(content) != card["model"]:
        raise ModelError(Problem(MODEL, "this is not the model that its card describes", TRAIN))
    return Model(_learned(loaded(content), _embedder(folder, card)), card)


def digest_of(content: bytes) -> str:
    """The digest of a model's file, which its card names."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def loaded(content: bytes) -> dict[str, Any]:
    """What a skops file holds, if it is nothing but arrays, numbers and text; else ModelError."""
    try:
        if skops.io.get_untrusted_types(data=content):
            raise ModelError(Problem(MODEL, "the file holds more than arrays, and might run a program", TRAIN))
        found = skops.io.loads(content, trusted=[])
    except (UntrustedTypesFoundException, zipfile.BadZipFile, KeyError, ValueError, TypeError):
        raise ModelError(Problem(MODEL, "the model is damaged", TRAIN)) from None
    if not isinstance(found, dict):
        raise ModelError(Problem(MODEL, "the file holds something other than a model", TRAIN))
    return found


def _state(learned: Learned) -> dict[str, Any]:
    views, before = learned.views, learned.background
    return {
        "words": "\n".join(views.vocabulary.words),
        "lemmas": views.vocabulary.lemmas,
        "grams": "\n".join(views.parts.grams),
        "gram_rarity": views.parts.rarity,
        "word_rarity": views.rarity,
        **{f"{name}_keys": getattr(views, name).keys for name in _VIEWS},
        **{f"{name}_rarity": getattr(views, name).rarity for name in _VIEWS},
        "longest": [getattr(views, name).longest for name in _VIEWS],
        "terms": learned.linear.terms.astype(np.float32),
        "parts": learned.linear.parts.astype(np.float32),
        "constant": learned.linear.constant,
        "cue_worths": before.worths,
        "questions": json.dumps(list(before.questions)),
        "question_odds": np.array(list(before.questions.values())),
        "shares": before.shares,
        "related": before.related,
        "pair_weights": learned.pairs.weights,
        "pair_constant": learned.pairs.constant,
        "slopes": learned.calibration.slopes,
        "constants": learned.calibration.constants,
        "flattening": learned.calibration.flattening,
        "given": learned.given,
        "accepted": learned.accepted,
        **_likeness_state(learned.likeness),
    }


def _likeness_state(likeness: Likeness | None) -> dict[str, Any]:
    """The embedder itself stays in its own folder."""
    if likeness is None:
        return {}
    return {"like_vectors": likeness.vectors, "like_targets": likeness.targets}


def _embedder(folder: Path, card: dict[str, Any]) -> Embedder | None:
    """The embedder that the model learned with, which must be as it was; the study is where the manifest's setting
    counts from."""
    wanted = card.get("embeddings")
    if not wanted:
        return None
    root = folder.parents[1]
    if described(root, wanted["folder"]) != wanted:
        raise ModelError(Problem(CARD, "the sentence embeddings are not those that the model learned with", TRAIN))
    return load_embedder(root, wanted["folder"])


def _learned(state: dict[str, Any], embedder: Embedder | None) -> Learned:
    try:
        grams = state["grams"].split("\n") if state["grams"] else []
        content, plain, question = (
            Terms(longest, state[f"{name}_keys"], state[f"{name}_rarity"])
            for name, longest in zip(_VIEWS, state["longest"], strict=True)
        )
        parts = Parts({gram: n for n, gram in enumerate(grams)}, state["gram_rarity"])
        questions = dict(zip(json.loads(state["questions"]), state["question_odds"], strict=True))
        vocabulary = Vocabulary(state["words"].split("\n"), lemmas=state["lemmas"])
        return Learned(
            Views(vocabulary, content, plain, question, parts, state["word_rarity"]),
            Linear(state["terms"], state["parts"], state["constant"]),
            Background(state["cue_worths"], questions, state["shares"], state["related"]),
            PairModel(state["pair_weights"], state["pair_constant"]),
            Calibration(state["slopes"], state["constants"], state["flattening"]),
            state["given"],
            state["accepted"],
            Likeness(embedder, state["like_vectors"], state["like_targets"]) if embedder else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ModelError(Problem(MODEL, "the model lacks a part", TRAIN)) from None


def _same_bytes(content: bytes) -> bytes:
    """The archive without what differs between runs: times, and the memory addresses that skops names parts by."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    numbers: dict[str, str] = {}
    schema = _IDS.sub(lambda m: numbers.setdefault(m[0], str(len(numbers))), files.pop("schema.json").decode())
    renamed = {f"{numbers[name.partition('.')[0]]}.npy": data for name, data in files.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in [*sorted(renamed.items()), ("schema.json", schema.encode())]:
            archive.writestr(zipfile.ZipInfo(name, _TIME), data, zipfile.ZIP_DEFLATED, compresslevel=1)
    return made.getvalue()
