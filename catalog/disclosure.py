"""Small cells: which counts of a table are withheld so that none of them can be worked out.

A count of 1 to threshold - 1 respondents is withheld (primary suppression). A line of the table whose
total is shown and in which only one count is withheld would give it away by subtraction, so its
smallest other count is withheld too (complementary suppression), until every such line holds none or
at least two whose sum reaches the threshold. The rule is that of the agencies' handbooks (for one,
Federal Committee on Statistical Methodology, Working Paper 22, chapter IV). Lines taken together can
still give a count away, so what is withheld is solved for, and more withheld until nothing has one answer.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

Cell = TypeVar("Cell", bound=Hashable)

# A share beyond these says something about nearly everyone of a group.
TOP, BOTTOM = 0.95, 0.05
# At or above this risk, from 0 to 1, a person has to look before anything of a response is published.
HIGH_RISK = 0.6


def withheld(
    counts: Mapping[Cell, int], lines: Iterable[Collection[Cell]], threshold: int, also: Collection[Cell] = ()
) -> frozenset[Cell]:
    """The cells to withhold; `also` are withheld for another reason than their size.

    `lines` are the rows and columns that add up to a total that is shown, each as its cells, the total
    not among them. A threshold of 0 or 1 withholds nothing.

    >>> sorted(withheld({"a": 4, "b": 30, "c": 12}, [("a", "b", "c")], 10))
    ['a', 'c']
    """
    hidden = {*also, *(cell for cell, count in counts.items() if 0 < count < threshold)}
    kept = [tuple(line) for line in lines if line]
    changed = bool(hidden)
    while changed:
        changed = False
        for line in kept:
            inside = [cell for cell in line if cell in hidden]
            if inside and (len(inside) < 2 or sum(counts[cell] for cell in inside) < threshold):
                changed |= _hide_another(line, counts, hidden)
        if not changed and (given_away := _solved(kept, hidden)):
            # In its own lines if there is anything to hide it behind; were all withheld, none would be solved.
            near = sorted(kept, key=lambda line: given_away.isdisjoint(line))
            changed = any(_hide_another(line, counts, hidden) for line in near)
    return frozenset(hidden)


def _hide_another(line: Iterable[Cell], counts: Mapping[Cell, int], hidden: set[Cell]) -> bool:
    """Withhold the smallest count of the line that is still shown; whether there was one."""
    rest = [cell for cell in line if cell not in hidden and counts[cell] > 0]
    if rest:
        hidden.add(min(rest, key=lambda cell: (counts[cell], repr(cell))))
    return bool(rest)


def _solved(lines: Iterable[Iterable[Cell]], hidden: Collection[Cell]) -> set[Cell]:
    """The withheld cells that have one solution, each line saying what its withheld cells add up to.

    Gauss-Jordan elimination: a row with one unknown left is a cell worked out. In a table of two ways a
    total may stand in its lines as a cell: that changes signs, not what can be worked out.
    """
    rows: dict[Cell, dict[Cell, Fraction]] = {}
    for line in lines:
        row = {cell: Fraction(1) for cell in line if cell in hidden}
        for cell in list(row):
            if cell in rows:
                _subtract(row, cell, rows[cell])
        if not row:
            continue
        lead, value = next(iter(row.items()))
        if value != 1:
            row = {cell: other / value for cell, other in row.items()}
        for other_row in rows.values():
            if lead in other_row:
                _subtract(other_row, lead, row)
        rows[lead] = row
    return {cell for cell, row in rows.items() if len(row) == 1}


def _subtract(row: dict[Cell, Fraction], lead: Cell, pivot: dict[Cell, Fraction]) -> None:
    """Eliminate the unknown `lead` from the row by the pivot, in which it stands once."""
    factor = row[lead]
    for cell, value in pivot.items():
        left = row.get(cell, Fraction(0)) - factor * value
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)


def share(count: int, of: int, threshold: int = 10) -> str:
    """A share in whole per cent, top- and bottom-coded, so that it never speaks of all or none.

    A study without a threshold is of public institutions, and its shares are told as they are.

    >>> share(60, 120), share(119, 120), share(0, 120), share(119, 120, 0)
    ('50%', '95% or more', '5% or less', '99%')
    """
    if not of:
        return ""
    part = count / of
    if threshold < 2:
        return f"{part:.0%}"
    if part > TOP:
        return "95% or more"
    return "5% or less" if part < BOTTOM else f"{part:.0%}"
