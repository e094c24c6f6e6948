"""Small cells: which counts of a table are withheld so that none of them can be worked out.

A count of 1 to threshold - 1 respondents is withheld (primary suppression). A line of the table whose
total is shown and in which only one count is withheld would give it away by subtraction, so its
smallest other count is withheld too (complementary suppression), until every such line holds none or
at least two whose sum reaches the threshold. The rule is that of the agencies' handbooks (for one,
Federal Committee on Statistical Methodology, Working Paper 22, chapter IV).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Cell = TypeVar("Cell", bound=Hashable)

# A share beyond these says something about nearly everyone of a group.
TOP, BOTTOM = 0.95, 0.05


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
    kept = [line for line in lines if line]
    changed = bool(hidden)
    while changed:
        changed = False
        for line in kept:
            inside = [cell for cell in line if cell in hidden]
            if not inside or (len(inside) > 1 and sum(counts[cell] for cell in inside) >= threshold):
                continue
            rest = [cell for cell in line if cell not in hidden and counts[cell] > 0]
            if rest:
                hidden.add(min(rest, key=lambda cell: (counts[cell], repr(cell))))
                changed = True
    return frozenset(hidden)


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
