"""Whether the words of teachers find what they mean: sixty queries, with what each should find written beforehand."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from catalog.pages.search import search_page
from catalog.search import Search
from catalog.search_words import match_all, match_any, words
from catalog.study import Study

QUERIES = Path(__file__).parent / "queries.csv"
# What plain full-text search would have to work with: one text a practice, one an exemplar.
_PLAIN = """
create virtual table plain using fts5 (id unindexed, text, tokenize='porter unicode61');
insert into plain select id, label || ' ' || alt_labels || ' ' || definition || ' ' || examples from codes;
insert into plain select id, title || ' ' || promise || ' ' || body_text from exemplars where state = 'published';
"""


@pytest.fixture(scope="module")
def demo(demo_study: Study) -> Iterator[sqlite3.Connection]:
    """A copy of the catalog of the demo study, in which a test may write."""
    with closing(sqlite3.connect(demo_study.catalog_db)) as file, closing(sqlite3.connect(":memory:")) as found:
        file.backup(found)
        yield found


def mean_reciprocal_rank(found: Callable[[str], Sequence[Sequence[str]]]) -> float:
    """1 where what is wanted stands first in one of the lists, 1/2 where second, ..., averaged over the queries."""
    with QUERIES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    ranks = [
        max((1 / place for ids in found(row["query"]) for place, id in enumerate(ids, 1) if id in wanted), default=0.0)
        for row in rows
        for wanted in [set(row["expected"].split(";"))]
    ]
    return sum(ranks) / len(ranks)


def test_teachers_find_what_they_mean_and_more_often_than_by_plain_full_text(demo: sqlite3.Connection) -> None:
    def ours(q: str) -> Sequence[Sequence[str]]:
        page = search_page(demo, Search(q=q))
        return [hit.code.id for hit in page.practices], [hit.id for hit in page.exemplars]

    def plain(expression: Callable[[Sequence[str]], str]) -> Callable[[str], Sequence[Sequence[str]]]:
        sql = "select id from plain where plain match ? order by rank limit 10"
        return lambda q: [[id for (id,) in demo.execute(sql, (expression(words(q)),))]]

    demo.executescript(_PLAIN.replace("create virtual table plain", "create virtual table if not exists plain"))

    found, every, some = (mean_reciprocal_rank(way) for way in (ours, plain(match_all), plain(match_any)))
    print(f"mean reciprocal rank {found:.3f}; plain full text {every:.3f} (every word), {some:.3f} (any word)")  # noqa: T201
    assert found >= 0.8
    assert found > max(every, some)


def test_there_are_sixty_queries_of_several_kinds() -> None:
    with QUERIES.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))

    assert len({row["query"] for row in rows}) >= 60
    assert {row["kind"] for row in rows} >= {"name", "description", "typo", "exemplar"}
