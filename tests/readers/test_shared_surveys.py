"""Real files of other people: what a person sees who opens them is what the readers find."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from catalog.records import CaseRow, Submission
from pipelines.readers import read, recognise

pytestmark = pytest.mark.shared


def types(path: Path) -> dict[str, int]:
    return dict(Counter(q.type for q in recognise(path).questions))


def submissions(path: Path) -> list[Submission]:
    rows = list(read(path, recognise(path).entry("a-source")))
    assert all(isinstance(row, Submission) for row in rows)
    return rows  # type: ignore[return-value]


def answers(path: Path) -> Counter[str]:
    return Counter(a.question for s in submissions(path) for a in s.answers)


def words(path: Path) -> Counter[str | None]:
    return Counter(w.question for s in submissions(path) for w in s.words)


def test_a_german_qualtrics_export_of_one_answer(shared: Path) -> None:
    path = shared / "data/surveys/qualtrics_sample_de.csv"

    found = recognise(path)
    (one,) = submissions(path)

    assert (found.layout, found.header_rows, found.rows) == ("qualtrics", 3, 1)
    assert [(q.name, q.wording, q.type) for q in found.questions] == [
        ("Q1", "This is a multiple choice question.", "single"),
        ("Q2", "This is a free text question.", "open"),
    ]
    assert len(found.ignored) == 20 - 2 - 1  # 20 columns; two questions, one response id
    assert one.respondent.key == "R_2YPOQ602ER1jkf1"
    assert [(w.text, w.place.row, w.place.column) for w in one.words] == [("Hello World!", 4, "Q2")]
    assert [(a.question, a.value) for a in one.answers] == [("Q1", "2")]


def test_a_legacy_qualtrics_export_with_mark_and_trailing_comma(shared: Path) -> None:
    path = shared / "data/surveys/qualtrics_sample_legacy.csv"

    found = recognise(path)
    (one,) = submissions(path)

    assert (found.layout, found.header_rows, found.respondent) == ("qualtrics-legacy", 2, "V1")
    assert [(q.name, q.type) for q in found.questions] == [("Q1", "single"), ("Q2", "open")]
    assert [(g.column, g.why) for g in found.ignored][-1] == ("#16", "empty")
    assert one.words[0].text == "Hello World!"


def test_a_surveymonkey_export_of_choices_rankings_and_a_grid(shared: Path) -> None:
    path = shared / "data/surveys/surveymonkey_StarWars.csv"

    found = recognise(path)
    counted = answers(path)

    assert (found.layout, found.rows, found.encoding) == ("surveymonkey", 1186, "cp1252")
    assert found.respondent == "RespondentID"
    # 38 columns: the id, 11 questions of one column, six films seen, six ranked, 14 characters.
    assert types(path) == {"single": 11, "multiple": 1, "likert": 2}
    assert [len(q.columns) for q in found.questions if len(q.columns) > 1] == [6, 6, 14]
    assert found.questions[4].scale == (
        "Very unfavorably", "Somewhat unfavorably", "Neither favorably nor unfavorably (neutral)",
        "Somewhat favorably", "Very favorably", "Unfamiliar (N/A)",
    )  # fmt: skip
    assert found.questions[3].scale == ("1", "2", "3", "4", "5", "6")
    # Filled cells, counted column by column in a spreadsheet.
    assert counted["Q1"] == 1186
    assert counted["Q3"] == 673 + 571 + 550 + 607 + 758 + 738
    assert counted["Q4"] == 835 + 836 + 835 + 836 + 836 + 836
    assert counted.total() == 30428
    assert found.questions[7].wording.endswith("Expanded Universe?Œæ")


def test_a_ranking_names_its_items(shared: Path) -> None:
    first = submissions(shared / "data/surveys/surveymonkey_StarWars.csv")[0]

    ranked = [(a.item, a.value) for a in first.answers if a.question == "Q4"]
    seen = [a.value for a in first.answers if a.question == "Q3"]

    assert ranked[0] == ("Star Wars: Episode I The Phantom Menace", "3")
    assert [value for _, value in ranked] == ["3", "2", "1", "4", "5", "6"]
    assert len(seen) == 6
    assert seen[5] == "Star Wars: Episode VI Return of the Jedi"


def test_a_google_form_with_consent_and_options_in_one_cell(shared: Path) -> None:
    path = shared / "data/surveys/googleforms_autistica.csv"

    found = recognise(path)

    assert (found.layout, found.rows) == ("google-forms", 42)
    assert [(q.name, q.type) for q in found.questions] == [
        ("Q1", "open"),
        ("Q2", "multiple"),
        ("Q3", "single"),
    ]
    assert found.consent_column is not None
    assert found.consent_column.startswith("I understand that the information")
    assert words(path) == {"Q1": 28}
    # 33 + 17 + 6 + 16 + 4 + 1 + 1 times one of the seven options.
    assert answers(path) == {"Q2": 78, "Q3": 42}
    assert len(found.questions[1].scale) == 7


def test_lesson_observations_with_grids_and_notes(shared: Path) -> None:
    path = shared / "data/surveys/googleforms_classroom_observations.csv"

    found = recognise(path)

    assert found.rows == 14
    notes = [q.name for q in found.questions if q.type == "open"]
    assert notes == [
        "Core Action 1 Notes:", "Core Action 2 Notes:", "Core Action 3 Notes:",
        "Summary Rating Notes:", "Culture of Learning Notes:",
    ]  # fmt: skip
    # Three grids (3, 6 and 6 items), when, grade, three ratings of actions, one of the whole, engagement.
    assert [len(q.columns) for q in found.closed_questions] == [1, 1, 3, 1, 6, 1, 6, 1, 1, 1]
    assert found.closed_questions[4].scale == ("Not Yet", "Somewhat", "Mostly", "Yes")
    assert {g.why for g in found.ignored} == {"date or time", "e-mail address", "name of a person"}
    assert words(path) == dict.fromkeys(notes, 14)
    assert answers(path).total() == 14 * 22


def test_answers_in_long_form_keep_their_question(shared: Path) -> None:
    path = shared / "data/canopy/texts_2019_2024.csv"

    found = recognise(path)
    rows = submissions(path)

    assert (found.layout, found.rows) == ("long", 1250)
    assert (found.respondent, found.case_column, found.attributes) == (
        "school_id",
        "school_id",
        ("year", "state"),
    )
    assert types(path) == {"open": 14}
    assert words(path)["student_experience"] == 402
    assert words(path)["promising_practices"] == 8
    assert rows[0].respondent.case == "1"
    assert dict(rows[0].respondent.attributes) == {"year": "2019", "state": "Michigan"}
    keys = [(s.respondent.key, s.words[0].question) for s in rows]
    assert len(set(keys)) == 1250


@pytest.mark.parametrize(
    ("name", "rows", "key", "named", "parent", "kind"),
    [
        ("ma_districts_orgcodes.csv", 406, "org_code8", "district", None, "district"),
        ("MASelectedPopulations.csv", 407, "OrgCode", "District", None, "district"),
        ("dese_cs50_schools.csv", 1837, "id", "name", "district_id", "school"),
        ("maple_founding_2016.csv", 12, "org_code8", "district", None, "district"),
    ],
)
def test_public_tables_of_districts_and_schools_are_case_tables(
    shared: Path, name: str, rows: int, key: str, named: str, parent: str | None, kind: str
) -> None:
    path = shared / "data/ma_facts" / name

    found = recognise(path)
    cases = [c for c in read(path, found.entry("cases")) if isinstance(c, CaseRow)]

    assert (found.kind, found.rows, len(cases)) == ("cases", rows, rows)
    assert (found.case_column, found.name_column, found.parent_column) == (key, named, parent)
    assert {c.kind for c in cases} == {kind}


def test_a_case_keeps_leading_zeros_and_attributes(shared: Path) -> None:
    path = shared / "data/ma_facts/MASelectedPopulations.csv"

    first = next(iter(read(path, recognise(path).entry("cases"))))

    assert isinstance(first, CaseRow)
    assert (first.id, first.name, first.place.row) == (
        "04450000",
        "Abby Kelley Foster Charter Public (District)",
        2,
    )
    assert dict(first.attributes)["High Needs #"] == "751"
