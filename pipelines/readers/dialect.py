"""Which character separates the cells of a delimited text, decided by how evenly it cuts the rows."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

DELIMITERS = (",", "\t", ";", "|", "^", "\x1f")
_ROWS = 200
_LONG = 1 << 15


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text is cut: the delimiter, whether double quotes enclose cells, and how well that fits.

    `columns` is the usual number of cells, `evenness` the share of the `rows` that have that number.
    """

    delimiter: str
    columns: int
    evenness: float
    rows: int
    quoted: bool = True

    def reader(self, lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
        """The rows of the lines."""
        options: dict[str, Any] = {"delimiter": self.delimiter, "skipinitialspace": True, "strict": strict}
        if not self.quoted:
            options["quoting"] = csv.QUOTE_NONE
        return csv.reader(lines, **options)


def guess_dialect(sample: str) -> Dialect:
    """The delimiter that cuts the sample's rows most evenly into most columns; a comma if none does.

    >>> guess_dialect("id;note\\n1;a, b, c\\n2;d\\n").delimiter
    ';'
    >>> guess_dialect("only one column\\nof words\\n").columns
    1
    """
    found = [_measure(sample, Dialect(delimiter, 1, 0.0, 0)) for delimiter in DELIMITERS]
    usable = [d for d in found if d.columns > 1 and d.evenness >= 0.5]
    if not usable:
        ragged = [d for d in found if d.columns > 1]
        return max(ragged, key=lambda d: (d.evenness, d.columns), default=Dialect(",", 1, 1.0, found[0].rows))
    best = max(d.evenness for d in usable)
    chosen = max((d for d in usable if d.evenness > best - 0.1), key=lambda d: d.columns)
    return _unquoted(sample, chosen) if chosen.delimiter == "\t" else chosen


def dialect_of(sample: str, delimiter: str | None) -> Dialect:
    """The dialect with the delimiter that is given, else the best guess."""
    if delimiter is None:
        return guess_dialect(sample)
    given = _measure(sample, Dialect(delimiter, 1, 0.0, 0))
    return _unquoted(sample, given) if delimiter == "\t" else given


def _unquoted(sample: str, dialect: Dialect) -> Dialect:
    """Tabs often come without any quoting; then a quotation mark that opens a cell is part of the words."""
    if '"' not in sample:
        return dialect
    plain = _measure(sample, replace(dialect, quoted=False))
    if plain.evenness > 0.99 and plain.columns == dialect.columns and plain.rows > dialect.rows:
        return plain
    return dialect


def _measure(sample: str, dialect: Dialect) -> Dialect:
    reader = dialect.reader(io.StringIO(sample, newline=""))
    counts: Counter[int] = Counter()
    try:
        rows = [row for row in itertools.islice(reader, _ROWS) if any(cell.strip() for cell in row)]
    except csv.Error:
        return dialect
    # The last row of a long sample is likely cut off.
    for row in rows[:-1] if len(rows) < _ROWS and len(sample) >= _LONG else rows:
        counts[len(row)] += 1
    if not counts:
        return dialect
    columns, times = max(counts.items(), key=lambda item: (item[1], item[0]))
    return replace(dialect, columns=columns, evenness=times / counts.total(), rows=counts.total())
