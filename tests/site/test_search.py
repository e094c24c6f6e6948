"""What is found for a teacher's words, and what is offered when nothing is."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.pages.found import nearest, practices_for
from catalog.pages.search import search_page
from catalog.search import Search
from catalog.search_words import clean, tiers

VALUES = st.lists(st.text(max_size=30), max_size=3)


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("station rotation", "station-rotation"),
        ("learning centers", "station-rotation"),
        ("Learning-Center", "station-rotation"),
        ("kids move between tables", "station-rotation"),
        ("how do the kids move between the tables", "station-rotation"),
        ("exit tickets", "exit-checks"),
        ("do it over", "retakes"),
        ("groups are formed anew", "regrouping"),
    ],
)
def test_a_practice_is_found_by_its_name_its_other_names_and_its_description(
    conn: sqlite3.Connection, q: str, first: str
) -> None:
    assert practices_for(conn, q)[0].code.id == first


def test_a_practice_whose_name_is_the_query_comes_first(conn: sqlite3.Connection) -> None:
    hits = practices_for(conn, "retakes")

    assert hits[0].exact
    assert hits[0].because == "the name you gave"


def test_quotes_of_the_practice_meant_are_found_whatever_words_they_use(conn: sqlite3.Connection) -> None:
    page = search_page(conn, Search(q="learning centers"))

    texts = ["".join(f.text for f in q.words) for q in page.quotes]
    assert any(text.startswith("Four corners") for text in texts)
    assert [code.id for code in page.concepts] == ["station-rotation"]
    assert [x.id for x in page.exemplars] == ["four-corners-in-grade-2"]


def test_all_words_win_over_some_and_some_over_nothing(conn: sqlite3.Connection) -> None:
    both = search_page(conn, Search(q="sand corner"))
    some = search_page(conn, Search(q="sand xylophone"))

    assert (both.loose, both.total) == (False, 2)
    assert (some.loose, some.total) == (True, 2)


def test_words_are_stemmed_and_accents_do_not_matter(conn: sqlite3.Connection) -> None:
    assert search_page(conn, Search(q="stampedes")).total == search_page(conn, Search(q="stâmpede")).total == 1


def test_a_ticked_practice_and_a_ticked_stance_meet_in_one_coding(conn: sqlite3.Connection) -> None:
    page = search_page(conn, Search(practice=("blended-learning",), stance=("negated",)))

    assert [q.pk for q in page.quotes] == [13]


def test_facets_count_what_ticking_would_show(conn: sqlite3.Connection) -> None:
    for search in (
        Search(q="corners"),
        Search(q="learning centers"),
        Search(role=("teacher",)),
        Search(stance=("past",)),
    ):
        page = search_page(conn, search)
        for facet in page.facets:
            for option in (*facet.options, *facet.more):
                if not search.chosen(facet.name):
                    wanted = Search(
                        **{
                            "q": search.q,
                            **dict.fromkeys((), ()),
                            **_ticked(search, facet.name, option.value),
                        }
                    )
                    assert search_page(conn, wanted).total == option.count, (search, facet.name, option)


def _ticked(search: Search, name: str, value: str) -> dict[str, Any]:
    chosen = {f: search.chosen(f) for f in ("practice", "district_kind", "role", "stance", "source")}
    return {**chosen, name: (*chosen[name], value)}


def test_a_facet_with_ticks_still_shows_what_its_other_values_would_add(conn: sqlite3.Connection) -> None:
    page = search_page(conn, Search(q="learning centers", district_kind=("rural",)))

    kinds = next(facet for facet in page.facets if facet.name == "district_kind")
    assert next((o.value, o.ticked) for o in kinds.options) == ("rural", True)
    assert {"urban", "suburban"} <= {o.value for o in kinds.options if o.count}


def test_finding_nothing_offers_what_to_drop_and_where_to_look(site: Any, conn: sqlite3.Connection) -> None:
    page = search_page(conn, Search(q="sand timer", district_kind=("urban",)))
    text = site.get("/?q=sand+timer&district_kind=urban").text

    assert page.total == 0
    assert next((step.label, step.count) for step in page.drops) == ("Without “Urban”", 1)
    assert "It works if you let go of something" in text


def test_a_misspelled_practice_is_offered_when_nothing_is_found(conn: sqlite3.Connection) -> None:
    page = search_page(conn, Search(q="staton rotaton"))

    assert page.total == 0
    assert page.nearest[0].id == "station-rotation"
    assert len(nearest(conn, "qqqq")) == 3


def test_a_page_beyond_the_last_shows_the_last(conn: sqlite3.Connection) -> None:
    page = search_page(conn, Search(source=("district-survey", "primary-circle"), page=99))

    assert (page.search.page, page.pages, page.next) == (2, 2, "")
    assert len(page.quotes) == 4


def test_a_retired_code_is_found_and_says_so(site: Any) -> None:
    assert "no longer used" in site.get("/?q=portfolio+box").text


def test_without_words_or_filters_the_first_page_is_shown(site: Any) -> None:
    for address in ("/", "/?q=", "/?q=%20&stance=odd", "/?page=7"):
        assert "Find a practice that fits your classroom</h1>" in site.get(address).text


@given(st.dictionaries(st.sampled_from(["q", "practice", "district_kind", "role", "stance", "source", "page"]), VALUES))
def test_an_address_comes_back_as_the_same_search(args: dict[str, list[str]]) -> None:
    from urllib.parse import parse_qs

    search = Search.from_args(args)

    again = Search.from_args(parse_qs(search.href().partition("?")[2]))
    assert again == search


@given(st.text(max_size=400))
def test_no_words_break_the_index(q: str) -> None:
    index = sqlite3.connect(":memory:")
    index.execute("create virtual table t using fts5 (text)")

    for expression in tiers(clean(q)):
        index.execute("select * from t where t match ?", (expression,)).fetchall()
    index.close()


def test_who_names_a_practice_is_not_shown_quotes_that_hold_one_of_its_words(conn: sqlite3.Connection) -> None:
    page = search_page(conn, Search(q="dynamic grouping"))

    assert {q.pk for q in page.quotes} == {5, 10}
    assert not page.loose
