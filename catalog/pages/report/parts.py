"""What a report is made of: tables whose cells know their evidence, and what of them a chart draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.pages.rows import Connection, fetch

_Z = 1.959963984540054  # the normal distribution's 97.5% point
WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind a cell: a query on catalog.db whose rows are the quotes, or the counts, themselves."""

    anchor: str = field(metadata={"help": "Name in the address, unique in its table"})
    title: str = field(metadata={"help": "What the cell says, in words"})
    sql: str = field(metadata={"help": "The query, with named parameters"})
    params: Mapping[str, str] = field(metadata={"help": "The values of its parameters"})
    quotes: bool = field(default=True, metadata={"help": "Whether its rows are quotes; else they are counts"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `value` is what a spreadsheet gets, the text where it is None."""

    text: str = field(metadata={"help": "As people read it"})
    value: str | int | float | None = field(default=None, metadata={"help": "For a spreadsheet, where it differs"})
    evidence: Evidence | None = field(default=None, metadata={"help": "What stands behind it"})


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, or of a change the way from `start` to `value`; shares from 0 to 1."""

    label: str = field(metadata={"help": "What it stands for"})
    value: float | None = field(metadata={"help": "The share; None where it is withheld"})
    low: float | None = field(default=None, metadata={"help": "Lower end of the 95% interval"})
    high: float | None = field(default=None, metadata={"help": "Upper end"})
    start: float | None = field(default=None, metadata={"help": "Of a change: the share before"})


@dataclass(frozen=True, slots=True)
class Bars:
    """Shares as bars, one under the other; with `start`, the way from one share to another."""

    bars: tuple[Bar, ...] = field(metadata={"help": "The bars, from above"})
    legend: tuple[str, ...] = field(default=(), metadata={"help": "Of a change: before and after; else what is shown"})


@dataclass(frozen=True, slots=True)
class Stack:
    """For each row, shares that add up to 1 at most."""

    rows: tuple[tuple[str, tuple[float | None, ...]], ...] = field(
        metadata={"help": "Names with their shares; None is withheld"}
    )
    legend: tuple[str, ...] = field(metadata={"help": "What each share stands for"})


@dataclass(frozen=True, slots=True)
class Heat:
    """A square of counts; the half under the diagonal."""

    labels: tuple[str, ...] = field(metadata={"help": "Names of rows and columns"})
    counts: tuple[tuple[int, ...], ...] = field(metadata={"help": "For each row, the counts left of the diagonal"})


@dataclass(frozen=True, slots=True)
class Steps:
    """How a count grows."""

    points: tuple[tuple[int, int], ...] = field(metadata={"help": "Places with the count reached there"})
    marks: tuple[tuple[int, str], ...] = field(metadata={"help": "Names for some places"})
    x: str = field(metadata={"help": "What places count"})
    y: str = field(metadata={"help": "What is counted"})


Chart = Bars | Stack | Heat | Steps


@dataclass(frozen=True, slots=True)
class Table:
    """One figure of the report: a table, drawn as well where that helps."""

    id: str = field(metadata={"help": "Name of its files"})
    title: str = field(metadata={"help": "What it shows"})
    note: str = field(metadata={"help": "What counts and what does not: the inclusion rule"})
    columns: tuple[str, ...] = field(metadata={"help": "Headings"})
    rows: tuple[tuple[Cell, ...], ...] = field(metadata={"help": "Rows; the first cell of each is its heading"})
    chart: Chart | None = field(default=None, metadata={"help": "What is drawn"})


@dataclass(frozen=True, slots=True)
class Section:
    """Tables on one matter."""

    id: str = field(metadata={"help": "Name in the address"})
    title: str = field(metadata={"help": "Heading"})
    lead: str = field(metadata={"help": "What to know before reading"})
    tables: tuple[Table, ...] = field(metadata={"help": "Its figures"})


def wilson(count: int, of: int) -> tuple[float, float]:
    """95% interval of a share, also where it is near 0 or 1 (Wilson 1927).

    >>> [round(end, 3) for end in wilson(40, 100)]
    [0.309, 0.498]
    """
    if not of:
        return 0.0, 1.0
    share, square = count / of, _Z**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z * math.sqrt(share * (1 - share) / of + square / (4 * of**2)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def newcombe(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    """95% interval of the second share less the first, of two samples (Newcombe 1998, method 10).

    >>> [round(end, 4) for end in newcombe((48, 80), (56, 70))]
    [0.0524, 0.3339]
    """
    (a, n), (b, m) = first, second
    (low1, high1), (low2, high2) = wilson(a, n), wilson(b, m)
    share1, share2 = a / n if n else 0.0, b / m if m else 0.0
    down = math.sqrt((share2 - low2) ** 2 + (high1 - share1) ** 2)
    up = math.sqrt((high2 - share2) ** 2 + (share1 - low1) ** 2)
    return share2 - share1 - down, share2 - share1 + up


def percent(share: float) -> str:
    """A share in whole per cent, halves rounded up.

    >>> percent(0.125), percent(0)
    ('13%', '0%')
    """
    return f"{math.floor(share * 100 + 0.5)}%"


def number(value: float) -> float:
    """A share as spreadsheets get it: four places."""
    return round(value, 4)


def slug(*words: str) -> str:
    """An anchor made of words.

    >>> slug("Often or Always", "all")
    'often-or-always--all'
    """
    plain = ("".join(c if c.isalnum() and c.isascii() else " " for c in word.lower()) for word in words)
    return "--".join("-".join(word.split()) or "none" for word in plain)


def kinds_of(conn: Connection) -> tuple[str, ...]:
    """The kinds of district that published excerpts come from, in order."""
    sql = "select distinct district_kind from cases where district_kind is not null order by 1"
    return tuple(row[0] for row in fetch(conn, sql))
