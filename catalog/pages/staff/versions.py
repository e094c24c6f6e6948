"""The page of the codebook's versions, and what differs between two of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.codebook import Codebook
from catalog.codebook.change import Difference, differences
from catalog.pages.rows import Connection, fetch
from catalog.store.codebooks import codebook_of

FIELD_WORDS = {
    "id": "Id",
    "label": "Name",
    "dimension": "Dimension",
    "parent": "Broader code",
    "definition": "Definition",
    "use_when": "Use when",
    "not_when": "Not when",
    "look_fors": "What a visitor would see",
    "examples": "Examples",
    "near_misses": "Near misses",
    "alt_labels": "Other names",
    "cues": "Cues",
    "related": "Related codes",
    "elements": "Elements",
    "mappings": "Mappings",
    "retired": "Retired",
}


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the codebook."""

    hash: str = field(metadata={"help": "Digest of its content"})
    version: str = field(metadata={"help": "Its number"})
    since: str = field(metadata={"help": "When it was first used, UTC"})
    notes: tuple[str, ...] = field(metadata={"help": "What its notes say of it"})
    readings: int = field(metadata={"help": "How many readings of people were made under it"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs."""

    name: str = field(metadata={"help": "Name of the field"})
    before: tuple[str, ...] = field(metadata={"help": "Lines that are gone"})
    after: tuple[str, ...] = field(metadata={"help": "Lines that are new"})
    same: int = field(metadata={"help": "Lines that stay"})


@dataclass(frozen=True, slots=True)
class CodeChange:
    """What differs in one code."""

    code: str = field(metadata={"help": "Slug"})
    label: str = field(metadata={"help": "Name"})
    new: bool = field(metadata={"help": "Whether the code is new"})
    fields: tuple[FieldChange, ...] = field(metadata={"help": "What differs"})


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """The versions of the codebook, and what one of them changed."""

    versions: tuple[Version, ...] = field(metadata={"help": "Newest first"})
    shown: Version | None = field(metadata={"help": "The version whose changes are shown"})
    before: str = field(metadata={"help": "Number of the version before it; empty where there is none"})
    changes: tuple[CodeChange, ...] = field(metadata={"help": "What it changed"})


def versions_page(conn: Connection, hash: str = "") -> VersionsPage | None:
    """All versions, and what one of them changed, else the newest; None where there is no such version."""
    rows = fetch(
        conn,
        "select b.hash, b.version, r.started_at, (select count(*) from readings d where d.codebook_hash = b.hash "
        "and d.quote is not null) from codebooks b join runs r on r.id = b.run_id order by b.run_id desc, b.rowid desc",
    )
    hashes = [row[0] for row in rows]
    at = hashes.index(hash) if hash in hashes else 0
    if not rows or (hash and hash not in hashes):
        return None
    versions = []
    shown = codebook_of(conn, hashes[at])
    for row in rows:
        notes = tuple(n.note for n in codebook_of(conn, hashes[0]).notes if n.version == row[1])
        versions.append(Version(row[0], row[1], str(row[2]).replace("T", " ")[:16], notes, row[3]))
    before = codebook_of(conn, hashes[at + 1]) if at + 1 < len(hashes) else None
    return VersionsPage(
        versions=tuple(versions),
        shown=versions[at],
        before=before.version if before else "",
        changes=changes_of(before, shown) if before else (),
    )


def changes_of(before: Codebook, after: Codebook) -> tuple[CodeChange, ...]:
    """What differs between two versions, code by code."""
    found: dict[str, list[Difference]] = {}
    for d in differences(before, after):
        found.setdefault(d.code, []).append(d)
    return tuple(
        CodeChange(
            code=code,
            label=(after.by_id.get(code) or before.by_id[code]).label,
            new=code not in before.by_id,
            fields=tuple(_field_change(d) for d in parts if not (code not in before.by_id and d.field == "id")),
        )
        for code, parts in found.items()
    )


def _field_change(d: Difference) -> FieldChange:
    gone = tuple(line for line in d.before if line not in d.after)
    new = tuple(line for line in d.after if line not in d.before)
    return FieldChange(FIELD_WORDS.get(d.field, d.field), gone, new, len(set(d.before) & set(d.after)))
