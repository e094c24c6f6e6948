"""Exemplars as published: each quote checked against a published excerpt, then rendered once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from catalog.codebook import Codebook
from catalog.errors import ExemplarError, Problem
from catalog.store.published import publishable, put_exemplar
from pipelines.publish import links


def replace(db: sqlite3.Connection, codebook: Codebook) -> int:
    """Write published exemplars and the tombstones of withdrawn ones; the number published.

    ExemplarError lists every citation that may not be public, or is not what the excerpt says.
    """
    for table in ("citations", "exemplar_codes", "exemplar_links"):
        db.execute(f"delete from main.{table}")
    db.execute("insert into exemplars_fts (exemplars_fts) values ('delete-all')")
    db.execute("delete from main.exemplars")
    problems = list(_uncovered(db))
    if problems:
        raise ExemplarError(problems)
    found = publishable(db)
    for exemplar in found:
        put_exemplar(db, exemplar, codebook)
    links.replace(db, {exemplar.id: exemplar.front.get("related") or () for exemplar in found})
    db.execute("insert into exemplars_fts (exemplars_fts) values ('rebuild')")
    db.execute(
        "update codes set exemplars = (select count(*) from exemplar_codes x join exemplars e on e.id = x.exemplar_id "
        "where x.code_id = codes.id and e.state = 'published')"
    )
    return sum(exemplar.state == "published" for exemplar in found)


def _uncovered(db: sqlite3.Connection) -> Iterator[Problem]:
    cited = db.execute(
        "select x.id, x.origin, c.position, c.excerpt_id, s.consent, p.id is not null "
        "from ev.public_exemplars x join ev.public_citations c on c.exemplar_id = x.id "
        "left join ev.excerpts e on e.id = c.excerpt_id left join ev.responses r on r.pk = e.response_pk "
        "left join ev.sources s on s.id = r.source_id left join main.excerpts p on p.id = c.excerpt_id "
        "where x.state = 'published' and (p.id is null or c.quote = '' or instr(p.text, c.quote) = 0) "
        "order by x.position, x.id, c.position"
    )
    for id, origin, position, excerpt_id, consent, there in cited:
        place = f"corpus/exemplars/{id}.md" if origin == "file" else f"exemplar {id} on the staff site"
        if there:
            what = f"excerpt {excerpt_id} no longer reads as quoted"
            fix = "choose the words anew and have the exemplar cleared again"
        else:
            why = f"its consent is {consent}" if consent != "public" else "its case or response may not be published"
            what = f"excerpt {excerpt_id} may not be public: {why}"
            fix = "cite another excerpt, or obtain consent and write it to the manifest"
        yield Problem(f"{place}, quote {position}", what, fix)
