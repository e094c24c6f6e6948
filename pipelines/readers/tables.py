"""Tables as delivered (delimited text, XLSX, ODS) as one stream of rows of text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from catalog.errors import ManifestError, Problem, SourceError
from catalog.text import normalise
from pipelines.readers.decoding import decoding_of, open_text
from pipelines.readers.dialect import Dialect, dialect_of
from pipelines.readers.files import sniff

CELL_LIMIT = 1_000_000
"""Longest cell, in characters, that is believed to be one."""

_SAMPLE = 1 << 16


@dataclass(slots=True)
class Table:
    """An opened table. `warnings` may grow while the rows are read.

    `sheet` and `sheets` are None and empty for text, `encoding` and `delimiter` are None for workbooks.
    """

    path: Path
    format: str
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    warnings: list[str] = field(default_factory=list)
    records: Callable[[], Iterator[list[str]]] = field(default=lambda: iter(()), repr=False)

    def rows(self) -> Iterator[tuple[list[str], int]]:
        """The rows that are not blank, each with its number as a spreadsheet shows it, from 1.

        Cells are normalised text; rows may differ in length. Can be called again.
        """
        for number, record in enumerate(self.records(), 1):
            cells = [normalise(cell) for cell in record]
            if any(cells):
                yield cells, number


def open_table(
    path: Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Table:
    """Open a table of any format; what is not given is found out.

    Raises SourceError where the file is no table, ManifestError where the sheet does not exist.
    """
    format = sniff(path)
    if format == "xlsx":
        from pipelines.readers.workbooks import open_xlsx

        return open_xlsx(path, sheet)
    if format == "ods":
        from pipelines.readers.workbooks import open_ods

        return open_ods(path, sheet)
    if format in ("docx", "odt"):
        raise SourceError(Problem(path.name, f"this is a document ({format.upper()}), not a table", "save it as CSV"))
    return _open_text(path, encoding, delimiter)


def _open_text(path: Path, encoding: str | None, delimiter: str | None) -> Table:
    if delimiter is not None and len(delimiter) != 1:
        named = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "\\t": "\t"}.get(delimiter.lower())
        if named is None:
            raise ManifestError(Problem(path.name, "`delimiter` is not one character", "write one, or tab"))
        delimiter = named
    decoding = decoding_of(path, encoding)
    with open_text(path, decoding) as file:
        sample = file.read(_SAMPLE).removeprefix("\ufeff")
    hint = excel_hint(sample)
    dialect = dialect_of(sample, delimiter or hint)

    def records() -> Iterator[list[str]]:
        with open_text(path, decoding) as file:
            yield from _records(path, file, dialect, skip_first=hint is not None)

    return Table(
        path,
        "csv",
        encoding=decoding.encoding,
        delimiter=dialect.delimiter,
        warnings=list(decoding.warnings),
        records=records,
    )


def excel_hint(sample: str) -> str | None:
    """The delimiter that a first line `sep=;` announces to Excel.

    >>> excel_hint("sep=;\\r\\na;b")
    ';'
    """
    first = sample[:8].strip("\"'").lower()
    if first.startswith("sep=") and len(first) > 5 and first[5] in "\r\n\"'":
        return first[4]
    return None


def _records(path: Path, file: TextIO, dialect: Dialect, *, skip_first: bool) -> Iterator[list[str]]:
    csv.field_size_limit(CELL_LIMIT)
    lines: list[str] = []
    last: list[str] = []

    def remembered() -> Iterator[str]:
        for line in file:
            lines.append(line)
            yield line

    number = 0
    reader = dialect.reader(remembered())
    try:
        for number, record in enumerate(reader, 1):
            yield [] if skip_first and number == 1 else record
            last = lines[:]
            lines.clear()
    except csv.Error:
        raise _open_quote(path, number + 1) from None
    if last and _is_open(last, dialect):
        raise _open_quote(path, number)


def _is_open(lines: list[str], dialect: Dialect) -> bool:
    """Whether the file's last record ends inside quotes, which the csv module forgives in silence."""
    try:
        list(dialect.reader(lines, strict=True))
    except csv.Error as fault:
        return "unexpected end" in str(fault)
    return False


def _open_quote(path: Path, row: int) -> SourceError:
    return SourceError(
        Problem(
            f"{path.name}: row {row}",
            f"a cell has no end (is a quotation mark open?) or is longer than {CELL_LIMIT:,} characters",
            "close the quotation mark, or export the file again",
        )
    )
