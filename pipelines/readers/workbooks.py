"""Spreadsheet workbooks (XLSX and ODS) as rows of text, each cell as a person sees it."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from catalog.errors import ManifestError, Problem, SourceError
from pipelines.readers.tables import Table

_PEEK = 200
_FAULTS = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    zipfile.BadZipFile,
    OSError,
    ParseError,
)


def open_xlsx(path: Path, sheet: str | None = None) -> Table:
    """Open a workbook: the sheet named, else the one with most cells filled, else the first."""
    try:
        with _Workbook(path) as book:
            sizes = {ws.title: _size(_quietly(ws.iter_rows())) for ws in book.worksheets}
            hidden = {ws.title for ws in book.worksheets if ws.sheet_state != "visible"}
    except _FAULTS:
        raise _damaged(path) from None
    chosen, notes = _choose(path, sizes, hidden, sheet)
    table = Table(path, "xlsx", sheet=chosen, sheets=tuple(sizes), warnings=notes)
    table.warnings += _formulas(path, chosen)

    def records() -> Iterator[list[str]]:
        try:
            with _Workbook(path) as book:
                for row in _quietly(book[chosen].iter_rows()):
                    yield [_shown(cell) for cell in row]
        except _FAULTS:
            raise _damaged(path) from None

    table.records = records
    return table


class _Workbook:
    """A workbook opened for streaming, and closed in the end, without openpyxl's remarks on styles."""

    def __init__(self, path: Path, *, values: bool = True) -> None:
        import openpyxl

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._book = openpyxl.load_workbook(path, read_only=True, data_only=values)
        for ws in self._book.worksheets:
            # Some exporters state a wrong extent, and openpyxl would believe it.
            ws.reset_dimensions()

    def __enter__(self) -> Any:
        return self._book

    def __exit__(self, *_: object) -> None:
        self._book.close()


def _quietly(rows: Iterator[Any]) -> Iterator[Any]:
    """The rows, without the remarks that openpyxl makes as it meets extensions and odd dates."""
    while True:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            batch = list(itertools.islice(rows, 256))
        if not batch:
            return
        yield from batch


def _size(rows: Iterator[Any]) -> int:
    """Roughly how much a sheet holds: the cells filled in its first rows."""
    return sum(cell.value is not None for row in itertools.islice(rows, _PEEK) for cell in row)


def _choose(path: Path, sizes: dict[str, int], hidden: set[str], sheet: str | None) -> tuple[str, list[str]]:
    if sheet is not None:
        if sheet not in sizes:
            raise ManifestError(Problem(path.name, f'there is no sheet "{sheet}"', f"use one of: {', '.join(sizes)}"))
        return sheet, []
    if not any(sizes.values()):
        raise SourceError(Problem(path.name, "the workbook is empty", "deliver the file again, or remove it"))
    best = max(sizes, key=lambda title: (title not in hidden and sizes[title] > 0, sizes[title]))
    others = [f'"{title}"' for title, size in sizes.items() if size and title != best]
    if not others:
        return best, []
    return best, [f'sheet "{best}" is read; not read: {", ".join(others)}']


def _shown(cell: Any) -> str:
    """A cell's value as the spreadsheet shows it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        # Excel writes a carriage return inside a cell as _x000D_; an error such as #REF! is no value.
        return "" if cell.data_type == "e" else value.replace("_x000D_", "")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(value, cell.number_format or "")
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="seconds")
    return str(value)


def _number(value: float, shape: str) -> str:
    if "%" in shape:
        return f"{value * 100:.12g}%"
    if re.fullmatch(r"00+", shape) and value == int(value):
        return str(int(value)).zfill(len(shape))
    return str(int(value)) if value == int(value) else f"{value:.15g}"


def _formulas(path: Path, sheet: str) -> list[str]:
    """A warning where formulas were saved without their values, as scripts that write workbooks do."""
    with zipfile.ZipFile(path) as package:
        names = [n for n in package.namelist() if n.startswith("xl/worksheets/") and n.endswith(".xml")]
        if not any(_mentions_formula(package, name) for name in names):
            return []
    lost = 0
    try:
        with _Workbook(path, values=False) as plain, _Workbook(path) as valued:
            pairs = zip(_quietly(plain[sheet].iter_rows()), _quietly(valued[sheet].iter_rows()), strict=False)
            for formulas, values in pairs:
                lost += sum(f.data_type == "f" and v.value is None for f, v in zip(formulas, values, strict=False))
    except _FAULTS:
        raise _damaged(path) from None
    if not lost:
        return []
    noun = "cell holds a formula" if lost == 1 else "cells hold formulas"
    return [f"{lost} {noun} without a saved value, read as empty: open the file in Excel and save it"]


def _mentions_formula(package: zipfile.ZipFile, name: str) -> bool:
    tail = b""
    with package.open(name) as file:
        while chunk := file.read(1 << 20):
            if re.search(rb"<(?:\w+:)?f[ >/]", tail + chunk):
                return True
            tail = chunk[-16:]
    return False


def open_ods(path: Path, sheet: str | None = None) -> Table:
    """Open an OpenDocument spreadsheet; it is read into memory whole."""
    from odf.opendocument import load
    from odf.table import Table as OdfTable

    try:
        sheets = {str(t.getAttribute("name")): t for t in load(str(path)).getElementsByType(OdfTable)}
        rows = {title: _ods_rows(element) for title, element in sheets.items()}
    except _FAULTS:
        raise _damaged(path) from None
    sizes = {title: sum(bool(c) for row in found[:_PEEK] for c in row) for title, found in rows.items()}
    chosen, notes = _choose(path, sizes, set(), sheet)
    return Table(path, "ods", sheet=chosen, sheets=tuple(rows), warnings=notes, records=lambda: iter(rows[chosen]))


def _ods_rows(table: Any) -> list[list[str]]:
    from odf.table import TableRow

    rows: list[list[str]] = []
    blank = 0
    for element in table.getElementsByType(TableRow):
        cells = _ods_cells(element)
        times = int(element.getAttribute("numberrowsrepeated") or 1)
        if not cells:
            blank += times
            continue
        # Sheets end in a million repeated blank rows, so blank ones count only once more follow.
        rows += [[]] * min(blank, 1_048_576)
        rows += [cells] * min(times, 10_000)
        blank = 0
    return rows


def _ods_cells(row: Any) -> list[str]:
    from odf import teletype

    cells: list[str] = []
    blank = 0
    for element in row.childNodes:
        if element.qname[1] not in ("table-cell", "covered-table-cell"):
            continue
        text = "\n".join(teletype.extractText(p) for p in element.childNodes if getattr(p, "qname", ("", ""))[1] == "p")
        times = int(element.getAttribute("numbercolumnsrepeated") or 1)
        if not text.strip():
            blank += times
            continue
        cells += [""] * min(blank, 16_384) + [text] * min(times, 16_384)
        blank = 0
    return cells


def _damaged(path: Path) -> SourceError:
    return SourceError(
        Problem(path.name, "the workbook is damaged", "open it in Excel or LibreOffice and save it anew")
    )
