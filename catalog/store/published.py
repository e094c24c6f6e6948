"""Writing one exemplar into a catalog: when it is published, and into a copy when it is looked at before."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.codebook import Codebook
from catalog.exemplars import Citation, as_html, as_markdown
from catalog.exemplars.facts import facts
from catalog.exemplars.shown import names, searched, shown, tombstone


@dataclass(frozen=True, slots=True)
class Publishable:
    """An exemplar as it goes into a catalog; `front` holds promise and codes too, `position` is its row number."""

    id: str
    position: int
    state: str
    title: str
    front: Mapping[str, Any]
    body: str
    citations: Sequence[Citation]


def publishable(db: sqlite3.Connection) -> list[Publishable]:
    """The exemplars of the attached evidence.db (`ev`) that are published or withdrawn, in order."""
    cited: dict[str, list[Citation]] = {}
    for id, excerpt, quote, bearing in db.execute(
        "select exemplar_id, excerpt_id, quote, bearing from ev.public_citations order by exemplar_id, position"
    ):
        cited.setdefault(id, []).append(Citation(excerpt, quote, bearing))
    rows = db.execute(
        "select id, state, title, front, body from ev.public_exemplars order by position, origin, id"
    ).fetchall()
    return [
        Publishable(id, n, state, title, json.loads(front), body, cited.get(id, ()))
        for n, (id, state, title, front, body) in enumerate(rows, 1)
    ]


def put_exemplar(db: sqlite3.Connection, exemplar: Publishable, codebook: Codebook) -> None:
    """Write the exemplar, its practices and its quotes into the catalog's tables; a withdrawn one without its words.

    A quote of an excerpt that is not in the catalog is left out: who publishes has refused it before.
    """
    gone = exemplar.state == "withdrawn"
    front, body = exemplar.front, exemplar.body
    if not gone:
        db.executemany(
            "insert into citations select ?, ?, pk, ?, ? from excerpts where id = ?",
            [(exemplar.id, n, c.quote, c.bearing, c.excerpt) for n, c in enumerate(exemplar.citations, 1)],
        )
    fields = tombstone(front) if gone else shown(front)
    markdown = "" if gone else as_markdown(exemplar.title, front, body, _quotes(db, exemplar.id))
    words = ("", "", "", "") if gone else (as_html(body), searched(front, body), facts(front, codebook), markdown)
    db.execute(
        f"insert into exemplars values ({', '.join('?' * 17)})",
        (
            *(exemplar.position, exemplar.id, exemplar.title, front["promise"], exemplar.state),
            *(next(iter(front["codes"]), None), _json(names(front, "grades")), _json(names(front, "subjects"))),
            *(None if gone else _kind(db, exemplar.id), _json(fields), *words),
            *(front.get("reviewed_on"), front.get("review_due"), exemplar.position),
        ),
    )
    db.executemany(
        "insert into exemplar_codes values (?, ?, ?)",
        [(exemplar.id, code, n) for n, code in enumerate(front["codes"], 1)],
    )


def _kind(db: sqlite3.Connection, exemplar_id: str) -> str | None:
    """The kind of district that most of its quotes come from."""
    row = db.execute(
        "select e.district_kind from citations c join excerpts e on e.pk = c.excerpt_pk where c.exemplar_id = ? "
        "and e.district_kind is not null group by 1 order by count(*) desc, 1 limit 1",
        (exemplar_id,),
    ).fetchone()
    return row[0] if row else None


def _quotes(db: sqlite3.Connection, exemplar_id: str) -> list[tuple[int, str, str, str]]:
    """Each quote as the Markdown shows it: number, words, where they stand, bearing."""
    return db.execute(
        "select c.position, c.quote, s.title || iif(instr(s.title, coalesce(e.year, '')), '', ', ' || e.year) "
        "|| ', excerpt ' || e.id, c.bearing "
        "from citations c join excerpts e on e.pk = c.excerpt_pk join sources s on s.id = e.source_id "
        "where c.exemplar_id = ? order by c.position",
        (exemplar_id,),
    ).fetchall()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=isinstance(value, dict))
