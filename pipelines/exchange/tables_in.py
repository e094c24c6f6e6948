"""Reading tables: a codebook (CSV, XLSX), and Taguette's table of highlights, which has quotes and no places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from catalog.errors import Problem, SourceError
from catalog.records import Span
from catalog.spreadsheet import unguarded
from catalog.text import normalise
from pipelines.exchange.project import Document, ForeignCode, Losses, Mark, Project

# What tools call the columns of a codebook, the best word first.
_NAME = ("label", "name", "tag", "path", "code", "code name", "codename", "title")
_KEY = ("code", "id", "slug")
_SAID = ("definition", "description", "memo", "comment", "code memo", "note")
_ABOVE = ("parent", "category", "parent code", "group")
_HIGHLIGHTS = {"document", "tag", "content"}
BETWEEN = "\n\n"


def read_table(path: Path) -> Project:
    """A codebook or highlights, told apart by the columns; SourceError where the table is neither."""
    from pipelines.readers.tables import open_table

    table = open_table(path)
    rows = [[normalise(unguarded(cell)) for cell in row] for row, _ in table.rows()]
    header = [cell.casefold() for cell in rows[0]] if rows else []
    records = [dict(zip(header, row, strict=False)) for row in rows[1:]]
    if set(header) >= _HIGHLIGHTS:
        return _highlights(path, records)
    name = next((word for word in _NAME if word in header), None)
    if name is None:
        what = "the table is neither a codebook nor Taguette's highlights"
        fix = "name a column `name` (and `description`, `parent`), or import the project itself"
        raise SourceError(Problem(f"{path.name}:1", what, fix))
    return Project(path.stem, "table", tuple(_codes(records, header, name)))


def _codes(records: Sequence[Mapping[str, str]], header: Iterable[str], name: str) -> list[ForeignCode]:
    key = next((word for word in _KEY if word in header and word != name), name)
    said = next((word for word in _SAID if word in header), "")
    above = next((word for word in _ABOVE if word in header), "")
    found = []
    names = {record.get(name, ""): record.get(key, "") for record in records}
    keys = set(names.values())
    for record in records:
        if record.get(name):
            parent = record.get(above, "")
            parent = parent if parent in keys else names.get(parent, _before_dot(record[name], names))
            found.append(ForeignCode(record[key], record[name], record.get(said, ""), parent or None))
    return found


def _before_dot(name: str, names: Mapping[str, str]) -> str:
    while "." in name:
        name = name.rpartition(".")[0]
        if name in names:
            return names[name]
    return ""


def _highlights(path: Path, records: Sequence[Mapping[str, str]]) -> Project:
    """One row a highlight and tag: a document is its quotes, since the words around them are not in the table."""
    losses = Losses()
    losses.doubts.append("the table holds quotes without their documents: take the project (.sqlite3) if you can")
    quotes: dict[str, dict[tuple[str, str], list[str]]] = {}
    for number, record in enumerate(records, 1):
        words, tag = record.get("content", ""), record.get("tag", "")
        if not words or not tag:
            losses.lose("highlight without " + ("words" if not words else "tag"), record.get("document", ""))
            continue
        key = (record.get("id") or str(number), words)
        quotes.setdefault(record.get("document", ""), {}).setdefault(key, []).append(tag)
    documents = []
    for name, found in quotes.items():
        marks, at = [], 0
        for (_, words), tags in found.items():
            marks.append(Mark(Span(at, at + len(words)), "", tuple(dict.fromkeys(tags))))
            at += len(words) + len(BETWEEN)
        text = BETWEEN.join(words for _, words in found)
        documents.append(Document(name or "unnamed", name or "unnamed", text, tuple(marks)))
    names = dict.fromkeys(tag for mark in (m for d in documents for m in d.marks) for tag in mark.codes)
    by_name = {tag: tag for tag in names}
    codes = tuple(ForeignCode(tag, tag, "", _before_dot(tag, by_name) or None) for tag in names)
    return Project(path.stem, "Taguette", codes, tuple(documents), coders={"": ""}, losses=losses)
