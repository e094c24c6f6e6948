"""What is found for a teacher's words, and what is offered when nothing is."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.pages.found import nearest, practices_for
from catalog.pages.search import search_page
from catalog.search import FILTERS, Search
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

    texts = ["".join(f.text for f in hit.quote.words) for hit in page.quotes]
    assert any(text.startswith("Four corners") for text in texts)
    assert [(concept.code.id, concept.words) for concept in page.concepts] == [("station-rotation", "learning centers")]
    assert [x.id for x in page.exemplars] == ["four-corners-in-grade-2"]


def test_all_words_win_over_some_and_some_over_nothing(conn: sqlite3.Connection) -> None:
    both = search_page(conn, Search(q="sand corner"))
    some = search_page(conn, Search(q="sand xylophone"))

    firsts = ["".join(f.text for f in hit.quote.words) for hit in both.quotes[:2]]
    assert not both.loose
    assert all("sand" in text and "corner" in text for text in firsts)
    assert (some.loose, some.total_quotes) == (True, 2)


def test_words_are_stemmed_and_accents_do_not_matter(conn: sqlite3.Connection) -> None:
    for q in ("stampedes", "stâmpede"):
        assert search_page(conn, Search(q=q)).total_quotes == 1


def test_a_ticked_practice_and_a_ticked_stance_meet_in_one_coding(conn: sqlite3.Connection) -> None:
    page = search_page(conn, Search(practice=("blended-learning",), stance=("negated",)))

    assert [hit.quote.pk for hit in page.quotes] == [13]


@pytest.mark.parametrize(
    "search",
    [
        Search(q="corners"),
        Search(q="learning centers"),
        Search(role=("teacher",)),
        Search(stance=("past",)),
        Search(practice=("station-rotation",)),
        Search(practice=("station-rotation",), stance=("current",)),
        Search(dimension=("models",), stance=("past",)),
        Search(grade=("K-2",)),
        Search(q="corners", barrier=("no-time",)),
    ],
    ids=lambda search: search.href(),
)
def test_the_number_beside_a_box_is_what_ticking_it_gives(conn: sqlite3.Connection, search: Search) -> None:
    for facet in search_page(conn, search).facets:
        for option in (*facet.options, *facet.more):
            alone = replace(search.without(facet.name), **{facet.name: (option.value,)})
            assert search_page(conn, alone).total == option.count, (facet.name, option)


def test_values_of_one_facet_widen_and_facets_narrow(conn: sqlite3.Connection) -> None:
    rural, urban = (search_page(conn, Search(district_kind=(kind,))).total for kind in ("rural", "urban"))

    both = search_page(conn, Search(district_kind=("rural", "urban")))
    teachers = search_page(conn, Search(district_kind=("rural", "urban"), role=("teacher",)))

    assert both.total == rural + urban
    assert 0 < teachers.total < both.total


def test_a_grade_shows_exemplars_for_it_and_the_quotes_behind_them(conn: sqlite3.Connection) -> None:
    page = search_page(conn, Search(grade=("K-2",)))

    cited = "select count(*) from citations where exemplar_id = 'four-corners-in-grade-2'"
    assert [hit.id for hit in page.exemplars] == ["four-corners-in-grade-2"]
    assert page.total_quotes == conn.execute(cited).fetchone()[0]


def test_districts_like_mine_come_first_with_the_reason(conn: sqlite3.Connection) -> None:
    first = {case: search_page(conn, Search(like=case)).quotes[0].like for case in ("district-1", "district-2")}

    assert first["district-1"].startswith("also rural; of the same size")
    assert first["district-2"].startswith("also urban")
    assert (
        search_page(conn, Search(q="corners")).total == search_page(conn, Search(q="corners", like="district-1")).total
    )


def test_an_unknown_district_changes_nothing(conn: sqlite3.Connection) -> None:
    assert (
        search_page(conn, Search(q="corners", like="nowhere")).quotes == search_page(conn, Search(q="corners")).quotes
    )


def test_a_facet_with_ticks_still_shows_what_its_other_values_would_add(conn: sqlite3.Connection) -> None:
    page = search_page(conn, Search(q="learning centers", district_kind=("rural",)))

    kinds = next(facet for facet in page.facets if facet.name == "district_kind")
    assert next((o.value, o.ticked) for o in kinds.options) == ("rural", True)
    assert {"urban", "suburban"} <= {o.value for o in kinds.options if o.count}


def test_finding_nothing_offers_what_to_drop_and_where_to_look(site: Any, conn: sqlite3.Connection) -> None:
    page = search_page(conn, Search(q="stampede", district_kind=("urban",)))
    text = site.get("/?q=stampede&district_kind=urban").text

    assert page.total == 0
    assert next((step.label, step.count) for step in page.drops) == ("Without “Urban”", 1)
    assert "It works if you let go of something" in text


@pytest.mark.parametrize(
    ("q", "meant"),
    [
        ("staton rotaton", "station rotation"),
        ("stampeed", "stampede"),
        ("centres", "centers"),
        ("horsehoe", "horseshoe"),
    ],
)
def test_a_word_that_nothing_holds_is_taken_for_the_known_one_most_like_it(
    conn: sqlite3.Connection, site: Any, q: str, meant: str
) -> None:
    page = search_page(conn, Search(q=q))

    assert page.spelling.q == meant
    assert page.total == search_page(conn, Search(q=meant)).total > 0
    assert f"so this looks for <strong>{meant.split()[0]}</strong>" in site.get(f"/?q={q}").text


def test_a_word_that_is_like_nothing_finds_nothing_and_offers_practices(conn: sqlite3.Connection) -> None:
    page = search_page(conn, Search(q="qqqqxz"))

    assert (page.total, page.spelling.changed) == (0, ())
    assert len(page.nearest) == len(nearest(conn, "qqqqxz")) == 3


def test_another_name_inside_the_words_is_explained(site: Any) -> None:
    assert 'Also showing <a href="/practice/station-rotation">station rotation</a> for “center”' in (
        site.get("/?q=math+centers").text
    )


@pytest.mark.parametrize(
    ("typed", "first"),
    [("sta", "Station rotation"), ("rotat", "Station rotation"), ("exit t", "exit tickets"), ("four cor", "Run four")],
)
def test_suggestions_are_names_and_titles_that_begin_so(site: Any, typed: str, first: str) -> None:
    found = site.get("/suggest.json", params={"q": typed}).json()["suggestions"]

    assert found[0]["text"].startswith(first)
    assert site.get(found[0]["href"]).status_code == 200


@pytest.mark.parametrize("typed", ["", "s", '"', "*", "%", "\x00", "a" * 5000, "title:", "NEAR(", "é", "🙂🙂"])
def test_nothing_typed_breaks_the_suggestions(site: Any, typed: str) -> None:
    answer = site.get("/suggest.json", params={"q": typed})

    assert answer.status_code == 200
    assert isinstance(answer.json()["suggestions"], list)


def test_a_page_beyond_the_last_shows_the_last(conn: sqlite3.Connection) -> None:
    page = search_page(conn, Search(source=("district-survey", "primary-circle"), page=99))

    assert (page.search.page, page.pages, page.next) == (2, 2, "")
    assert len(page.quotes) == 4


def test_a_retired_code_is_found_and_says_so(site: Any) -> None:
    assert "no longer used" in site.get("/?q=portfolio+box").text


def test_without_words_or_filters_the_first_page_is_shown(site: Any) -> None:
    for address in ("/", "/?q=", "/?q=%20&stance=odd", "/?page=7"):
        assert "Find a practice that fits your classroom</h1>" in site.get(address).text


@given(st.dictionaries(st.sampled_from(["q", *FILTERS, "like", "page"]), VALUES))
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

    assert {hit.quote.pk for hit in page.quotes} == {5, 10}
    assert not page.loose
