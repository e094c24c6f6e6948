"""A table read once over: its header, its columns, and what stands in each."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.errors import Problem, SourceError
from catalog.manifest import SourceEntry
from pipelines.readers.header_columns import Column, columns_of
from pipelines.readers.headers import HEAD, Header, Rows, find_header
from pipelines.readers.profiles import Profile
from pipelines.readers.tables import Table, open_table

PROFILED = 20_000
"""Rows from which columns are judged; further rows are only counted."""


@dataclass(slots=True)
class Inspection:
    """What one pass over a table found; `profiles` are in the order of `columns`."""

    table: Table
    header: Header
    columns: tuple[Column, ...]
    profiles: list[Profile]
    rows: int
    spilled: list[int]

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know before trusting what was understood."""
        notes = [*self.table.warnings, *self.header.warnings]
        if not self.rows:
            notes.append("there are no answers below the header")
        if self.spilled:
            rows = ", ".join(map(str, self.spilled[:5])) + (" and more" if len(self.spilled) > 5 else "")
            notes.append(f"cells beyond the header are not read (rows {rows}): is a quotation mark missing?")
        return tuple(notes)


def header_of(path: Path, head: Rows, entry: SourceEntry | None) -> Header:
    """The header as the manifest tells it, else as it is recognised."""
    if not head:
        raise SourceError(Problem(path.name, "the table has no rows", "deliver the file again, or remove it"))
    if entry is None or entry.header_rows is None:
        found = find_header(head)
        return Header(entry.layout, found.rows) if entry and entry.layout else found
    layout = entry.layout or find_header(head).layout
    return Header(layout, entry.header_rows)


def open_entry(path: Path, entry: SourceEntry | None) -> Table:
    """Open the table of a manifest entry."""
    if entry is None:
        return open_table(path)
    return open_table(path, sheet=entry.sheet, encoding=entry.encoding, delimiter=entry.delimiter)


def header_and_columns(path: Path, table: Table, entry: SourceEntry | None) -> tuple[Header, tuple[Column, ...]]:
    """The header and the columns it names; columns without a name that hardly any row has are left out."""
    head = list(itertools.islice(table.rows(), HEAD))
    header = header_of(path, head, entry)
    columns = columns_of(header, head)
    named = max((len(cells) for cells, number in head if number <= header.rows), default=len(columns))
    below = [cells for cells, number in head if number > header.rows]
    # One comma too many in one row makes no column; a column that many rows have is one without a name.
    while len(columns) > named and 10 * _filled(below, len(columns) - 1) < len(below):
        columns = columns[:-1]
    return header, columns


def _filled(rows: list[list[str]], index: int) -> int:
    return sum(index < len(cells) and bool(cells[index]) for cells in rows)


def inspect(path: Path, entry: SourceEntry | None = None) -> Inspection:
    """Read a table once over; what the manifest entry says of sheet, encoding and header is heeded."""
    table = open_entry(path, entry)
    header, columns = header_and_columns(path, table, entry)
    profiles, width = [Profile() for _ in columns], len(columns)
    rows, spilled = 0, list[int]()
    for cells, number in below(table, header):
        rows += 1
        if len(cells) > width and any(cells[width:]):
            spilled.append(number)
        if rows <= PROFILED:
            for profile, cell in zip(profiles, cells, strict=False):
                if cell:
                    profile.add(cell)
    return Inspection(table, header, columns, profiles, rows, spilled)


def below(table: Table, header: Header) -> Iterator[tuple[list[str], int]]:
    """The rows below the header."""
    return (row for row in table.rows() if row[1] > header.rows)
