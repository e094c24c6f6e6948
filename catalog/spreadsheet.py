"""Cells that a spreadsheet would take for a formula, made safe in every table that people download."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TextIO

# What begins a formula in Excel, LibreOffice or Google Sheets, after any apostrophes of ours; blanks may stand
# before it. A number is none.
_FORMULA = re.compile(r"'*[\s\x00-\x1f]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|'*[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")


def guarded(value: object) -> object:
    """The cell with an apostrophe before what would run as a formula; numbers and all other text as they are.

    >>> guarded("=HYPERLINK(1)"), guarded("-3.5"), guarded("we - they")
    ("'=HYPERLINK(1)", '-3.5', 'we - they')
    """
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`.

    >>> unguarded("'=1+1"), unguarded("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def write_csv(stream: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table for download: UTF-8 without a mark, LF, no cell a formula."""
    import csv

    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
