"""The quality pages say how far codings can be trusted, in words and in a drawing that hold the same figures."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from catalog.pages.code_quality import code_quality_page
from catalog.pages.quality import quality_page
from catalog.pages.trust import LEFT, SIDE, TOP, agreed
from tests.demo_study import Site, catalog
from tests.site.conftest import Site as BareSite
from tests.small_study import SmallStudy


@pytest.fixture(scope="module")
def trusted(taught: SmallStudy) -> Iterator[Site]:
    """The site of a study with a model."""
    found = Site(taught.study.catalog_db)
    yield found
    found.close()


@pytest.fixture
def catalog_of_model(taught: SmallStudy) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{taught.study.catalog_db.as_uri()}?mode=ro", uri=True)) as found:
        yield found


def test_without_a_model_the_page_says_so_plainly(site: BareSite) -> None:
    answer = site.get("/quality")

    assert answer.status_code == 200
    assert "No model was trained." in answer.text
    assert "nobody can say how far people agree" in answer.text
    assert "<circle" not in answer.text


def test_with_a_model_it_tells_who_learned_from_what(trusted: Site, catalog_of_model: sqlite3.Connection) -> None:
    page, words = quality_page(catalog_of_model), trusted.page("/quality").words

    assert page.model
    assert f"{page.model} learned from {page.texts} quotes of {page.cases} districts" in words
    assert "No model was trained" not in words


def test_every_code_in_use_has_a_row_that_leads_to_its_own_page(
    trusted: Site, catalog_of_model: sqlite3.Connection
) -> None:
    codes = [row[0] for row in catalog_of_model.execute("select id from codes where retired = 0 order by position")]
    links = trusted.page("/quality").links("/quality/")

    assert links == [f"/quality/{code}" for code in codes]
    assert all(trusted.get(address).status_code == 200 for address in links)
    assert trusted.get("/quality/no-such-code").status_code == 404


def test_the_drawing_shows_the_bins_of_the_table(trusted: Site, catalog_of_model: sqlite3.Connection) -> None:
    bins = catalog_of_model.execute(
        "select mean, correct, pairs from calibration where code_id = 'all' order by low"
    ).fetchall()
    html = trusted.get("/quality").text
    dots = re.findall(r'<circle class="dot" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/>', html)

    assert len(dots) == len(bins) > 1
    for (x, y, _), (mean, correct, _) in zip(dots, bins, strict=True):
        assert (float(x) - LEFT) / SIDE == pytest.approx(mean, abs=1e-3)
        assert 1 - (float(y) - TOP) / SIDE == pytest.approx(correct, abs=1e-3)
    order = sorted(range(len(bins)), key=lambda n: bins[n][2])
    assert [float(dots[n][2]) for n in order] == sorted(float(dot[2]) for dot in dots)


def test_a_code_shows_quotes_on_which_model_and_people_differ(
    trusted: Site, catalog_of_model: sqlite3.Connection
) -> None:
    code, text = catalog_of_model.execute(
        "select x.code_id, e.text from coder_errors x join excerpts e on e.pk = x.excerpt_pk limit 1"
    ).fetchone()
    page = code_quality_page(catalog_of_model, code)
    shown = trusted.page(f"/quality/{code}")

    assert page is not None
    assert text in [" ".join(quote.split()) for quote in shown.quotes]
    assert len(shown.quotes) == len(page.wrong) + len(page.missed)


def test_the_agreement_it_shows_is_what_the_verb_prints(
    taught: SmallStudy, catalog_of_model: sqlite3.Connection
) -> None:
    told = json.loads(catalog("agree", "--study", taught.root, "--json"))
    by_code = {row["name"]: row for row in told["codes"]}
    people = quality_page(catalog_of_model).people
    assert people is not None

    shown = {code: agreed(catalog_of_model, code) for code in by_code}

    assert (people.coders, people.excerpts) == (len(told["coders"]), told["n"])
    assert people.alpha == pytest.approx(told["pooled"][0]["figures"]["alpha"]["value"])
    assert shown
    for code, one in shown.items():
        assert one is not None
        assert one.alpha == pytest.approx(by_code[code]["figures"]["alpha"]["value"])
        assert one.caution == "; ".join(by_code[code]["warnings"])


@pytest.mark.parametrize("place", ["/about", "/codebook", "/practice/devices"])
def test_other_pages_lead_to_it(trusted: Site, place: str) -> None:
    assert trusted.page(place).links("/quality")


def test_the_figures_can_be_taken_along(trusted: Site, catalog_of_model: sqlite3.Connection) -> None:
    rows = json.loads(trusted.get("/quality.json").text)["rows"]
    lines = list(csv.DictReader(io.StringIO(trusted.get("/quality.csv").text)))
    page = {row.code.id: row for group in quality_page(catalog_of_model).groups for row in group.rows}

    assert [row["code"] for row in rows] == [line["code"] for line in lines] == list(page)
    assert {row["code"]: (row["precision"], row["learned"]) for row in rows} == {
        code: (row.precision, row.learned) for code, row in page.items()
    }
