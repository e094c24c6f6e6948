"""The Canopy texts as a study of their own: 1,250 real answers in long form, added, built, served and searched."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from catalog.study import Study
from catalog.text import normalise
from tests.contents import opened, rows
from tests.demo_study import Site, catalog

pytestmark = pytest.mark.shared

QUESTIONS = {
    **{"student_experience": 402, "measure_success": 157, "learning_model": 112, "school_purpose": 110},
    **{"nominator_reason": 106, "school_model": 78, "policy_factors": 72, "impact_link_description_text": 51},
    **{"ai_innovation": 40, "graduate_portrait_link_description_text": 39, "impact_text_traditional": 35},
    **{"impact_text_nontraditional": 26, "policy_support": 14, "promising_practices": 8},
}


@dataclass(frozen=True)
class Canopy:
    """The file as csv reads it, and the study that was made of it."""

    delivered: list[dict[str, str]]
    said: dict[str, Any]
    study: Study


@pytest.fixture(scope="module")
def canopy(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Canopy:
    path = shared / "data/canopy/texts_2019_2024.csv"
    folder = tmp_path_factory.mktemp("canopy") / "study"
    with path.open(encoding="utf-8", newline="") as stream:
        delivered = list(csv.DictReader(stream))
    catalog("init", folder, "--title", "Canopy 2019 to 2024")
    (said,) = json.loads(catalog("add", "--study", folder, "--json", path))
    catalog("build", "--study", folder)
    return Canopy(delivered, said, Study(folder))


@pytest.fixture(scope="module")
def site(canopy: Canopy) -> Iterator[Site]:
    found = Site(canopy.study.catalog_db)
    yield found
    found.close()


def test_add_sees_fourteen_open_questions_in_long_form(canopy: Canopy) -> None:
    assert (canopy.said["kind"], canopy.said["layout"], canopy.said["rows"]) == ("survey", "long", 1250)
    assert {q["name"] for q in canopy.said["open_questions"]} == set(QUESTIONS)
    assert canopy.said["closed_questions"] == []


def test_every_text_arrives_as_it_was_delivered(canopy: Canopy) -> None:
    # No text of the file is blank, so that none may be missing.
    assert Counter(row["question"] for row in canopy.delivered if row["text"].strip()) == QUESTIONS

    with opened(canopy.study.private_db) as db:
        arrived = db.execute(
            "select r.row_number, r.column_name, q.name, r.text from responses r "
            "join questions q on q.id = r.question_id"
        ).fetchall()

    assert sorted(arrived) == [
        (number, "text", row["question"], normalise(row["text"]))
        for number, row in enumerate(canopy.delivered, 2)  # row 1 is the header
    ]


def test_every_text_is_published_or_waits_for_a_person_to_look(canopy: Canopy) -> None:
    held = json.loads(catalog("check", "--privacy", "--study", canopy.study.root, "--json"))
    waiting = {item["response"] for item in held["check_list"] if item["risk"] >= held["high_risk"]}

    published = {row[0] for row in rows(canopy.study, "select distinct response_id from excerpts")}

    assert not published & waiting
    assert len(published) + len(waiting) == 1250
    assert len(waiting) < 1250 // 20


def test_the_excerpts_of_a_text_are_all_of_its_words(canopy: Canopy) -> None:
    with opened(canopy.study.evidence_db) as db:
        texts = dict(db.execute("select id, text from responses").fetchall())
    pieces: dict[str, list[str]] = {}
    for response, text in rows(canopy.study, "select response_id, text from excerpts order by response_id, number"):
        pieces.setdefault(response, []).append(text)

    assert all("".join(texts[key].split()) == "".join("".join(cut).split()) for key, cut in pieces.items())


@pytest.mark.parametrize(
    ("asked", "practice"),
    [
        ("project based learning", "project-based-learning"),
        ("competency based", "competency-based-education"),
        ("internships", "work-based-learning"),
        ("advisory", "advisory-relationships"),
    ],
)
def test_search_finds_the_practice_and_quotes_about_it(site: Site, asked: str, practice: str) -> None:
    found = site.page("/?q=" + asked.replace(" ", "+"))

    assert f"/practice/{practice}" in found.links("/practice/")
    assert len(found.quotes) >= 5
    assert any(asked.split()[0][:6] in quote.casefold() for quote in found.quotes)


def test_a_search_for_what_nobody_said_finds_no_quote(site: Site) -> None:
    assert site.page("/?q=submarine+xylophone").quotes == []


def test_a_practice_page_leads_to_its_quotes_and_each_back_to_row_and_column(canopy: Canopy, site: Site) -> None:
    practice = site.page("/practice/project-based-learning")
    quoted = practice.links("/excerpt/")

    assert len(quoted) >= 4
    for address in quoted:
        place, text = rows(canopy.study, "select place, text from excerpts where id = ?", address.rpartition("/")[2])[0]
        page = site.page(address)
        assert f"Row {place.removeprefix('row ')}" in page.words
        assert "column text" in page.words
        number = int(place.removeprefix("row ").partition(",")[0])
        delivered = set(normalise(canopy.delivered[number - 2]["text"]).split())
        ours = [word for word in text.split() if "[" not in word and "]" not in word]
        assert sum(word in delivered for word in ours) >= 0.8 * len(ours)
