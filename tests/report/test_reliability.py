"""Agreement and prevalence as they are published, against the same worked out from people's files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.pages.recipes import RECIPES
from catalog.study import Study
from tests.contents import opened, rows
from tests.demo_study import Page, Site
from tests.report.raw import Raw, cells


@pytest.fixture(scope="module")
def site(demo: Study) -> Iterator[Site]:
    found = Site(demo.catalog_db)
    yield found
    found.close()


@pytest.fixture(scope="module")
def read(raw: Raw) -> dict[str, dict[str, dict[str, str]]]:
    """By person and published excerpt, the codes with their stances."""
    public, found = {one.id for one in raw.said}, {}
    for name in ("ana", "ben"):
        found[name] = {
            row["excerpt"]: {c.strip(): s.strip() for c, s in (p.split(":") for p in row["codes"].split(";") if p)}
            for row in raw.table(f"codings/{name}.csv")
            if row["excerpt"] in public
        }
    return found


def figures(demo: Study, scope: str, code: str | None) -> dict[str, tuple[float, float, float, int]]:
    sql = "select measure, value, low, high, n from agreement where scope = ? and code_id is ? and unit not like 'set%'"
    with opened(demo.catalog_db) as db:
        return {measure: tuple(rest) for measure, *rest in db.execute(sql, (scope, code))}


def test_published_agreement_is_that_of_the_excerpts_both_read(
    demo: Study, read: dict[str, dict[str, dict[str, str]]]
) -> None:
    both = sorted(set(read["ana"]) & set(read["ben"]))
    codes = {code for excerpt in both for name in read for code in read[name][excerpt]}

    for code in ("barrier-time", "student-voice-choice"):
        pairs = [(code in read["ana"][excerpt], code in read["ben"][excerpt]) for excerpt in both]
        same = sum(a == b for a, b in pairs) / len(pairs)
        one, two = (sum(pair[n] for pair in pairs) / len(pairs) for n in (0, 1))
        chance = one * two + (1 - one) * (1 - two)
        found = figures(demo, "people", code)
        assert found["percent"][0] == pytest.approx(same)
        assert found["kappa"][0] == pytest.approx((same - chance) / (1 - chance))
        assert found["percent"][3] == len(both)
    assert figures(demo, "people", None)["alpha"][3] == len(both) * len(codes)


def test_an_intervals_ends_enclose_the_figure(demo: Study) -> None:
    found = rows(demo, "select value, low, high from agreement where low is not null")

    assert len(found) > 100
    assert all(low - 1e-9 <= value <= high + 1e-9 for value, low, high in found)


def test_every_disagreement_of_two_people_is_listed_and_nothing_else(
    demo: Study, read: dict[str, dict[str, dict[str, str]]]
) -> None:
    both = set(read["ana"]) & set(read["ben"])
    differing = {
        (excerpt, code)
        for excerpt in both
        for code in {*read["ana"][excerpt], *read["ben"][excerpt]}
        if read["ana"][excerpt].get(code) != read["ben"][excerpt].get(code)
    }

    listed = set(rows(demo, "select excerpt_id, code_id from disagreements"))

    assert listed == differing
    assert differing


def test_peoples_share_is_that_of_the_random_sample(demo: Study, raw: Raw) -> None:
    drawn = {row[0] for row in rows(demo, "select e.id from random_sample s join excerpts e on e.pk = s.excerpt_pk")}
    people = raw._people()
    sample = [one for one in raw.said if one.id in drawn and one.id in people]

    shown = {
        code: (share, n, positives)
        for code, share, n, positives in rows(
            demo,
            "select code_id, share, n, positives from prevalence "
            "where grouping = 'all' and unit = 'excerpts' and method = 'people'",
        )
    }

    assert len(sample) > 20
    for code, (share, n, positives) in shown.items():
        having = sum(people[one.id].get(code, "negated") != "negated" for one in sample)
        assert (n, positives) == (len(sample), having)
        assert share == pytest.approx(having / len(sample))


def test_what_people_read_for_another_reason_never_enters_prevalence(demo: Study) -> None:
    sample = {row[0] for row in rows(demo, "select excerpt_pk from random_sample")}
    read = {row[0] for row in rows(demo, "select excerpt_pk from readings")}

    made_of = max(
        row[0] for row in rows(demo, "select n from prevalence where method = 'people' and unit = 'excerpts'")
    )

    assert made_of == len(sample & read) < len(read)


def test_the_report_says_how_far_to_trust_it(demo: Study, written: Path, raw: Raw) -> None:
    shown = {row["Code"]: row for row in cells(written, "prevalence")}
    quotes = {(row["table"], row["row"], row["column"]): int(row["quotes"]) for row in cells(written, "evidence")}
    held = rows(
        demo,
        "select p.code_id, k.label, p.method, p.share, p.positives from prevalence p join codes k on k.id = p.code_id "
        "where p.grouping = 'all' and p.unit = 'excerpts'",
    )
    columns = {"corrected": "Corrected", "people": "People alone", "machine": "Machine alone"}

    for code, label, method, share, positives in held:
        assert float(shown[code][columns[method]]) == pytest.approx(share, abs=5e-5)
        if method == "people" and positives:
            assert quotes["prevalence", label, "People alone"] == positives
    for row in cells(written, "agreement"):
        alpha = figures(demo, "people", row["Code"])["alpha"]
        assert row["Alpha"] == "" if alpha[0] is None else float(row["Alpha"]) == pytest.approx(alpha[0], abs=5e-5)
        assert int(row["Read by two"]) == alpha[3]


def test_the_pages_show_what_the_tables_hold(demo: Study, site: Site) -> None:
    agreement, prevalence = site.page("/agreement"), site.page("/prevalence?of=districts&by=district_kind:rural")
    alpha = figures(demo, "people", None)["alpha"]
    wrong = rows(
        demo,
        "select count(*) from prevalence where grouping = 'district_kind' and group_name = 'rural' "
        "and unit = 'districts' and method = 'corrected' and machine_off = 1",
    )[0][0]

    assert f"{alpha[0]:.2f} {alpha[1]:.2f} to {alpha[2]:.2f}" in agreement.words
    assert "Share of districts: rural" in prevalence.words
    assert ("the machine’s own share lies outside" in prevalence.words) == bool(wrong)
    assert prevalence.links("/catalog/random_sample_of_code")


def test_a_practices_page_says_how_common_it_is(demo: Study, site: Site) -> None:
    code, share = rows(
        demo,
        "select code_id, share from prevalence where grouping = 'all' and unit = 'excerpts' and method = 'corrected' "
        "and high - low < 0.2 and code_id not in (select code_id from prevalence where unit = 'districts' "
        "and method = 'corrected' and grouping = 'all' and high - low <= 0.4) order by share desc",
    )[0]

    words = site.page(f"/practice/{code}").words

    assert f"about {share:.0%} of all quotes speak of it" in words


@pytest.mark.parametrize("recipe", [recipe.name for recipe in RECIPES])
def test_every_query_ready_to_ask_brings_rows_from_the_form_as_it_stands(site: Site, recipe: str) -> None:
    page: Page = site.page("/research")
    forms = {link for link in page.addresses if link.startswith("/catalog/")}
    asked = {"code": "barrier-time", "other": "barrier-funding", "stance": "", "status": "", "most": "5"}
    asked |= {"district_kind": "", "words": "small groups", "exemplar": "reading-spots-grade-2"}
    asked["question"] = "" if recipe == "answers_by_district_kind" else QUESTION
    if recipe == "disagreements_on_code":
        asked["code"] = "data-driven-instruction"
    names = {parameter.name for one in RECIPES if one.name == recipe for parameter in one.parameters}
    query = "&".join(f"{name}={value.replace(' ', '+')}" for name, value in asked.items() if name in names)

    answer = site.get(f"/catalog/{recipe}.json?_shape=array&{query}")

    assert f"/catalog/{recipe}" in forms
    assert answer.status_code == 200
    assert len(json.loads(answer.text)) > 0


QUESTION = "What is one important problem that personalized learning might solve in your district?"
