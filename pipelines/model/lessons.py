"""What a model learns from: coded texts, and everything a codebook says of its codes.

A definition, a label, an example and the words of a cue are all short texts that deserve their code. So
a code without a single coded text is learned too, from its definition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from catalog.codebook import Code, Codebook
from catalog.gold import GoldText
from catalog.text import fold
from pipelines.cues.rows import Row, rows
from pipelines.model.views import Floats

# How much a text that only says what a code means counts beside a coded one.
_TOLD = 0.3
# Of a pattern with alternatives, so many ways to say it.
_WAYS = 3


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text and the codes it deserves, for sure or presumably only these.

    `group` names texts that are left out together: a case, or one text; empty for what is never left out.
    """

    text: str
    codes: frozenset[str]
    group: str
    weight: float = 1.0
    question: str = ""


def of_gold(gold: Sequence[GoldText]) -> list[Lesson]:
    """The coded texts."""
    return [Lesson(g.text, frozenset(g.codes), f"case {g.case}", 1.0, g.context) for g in gold]


def of_examples(codebook: Codebook) -> list[Lesson]:
    """The codebook's examples and near misses, each a group of its own."""
    found = []
    for code in codebook.active:
        for example in code.examples:
            found.append((example.text, frozenset((code.id, *example.also))))
        found += [(miss.text, frozenset(miss.instead)) for miss in code.near_misses]
    # The same words under several codes are one text.
    return [Lesson(text, codes, f"example {fold(text)}") for text, codes in found]


def of_meanings(codebook: Codebook) -> list[Lesson]:
    """What the codebook says of each code: labels, definition, when to use it, what one sees, its cues."""
    told = {(text, code.id): None for code in codebook.active for text in _told(code)}
    return [Lesson(text, frozenset((code,)), "", _TOLD) for text, code in told]


def targets(lessons: Sequence[Lesson], codes: Sequence[str]) -> Floats:
    """(lessons, codes): 1 where the code is deserved, else 0."""
    place = {code: n for n, code in enumerate(codes)}
    found = np.zeros((len(lessons), len(codes)))
    for row, lesson in enumerate(lessons):
        found[row, [place[code] for code in lesson.codes if code in place]] = 1.0
    return found


def _told(code: Code) -> Iterator[str]:
    yield ". ".join((code.label, *code.alt_labels))
    yield code.definition
    yield from code.use_when
    yield from code.look_fors
    for pattern in (*code.cues.strong, *code.cues.weak):
        for row in islice(rows(pattern), _WAYS):
            yield _said(row)


def _said(row: Row) -> str:
    """A way to say a pattern, the first of its alternatives in each place."""
    return " ".join(sorted(term, key=lambda atom: (type(atom).__name__, atom.text))[0].text for term in row.terms)
