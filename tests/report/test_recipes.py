"""The queries ready to ask, against the same counted from the delivered files."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from catalog.pages.recipes import RECIPES
from catalog.study import Study
from tests.contents import opened
from tests.report.raw import Raw, Said, asked, codebook

CODE, OTHER = "barrier-time", "barrier-technology-access"


@pytest.fixture(scope="module")
def db(demo: Study) -> Iterator[sqlite3.Connection]:
    with opened(demo.catalog_db) as found:
        yield found


@pytest.fixture(scope="module")
def public(db: sqlite3.Connection, raw: Raw) -> dict[str, str]:
    """The public id of each district, by that of the delivered table: one excerpt of it is enough to tell."""
    cases = dict(db.execute("select id, case_id from excerpts").fetchall())
    return {one.district: cases[one.id] for one in raw.said}


def ask(db: sqlite3.Connection, name: str, **values: str) -> list[dict[str, Any]]:
    recipe = next(one for one in RECIPES if one.name == name)
    filled = {parameter.name: values.get(parameter.name, "") for parameter in recipe.parameters}
    assert set(values) <= set(filled)
    cursor = db.execute(recipe.sql, filled)
    return [dict(zip([column[0] for column in cursor.description], row, strict=True)) for row in cursor]


def having(raw: Raw, code: str) -> list[Said]:
    return [one for one in raw.said if code in one.codes]


def test_there_are_at_least_a_dozen_each_with_its_words() -> None:
    assert len(RECIPES) >= 12
    assert all(recipe.title and recipe.description and recipe.sql.strip() for recipe in RECIPES)
    assert len({recipe.name for recipe in RECIPES}) == len(RECIPES)


@pytest.mark.parametrize("kind", ["", "rural"])
def test_excerpts_of_a_code_by_attribute(db: sqlite3.Connection, raw: Raw, kind: str) -> None:
    rows = ask(db, "excerpts_by_code", code=CODE, district_kind=kind)

    wanted = {one.id: one.codes[CODE] for one in having(raw, CODE) if kind in ("", raw.kind(one.district))}
    assert {row["excerpt_id"]: row["stance"] for row in rows} == wanted
    assert wanted


def test_two_codes_in_one_excerpt(db: sqlite3.Connection, raw: Raw) -> None:
    rows = ask(db, "codes_together", code=CODE, other=OTHER)

    assert {row["excerpt_id"] for row in rows} == {one.id for one in having(raw, CODE) if OTHER in one.codes}
    assert rows


def test_two_codes_in_one_answer_come_with_all_its_words(db: sqlite3.Connection, raw: Raw) -> None:
    rows = ask(db, "codes_in_one_answer", code=CODE, other=OTHER)

    texts = dict(db.execute("select id, text from excerpts").fetchall())
    answer = dict(db.execute("select id, response_id from excerpts").fetchall())
    both = {answer[one.id] for one in having(raw, CODE)} & {answer[one.id] for one in having(raw, OTHER)}
    apart = {one.id for one in having(raw, CODE) if OTHER in one.codes}
    assert {row["response_id"] for row in rows} == both
    for row in rows:
        ids = row["excerpt_ids"].split()
        assert row["text"] == " ".join(texts[id] for id in ids)
        assert (row["excerpts_apart"] == 0) == bool(apart & set(ids))


def test_the_matrix_has_a_0_or_1_for_every_district_and_code(
    db: sqlite3.Connection, raw: Raw, public: dict[str, str]
) -> None:
    rows = ask(db, "codes_by_case")

    given = {(public[one.district], code) for one in raw.said for code in one.codes}
    assert len(rows) == len(public) * len(codebook(raw.root))
    assert {(row["case_id"], row["code_id"]) for row in rows if row["present"]} == given
    assert {row["present"] for row in rows} == {0, 1}


def test_quotes_of_a_code_from_each_kind_of_district(db: sqlite3.Connection, raw: Raw) -> None:
    rows = ask(db, "quotes_by_district_kind", code=CODE, most="3")

    there = Counter(raw.kind(one.district) for one in having(raw, CODE))
    assert Counter(row["district_kind"] for row in rows) == {kind: min(3, n) for kind, n in there.items()}


def test_share_of_districts_and_its_change(db: sqlite3.Connection, raw: Raw) -> None:
    wording = asked(raw)[0]
    said = [one for one in raw.said if one.question == wording]

    rows = ask(db, "share_of_districts", question=wording)
    waves = ask(db, "change_between_waves", question=wording)

    found = defaultdict(set)
    for one in said:
        for code, stance in one.codes.items():
            if stance != "negated":
                found[code].add(one.district)
    assert {row["code_id"]: row["districts"] for row in rows} == {code: len(of) for code, of in found.items()}
    assert {row["answered"] for row in rows} == {len({one.district for one in said})}
    for source, wave in (("district-survey-spring-2025", "spring 2025"), ("district-form-fall-2025", "fall 2025")):
        own = {one.district for one in said if one.source == source}
        assert {row["answered"] for row in waves if row["wave"] == wave} == {len(own)}


def test_the_random_sample_behind_a_code(db: sqlite3.Connection, raw: Raw) -> None:
    rows = ask(db, "random_sample_of_code", code=CODE)

    people = raw._people()
    drawn = {row[0] for row in db.execute("select e.id from random_sample s join excerpts e on e.pk = s.excerpt_pk")}
    assert {row["excerpt_id"] for row in rows} == drawn & set(people)
    for row in rows:
        assert row["people"] == (people[row["excerpt_id"]].get(CODE, "negated") != "negated")


def test_prevalence_agreement_and_disagreements_by_code(db: sqlite3.Connection, raw: Raw) -> None:
    corrected = {(row["unit"], row["code_id"]): row for row in ask(db, "prevalence_of_codes")}
    alphas = [row for row in ask(db, "agreement_by_code") if row["scope"] == "people" and row["unit"] == "excerpt"]
    differing = ask(db, "disagreements_on_code", code="data-driven-instruction")

    assert 0 < corrected["excerpts", CODE]["low"] < corrected["excerpts", CODE]["share"]
    assert len({row["n"] for row in alphas}) == 1
    assert all(row["alpha"] is None or row["alpha"] <= 1 for row in alphas)
    assert all("Ana: " in row["said"] and "Ben: " in row["said"] for row in differing)
