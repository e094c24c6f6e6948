"""Small cells: what is withheld cannot be worked out, by any way of adding and subtracting."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.disclosure import share, withheld

Cell = tuple[int, int]
Table = dict[Cell, int]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of counts with its margins: row 0 and column 0 hold the totals."""
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    inside = {(r, c): draw(st.integers(0, 9)) for r in range(1, height + 1) for c in range(1, width + 1)}
    table = dict(inside)
    for r, c in inside:
        for total in ((r, 0), (0, c), (0, 0)):
            table[total] = table.get(total, 0) + inside[r, c]
    return table


def lines_of(table: Table) -> list[list[Cell]]:
    height, width = max(r for r, _ in table), max(c for _, c in table)
    across = [[(r, c) for c in range(width + 1)] for r in range(height + 1)]
    return across + [[(r, c) for r in range(height + 1)] for c in range(width + 1)]


def solutions(table: Table, hidden: frozenset[Cell], most: int) -> Iterator[Table]:
    """Every table of whole numbers that looks the same: brute force over what is inside and hidden."""
    inside = sorted(cell for cell in table if all(cell))
    unknown = [cell for cell in inside if cell in hidden]
    shown = {cell: count for cell, count in table.items() if cell not in hidden}
    for values in itertools.product(range(most + 1), repeat=len(unknown)):
        made = {**{cell: table[cell] for cell in inside if cell in shown}, **dict(zip(unknown, values, strict=True))}
        whole: Counter[Cell] = Counter(made)
        for r, c in inside:
            for total in ((r, 0), (0, c), (0, 0)):
                whole[total] += made[r, c]
        if all(whole[cell] == count for cell, count in shown.items()):
            yield dict(whole)


def solved_by_lines(table: Table, hidden: frozenset[Cell]) -> set[Cell]:
    """The hidden cells that linear algebra alone works out, with a solver that is not ours."""
    import numpy as np

    unknown = sorted(hidden)
    system = []
    for line in lines_of(table):
        # What a line says: its first cell is the total of the others.
        system.append([(1 if cell == line[0] else -1) if cell in line else 0 for cell in unknown])
    if not unknown:
        return set()
    matrix = np.array(system, dtype=float)
    rank = np.linalg.matrix_rank(matrix)
    return {
        cell
        for n, cell in enumerate(unknown)
        if np.linalg.matrix_rank(np.vstack([matrix, np.eye(len(unknown))[n]])) == rank
    }


@settings(max_examples=250, deadline=None)
@given(tables(), st.integers(2, 6))
def test_no_withheld_count_is_worked_out_from_the_lines_of_its_table(table: Table, threshold: int) -> None:
    hidden = withheld(table, lines_of(table), threshold)

    # Where all else of a line is nought, there is nothing to hide a count behind: then its total is withheld too.
    assert {cell for cell, count in table.items() if 0 < count < threshold} <= hidden
    assert not solved_by_lines(table, hidden)


@settings(max_examples=40, deadline=None)
@given(tables().filter(lambda table: len(table) <= 12 and max(table.values()) <= 12), st.integers(2, 4))
def test_every_withheld_count_could_be_another_one(table: Table, threshold: int) -> None:
    hidden = withheld(table, lines_of(table), threshold)
    inside = [cell for cell in hidden if all(cell)]
    if not hidden or len(inside) > 5:
        return

    values = defaultdict(set)
    for other in solutions(table, hidden, 12):
        for cell in hidden:
            values[cell].add(other[cell])

    assert [cell for cell in hidden if 0 < table[cell] < threshold and len(values[cell]) == 1] == []


def test_lines_taken_together_give_nothing_away() -> None:
    # Every line withholds two, and yet the rows a and b less the columns 1 and 2 leave one count alone.
    counts = {
        "a1": 3,
        "a2": 3,
        "b1": 3,
        "b2": 3,
        "c2": 3,
        "c3": 3,
        "d3": 30,
        "d1": 30,
        "d2": 30,
        "a3": 30,
        "b3": 30,
        "c1": 30,
    }
    lines = [[key for key in counts if mark in key] for mark in "abcd123"]

    hidden = withheld(counts, lines, 5)

    assert hidden > {key for key, count in counts.items() if count < 5}
    assert "c3" in hidden


@given(st.integers(0, 300), st.integers(1, 300))
def test_a_share_never_says_all_or_none(count: int, of: int) -> None:
    told = share(min(count, of), of, 10)

    assert told in ("95% or more", "5% or less") or 5 <= int(told.removesuffix("%")) <= 95


# The same in a study.
