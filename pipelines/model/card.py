"""The card of a model: what it is and was learned from; read without loading the model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from catalog.codebook import Codebook
from catalog.errors import ModelError, Problem
from catalog.gold import GoldText
from catalog.text import digest
from pipelines import versions

CARD = "card.json"
TRAIN = "run `catalog train`"
CONSENSUS = "consensus of people in the study"


def coder_id(card: dict[str, Any]) -> str:
    """The name of a card's model among the coders."""
    return f"model-{card['model'][:8]}"


def read_card(folder: Path) -> dict[str, Any] | None:
    """The card; None where there is no model. ModelError where it cannot be read."""
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise ModelError(Problem(CARD, "the model's card cannot be read", TRAIN)) from None
    if not isinstance(card, dict) or not isinstance(card.get("model"), str):
        raise ModelError(Problem(CARD, "the model's card names no model", TRAIN))
    return card


def data_hash(texts: Sequence[GoldText]) -> str:
    """A digest of what was learned from, whatever its order."""
    return digest(
        sorted(repr((text.id, text.text, sorted(text.codes.items()), text.case, text.context)) for text in texts)
    )


def fits(card: dict[str, Any], codebook: Codebook) -> bool:
    """Whether the model was trained with this very codebook by this version of the program."""
    return (card.get("codebook_hash"), card.get("trained_by")) == (codebook.hash, versions.MODEL)
