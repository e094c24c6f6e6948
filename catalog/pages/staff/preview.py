"""An exemplar as it will look once published: the page that the public site makes, from a catalog that holds it.

The exemplar is written, by the functions that publish it, into temporary tables that stand before those of the
published catalog. So the page is made of the very rows it will be made of; nothing is written to any file.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from catalog.codebook import Codebook
from catalog.errors import Problem, StaffError
from catalog.exemplars.content import Content
from catalog.pages.exemplar import ExemplarPage, exemplar_page
from catalog.pages.parts import who
from catalog.pages.rows import as_json, fetch
from catalog.store.published import Publishable, put_exemplar

_TABLES = ("exemplars", "citations", "exemplar_codes", "exemplar_links")


@dataclass(frozen=True, slots=True)
class Preview:
    """The page, and which quotes it cannot show yet."""

    page: ExemplarPage = field(metadata={"help": "The page as the public site makes it"})
    missing: tuple[int, ...] = field(metadata={"help": "Numbers of quotes whose excerpt the published catalog lacks"})


def preview(catalog_db: Path, id: str, content: Content, state: str, codebook: Codebook, today: str) -> Preview:
    """The page of an exemplar that is not published yet; StaffError where there is no catalog to put it in."""
    with closing(opened(catalog_db)) as conn:
        for table in _TABLES:
            conn.execute(f"create temp table {table} as select * from main.{table}")
            conn.execute(f"delete from temp.{table} where {'id' if table == 'exemplars' else 'exemplar_id'} = ?", (id,))
        position = conn.execute("select coalesce(max(pk), 0) + 1 from exemplars").fetchone()[0]
        front = {"promise": "", "codes": [], **content.front}
        citations = content.citations
        put_exemplar(conn, Publishable(id, position, state, content.title, front, content.body, citations), codebook)
        there = {row["id"] for row in fetch(conn, _THERE, (as_json([c.excerpt for c in citations]),))}
        page = exemplar_page(conn, id, today)
        if page is None:
            raise LookupError(id)
        return Preview(page, tuple(n for n, c in enumerate(citations, 1) if c.excerpt not in there))


_THERE = "select id from excerpts where id in (select value from json_each(?))"
_WHO = """
select e.id, e.role, e.district_kind, c.label as case_label, c.named from excerpts e
left join cases c on c.id = e.case_id where e.id in (select value from json_each(?))
"""


def shown_speakers(catalog_db: Path, excerpts: tuple[str, ...]) -> dict[str, str]:
    """Who says each excerpt, as the published catalog shows them; those it lacks are left out."""
    if not catalog_db.is_file():
        return {}
    with closing(opened(catalog_db)) as conn:
        return {row["id"]: who(row) for row in fetch(conn, _WHO, (as_json(excerpts),))}


def opened(path: Path) -> sqlite3.Connection:
    """The published catalog, which nothing is written to; StaffError where there is none."""
    if not path.is_file():
        raise StaffError(Problem("preview", "there is no catalog yet", "publish once, or run `catalog build`"))
    conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    conn.execute("pragma temp_store = memory")
    return conn
