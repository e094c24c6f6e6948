"""How long a search takes beside the bare SQL in the same process.

python -m tests.benchmarks.search --size 100000
python -m tests.benchmarks.search --study my-study
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from catalog.pages.search import search_page
from catalog.search import Search
from tests.benchmarks.processes import CATALOG, ROOT, measure, say

QUERIES = (
    *("portfolio", "internship", "chromebook", "rotation", "mentor", "badge", "apprenticeship", "playlist", "robotics"),
    *("advisory", "mastery", "standards", "bilingual", "trauma", "museum", "garden", "schedule", "tutoring"),
    *("learning centers", "project based", "station rotation", "college credit", "career pathways", "flexible time"),
    *(
        "community partners",
        "student choice",
        "exhibition of learning",
        "peer feedback",
        "small groups",
        "dual enrollment",
    ),
    *(
        "kids move between tables",
        "students who choose their own topic",
        "not enough time to plan",
        "real world problems",
    ),
    *(
        "students",
        "school",
        "learning",
        "teachers and students",
        "the school community",
        "all students learning together",
    ),
)
_BARE = (
    "select e.id, e.text from excerpts_fts f cross join excerpts e on e.pk = f.rowid where excerpts_fts match ? "
    "order by f.rank limit 10"
)
_FACETS = (
    "with m as materialized (select f.rowid as pk from excerpts_fts f where excerpts_fts match ? order by f.rank "
    "limit 2001) select 'all', '', count(*) from m union all "
    "select 'role', e.role, count(*) from m cross join excerpts e on e.pk = m.pk group by 2 union all "
    "select 'source', e.source_id, count(*) from m cross join excerpts e on e.pk = m.pk group by 2 union all "
    "select 'code', c.code_id, count(*) from m cross join codings c on c.excerpt_pk = m.pk group by 2"
)


def main(arguments: Sequence[str] | None = None) -> dict[str, float]:
    """Measure and print; the ratio of the 95th percentiles by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="excerpts")
    parser.add_argument("--runs", type=int, default=5, help="rounds over all queries")
    shared = Path(os.environ.get("CATALOG_SHARED", ROOT.parent / "shared"))
    parser.add_argument("--shared", type=Path, default=shared, help="folder with bench/ and data/")
    parser.add_argument("--study", type=Path, help="a study that is built already")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        study = options.study or _built(options, Path(folder))
        return _compare(study / "build" / "catalog.db", options.runs)


def _built(options: argparse.Namespace, folder: Path) -> Path:
    script, texts = options.shared / "bench" / "floor.py", options.shared / "data/canopy/texts_2019_2024.csv"
    measure([sys.executable, script, "--make", str(options.size), texts, folder / "excerpts.csv"])
    for words in (["init", folder / "study"], ["add", folder / "excerpts.csv"], ["build"]):
        measure([*CATALOG, *words, *(["--study", folder / "study"] if words[0] != "init" else [])])
    return folder / "study"


def _compare(path: Path, rounds: int) -> dict[str, float]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        number = db.execute("select count(*) from excerpts").fetchone()[0]
        ways: dict[str, Callable[[str], object]] = {
            "page": lambda words: search_page(db, Search(q=words)),
            "bare": lambda words: db.execute(_BARE, (_match(words),)).fetchall(),
            "bare, with facets": lambda words: (
                db.execute(_BARE, (_match(words),)).fetchall(),
                db.execute(_FACETS, (_match(words),)).fetchall(),
            ),
        }
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for n in range(rounds + 1):
            for words in QUERIES:
                for name, way in ways.items():
                    began = time.perf_counter()
                    way(words)
                    if n:  # the first round warms the caches
                        taken[name].append(1000 * (time.perf_counter() - began))
    say(f"{number:,} excerpts, {len(QUERIES)} queries, {rounds} rounds, in turn")
    ends = {}
    for name, times in taken.items():
        cuts = statistics.quantiles(times, n=100, method="inclusive")
        ends[name] = cuts[94]
        say(f"{name:<18} p50 {cuts[49]:7.2f} ms   p95 {cuts[94]:7.2f} ms")
    say(
        f"p95 of the page: {ends['page'] / ends['bare']:.2f} times the bare SQL (at most 2), "
        f"{ends['page'] / ends['bare, with facets']:.2f} times the bare SQL with counts and facets"
    )
    return {"ratio": ends["page"] / ends["bare"], "with_facets": ends["page"] / ends["bare, with facets"]}


def _match(words: str) -> str:
    return " ".join(f'"{word}"' for word in words.split())


if __name__ == "__main__":
    main()
