"""How long a search with its facets takes beside SQL run bare in the same process.

python -m tests.benchmarks.search --size 100000
python -m tests.benchmarks.search --study my-study

Three baselines, each on the same connection and in turn with the page:
  the same statements   every statement of the page, as SQLite was given it, with nothing done to its rows
  plain SQL             what one would write by hand: ten ranked quotes, and facets by joins over the best 2,000
  ranked SQL alone      the ten ranked quotes of plain SQL without any facet
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from catalog.pages.search import search_page
from catalog.search import Search
from pipelines.publish import filters
from tests.benchmarks.processes import CATALOG, ROOT, measure, say

RARE = (
    *("portfolio", "internship", "chromebook", "rotation", "mentor", "badge", "apprenticeship", "playlist", "robotics"),
    *("advisory", "mastery", "standards", "bilingual", "trauma", "museum", "garden", "schedule", "tutoring"),
)
SEVERAL = (
    *("learning centers", "project based", "station rotation", "college credit", "career pathways", "flexible time"),
    *("community partners", "student choice", "exhibition of learning", "peer feedback", "small groups"),
    *("dual enrollment", "kids move between tables", "students who choose their own topic"),
    *("not enough time to plan", "real world problems", "staton rotaton", "porject"),
)
COMMON = (
    *("students", "school", "learning", "teachers and students", "the school community"),
    "all students learning together",
)
QUERIES = (*RARE, *SEVERAL, *COMMON)
_RANKED = (
    "select e.id, e.text from excerpts_fts f cross join excerpts e on e.pk = f.rowid where excerpts_fts match ? "
    "order by f.rank limit 10"
)
_FACETS = (
    "with m as materialized (select f.rowid as pk from excerpts_fts f where excerpts_fts match ? order by f.rank "
    "limit 2001) select 'all', '', count(*) from m union all "
    "select 'role', e.role, count(*) from m cross join excerpts e on e.pk = m.pk group by 2 union all "
    "select 'kind', e.district_kind, count(*) from m cross join excerpts e on e.pk = m.pk group by 2 union all "
    "select 'source', e.source_id, count(*) from m cross join excerpts e on e.pk = m.pk group by 2 union all "
    "select 'stance', c.stance, count(*) from m cross join codings c on c.excerpt_pk = m.pk group by 2 union all "
    "select 'code', c.code_id, count(*) from m cross join codings c on c.excerpt_pk = m.pk group by 2"
)
EXEMPLARS = 300
PAGE, SAME, PLAIN, ALONE = "page", "the same statements", "plain SQL with facets", "ranked SQL alone"


def main(arguments: Sequence[str] | None = None) -> dict[str, float]:
    """Measure and print; the ratio of the page's 95th percentile to that of each baseline, by name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100_000, help="excerpts")
    parser.add_argument("--runs", type=int, default=5, help="rounds over all queries")
    shared = Path(os.environ.get("CATALOG_SHARED", ROOT.parent / "shared"))
    parser.add_argument("--shared", type=Path, default=shared, help="folder with bench/ and data/")
    parser.add_argument("--study", type=Path, help="a study that is built already")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        study = options.study or built(options, Path(folder))
        copy = Path(folder) / "catalog.db"
        shutil.copyfile(study / "build" / "catalog.db", copy)
        _add_exemplars(copy)
        return _compare(copy, options.runs)


def built(options: argparse.Namespace, folder: Path) -> Path:
    """A study of `options.size` excerpts in a folder, from the texts of the shared files."""
    script, texts = options.shared / "bench" / "floor.py", options.shared / "data/canopy/texts_2019_2024.csv"
    measure([sys.executable, script, "--make", str(options.size), texts, folder / "excerpts.csv"])
    for words in (["init", folder / "study"], ["add", folder / "excerpts.csv"], ["build"]):
        measure([*CATALOG, *words, *(["--study", folder / "study"] if words[0] != "init" else [])])
    return folder / "study"


