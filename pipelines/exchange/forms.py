"""Which exports there are, in which forms, and how each is written."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.codebook import Codebook
from catalog.pages.citing import Reference
from catalog.spreadsheet import write_csv
from pipelines.exchange import citations, linked, tables_out
from pipelines.exchange.outgoing import Outgoing

FORMS: Mapping[str, tuple[str, ...]] = {
    "codebook": ("yaml", "csv", "xlsx", "qdc", "jsonld", "ttl"),
    "codings": ("csv", "xlsx"),
    "matrix": ("csv", "xlsx"),
    "qdpx": ("qdpx",),
    "qdc": ("qdc",),
    "skos": ("jsonld", "ttl"),
    "annotations": ("jsonld",),
    "citations": ("csl", "bib", "ris"),
}
"""Each export's forms, which are file endings too; the first is the default."""
ENDINGS = {"json": "jsonld", "yml": "yaml", "turtle": "ttl", "excel": "xlsx", "bibtex": "bib"}
BINARY = frozenset({"xlsx", "qdpx"})
OF_CODEBOOK = frozenset({"codebook", "qdc", "skos"})
"""Exports that need no evidence."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an export is asked for besides its form."""

    memos: bool = False
    base: str = ""


def write_codebook(codebook: Codebook, taxonomy: Path, form: str, target: Path, wishes: Wishes) -> None:
    """Write the codebook in one of its forms."""
    if form == "yaml":
        target.write_bytes(taxonomy.read_bytes())
    elif form == "qdc":
        from pipelines.exchange.qdpx_write import codebook_xml

        target.write_bytes(codebook_xml(codebook))
    elif form == "xlsx":
        tables_out.write_xlsx(target, [("codebook", tables_out.codebook_table(codebook))])
    elif form == "csv":
        _csv(target, tables_out.codebook_table(codebook))
    else:
        data = linked.skos(codebook, wishes.base or None)
        lines = linked.turtle(data) if form == "ttl" else [json.dumps(data, ensure_ascii=False, indent=2), "\n"]
        _text(target, lines)


def write_evidence(out: Outgoing, name: str, form: str, target: Path, wishes: Wishes) -> None:
    """Write codings, a matrix, a project or annotations."""
    tables: dict[str, Callable[[Outgoing], tables_out.Table]] = {
        "codings": tables_out.codings_table,
        "matrix": tables_out.matrix_table,
    }
    if name == "qdpx":
        from pipelines.exchange.qdpx_write import write_qdpx

        write_qdpx(target, out, memos=wishes.memos)
    elif name == "annotations":
        found = linked.web_annotations(out, wishes.base or None)
        _text(target, _joined(json.dumps(one, ensure_ascii=False) for one in found))
    elif form == "xlsx":
        sheets = [(name, tables[name](out)), ("codebook", tables_out.codebook_table(out.codebook))]
        tables_out.write_xlsx(target, sheets)
    else:
        _csv(target, tables[name](out))


def write_citations(cited: Sequence[Reference], form: str, target: Path) -> None:
    """Write how to cite the catalog and its exemplars."""
    _text(target, [citations.FORMS[form](cited)])


def _joined(items: Iterable[str]) -> Iterable[str]:
    """A JSON list, an item a line."""
    before = "[\n"
    for item in items:
        yield f"{before}{item}"
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _csv(target: Path, table: tables_out.Table) -> None:
    stream = io.StringIO()
    write_csv(stream, *table)
    _text(target, [stream.getvalue()])


def _text(target: Path, lines: Iterable[str]) -> None:
    with target.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        stream.writelines(lines)
