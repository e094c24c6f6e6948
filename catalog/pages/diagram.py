"""How the tables of catalog.db belong together: as a drawing, and the same in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from catalog.metadata import Table

_WIDTH, _HEIGHT, _ACROSS, _DOWN, _EDGE = 156, 30, 84, 18, 12


@dataclass(frozen=True, slots=True)
class Box:
    """A table in the drawing, in pixels from its upper left corner."""

    name: str = field(metadata={"help": "The table"})
    x: int = field(metadata={"help": "Left side"})
    y: int = field(metadata={"help": "Upper side"})
    width: int = field(default=_WIDTH, metadata={"help": "Width"})
    height: int = field(default=_HEIGHT, metadata={"help": "Height"})


@dataclass(frozen=True, slots=True)
class Link:
    """That a row of one table names a row of another."""

    table: str = field(metadata={"help": "The table that names"})
    column: str = field(metadata={"help": "Its column"})
    other: str = field(metadata={"help": "The table named"})


@dataclass(frozen=True, slots=True)
class Diagram:
    """The drawing: what is named stands left of what names it."""

    boxes: tuple[Box, ...] = field(metadata={"help": "Tables that name another or are named"})
    lines: tuple[str, ...] = field(metadata={"help": "Lines from a table to one it names, as SVG paths"})
    links: tuple[Link, ...] = field(metadata={"help": "The same in words, in the schema's order"})
    width: int = field(metadata={"help": "Width of the drawing in pixels"})
    height: int = field(metadata={"help": "Height of the drawing in pixels"})


def diagram(tables: Sequence[Table]) -> Diagram:
    """The drawing of some tables; views and full-text indexes are left out, they hold nothing of their own."""
    links = tuple(
        Link(table.name, column.name, column.references)
        for table in tables
        if table.kind == "table"
        for column in table.columns
        if column.references
    )
    named: dict[str, set[str]] = defaultdict(set)
    for link in links:
        named[link.other] |= set()
        named[link.table] |= {link.other} - {link.table}
    names = [table.name for table in tables if table.name in named]
    columns = _columns(names, named)
    tallest = max(map(len, columns), default=0)
    boxes = {
        name: Box(name, _EDGE + n * (_WIDTH + _ACROSS), _EDGE + (_HEIGHT + _DOWN) * i + _middle(len(column), tallest))
        for n, column in enumerate(columns)
        for i, name in enumerate(column)
    }
    pairs = sorted({(link.table, link.other) for link in links if link.table != link.other})
    return Diagram(
        boxes=tuple(boxes[name] for name in names),
        lines=tuple(_line(boxes[a], boxes[b], tuple(boxes.values())) for a, b in pairs),
        links=links,
        width=max((box.x + box.width for box in boxes.values()), default=0) + _EDGE,
        height=max((box.y + box.height for box in boxes.values()), default=0) + _EDGE,
    )


def _middle(count: int, tallest: int) -> int:
    return (tallest - count) * (_HEIGHT + _DOWN) // 2


def _columns(names: Sequence[str], named: Mapping[str, set[str]]) -> list[list[str]]:
    """Tables in columns, each right of all that it names, and near them."""
    depth: dict[str, int] = {}

    def of(name: str, above: frozenset[str]) -> int:
        if name not in depth:
            others = named[name] - above
            depth[name] = 1 + max((of(other, above | {name}) for other in sorted(others)), default=-1)
        return depth[name]

    columns: dict[int, list[str]] = defaultdict(list)
    for name in names:
        columns[of(name, frozenset())].append(name)
    place: dict[str, float] = {}
    for n in sorted(columns):
        columns[n].sort(key=lambda name: _mean([place[other] for other in named[name] if other in place]))
        place |= {name: i / len(columns[n]) for i, name in enumerate(columns[n])}
    return [columns[n] for n in sorted(columns)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0


def _line(start: Box, end: Box, boxes: Sequence[Box]) -> str:
    """From the left side of what names to the right side of what is named, between the tables on the way."""
    x, y = start.x, start.y + start.height // 2
    goal_x, goal_y = end.x + end.width, end.y + end.height // 2
    path = f"M{x} {y}"
    for left in sorted({box.x for box in boxes if end.x < box.x < start.x}, reverse=True):
        column = [box.y for box in boxes if box.x == left]
        gaps = [top - _DOWN // 2 for top in (*column, max(column) + _HEIGHT + _DOWN)]
        wanted = y + (goal_y - y) * (x - left) // (x - goal_x)
        gap = min(gaps, key=lambda gap: (abs(gap - wanted), gap))
        path += f"{_bend(x, y, left + _WIDTH, gap)}H{left}"
        x, y = left, gap
    return path + _bend(x, y, goal_x, goal_y)


def _bend(x: int, y: int, to_x: int, to_y: int) -> str:
    half = (x - to_x) // 2
    return f"C{x - half} {y} {to_x + half} {to_y} {to_x} {to_y}"