def _add_exemplars(path: Path) -> None:
    """Exemplars of the study's own words, where it has fewer than 300: each made of twelve excerpts, citing six."""
    with closing(sqlite3.connect(path)) as db, db:
        have = db.execute("select coalesce(max(pk), 0) from exemplars").fetchone()[0]
        codes = [row[0] for row in db.execute("select id from codes order by position")]
        rows = db.execute("select pk, text from excerpts order by pk limit ?", (12 * EXEMPLARS,)).fetchall()
        for n in range(have + 1, EXEMPLARS + 1):
            cited = rows[12 * (n - 1) : 12 * n]
            if len(cited) < 12:
                break
            body = " ".join(text for _, text in cited)
            code = codes[n % len(codes)]
            told = (f"exemplar-{n}", cited[0][1][:80], cited[1][1][:80], "published", code, '["3-5"]', '["reading"]')
            db.execute(
                "insert into exemplars (pk, id, title, promise, state, code_id, grades, subjects, fields, body_html, "
                "body_text, facts, markdown, position) values (?, ?, ?, ?, ?, ?, ?, ?, '{}', ?, ?, '', ?, ?)",
                (n, *told, body, body, body, n),
            )
            db.execute("insert into exemplar_codes values (?, ?, 1)", (told[0], code))
            quotes = [(told[0], k, pk, text, "support") for k, (pk, text) in enumerate(cited[:6], 1)]
            db.executemany("insert into citations values (?, ?, ?, ?, ?)", quotes)
        db.execute("insert into exemplars_fts (exemplars_fts) values ('rebuild')")
        filters.replace(db, filters.of_excerpts(db, whole=True), whole=True)


def _searches(db: sqlite3.Connection) -> list[Search]:
    """Every query as it is, and every third narrowed by a kind of district and a practice that is done now."""
    kind = db.execute("select district_kind from excerpts where district_kind is not null limit 1").fetchone()
    code = db.execute("select id from codes order by excerpts desc limit 1").fetchone()[0]
    narrow = {"district_kind": kind or (), "practice": (code,), "stance": ("current",)}
    return [Search(q=q) for q in QUERIES] + [Search(q=q, **narrow) for q in QUERIES[::3]]


def _compare(path: Path, rounds: int) -> dict[str, float]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        numbers = [db.execute(f"select count(*) from {table}").fetchone()[0] for table in ("excerpts", "exemplars")]
        taken: dict[str, list[float]] = {name: [] for name in (PAGE, SAME, PLAIN, ALONE)}
        searches = _searches(db)
        for n in range(rounds + 1):
            for search in searches:
                for name, way in _ways(db, search).items():
                    began = time.perf_counter()
                    way()
                    if n:  # the first round warms the caches
                        taken[name].append(1000 * (time.perf_counter() - began))
    say(f"{numbers[0]:,} excerpts, {numbers[1]:,} exemplars, {len(searches)} searches, {rounds} rounds, in turn")
    ends = {}
    for name, times in taken.items():
        cuts = statistics.quantiles(times, n=100, method="inclusive")
        ends[name] = cuts[94]
        say(f"{name:<22} p50 {cuts[49]:7.2f} ms   p95 {cuts[94]:7.2f} ms")
    ratios = {name: ends[PAGE] / ends[name] for name in (SAME, PLAIN, ALONE)}
    for name, most in ((SAME, 1.5), (PLAIN, 1.5), (ALONE, 2.0)):
        say(f"p95 of the page: {ratios[name]:.2f} times that of {name} (at most {most})")
    return ratios


def _ways(db: sqlite3.Connection, search: Search) -> dict[str, Callable[[], object]]:
    match = " ".join(f'"{word}"' for word in search.q.split())
    statements = _statements(db, search)
    return {
        PAGE: partial(search_page, db, search),
        SAME: lambda: [db.execute(sql).fetchall() for sql in statements],
        PLAIN: lambda: (db.execute(_RANKED, (match,)).fetchall(), db.execute(_FACETS, (match,)).fetchall()),
        ALONE: lambda: db.execute(_RANKED, (match,)).fetchall(),
    }


def _statements(db: sqlite3.Connection, search: Search) -> list[str]:
    """What the page asks, with its values written in."""
    asked: list[str] = []
    db.set_trace_callback(asked.append)
    search_page(db, search)
    db.set_trace_callback(None)
    # The trace tells of statements that the full-text index asks of its own tables as comments.
    return [sql for sql in asked if not sql.startswith("--")]


if __name__ == "__main__":
    main()
