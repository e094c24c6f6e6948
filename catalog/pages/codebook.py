"""The codebook as a page, and as files to take along."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import Any

from catalog.pages.parts import CodeLink
from catalog.pages.practice import Words, linked
from catalog.pages.rows import Connection, fetch, listed
from catalog.pages.site import Site, load_site
from catalog.spreadsheet import guarded

# What a file of codes holds of each, in order; lists stay lists in JSON and become lines in CSV.
COLUMNS = (
    *("id", "label", "dimension", "parent", "definition", "use_when", "not_when", "look_fors", "examples"),
    *("near_misses", "alt_labels", "elements", "related", "mappings", "retired", "excerpts", "cases", "exemplars"),
)
_LISTS = ("use_when", "not_when", "look_fors", "examples", "near_misses", "alt_labels", "elements")


@dataclass(frozen=True, slots=True)
class Entry:
    """One code with where its lines run."""

    code: CodeLink = field(metadata={"help": "The code"})
    parent: CodeLink | None = field(metadata={"help": "Broader code"})
    definition: str = field(metadata={"help": "Definition"})
    use_when: tuple[Words, ...] = field(metadata={"help": "When the code is used"})
    not_when: tuple[Words, ...] = field(metadata={"help": "When it is not, and what is used instead"})
    retired: bool = field(metadata={"help": "Whether it is no longer used"})


@dataclass(frozen=True, slots=True)
class Group:
    """The codes of one dimension."""

    id: str = field(metadata={"help": "Name in the address, after #"})
    label: str = field(metadata={"help": "The dimension"})
    question: str = field(metadata={"help": "The question it answers"})
    entries: tuple[Entry, ...] = field(metadata={"help": "Its codes in order"})


@dataclass(frozen=True, slots=True)
class CodebookPage:
    """The whole codebook."""

    site: Site = field(metadata={"help": "The site's facts"})
    title: str = field(metadata={"help": "Its title"})
    fingerprint: str = field(metadata={"help": "Hash of its content"})
    groups: tuple[Group, ...] = field(metadata={"help": "Codes by dimension"})
    codes: int = field(metadata={"help": "Codes in use"})


_CODES = """
select c.*, d.label as dimension, d.question, p.label as parent_label
from dimensions d join codes c on c.dimension_id = d.id left join codes p on p.id = c.parent_id
order by d.position, c.position
"""
_FILE = "select content from downloads where name = 'taxonomy.yaml' order by part"
_RELATED = "select code_id, related_id from related_codes order by code_id, related_id"


def codebook_page(conn: Connection) -> CodebookPage:
    """Every code, retired ones last in their dimension's order."""
    rows = fetch(conn, _CODES)
    labels = {row["id"]: row["label"] for row in rows}
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for row in rows:
        parent = CodeLink(row["parent_id"], row["parent_label"]) if row["parent_label"] else None
        entry = Entry(
            code=CodeLink(row["id"], row["label"]),
            parent=parent,
            definition=row["definition"],
            use_when=tuple(linked(str(line), labels) for line in listed(row["use_when"])),
            not_when=tuple(linked(str(line), labels) for line in listed(row["not_when"])),
            retired=bool(row["retired"]),
        )
        groups.setdefault((row["dimension_id"], row["dimension"], row["question"]), []).append(entry)
    facts = {row["name"]: row["value"] for row in fetch(conn, "select name, value from about")}
    return CodebookPage(
        site=load_site(conn),
        title=facts.get("codebook") or "Codebook",
        fingerprint=facts.get("codebook_hash", ""),
        groups=tuple(Group(*key, tuple(entries)) for key, entries in groups.items()),
        codes=sum(not row["retired"] for row in rows),
    )


def codebook_data(conn: Connection) -> list[dict[str, Any]]:
    """Every code as plain data, in the order of the codebook."""
    related: dict[str, list[str]] = {}
    for row in fetch(conn, _RELATED):
        related.setdefault(row["code_id"], []).append(row["related_id"])
    found = []
    for row in fetch(conn, _CODES):
        values = {**dict(row), "dimension": row["dimension_id"], "parent": row["parent_id"]}
        values |= {name: list(listed(row[name])) for name in _LISTS}
        values |= {"mappings": json.loads(row["mappings"] or "null"), "related": related.get(row["id"], [])}
        found.append({name: values[name] for name in COLUMNS} | {"retired": bool(row["retired"])})
    return found


def codebook_json(conn: Connection) -> str:
    """The codebook as JSON."""
    site = load_site(conn)
    data = {"title": site.title, "version": site.codebook_version, "codes": codebook_data(conn)}
    return json.dumps(data, ensure_ascii=False, indent=1)


def codebook_csv(conn: Connection) -> str:
    """The codebook as CSV: one row a code; lists are lines within a cell."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in codebook_data(conn):
        writer.writerow({name: guarded(_cell(value)) for name, value in row.items()})
    return out.getvalue()


def codebook_file(conn: Connection) -> str | None:
    """taxonomy.yaml as it was when the catalog was built; None where it was not kept."""
    parts = [row["content"] for row in fetch(conn, _FILE)]
    return "".join(parts) or None


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_cell(item) for item in value)
    if isinstance(value, dict):
        return str(value["text"]) if "text" in value else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return "" if value is None else str(value)
