"""DOCX, ODT and plain text to lines of words, numbered as a person counts paragraphs or lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.errors import Problem, SourceError
from catalog.text import normalise

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Words that were struck out, that stand in a box beside the text, or that are the code of a field.
_NOT_WORDS = {f"{_W}{name}" for name in ("del", "moveFrom", "txbxContent", "instrText", "delText", "pPr", "rPr")}
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}
_WRAPPERS = {f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADINGS = ("heading", "title", "subtitle")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph that is not blank: the paragraph's number from 1, blank ones counted, the
    line's text, and where it begins in the paragraph. `apart` says that a blank line or a paragraph's
    start is before it."""

    number: int
    text: str
    offset: int = 0
    heading: bool = False
    apart: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A document's lines in order, and the rows of cells of each of its tables."""

    lines: tuple[Line, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()


def read_plain(text: str) -> Document:
    """Plain text: a line is a line."""
    lines, apart = [], True
    for number, raw in enumerate(text.split("\n"), 1):
        if line := normalise(raw):
            lines.append(Line(number, line, apart=apart))
        apart = not line
    return Document(tuple(lines))


def read_docx(path: Path) -> Document:
    """A Word document's body: paragraphs and tables, without headers, footers, notes and boxes.

    Raises SourceError where the package holds no readable Word document.
    """
    import docx

    try:
        body = docx.Document(str(path)).element.body
    except Exception as fault:  # the library raises its own, lxml's, zipfile's and plain KeyErrors alike
        raise _damaged(path, "Word document") from fault
    lines: list[Line] = []
    tables: list[tuple[tuple[str, ...], ...]] = []
    number = 0
    for block in _blocks(body):
        if block.tag == f"{_W}p":
            number += 1
            lines += _lines(number, _docx_text(block), _docx_heading(block))
        else:
            tables.append(tuple(_docx_row(row) for row in _blocks(block, f"{_W}tr")))
    return Document(tuple(lines), tuple(tables))


def _blocks(parent: Any, *tags: str) -> Iterator[Any]:
    """The paragraphs and tables (or `tags`) under `parent`, through content controls and insertions."""
    wanted = tags or (f"{_W}p", f"{_W}tbl")
    for child in parent:
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _blocks(child, *wanted)


def _docx_text(element: Any) -> str:
    parts: list[str] = []
    for child in element:
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif child.tag not in _NOT_WORDS and child.tag != _FALLBACK:
            parts.append(_docx_text(child))
    return "".join(parts)


def _docx_heading(paragraph: Any) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and str(style.get(f"{_W}val", "")).lower().startswith(_HEADINGS)


def _docx_row(row: Any) -> tuple[str, ...]:
    cells = _blocks(row, f"{_W}tc")
    return tuple(normalise("\n".join(_docx_text(p) for p in _blocks(cell, f"{_W}p"))) for cell in cells)


def read_odt(path: Path) -> Document:
    """An OpenDocument text's body: paragraphs and tables, without notes, comments and struck-out words.

    Raises SourceError where the package holds no readable document.
    """
    from odf.opendocument import load

    try:
        body = load(str(path)).text
    except Exception as fault:  # odfpy raises its own, expat's and plain KeyErrors alike
        raise _damaged(path, "OpenDocument text") from fault
    lines: list[Line] = []
    tables: list[tuple[tuple[str, ...], ...]] = []
    number = 0
    for kind, block in _odt_blocks(body):
        if kind == "table":
            tables.append(tuple(_odt_row(row) for row in _odt_named(block, "table-row")))
        else:
            number += 1
            lines += _lines(number, _odt_text(block), kind == "h")
    return Document(tuple(lines), tuple(tables))


def _odt_kind(node: Any) -> str:
    return str(node.qname[1]) if getattr(node, "qname", None) else ""


def _odt_blocks(parent: Any) -> Iterator[tuple[str, Any]]:
    for node in parent.childNodes:
        kind = _odt_kind(node)
        if kind in ("p", "h", "table"):
            yield kind, node
        elif kind not in ("tracked-changes", "forms", "table-of-content", "note", "annotation"):
            yield from _odt_blocks(node)


def _odt_named(parent: Any, name: str) -> Iterator[Any]:
    for node in parent.childNodes:
        if _odt_kind(node) == name:
            yield node
        elif _odt_kind(node) not in ("", "table"):
            yield from _odt_named(node, name)


def _odt_text(node: Any) -> str:
    parts: list[str] = []
    for child in node.childNodes:
        kind = _odt_kind(child)
        if child.nodeType == child.TEXT_NODE:
            parts.append(str(child.data))
        elif kind == "s":
            parts.append(" " * min(int(child.getAttribute("c") or 1), 1000))
        elif kind in ("tab", "line-break"):
            parts.append("\t" if kind == "tab" else "\n")
        elif kind not in ("annotation", "note", "frame", "ruby-text"):
            parts.append(_odt_text(child))
    return "".join(parts)


def _odt_row(row: Any) -> tuple[str, ...]:
    cells = _odt_named(row, "table-cell")
    return tuple(normalise("\n".join(_odt_text(p) for p in _odt_named(cell, "p"))) for cell in cells)


def _lines(number: int, raw: str, heading: bool) -> Iterable[Line]:
    """The lines of one paragraph, each with its offset in the normalised paragraph."""
    at = 0
    for i, raw_line in enumerate(normalise(raw).split("\n")):
        if line := raw_line.strip():
            yield Line(number, line, at + raw_line.index(line), heading, apart=i == 0)
        at += len(raw_line) + 1


def _damaged(path: Path, what: str) -> SourceError:
    fix = "open it in Word or LibreOffice and save it anew"
    return SourceError(Problem(path.name, f"the {what} inside is damaged", fix))
