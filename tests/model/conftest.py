"""A model small enough to train in a second: four codes, a hundred and twenty answers of thirty cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from catalog.codebook import Codebook, parse_codebook
from catalog.gold import GoldText
from pipelines.model.state import Learned
from pipelines.model.training import Estimate, train

CODEBOOK = """
codebook: {version: 1.0.0}
codes:
- id: stations
  label: Station rotation
  definition: Groups move between stations on a schedule.
  cues: {strong: [station rotation, rotate], weak: [table]}
  examples: [{text: They rotate every ten minutes., stance: current}]
- {id: choice, label: Student choice, definition: Students decide what they work on., cues: {strong: [choose]}}
- {id: devices, label: Devices, definition: The computers that students work on., cues: {strong: [chromebook]}}
- {id: mastery, label: Mastery, definition: Students move on once they have shown that they can.}
"""
SAID = {
    "stations": [
        "we rotate through four tables",
        "kids rotate from table to table",
        "each group goes to its next table",
    ],
    "choice": ["they choose the book", "students choose how to show it", "kids pick a topic they like"],
    "devices": ["every kid has a chromebook", "the chromebook cart comes by", "laptops sit on the desks"],
    "mastery": [
        "nobody moves on before showing it",
        "they retake it until it is solid",
        "proof comes before the next unit",
    ],
}
BESIDE = [
    "in the morning",
    "with ms lee",
    "since last fall",
    "in grade four",
    "on most days",
    "when it rains",
    "and it is loud",
]
QUESTIONS = ["What does a day look like?", "What helps?"]


@dataclass(frozen=True)
class Lesson:
    """A codebook, texts coded with it, and what was learned from them."""

    codebook: Codebook
    gold: list[GoldText]
    learned: Learned
    estimate: Estimate


def codebook() -> Codebook:
    """The four codes."""
    return parse_codebook(CODEBOOK)


def answers(number: int = 120, seed: int = 0) -> list[GoldText]:
    """Answers that hold none, one or two of the things said, four answers a case."""
    draw = np.random.default_rng(seed)
    found = []
    for n in range(number):
        codes = sorted(draw.choice(sorted(SAID), size=draw.integers(0, 3), replace=False).tolist())
        parts = [str(draw.choice(SAID[code])) for code in codes] + [str(draw.choice(BESIDE))]
        text = ", ".join(parts).capitalize() + "."
        found.append(GoldText(f"t{n}", text, dict.fromkeys(codes, "current"), f"case {n // 4}", QUESTIONS[n % 2]))
    return found


@pytest.fixture(scope="session")
def lesson() -> Lesson:
    """Trained once for all tests."""
    book, gold = codebook(), answers()
    return Lesson(book, gold, *train(book, gold))
