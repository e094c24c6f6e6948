"""Tables for spreadsheets and statistics: the codebook, codings in the long form, and a 0/1 matrix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from catalog.codebook import Code, Codebook
from catalog.spreadsheet import guarded
from catalog.store.exchange import Cut
from pipelines.exchange.outgoing import OutDocument, Outgoing

Table = tuple[Sequence[str], Iterable[Sequence[object]]]

LONGEST = 32_000
"""Characters that a cell of a workbook may hold, with some room."""

_CODINGS = (
    *("excerpt", "document", "source", "case", "case_name", "coder", "coder_kind", "code", "label", "path", "stance"),
    *("probability", "start", "end", "quote"),
)


def codebook_table(codebook: Codebook) -> Table:
    """A row a code; `name` and `description` are what Taguette and others read."""
    header = (
        *("name", "description", "code", "label", "dimension", "parent", "path", "use_when", "not_when", "look_fors"),
        *("examples", "not_examples", "alt_labels", "related", "elements", "retired", "replaced_by"),
    )
    return header, (_code_row(code, codebook) for code in codebook.codes)


def _code_row(code: Code, codebook: Codebook) -> Sequence[object]:
    lists = (code.use_when, code.not_when, code.look_fors, [e.text for e in code.examples])
    more = ([m.text for m in code.near_misses], code.alt_labels, code.related, code.elements)
    retired = (code.retired.version, "; ".join(code.retired.replaced_by)) if code.retired else ("", "")
    first = (code.label, code.definition, code.id, code.label, code.dimension, code.parent or "")
    return (*first, path_of(code.id, codebook), *("\n".join(found) for found in (*lists, *more)), *retired)


def path_of(code_id: str, codebook: Codebook) -> str:
    """The labels from the dimension down to the code, as in: Practice > Grouping > Small groups."""
    labels = {dimension.id: dimension.label for dimension in codebook.dimensions}
    chain = [code_id, *codebook.ancestors(code_id)]
    dimension = codebook.by_id[code_id].dimension
    return " > ".join([labels.get(dimension, dimension), *(codebook.by_id[key].label for key in reversed(chain))])


def codings_table(out: Outgoing) -> Table:
    """A row a coding; a reading in which a person found no code is a row without code."""
    paths = {code.id: path_of(code.id, out.codebook) for code in out.codebook.codes}
    cases = {case.id: case.name for case in out.cases}

    def rows() -> Iterator[Sequence[object]]:
        for document, at, cut in _cuts(out):
            for read in out.readings.get(cut.pk, ()):
                coder = out.coders[read.coder]
                who = (document.case or "", cases.get(document.case or "", ""), coder.label, coder.kind)
                where = (at + cut.start, at + cut.end, cut.text)
                for code, stance, probability in read.codes or (("", "", None),):
                    label = out.codebook.by_id[code].label if code else ""
                    told = (code, label, paths.get(code, ""), stance, "" if probability is None else probability)
                    yield (cut.id, document.name, document.variables.get("source", ""), *who, *told, *where)

    return _CODINGS, rows()


def matrix_table(out: Outgoing) -> Table:
    """A row an excerpt, a column a code: 1 where the coders who count gave it, 0 where they read and did not.

    An excerpt that nobody read is no row: the absence of a code would mean nothing. Of several coders of the
    highest rank all must agree, as in the published catalog.
    """
    codes = [code.id for code in out.codebook.codes if code.retired is None]
    rank = {"person": 3, "model": 2, "rules": 1}

    def rows() -> Iterator[Sequence[object]]:
        for document, _, cut in _cuts(out):
            found = out.readings.get(cut.pk, ())
            if found:
                best = max(rank[out.coders[read.coder].kind] for read in found)
                given = [{c for c, _, _ in r.codes} for r in found if rank[out.coders[r.coder].kind] == best]
                agreed = set.intersection(*given)
                kind = next(k for k, n in rank.items() if n == best)
                yield (cut.id, document.name, document.case or "", kind, *(int(code in agreed) for code in codes))

    return ("excerpt", "document", "case", "coder_kind", *codes), rows()


def _cuts(out: Outgoing) -> Iterator[tuple[OutDocument, int, Cut]]:
    for document in out.documents:
        for said, at in document.places:
            for cut in out.excerpts.get(said.pk, ()):
                yield document, at, cut


def write_xlsx(path: Path, sheets: Sequence[tuple[str, Table]]) -> None:
    """A workbook with a sheet for each table; every text is text, whatever it begins with."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    from pipelines.exchange.qdpx_write import clean

    book = Workbook(write_only=True)
    for title, (header, rows) in sheets:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        heads = [WriteOnlyCell(sheet, name) for name in header]
        for cell in heads:
            cell.font = Font(bold=True)
        sheet.append(heads)
        for row in rows:
            values = (clean(value)[:LONGEST] if isinstance(value, str) else value for value in row)
            sheet.append([guarded(value) for value in values])
    book.save(path)
