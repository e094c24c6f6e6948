"""Small counts cannot be worked out from the published ones, and nobody is told by role, place or size."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from catalog.manifest import load_manifest
from catalog.text import content_id
from pipelines.cli import main
from pipelines.privacy.lexicon import load
from tests.contents import content, one, opened, rows
from tests.privacy.studies import WORDS, Answer, Tiny, cells


def answers(counts: dict[tuple[str, str], int]) -> list[Answer]:
    """As many answers of a district as are asked for, each with words of its own."""
    return [
        (f"R_{district}_{value}_{n}", district, "Teacher", f"{WORDS} {n}", value)
        for (district, value), number in counts.items()
        for n in range(number)
    ]


@pytest.fixture
def tiny(tmp_path: Path, word_cache: Path) -> Tiny:
    """A study whose only question has small cells, built."""
    load(word_cache)
    counts = {("D001", "Never"): 3, ("D001", "Often"): 40, ("D002", "Never"): 22, ("D002", "Often"): 31}
    made = Tiny(tmp_path / "study", word_cache, surveys={"spring": answers({**counts, ("D003", "Sometimes"): 2})})
    made.built()
    return made


def counted(tiny: Tiny) -> dict[tuple[str, str], tuple[int | None, int | None, str | None]]:
    sql = "select value, district_kind, respondents, asked, percent from answer_counts"
    return {(value, kind): tuple(rest) for value, kind, *rest in rows(tiny.study, sql)}


def test_small_cells_of_a_study_and_what_would_give_them_away_are_withheld(tiny: Tiny) -> None:
    told = counted(tiny)

    assert told["Never", "rural"][0] is None
    assert told["Sometimes", "suburban"] == (None, None, None)
    assert told["Sometimes", "all"][0] is None
    for value in ("Never", "Often"):
        shown = [count for (v, kind), (count, *_) in told.items() if v == value and kind != "all"]
        assert sum(count is None for count in (*shown, told[value, "all"][0])) != 1
    assert all(percent is None for count, asked, percent in told.values() if asked is None)
    withheld_cells = sum(count is None for count, *_ in told.values())
    assert one(tiny.study, "select value from about where name = 'suppressed_cells'") == str(withheld_cells)
    assert one(tiny.study, "select value from about where name = 'threshold'") == "10"


def test_what_few_wrote_in_their_own_words_is_counted_as_another_answer(tiny: Tiny) -> None:
    tiny.surveys["spring"] += [(f"W_{n}", "D002", "Coach", WORDS, f"When the wombats let us {n}") for n in range(12)]
    tiny.surveys["spring"] += [(f"V_{n}", "D002", "Coach", WORDS, "On Fridays") for n in range(12)]

    tiny.built()

    told = {value for value, _ in counted(tiny)}
    assert told == {"Never", "Often", "Sometimes", "On Fridays", "(another answer)"}
    assert not any("wombats" in text for _, text in cells(tiny.study.catalog_db))


def test_a_study_of_public_institutions_shows_every_count(tiny: Tiny) -> None:
    tiny.settings = {"minimum_cell": 0}

    tiny.built()

    assert counted(tiny)["Never", "rural"] == (3, 43, "7%")
    assert one(tiny.study, "select value from about where name = 'suppressed_cells'") == "0"


def test_what_nearly_everyone_answered_is_told_only_as_nearly_everyone(tiny: Tiny) -> None:
    tiny.surveys = {"spring": answers({("D001", "Often"): 40, ("D001", "Never"): 1, ("D002", "Often"): 30})}

    tiny.built()

    assert "95% or more" in {percent for *_, percent in counted(tiny).values()}
    assert not {"98%", "99%", "100%"} & {percent for *_, percent in counted(tiny).values()}


def roles(tiny: Tiny) -> set[tuple[str | None, str | None]]:
    """Which roles stand with which cases."""
    return set(rows(tiny.study, "select c.label, e.role from excerpts e left join cases c on c.id = e.case_id"))


def crowd(role: str, district: str, number: int) -> list[Answer]:
    return [(f"{role}{district}{n}", district, role, f"{WORDS} {n}", "Often") for n in range(number)]


def test_a_named_district_shows_a_role_only_of_enough_people_and_again_not_when_one_leaves(tiny: Tiny) -> None:
    tiny.surveys = {"spring": [*crowd("Teacher", "D002", 9), *crowd("Principal", "D002", 1)]}
    tiny.built()
    assert roles(tiny) == {("Birch Harbor", None)}

    tiny.surveys["spring"] += [*crowd("Coach", "D002", 10), ("T_10", "D002", "Teacher", WORDS, "Often")]
    tiny.built()
    assert roles(tiny) == {("Birch Harbor", None), ("Birch Harbor", "Teacher"), ("Birch Harbor", "Coach")}

    tiny.surveys["spring"] = [row for row in tiny.surveys["spring"] if row[0] != "T_10"]
    tiny.built()
    assert roles(tiny) == {("Birch Harbor", None), ("Birch Harbor", "Coach")}


def test_a_school_never_shows_a_role_of_few(tiny: Tiny) -> None:
    tiny.schools = [["S01", "Wexcombe Elementary School", "D001"]]
    tiny.surveys = {"spring": [*crowd("Teacher", "S01", 3), *crowd("Teacher", "D001", 3)]}

    tiny.built()

    with opened(tiny.study.catalog_db) as db:
        told = db.execute("select c.kind, e.role from excerpts e join cases c on c.id = e.case_id").fetchall()
    assert set(told) == {("school", None), ("district", "Teacher")}


def test_roles_of_a_grown_catalog_are_those_of_a_build_from_nothing(tiny: Tiny, tmp_path: Path) -> None:
    tiny.surveys = {"spring": crowd("Teacher", "D002", 9)}
    tiny.built()
    tiny.surveys["summer"] = crowd("Teacher", "D002", 4)
    tiny.built()

    new = Tiny(tmp_path / "new", tiny.cache, surveys=tiny.surveys)
    new.built()

    assert content(tiny.study) == content(new.study)


def test_no_exact_size_of_an_unnamed_district_is_in_any_cell(tiny: Tiny) -> None:
    sizes = {row[3] for row in tiny.districts if row[4] == "no"}

    found = [place for place, text in cells(tiny.study.catalog_db) if text.replace(",", "") in sizes]
    with opened(tiny.study.catalog_db) as db:
        numbers = {number for row in db.execute("select * from cases") for number in row if isinstance(number, int)}

    assert found == []
    assert numbers.isdisjoint(map(int, sizes))
    assert ("enrolment", "10450") in rows(tiny.study, "select name, value from case_attributes")


def test_an_unnamed_district_that_is_one_of_a_kind_is_described_by_no_more_than_its_kind(tiny: Tiny) -> None:
    assert ("Rural district",) in rows(tiny.study, "select label from cases where named = 0")

    more = [[f"D01{n}", f"Town {'ABC'[n]}wick", "Rural", "830", "no"] for n in range(3)]
    tiny.districts += more
    tiny.built()

    assert ("Rural district, 500 to 999 students",) in rows(tiny.study, "select label from cases where named = 0")


def test_ids_of_a_study_with_a_secret_cannot_be_made_from_a_list_of_addresses(tiny: Tiny) -> None:
    key, talk = "dana.lee@alder.example", ("Dana", WORDS)
    tiny.surveys, tiny.talks = (
        {"spring": [(key, "D001", "Teacher", WORDS, "Often")]},
        {"talk": [talk, ("Lee", "So do we."), ("Dana", "Yes.")]},
    )
    tried = {content_id("spring", "response", f"{key}\x1eQ1"), content_id("spring", "respondent", key)}
    tried |= {content_id("talk", "response", f"{content_id(*talk)}\x1e1"), content_id("case", "district", "D001")}
    tiny.built()
    assert tried <= {text for _, text in cells(tiny.study.evidence_db)}

    tiny.settings = {"secret": "5f0c"}
    tiny.built()
    live = "select id from responses where gone = 0 union select id from cases where gone = 0"

    with opened(tiny.study.evidence_db) as db:
        assert tried.isdisjoint(row[0] for row in db.execute(live))
    assert tried.isdisjoint(text for _, text in cells(tiny.study.catalog_db))
    assert content_id("5f0c", "spring", "response", f"{key}\x1eQ1") in {t for _, t in cells(tiny.study.catalog_db)}


def test_a_new_study_has_a_secret_of_its_own(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        CliRunner(catch_exceptions=False).invoke(main, ["init", str(tmp_path / name)])
        made.append(load_manifest(tmp_path / name / "corpus/sources.yaml").secret)

    assert len(made[0]) == 32
    assert made[0] != made[1]


def test_the_numbers_of_districts_do_not_follow_the_order_of_the_table(tiny: Tiny) -> None:
    tiny.districts = [[f"D{n:03}", f"Wick {n}", "Rural", "900", "no"] for n in range(1, 30)]
    tiny.surveys = {"spring": [(f"R_{n}", f"D{n:03}", "Teacher", f"{WORDS} {n}", "Often") for n in range(1, 30)]}

    tiny.built()

    order = [int(key.rpartition("-")[2]) for (key,) in rows(tiny.study, "select case_id from excerpts order by text")]
    assert order != sorted(order)
