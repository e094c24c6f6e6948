"""Writing the report: the whole folder beside the old one, then in its place."""

from __future__ import annotations

import contextlib
import io
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from catalog.errors import Problem, StudyError
from catalog.pages.report import Report, report
from catalog.pages.report.parts import Cell, Table
from catalog.spreadsheet import write_csv
from pipelines.report import svg
from pipelines.report.charts import chart
from pipelines.report.evidence import Behind, address, behind

MARK = ".catalog-report"


def write(db: sqlite3.Connection, folder: Path, site: str = "") -> Report:
    """Write the report of a catalog.db into a folder; its files are the same each time.

    `site` is where the public site stands, for links; by default what the study says. A folder that holds anything
    but an earlier report is refused: StudyError.
    """
    found = report(db)
    site = (site or found.site.address).rstrip("/")
    with _fresh(folder) as new:
        for path, words in _files(db, found, site):
            target = new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(words, encoding="utf-8", newline="\n")
    return found


def _files(db: sqlite3.Connection, found: Report, site: str) -> Iterator[tuple[str, str]]:
    drawn = {table.id: chart(table.chart, table.title) for table in found.tables if table.chart}
    yield MARK, "Written by `catalog report`, which replaces this folder.\n"
    yield "index.html", _template("report.html").render(page=found, drawn=drawn, site=site, style=_style())
    yield "report.md", markdown(found)
    index: list[tuple[str, str, str, int, str]] = []
    for table in found.tables:
        cells = behind(db, table)
        yield (
            f"tables/{table.id}.csv",
            _csv(table.columns, ([cell.text if cell.value is None else cell.value for cell in r] for r in table.rows)),
        )
        if table.id in drawn:
            yield f"charts/{table.id}.svg", svg.alone(drawn[table.id])
        links = {one.evidence.anchor: address(site, one.evidence) for one in cells}
        yield (
            f"evidence/{table.id}.html",
            _template("evidence.html").render(
                page=found, table=table, cells=cells, links=links, site=site, style=_style()
            ),
        )
        index += _index(table, cells)
    yield "tables/evidence.csv", _csv(("table", "row", "column", "quotes", "page"), index)


def _index(table: Table, cells: list[Behind]) -> Iterator[tuple[str, str, str, int, str]]:
    quotes = {one.evidence.anchor: one.n for one in cells}
    for row in table.rows:
        for heading, cell in zip(table.columns, row, strict=True):
            if cell.evidence:
                place = f"evidence/{table.id}.html#{cell.evidence.anchor}"
                yield table.id, row[0].text, heading, quotes[cell.evidence.anchor], place


def _csv(header: Any, rows: Any) -> str:
    stream = io.StringIO()
    write_csv(stream, header, rows)
    return stream.getvalue()


def markdown(found: Report) -> str:
    """The whole report as Markdown, its cells linked to the pages of evidence."""
    lines = [f"# {found.site.title}: report", ""]
    if found.site.synthetic:
        lines += ["**A demonstration.** Every word was invented. Nobody said it.", ""]
    for section in found.sections:
        lines += [f"## {section.title}", "", *([section.lead, ""] if section.lead else [])]
        for table in section.tables:
            lines += [f"### {table.title}", ""]
            lines += [f"![Chart: {_plain(table.title)}](charts/{table.id}.svg)", ""] if table.chart else []
            lines += [_row(map(_plain, table.columns)), _row("---" for _ in table.columns)]
            lines += [_row(_linked(table, cell) for cell in row) for row in table.rows]
            lines += ["", table.note, ""]
    lines += ["## Methods", "", "| Item | Asked | Answer |", "| --- | --- | --- |"]
    lines += [_row(map(_plain, (item.guide, item.title, item.answer))) for item in found.methods]
    return "\n".join(lines) + "\n"


def _row(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(words: str) -> str:
    """Words in a cell of Markdown, none of its signs taken for more."""
    flat = " ".join(words.split())
    return "".join(f"\\{c}" if c in "\\`*_[]<>|" else c for c in flat)


def _linked(table: Table, cell: Cell) -> str:
    words = _plain(cell.text)
    return f"[{words}](evidence/{table.id}.html#{cell.evidence.anchor})" if cell.evidence else words


@cache
def _environment() -> Environment:
    loader = PackageLoader("pipelines.report")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _template(name: str) -> Any:
    return _environment().get_template(name)


def _style() -> str:
    return _environment().get_template("style.css").render()


@contextlib.contextmanager
def _fresh(folder: Path) -> Iterator[Path]:
    """A new folder, put in the old one's place when it is whole."""
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file())):
        what = "there is something else than a report of ours"
        raise StudyError(Problem(folder.name, what, "name another folder with --out, or remove it"))
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        yield new
        new.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        new.replace(folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
