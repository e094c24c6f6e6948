"""The page from which the catalog is published: what would change, what is refused, and what was done."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.errors import Problem
from catalog.exemplars import as_html
from catalog.exemplars.shown import shown
from catalog.pages.rows import Connection, fetch
from catalog.pages.staff.preview import opened
from catalog.store.publications import CHECK, Publication, newest

COLUMNS = ("number", "asked for", "who", "asked_at", "state", "finished_at", "counts", "problems")


@dataclass(frozen=True, slots=True)
class Coming:
    """An exemplar that the next publication changes."""

    id: str = field(metadata={"help": "Slug"})
    title: str = field(metadata={"help": "Title"})
    change: str = field(metadata={"help": "new, changed, withdrawn or no longer public"})


@dataclass(frozen=True, slots=True)
class Room:
    """A page on which something can be mended."""

    label: str = field(metadata={"help": "What it is about"})
    href: str = field(metadata={"help": "Its address"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that may not be published."""

    where: str = field(metadata={"help": "Where it stands"})
    what: str = field(metadata={"help": "What is wrong"})
    fix: str = field(metadata={"help": "What to do"})
    rooms: tuple[Room, ...] = field(metadata={"help": "Pages on which it can be mended"})


@dataclass(frozen=True, slots=True)
class PublishPage:
    """What would be published, and what was."""

    last: Publication | None = field(metadata={"help": "The newest publication or check"})
    refused: tuple[Refusal, ...] = field(metadata={"help": "What it refused"})
    coming: tuple[Coming, ...] = field(metadata={"help": "Exemplars that the next publication changes"})
    excerpts: int = field(metadata={"help": "Excerpts that are public now"})
    exemplars: int = field(metadata={"help": "Exemplars that are public now"})
    ready: bool = field(metadata={"help": "Whether a check went well and nothing was published since"})
    able: bool = field(metadata={"help": "Whether this server can publish"})
    past: tuple[Publication, ...] = field(metadata={"help": "The newest, newest first"})


def publish_page(conn: Connection, catalog_db: Path, *, able: bool) -> PublishPage:
    """The page as things stand."""
    past = newest(conn)
    last = past[0] if past else None
    excerpts, exemplars, held = _public(catalog_db)
    ids = [row["id"] for row in fetch(conn, _IN_ORDER)]
    return PublishPage(
        last=last,
        refused=tuple(Refusal(p.where, p.what, p.fix, _rooms(p, ids)) for p in last.problems) if last else (),
        coming=tuple(_coming(conn, held)),
        excerpts=excerpts,
        exemplars=exemplars,
        ready=last is not None and last.kind == CHECK and last.state == "done",
        able=able,
        past=tuple(past),
    )


def publications_table(conn: Connection) -> tuple[Sequence[str], Iterable[Sequence[object]]]:
    """All publications, for a CSV file."""
    rows = (
        (p.id, p.kind, p.who, p.asked_at, p.state, p.finished_at, json.dumps(dict(p.counts)), _told(p))
        for p in newest(conn, 100_000)
    )
    return COLUMNS, rows


def _told(publication: Publication) -> str:
    return "; ".join(f"{p.where}: {p.what}" for p in publication.problems)


_IN_ORDER = "select id from public_exemplars order by position, origin, id"
_ONE = re.compile(r"exemplar ([a-z0-9-]+) on|corpus/exemplars/([a-z0-9-]+)\.md")
# Rows of the catalog are numbered in the order in which exemplars are published.
_ROW = re.compile(r"\bexemplars\.\w+ of row (\d+)")
_EXCERPT = re.compile(r"\bexcerpts\.text of ([0-9a-f]{16})")


def _rooms(problem: Problem, exemplars: Sequence[str]) -> tuple[Room, ...]:
    """The pages on which a problem is mended."""
    named = [a or b for a, b in _ONE.findall(problem.where)]
    named += [exemplars[int(n) - 1] for n in _ROW.findall(problem.what) if 0 < int(n) <= len(exemplars)]
    rooms = [Room(f"exemplar {id}", f"/exemplars/{id}") for id in dict.fromkeys(named)]
    rooms += [Room(f"excerpt {id}", f"/review/{id}") for id in dict.fromkeys(_EXCERPT.findall(problem.what))]
    return tuple(rooms)


_PUBLIC = "select id, state, title, front, body from public_exemplars order by position, origin, id"
Said = tuple[str, str, str, str, str]


def _public(catalog_db: Path) -> tuple[int, int, dict[str, Said]]:
    """How many excerpts and exemplars are public, and what each exemplar says."""
    if not catalog_db.is_file():
        return 0, 0, {}
    with closing(opened(catalog_db)) as public:
        rows = fetch(public, "select id, state, title, promise, fields, body_html from exemplars")
        (count,) = fetch(public, "select count(*) from excerpts")[0]
    held: dict[str, Said] = {row["id"]: tuple(row)[1:] for row in rows}
    return count, sum(said[0] == "published" for said in held.values()), held


def _coming(conn: Connection, held: dict[str, Said]) -> Iterable[Coming]:
    there = set()
    for row in fetch(conn, _PUBLIC):
        there.add(row["id"])
        before = held.get(row["id"])
        if before is None or before[0] != row["state"]:
            yield Coming(row["id"], row["title"], "withdrawn" if row["state"] == "withdrawn" else "new")
        elif row["state"] == "published" and before[1:] != _said(row["title"], json.loads(row["front"]), row["body"]):
            yield Coming(row["id"], row["title"], "changed")
    yield from (Coming(id, said[1], "no longer public") for id, said in held.items() if id not in there)


def _said(title: str, front: dict[str, Any], body: str) -> tuple[str, ...]:
    fields = json.dumps(shown(front), ensure_ascii=False, sort_keys=True)
    return title, front["promise"], fields, as_html(body)
