"""Dividing coded texts for measuring, so that nothing of a case is learned before it is measured."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipelines.model.words import Integers


class Leakage(RuntimeError):
    """A case stands on both sides of a fold: a figure measured so would be too good to be true."""


def grouped_folds(groups: Sequence[str], number: int, seed: int) -> list[Integers]:
    """The rows of each fold; a group stands in one fold whole, folds are about equally large."""
    rows: dict[str, list[int]] = {}
    for row, group in enumerate(groups):
        rows.setdefault(group, []).append(row)
    names = sorted(rows)
    order = np.random.default_rng(seed).permutation(len(names))
    folds: list[list[int]] = [[] for _ in range(min(number, len(names)))]
    for name in sorted((names[at] for at in order), key=lambda n: -len(rows[n])):
        min(folds, key=len).extend(rows[name])
    return [np.array(sorted(fold), dtype=np.int64) for fold in folds]


def refuse_leakage(groups: Sequence[str], folds: Sequence[Integers]) -> None:
    """Raise Leakage where a group stands in two folds, or a row in none or two."""
    seen: dict[str, int] = {}
    for number, fold in enumerate(folds):
        for row in fold.tolist():
            if seen.setdefault(groups[row], number) != number:
                raise Leakage(f"a case stands in folds {seen[groups[row]]} and {number}")
    if sorted(row for fold in folds for row in fold.tolist()) != list(range(len(groups))):
        raise Leakage("a text stands in no fold, or in two")
