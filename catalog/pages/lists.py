"""The lists of the site as data: each as rows with named columns, for JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.pages.coverage import coverage_page
from catalog.pages.practices import practices_page
from catalog.pages.quality import quality_page
from catalog.pages.rows import Connection, fetch, listed
from catalog.pages.site import load_site
from catalog.spreadsheet import guarded

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """One list; a row's `address` is a path, before which the site's address goes."""

    title: str = field(metadata={"help": "What its rows are"})
    columns: Mapping[str, str] = field(metadata={"help": "What each column holds, in order"})
    rows: tuple[Row, ...] = field(metadata={"help": "Values by column; lists are lists of plain values"})
    next: str = field(default="", metadata={"help": "Path of the next part; empty where this is all"})
    path: str = field(default="", metadata={"help": "Path of the page that shows the same"})


def practices(conn: Connection, by: str = "") -> Listing:
    """Every code in use, by dimension or by the consortium's elements."""
    page = practices_page(conn, by)
    columns = {
        "id": "Slug of the code",
        "label": "Its name",
        page.by: "Group it stands in; a code of several elements stands once in each",
        "definition": "First sentence of its definition",
        "excerpts": "Published excerpts that carry it",
        "exemplars": "Published exemplars of it",
        "address": "Its page",
    }
    rows = [
        {
            **{"id": entry.code.id, "label": entry.code.label, page.by: group.label, "definition": entry.definition},
            **{"excerpts": entry.excerpts, "exemplars": entry.exemplars, "address": entry.code.href},
        }
        for group in page.groups
        for entry in group.entries
    ]
    return Listing("Practices and themes", columns, tuple(rows), path=f"/practices?by={page.by}")


_EXEMPLARS = """
select x.id, x.title, x.promise, x.state, x.grades, x.subjects, x.district_kind, x.reviewed_on, x.review_due,
  (select json_group_array(code_id) from (select code_id from exemplar_codes o where o.exemplar_id = x.id
    order by o.position)) as practices,
  (select count(*) from citations c where c.exemplar_id = x.id and c.bearing = 'support') as support,
  (select count(*) from citations c where c.exemplar_id = x.id and c.bearing = 'counter') as counter
from exemplars x order by x.position
"""


def exemplars(conn: Connection) -> Listing:
    """Every exemplar, withdrawn ones by their title alone."""
    columns = {
        "id": "Slug of the exemplar",
        "title": "Title: verb, learners, purpose",
        "promise": "One-line promise",
        "state": "published or withdrawn",
        "practices": "Codes it shows, the first one first",
        "grades": "Grade bands",
        "subjects": "Subjects",
        "district_kind": "Kind of district most of its quotes come from",
        "support": "Quotes it rests on",
        "counter": "Quotes that speak against it",
        "reviewed_on": "Date of the last review",
        "review_due": "Date of the next",
        "address": "Its page; add .json or .md for the whole",
    }
    rows = []
    for found in fetch(conn, _EXEMPLARS):
        row = {**dict(found), "address": f"/exemplar/{found['id']}"}
        row |= {name: list(listed(found[name])) for name in ("practices", "grades", "subjects")}
        rows.append({name: row[name] for name in columns})
    return Listing("Exemplars", columns, tuple(rows), path="/")


def coverage(conn: Connection) -> Listing:
    """For each practice and band of grades, the exemplars there are."""
    page = coverage_page(conn)
    columns = {
        "practice": "Slug of the code",
        "label": "Its name",
        "dimension": "Its dimension",
        "grades": "Band of grades",
        "exemplars": "Published exemplars of the practice for these grades",
        "excerpts": "Published excerpts that carry the practice, of all grades",
        "address": "The practice's page",
    }
    rows = [
        {
            **{"practice": row.code.id, "label": row.code.label, "dimension": group.label, "grades": band},
            **{"exemplars": [x.href.rpartition("/")[2] for x in cell], "excerpts": row.excerpts},
            "address": row.code.href,
        }
        for group in page.groups
        for row in group.rows
        for band, cell in zip(page.bands, row.cells, strict=True)
    ]
    return Listing("Exemplars by practice and grades", columns, tuple(rows), path="/coverage")


def quality(conn: Connection) -> Listing:
    """How far each code's codings can be trusted; an empty value where nothing can be told."""
    columns = {
        "code": "Slug of the code",
        "label": "Its name",
        "dimension": "Its dimension",
        "by_people": "Excerpts to which people gave it",
        "alpha": "Krippendorff's alpha between people",
        "kind": "The machine of the figures that follow: model (on cases it had not learned from) or rules",
        "precision": "Share of what the machine gave that people gave",
        "recall": "Share of what people gave that the machine gave",
        "f1": "Harmonic mean of the two",
        "average_precision": "Mean precision over the ranking by the model's probability",
        "learned": "Excerpts with the code that the model learned from",
        "address": "Its page, with intervals, calibration and errors",
    }
    rows = [
        {
            **{"code": row.code.id, "label": row.code.label, "dimension": group.label, "address": row.href},
            **{name: getattr(row, name) for name in columns if name not in ("code", "label", "dimension", "address")},
        }
        for group in quality_page(conn).groups
        for row in group.rows
    ]
    return Listing("How far the codings can be trusted", columns, tuple(rows), path="/quality")


_CASES = """
select kind, coalesce(district_kind, 'unknown') as district_kind, count(*) as cases, sum(named) as named,
  sum(excerpts) as excerpts
from cases where excerpts > 0 group by 1, 2 order by kind, district_kind
"""


def cases(conn: Connection) -> Listing:
    """Districts and schools that are quoted, by kind."""
    columns = {
        "kind": "district, school or another unit",
        "district_kind": "Kind of district",
        "cases": "How many are quoted",
        "named": "How many of them by name",
        "excerpts": "Published excerpts from them",
    }
    return Listing("Cases by kind", columns, tuple(map(dict, fetch(conn, _CASES))), path="/about")


def as_json(conn: Connection, listing: Listing, origin: str) -> str:
    """The list as one JSON object: what it is, its columns, its rows."""
    site = load_site(conn)
    at = site.address or origin
    data = {
        "title": listing.title,
        "site": site.title,
        "address": f"{at}{listing.path}",
        "licence": site.licence or None,
        "build": site.build or None,
        "synthetic": site.synthetic,
        "columns": dict(listing.columns),
        "next": f"{at}{listing.next}" if listing.next else None,
        "rows": [_addressed(row, at) for row in listing.rows],
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def as_csv(conn: Connection, listing: Listing, origin: str) -> str:
    """The list as CSV: a header and one line a row; a list of values is joined by semicolons."""
    at = load_site(conn).address or origin
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(listing.columns)
    for row in listing.rows:
        shown = _addressed(row, at)
        writer.writerow([guarded(_cell(shown[name])) for name in listing.columns])
    return out.getvalue()


def _addressed(row: Row, at: str) -> Row:
    return {**row, "address": f"{at}{row['address']}"} if "address" in row else row


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return "; ".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else value
