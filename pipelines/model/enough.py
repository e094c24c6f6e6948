"""How much people must have coded before a model can learn from it."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.errors import Problem
from catalog.gold import GoldText

FEWEST_TEXTS, FEWEST_CASES = 30, 5


def too_little(gold: Sequence[GoldText]) -> Problem | None:
    """What is wanting; None where there is enough to learn from, and to measure with whole cases kept apart."""
    cases = len({text.case for text in gold})
    coded = sum(bool(text.codes) for text in gold)
    if len(gold) >= FEWEST_TEXTS and cases >= FEWEST_CASES and coded:
        return None
    what = f"{len(gold)} texts of {cases} cases, {coded} with a code, are too few to learn from"
    return Problem("the coded texts", what, f"code at least {FEWEST_TEXTS} texts of {FEWEST_CASES} cases")
