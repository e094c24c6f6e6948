"""Plain tables, the smaller platforms, and what a table may look like between them."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from pipelines.readers import recognise
from tests.readers.survey_files import FREQUENCY, PROSE, qualtrics, read_all, saved, shape, surveymonkey


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
        told |= {found.respondent, found.case_column, found.role, found.consent_column, *found.attributes} - {None}

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
        [4337954960 + i, "Carrots" if i % 2 else "", "Yams", "Turnips" if i == 2 else "", PROSE[i]] for i in range(6)
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
