"""Exports of every platform, as small as they come, are recognised with their questions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl

from pipelines.readers import recognise
from tests.readers.survey_files import FREQUENCY, OPTIONS, PROSE, qualtrics, read_all, saved, shape, surveymonkey


def test_surveymonkey_options_grids_and_other(tmp_path: Path) -> None:
    path = saved(tmp_path, surveymonkey())

    found = recognise(path)
    last = read_all(path)[3]

    assert (found.layout, found.header_rows, found.respondent) == ("surveymonkey", 2, "Respondent ID")
    assert shape(found) == [
        ("Which do you use?", "multiple", 3),
        ("Q2", "open", 1),
        ("How often do you ...?", "likert", 2),
        ("Tell us a story", "open", 1),
        ("How many students?", "number", 1),
    ]
    assert found.questions[0].scale == OPTIONS
    assert found.questions[2].scale == ("Never", "Rarely", "Sometimes", "Often", "Always")
    assert [(a.question, a.item, a.value) for a in last.answers][:4] == [
        ("Which do you use?", "", "Playlists"),
        ("Which do you use?", "", "Advisory"),
        ("How often do you ...?", "Confer", "Rarely"),
        ("How often do you ...?", "Regroup", "Sometimes"),
    ]
    assert next((w.question, w.text) for w in last.words) == ("Q2", "Makerspaces")


def test_surveymonkey_as_a_workbook_is_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in surveymonkey():
        book.active.append(row)
    book.save(tmp_path / "export.xlsx")

    assert shape(recognise(tmp_path / "export.xlsx")) == shape(recognise(saved(tmp_path, surveymonkey())))


def test_surveymonkey_option_numbers_stand_for_their_options(tmp_path: Path) -> None:
    rows = surveymonkey()
    for row in rows[2:]:
        row[5:8] = [str(i + 1) if cell else "" for i, cell in enumerate(row[5:8])]

    one = read_all(saved(tmp_path, rows))[1]

    assert [a.value for a in one.answers if a.question == "Which do you use?"] == ["Playlists", "Advisory"]


def test_qualtrics_with_choice_text(tmp_path: Path) -> None:
    path = saved(tmp_path, qualtrics())

    found = recognise(path)

    assert (found.layout, found.header_rows, found.respondent) == ("qualtrics", 3, "ResponseId")
    assert (found.case_column, found.role, found.consent_column) == ("District", "Q2", "Q1")
    assert shape(found) == [
        ("Q2", "single", 1),
        ("Q2_5_TEXT", "open", 1),
        ("Q3", "likert", 2),
        ("Q4", "multiple", 2),
        ("Q5", "open", 1),
    ]
    assert found.questions[2].wording == "How often?"
    assert "derived by the platform" in {g.why for g in found.ignored}
    assert len(found.ignored) == 8  # seven columns of the platform and the timing


def test_qualtrics_items_are_the_words_after_the_question(tmp_path: Path) -> None:
    one = read_all(saved(tmp_path, qualtrics()))[1]

    assert [(a.question, a.item, a.value) for a in one.answers if a.question != "Q2"] == [
        ("Q3", "Confer", "Often"),
        ("Q3", "Regroup", "Never"),
        ("Q4", "", "Chromebooks"),
        ("Q4", "", "Paper"),
    ]


def test_whoever_refuses_consent_is_not_read_and_that_is_said(tmp_path: Path) -> None:
    path = saved(tmp_path, qualtrics())

    assert recognise(path).warnings == ("1 of 6 rows give no consent and are not read",)
    assert [s.respondent.key for s in read_all(path)] == ["R_0abc", "R_1abc", "R_2abc", "R_3abc", "R_5abc"]


def test_qualtrics_as_excel_unicode_text_is_the_same(tmp_path: Path) -> None:
    path = saved(tmp_path, qualtrics(), "export.txt", delimiter="\t", encoding="utf-16")

    found = recognise(path)

    assert (found.encoding, found.delimiter) == ("utf-16", "\t")
    assert shape(found) == shape(recognise(saved(tmp_path, qualtrics())))


def test_qualtrics_without_the_row_of_ids(tmp_path: Path) -> None:
    rows = qualtrics()

    assert shape(recognise(saved(tmp_path, rows[:2] + rows[3:]))) == shape(recognise(saved(tmp_path, rows)))


def test_google_forms_with_grid_scale_and_boxes(tmp_path: Path) -> None:
    header = [
        "Horodateur", "Which district do you work in?", "What is your role?", "How often? [Confer]",
        "How often? [Regroup]", "Which devices? (check all)", "How satisfied are you?", "What works well?",
        "Score",
    ]  # fmt: skip
    boxes = (
        "Chromebooks, iPads",
        "iPads",
        "Chromebooks, Paper, pens",
        "Chromebooks",
        "iPads, Paper, pens",
        "iPads",
    )
    rows = [
        [
            f"{i + 1}/5/2024 14:00:11", ("Oak", "Elm")[i % 2], ("Teacher", "Coach")[i % 2], FREQUENCY[i],
            FREQUENCY[-i - 1], boxes[i], str(i % 5 + 1), PROSE[i], f"{i} / 6",
        ]
        for i in range(6)
    ]  # fmt: skip
    path = saved(tmp_path, [header, *rows])

    found = recognise(path)

    assert (found.layout, found.case_column) == ("google-forms", "Which district do you work in?")
    assert shape(found) == [
        ("What is your role?", "single", 1),
        ("How often?", "likert", 2),
        ("Q3", "multiple", 1),
        ("How satisfied are you?", "likert", 1),
        ("What works well?", "open", 1),
    ] or shape(found)[2] == ("Which devices? (check all)", "multiple", 1)
    assert set(found.questions[2].scale) == {"Chromebooks", "iPads", "Paper, pens"}
    assert found.questions[3].scale == ("1", "2", "3", "4", "5")
    one = read_all(path)[2]
    assert [a.value for a in one.answers if a.question == found.questions[2].name] == [
        "Chromebooks",
        "Paper, pens",
    ]


def test_microsoft_forms_with_points_and_semicolons(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(
        [
            "ID", "Start time", "Completion time", "Email", "Name", "Total points",
            "What school do you work at?",
            "Which supports help?", "Points - Which supports help?", "Feedback - Which supports help?",
            "I feel prepared", "What would you change?",
        ]
    )  # fmt: skip
    for i in range(6):
        start = dt.datetime.fromisoformat(f"2024-04-01T09:0{i}")
        agree = ("Agree", "Strongly agree", "Neutral", "Disagree", "Agree", "Strongly disagree")[i]
        supports = ("Time;", "Time;Coaching;", "Devices;", "Time;Devices;", "Coaching;", "Time;")[i]
        row = [
            i + 1,
            start,
            start,
            "anonymous",
            None,
            None,
            ("Oak", "Elm")[i % 2],
            supports,
            None,
            None,
            agree,
        ]
        book.active.append([*row, PROSE[i]])
    book.save(tmp_path / "ms.xlsx")

    found = recognise(tmp_path / "ms.xlsx")
    second = read_all(tmp_path / "ms.xlsx")[1]

    assert (found.layout, found.respondent) == ("microsoft-forms", "ID")
    assert found.case_column == "What school do you work at?"
    assert shape(found) == [
        ("Which supports help?", "multiple", 1),
        ("I feel prepared", "likert", 1),
        ("What would you change?", "open", 1),
    ]
    assert [a.value for a in second.answers] == ["Time", "Coaching", "Strongly agree"]
