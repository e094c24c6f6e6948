"""Exports of every platform, as small as they come, are recognised with their questions."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl

from catalog.records import Submission
from pipelines.readers import Recognition, read, recognise

PROSE = (
    "We use station rotation in most elementary classrooms.",
    "Students choose their own pace in math.",
    "Not much yet; we plan a pilot next fall.",
    "Choice boards and playlists, mostly in grade 4.",
    "Teachers need more time to plan together.",
    "The network fails often, so we print everything!",
)
FREQUENCY = ("Always", "Often", "Sometimes", "Rarely", "Never", "Often")
OPTIONS = ("Playlists", "Advisory", "Stations")


def saved(folder: Path, rows: list[list[Any]], name: str = "export.csv", **dialect: Any) -> Path:
    path = folder / name
    with path.open("w", encoding=dialect.pop("encoding", "utf-8"), newline="") as file:
        csv.writer(file, **dialect).writerows(rows)
    return path


def shape(found: Recognition) -> list[tuple[str, str, int]]:
    return [(q.name, q.type, len(q.columns)) for q in found.questions]


def read_all(path: Path) -> list[Submission]:
    return [s for s in read(path, recognise(path).entry("x")) if isinstance(s, Submission)]


def surveymonkey() -> list[list[Any]]:
    top = [
        "Respondent ID", "Collector ID", "Start Date", "IP Address", "Email Address",
        "Which do you use?", "", "", "", "How often do you ...?", "", "Tell us a story", "How many students?",
    ]  # fmt: skip
    below = [
        "", "", "", "", "", *OPTIONS, "Other (please specify)", "Confer", "Regroup",
        "Open-Ended Response", "Response",
    ]  # fmt: skip
    rows = [
        [
            11890000000 + i, 400, f"05/0{i + 1}/2024 10:00:00", f"10.0.0.{i}", "",
            OPTIONS[0] if i % 2 else "", OPTIONS[1], "", "Makerspaces" if i == 3 else "",
            FREQUENCY[i], FREQUENCY[-i - 1], PROSE[i], 17 + i,
        ]
        for i in range(6)
    ]  # fmt: skip
    return [top, below, *rows]


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


def qualtrics() -> list[list[Any]]:
    names = [
        "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Finished", "ResponseId", "UserLanguage",
        "Q1", "Q2", "Q2_5_TEXT", "Q3_1", "Q3_2", "Q4_1", "Q4_2", "Q5", "Q6_First Click", "District",
    ]  # fmt: skip
    texts = [
        "Début", "Fin", "Type", "Adresse IP", "Progrès", "Terminé", "ID", "Langue",
        "Do you consent to take part?",
        "What is your role? - Selected Choice", "What is your role? - Other - Text",
        "How often? - Confer", "How often? - Regroup", "Which tools? - Chromebooks", "Which tools? - Paper",
        "Describe a practice.", "Timing - First Click", "District",
    ]  # fmt: skip
    ids = [
        "startDate", "endDate", "status", "ipAddress", "progress", "finished", "_recordId", "userLanguage",
        "QID1",
        "QID2", "QID2_5_TEXT", "QID3_1", "QID3_2", "QID4_1", "QID4_2", "QID5_TEXT", "QID6_FIRST_CLICK",
        "District",
    ]  # fmt: skip
    rows = [
        [
            "2024-05-01 10:00:00", "2024-05-01 10:09:00", "IP Address", f"10.0.0.{i}", "100", "True",
            f"R_{i}abc",
            "FR", "No, I do not consent" if i == 4 else "Yes, I consent", ("Teacher", "Principal")[i % 2],
            "Librarian" if i == 2 else "", FREQUENCY[i], FREQUENCY[-i - 1], "Chromebooks" if i % 2 else "",
            "Paper", PROSE[i], "1.25", ("Oak", "Elm", "Ash")[i % 3],
        ]
        for i in range(6)
    ]  # fmt: skip
    return [names, texts, [f'{{"ImportId":"{i}"}}' for i in ids], *rows]


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


def test_limesurvey_and_redcap_keep_their_platforms_columns_out(tmp_path: Path) -> None:
    lime = [
        ["Response ID", "Date submitted", "Last page", "Start language", "How often? [Confer]",
         "How often? [Regroup]", "What helped?", "Total time"],
        *[[str(i), f"2024-05-0{i + 1} 10:00:00", "3", "en", FREQUENCY[i], FREQUENCY[-i - 1], PROSE[i], "7.1"]
          for i in range(6)],
    ]  # fmt: skip
    redcap = [
        ["record_id", "practice_timestamp", "devices___1", "devices___2", "story", "practice_complete"],
        *[[str(i + 1), f"2024-05-0{i + 1} 10:00", str(i % 2), "1", PROSE[i], "2"] for i in range(6)],
    ]

    one, other = (
        recognise(saved(tmp_path, lime, "lime.csv")),
        recognise(saved(tmp_path, redcap, "redcap.csv")),
    )

    assert (one.layout, one.respondent, len(one.ignored)) == ("limesurvey", "Response ID", 4)
    assert shape(one) == [("How often?", "likert", 2), ("What helped?", "open", 1)]
    assert (other.layout, other.respondent, len(other.ignored)) == ("redcap", "record_id", 2)
    assert shape(other) == [("devices", "multiple", 2), ("story", "open", 1)]


def test_title_rows_above_the_header_are_skipped(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows = [["Landscape survey"], ["Exported in May"], [], ["District", "Enrolment", "What works well?"]]
    for row in (*rows, ["Oak", 1200, PROSE[0]], ["Elm", 800, PROSE[1]], ["Ash", 950, PROSE[2]]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")

    found = recognise(tmp_path / "a.xlsx")
    first = read_all(tmp_path / "a.xlsx")[0]

    assert (found.header_rows, found.rows) == (4, 3)
    assert found.warnings == ("2 title rows above the header",)
    assert (first.words[0].place.row, first.words[0].text) == (5, PROSE[0])


def test_a_table_without_header_is_read_by_position(tmp_path: Path) -> None:
    path = saved(tmp_path, [[str(104 + 7 * i), "Oak", PROSE[i]] for i in range(6)])

    found = recognise(path)

    assert found.header_rows == 0
    assert "no header row" in found.warnings[0]
    assert [q.columns for q in found.open_questions] == [("#3",)]
    assert len(read_all(path)) == 6


def test_a_plain_table_names_respondent_case_and_words(tmp_path: Path) -> None:
    rows = [["id", "case", "text"], *[[f"x{i:05}", f"c{i % 2}", PROSE[i]] for i in range(6)]]

    found = recognise(saved(tmp_path, rows))

    assert (found.kind, found.layout) == ("survey", "plain")
    assert (found.respondent, found.case_column, shape(found)) == ("id", "case", [("text", "open", 1)])


def test_no_column_disappears_in_silence(tmp_path: Path) -> None:
    for rows in (surveymonkey(), qualtrics()):
        found = recognise(saved(tmp_path, rows))
        told = {c for q in found.questions for c in q.columns} | {g.column for g in found.ignored}
        told |= {found.respondent, found.case_column, found.role, found.consent_column, *found.attributes} - {
            None
        }

        assert len(told) == len(rows[0])
        assert all(g.why for g in found.ignored)


def test_a_comma_too_many_in_one_row_is_reported(tmp_path: Path) -> None:
    rows = [["id", "text"], *[[str(i), p] for i, p in enumerate(PROSE * 3)]]
    rows[9].append("spilled over")

    found = recognise(saved(tmp_path, rows))

    assert shape(found) == [("text", "open", 1)]
    assert found.warnings == ("cells beyond the header are not read (rows 10): is a quotation mark missing?",)


def test_options_behind_a_dash_in_one_header_row(tmp_path: Path) -> None:
    stem = "Which of these are served? Please select all that apply."
    header = [
        "RespondentID",
        f"{stem} - Carrots",
        f"{stem} - Yams",
        f"{stem} - Other (please specify)",
        "What else?",
    ]
    rows = [
        [4337954960 + i, "Carrots" if i % 2 else "", "Yams", "Turnips" if i == 2 else "", PROSE[i]]
        for i in range(6)
    ]

    found = recognise(saved(tmp_path, [header, [""] * 5, *rows]))

    assert (found.respondent, found.rows) == ("RespondentID", 6)
    assert [(q.type, len(q.columns)) for q in found.questions] == [("multiple", 2), ("open", 1), ("open", 1)]
    assert (found.questions[0].wording, found.questions[0].scale) == (stem, ("Carrots", "Yams"))


def test_coded_columns_are_one_question_where_their_values_say_so(tmp_path: Path) -> None:
    header = ["", "q0001", "q0004_0001", "q0004_0002", "q0005_0001", "q0005_0002", "q0006_0001", "q0006_0002"]
    rows = [
        [
            str(i + 1), PROSE[i], "Father" if i % 2 else "Not selected",
            "Mother" if i % 3 else "Not selected",
            FREQUENCY[i], FREQUENCY[-i - 1], ("Oak", "Elm")[i % 2], ("red", "blue")[i % 2],
        ]
        for i in range(6)
    ]  # fmt: skip
    path = saved(tmp_path, [header, *rows])

    found = recognise(path)
    second = read_all(path)[1]

    assert shape(found) == [
        ("q0001", "open", 1),
        ("q0004", "multiple", 2),
        ("q0005", "likert", 2),
        ("q0006_0001", "single", 1),
        ("q0006_0002", "single", 1),
    ]
    assert found.questions[1].scale == ("Father", "Mother")
    assert found.respondent == "#1"
    assert [a.value for a in second.answers if a.question == "q0004"] == ["Father", "Mother"]


def test_ratings_with_not_applicable_among_them_are_a_scale(tmp_path: Path) -> None:
    rows = [
        ["id", "How good is it?"],
        *[[f"r{i}", v] for i, v in enumerate(["N/A", "3", "5", "N/A", "1", "2"])],
    ]

    found = recognise(saved(tmp_path, rows))

    assert [(q.type, q.scale) for q in found.questions] == [("likert", ("1", "2", "3", "4", "5", "N/A"))]
