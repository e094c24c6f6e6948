"""Exemplars as published: rendered once, each quote checked against a published excerpt."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from catalog.codebook import Codebook
from catalog.errors import ExemplarError, Problem
from catalog.exemplars import FIELDS, as_html, as_markdown, as_text
from pipelines.publish import links
from pipelines.publish.facts import facts


def replace(db: sqlite3.Connection, codebook: Codebook) -> int:
    """Write published exemplars and the tombstones of withdrawn ones; the number published.

    ExemplarError lists every citation of an excerpt that may not be public.
    """
    for table in ("citations", "exemplar_codes", "exemplar_links"):
        db.execute(f"delete from {table}")
    db.execute("insert into exemplars_fts (exemplars_fts) values ('delete-all')")
    db.execute("delete from exemplars")
    rows = db.execute(
        "select id, position, state, title, front, body from ev.exemplars where state in ('published', 'withdrawn') "
        "order by position"
    ).fetchall()
    problems = [problem for row in rows if row[2] == "published" for problem in _uncovered(db, row[0])]
    if problems:
        raise ExemplarError(problems)
    for row in rows:
        _put(db, row, codebook)
    links.replace(db, {row[0]: json.loads(row[4]).get("related") or () for row in rows})
    db.execute("insert into exemplars_fts (exemplars_fts) values ('rebuild')")
    db.execute(
        "update codes set exemplars = (select count(*) from exemplar_codes x join exemplars e on e.id = x.exemplar_id "
        "where x.code_id = codes.id and e.state = 'published')"
    )
    return sum(row[2] == "published" for row in rows)


def _uncovered(db: sqlite3.Connection, exemplar_id: str) -> Iterator[Problem]:
    cited = db.execute(
        "select c.position, c.excerpt_id, s.consent from ev.citations c join ev.excerpts e on e.id = c.excerpt_id "
        "join ev.responses r on r.pk = e.response_pk join ev.sources s on s.id = r.source_id where c.exemplar_id = ? "
        "and not exists (select 1 from main.excerpts p where p.id = c.excerpt_id) order by c.position",
        (exemplar_id,),
    )
    for position, excerpt_id, consent in cited:
        why = f"its consent is {consent}" if consent != "public" else "its case or response may not be published"
        yield Problem(
            f"corpus/exemplars/{exemplar_id}.md, quote {position}",
            f"excerpt {excerpt_id} may not be public: {why}",
            "cite another excerpt, or obtain consent and write it to the manifest",
        )


def _put(db: sqlite3.Connection, row: tuple[str, int, str, str, str, str], codebook: Codebook) -> None:
    exemplar_id, position, state, title, front_text, body = row
    front: dict[str, Any] = json.loads(front_text)
    gone = state == "withdrawn"
    codes = front["codes"]
    fields = _tombstone(front) if gone else _fields(front)
    markdown = "" if gone else as_markdown(title, front, body, _quotes(db, exemplar_id))
    kind = db.execute(
        "select district_kind from excerpts e join ev.citations c on c.excerpt_id = e.id where c.exemplar_id = ? "
        "and district_kind is not null group by 1 order by count(*) desc, 1 limit 1",
        (exemplar_id,),
    ).fetchone()
    db.execute(
        f"insert into exemplars values ({', '.join('?' * 17)})",
        (
            *(position, exemplar_id, title, front["promise"], state, codes[0]),
            *(_json(_names(front, "grades")), _json(_names(front, "subjects"))),
            *(kind[0] if kind and not gone else None, _json(fields)),
            *(("", "", "", "") if gone else (as_html(body), _searched(front, body), facts(front, codebook), markdown)),
            *(front.get("reviewed_on"), front.get("review_due"), position),
        ),
    )
    db.executemany(
        "insert into exemplar_codes values (?, ?, ?)",
        [(exemplar_id, code, n) for n, code in enumerate(codes, 1)],
    )
    if not gone:
        db.execute(
            "insert into citations select c.exemplar_id, c.position, e.pk, c.quote, c.bearing from ev.citations c "
            "join main.excerpts e on e.id = c.excerpt_id where c.exemplar_id = ? order by c.position",
            (exemplar_id,),
        )


def _tombstone(front: dict[str, Any]) -> dict[str, Any]:
    dated = {"withdrawn_on": str(front["withdrawn_on"])} if front.get("withdrawn_on") else {}
    return {"withdrawn_because": front.get("withdrawn_because", ""), **dated}


def _quotes(db: sqlite3.Connection, exemplar_id: str) -> list[tuple[int, str, str, str]]:
    """Each quote as the Markdown shows it: number, words, where they stand, bearing."""
    return db.execute(
        "select c.position, c.quote, s.title || iif(instr(s.title, coalesce(e.year, '')), '', ', ' || e.year) "
        "|| ', excerpt ' || e.id, c.bearing "
        "from ev.citations c join main.excerpts e on e.id = c.excerpt_id join main.sources s on s.id = e.source_id "
        "where c.exemplar_id = ? order by c.position",
        (exemplar_id,),
    ).fetchall()


def _names(front: dict[str, Any], name: str) -> list[str]:
    value = front.get(name) or []
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]


def _fields(front: dict[str, Any]) -> dict[str, Any]:
    """Every field as the page shows it: HTML for text and lists of text, plain words otherwise."""
    shown: dict[str, Any] = {}
    for field in FIELDS:
        value = front.get(field.name)
        if not value:
            continue
        if field.form == "text":
            shown[field.name] = as_html(str(value))
        elif field.form == "list":
            shown[field.name] = [as_html(str(v), inline=True) for v in (value if isinstance(value, list) else [value])]
        elif field.form == "words":
            shown[field.name] = str(value)
        elif field.form == "names":
            shown[field.name] = _names(front, field.name)
        else:
            shown[field.name] = [
                {k: as_html(str(v), inline=True) if k == "text" else str(v) for k, v in item.items()}
                for item in value
                if isinstance(item, dict)
            ]
    return shown


def _searched(front: dict[str, Any], body: str) -> str:
    parts = [as_text(body)]
    for field in FIELDS:
        value = front.get(field.name)
        if field.form in ("text", "list") and value:
            parts += [as_text(str(v)) for v in (value if isinstance(value, list) else [value])]
    return " ".join(part for part in parts if part)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=isinstance(value, dict))
