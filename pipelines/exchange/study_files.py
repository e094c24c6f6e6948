"""The files by which a delivered project stands in a study: documents, cases, codings, codebook, manifest."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from catalog.codings import parse_codes
from catalog.manifest import Manifest
from catalog.records import Span, Stance
from catalog.spreadsheet import guarded, unguarded
from catalog.store.cuts import cut_id
from catalog.store.delivered import response_key
from pipelines.exchange.codes_in import Mapped, stance_of
from pipelines.exchange.project import Document, Project
from pipelines.readers.documents import LAYOUT, blocks, read_coded

COLUMNS = ("excerpt", "quote", "codes", "memo")


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One reading as a line of a coder's file."""

    excerpt: str
    quote: str
    codes: tuple[tuple[str, Stance], ...]
    memo: str


def documents_as_lines(project: Project, delivered: str, digest: str) -> Iterator[str]:
    """The file of documents, a line each, below one that says where they come from."""
    head = {"layout": LAYOUT, "from": delivered, "digest": digest, "origin": project.origin, "offsets": project.reading}
    yield _line(head)
    for document in project.documents:
        spans = sorted({mark.span for mark in document.marks})
        data = {
            "document": document.name,
            "case": document.case,
            "attributes": dict(document.attributes),
            "spans": [[span.start, span.end] for span in spans],
            "contexts": [[c.span.start, c.span.end, c.kind] for c in document.contexts],
            "parts": [[span.start, span.end, case] for span, case in document.parts],
            "text": document.text,
        }
        yield _line({key: value for key, value in data.items() if value or key == "text"})


def _line(data: object) -> str:
    return json.dumps(data, ensure_ascii=False) + "\n"


def places(path: Path, source_id: str, manifest: Manifest) -> dict[tuple[str, Span], tuple[str, str]]:
    """The excerpt and words of every span of the file's documents, by document and span."""
    secret = (manifest.secret,) if manifest.secret else ()
    found = {}
    for document in read_coded(path):
        for block in blocks(document):
            response = response_key(secret, source_id, f"{block.respondent}\x1e{block.key}")
            for span in block.spans if not block.moderator else ():
                moved = Span(span.start - block.span.start, span.end - block.span.start)
                found[document.name, span] = (cut_id(response, moved), span.of(document.text))
    return found


def readings(
    document: Document, mapped: Mapped, where: Mapping[tuple[str, Span], tuple[str, str]], machines: frozenset[str]
) -> Iterator[tuple[str, Row]]:
    """(coder, row) of each of the document's marks that a person made."""
    for mark in document.marks:
        place = where.get((document.name, mark.span))
        if place is not None and mark.coder not in machines:
            stance = stance_of(mark.codes, mapped.stances)
            codes = tuple((mapped.ids[code], stance) for code in mark.codes if code in mapped.ids)
            if codes or not mark.codes:
                yield mark.coder, Row(*place, codes, mark.memo)


def coder_file(path: Path, rows: Iterable[Row], replaced: Collection[str]) -> str:
    """The coder's file with these readings; what it holds of other excerpts stays as it is.

    `replaced` are excerpts of an earlier import of the same file, whose rows go.
    """
    kept: dict[str, dict[str, str]] = {}
    columns = list(COLUMNS)
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as stream:
            table: csv.DictReader[str] = csv.DictReader(stream)
            columns += [name for name in table.fieldnames or () if name not in COLUMNS]
            kept = {row["excerpt"].strip(): row for row in table if row["excerpt"].strip() not in replaced}
    for row in sorted(rows):
        old = kept.get(row.excerpt, {})
        # What the coder said here stays; the import adds to it.
        codes = dict(row.codes) | dict(parse_codes(old.get("codes") or ""))
        memos = [unguarded(old.get("memo") or ""), row.memo]
        kept[row.excerpt] = {
            **old,
            "excerpt": row.excerpt,
            "quote": str(guarded(row.quote)),
            "codes": ";".join(f"{code}:{stance}" for code, stance in sorted(codes.items())),
            "memo": str(guarded("\n\n".join(dict.fromkeys(filter(None, memos))))),
        }
    stream_out = io.StringIO()
    writer = csv.DictWriter(stream_out, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(kept.values())
    return stream_out.getvalue()


def cases_file(project: Project) -> tuple[tuple[str, ...], str]:
    """The columns for variables, and the cases as a table with a column for each."""
    names = sorted({name for case in project.cases for name in case.attributes})
    taken = {"id", "name"}
    columns = {name: name if name.casefold() not in taken else f"{name} (variable)" for name in names}
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["id", "name", *columns.values()])
    for case in project.cases:
        writer.writerow([case.key, case.name, *(guarded(case.attributes.get(name, "")) for name in names)])
    return tuple(columns.values()), stream.getvalue()
