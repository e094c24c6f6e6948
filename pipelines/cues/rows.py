"""Patterns laid out as plain rows of terms: no alternatives of several words, nothing optional."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, product

from catalog.codebook.syntax import Either, Form, Item, Pattern, Prefix, Word
from pipelines.cues.frequency import frequency

# What may stand in one place: any one of several words, forms or beginnings of words.
Term = frozenset[Word | Form | Prefix]


@dataclass(frozen=True, slots=True)
class Row:
    """Terms in order; up to `gaps[i]` words may stand between term i and the next."""

    terms: tuple[Term, ...]
    gaps: tuple[int, ...]

    def rarest(self) -> list[int]:
        """The places of the terms, by a rough count the one that occurs least first."""
        return sorted(range(len(self.terms)), key=lambda i: (sum(map(frequency, self.terms[i])), i))


def rows(pattern: Pattern) -> tuple[Row, ...]:
    """Every row the pattern stands for, without doubles, in a settled order.

    >>> from catalog.codebook.syntax import parse
    >>> [(len(row.terms), row.gaps) for row in rows(parse("move ~2 (own table|desk|seat)"))]
    [(2, (2,)), (3, (2, 0))]
    """
    found: dict[Row, None] = {}
    for steps in _paths(_trimmed(pattern.items)):
        terms = tuple(term for _, term in steps)
        found.setdefault(Row(terms, tuple(gap for gap, _ in steps[1:])))
    return tuple(found)


def _trimmed(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Without optional items at either end: the shortest find never holds them."""
    needed = [i for i, item in enumerate(items) if not item.optional]
    return items[needed[0] : needed[-1] + 1]


def _paths(items: tuple[Item, ...]) -> list[tuple[tuple[int, Term], ...]]:
    """The ways through the items, each a row of (gap before, term)."""
    columns: list[list[tuple[int, tuple[tuple[int, Term], ...]]]] = []
    for item in items:
        ways = [(item.gap, steps) for steps in _ways(item.part)]
        columns.append([*ways, (item.gap, ())] if item.optional else ways)
    return [_joined(chosen) for chosen in product(*columns)]


def _joined(chosen: tuple[tuple[int, tuple[tuple[int, Term], ...]], ...]) -> tuple[tuple[int, Term], ...]:
    """One row of steps; the gap before what was left out is added to the gap after it."""
    steps: list[tuple[int, Term]] = []
    waiting = 0
    for gap, part in chosen:
        waiting += gap
        if part:
            steps.append((waiting + part[0][0], part[0][1]))
            steps.extend(part[1:])
            waiting = 0
    return tuple(steps)


def _ways(part: Word | Form | Prefix | Either) -> list[tuple[tuple[int, Term], ...]]:
    """The rows of one part; alternatives of one word each stay together as one term."""
    if not isinstance(part, Either):
        return [((0, frozenset((part,))),)]
    found = chain.from_iterable(_paths(branch) for branch in part.branches)
    # A branch whose first word is left out begins with the next, whatever gap stood between.
    paths = [((0, path[0][1]), *path[1:]) for path in found if path]
    single = [path[0][1] for path in paths if len(path) == 1]
    merged = [((0, frozenset(chain.from_iterable(single))),)] if single else []
    return [*merged, *(path for path in paths if len(path) > 1)]
