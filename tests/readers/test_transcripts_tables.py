"""Transcripts delivered as tables, and tables that are none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from catalog.errors import ManifestError, SourceError
from catalog.manifest import SourceEntry
from pipelines.readers.transcripts import is_turn_table, read_turns, recognise_transcript

ROWS = [
    ("0:01", "Ana", "one: yes"),
    ("0:04", "Ana", "more"),
    ("0:09", "Bo", "two"),
    ("1:02:03", "Ana", "three"),
]
SAID = [("Ana", "one: yes more", 1.0), ("Bo", "two", 9.0), ("Ana", "three", 3723.0)]


def write_csv(path: Path, rows: Sequence[tuple[str, ...]], delimiter: str = ",") -> Path:
    path.write_text("\n".join(delimiter.join(row) for row in rows) + "\n", encoding="utf-8")
    return path


def said(path: Path, **keys: str) -> list[tuple[str | None, str, float | None]]:
    entry = SourceEntry(id="it", path=path.name, kind="transcript", **keys)  # type: ignore[arg-type]
    return [(t.speaker, t.words.text, t.words.place.seconds) for t in read_turns(path, entry)]


@pytest.mark.parametrize(
    "header", [("timestamp", "speaker", "statement"), ("Start", "Name", "Text"), ("a", "b", "c"), None]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_columns_are_told_by_header_or_content(
    tmp_path: Path, header: tuple[str, ...] | None, delimiter: str
) -> None:
    rows = [header, *ROWS] if header else ROWS
    path = write_csv(tmp_path / "talk.csv", rows, delimiter)

    assert said(path) == SAID


def test_places_name_sheet_row_and_column(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Talk"
    for row in [("timestamp", "speaker", "statement"), *ROWS]:
        sheet.append(row)
    book.save(tmp_path / "talk.xlsx")
    book.close()

    recognition = recognise_transcript(tmp_path / "talk.xlsx", "xlsx")
    first, second, _ = read_turns(tmp_path / "talk.xlsx", recognition.entry("it"))

    assert (recognition.layout, recognition.rows, recognition.turns) == ("table-turns", 4, 3)
    assert (recognition.respondent, recognition.text_column, recognition.sheet) == (
        "speaker",
        "statement",
        "Talk",
    )
    place = first.words.place
    assert (place.sheet, place.column, place.row, place.first, place.last) == ("Talk", "statement", 2, 2, 3)
    assert second.words.place.row == 4


def test_a_row_without_a_name_continues_the_row_before(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "talk.csv",
        [("speaker", "text"), ("Ana", "one"), ("", "more"), ("Bo", "two"), ("Ana", "x")],
    )

    assert [row[:2] for row in said(path)] == [("Ana", "one more"), ("Bo", "two"), ("Ana", "x")]


def test_labels_inside_the_words_of_a_table_are_cut(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "talk.csv",
        [("time", "words"), ("0:01", "Ana: one"), ("0:02", "Bo: two"), ("0:03", "Ana: x")],
    )

    assert said(path) == [("Ana", "one", 1.0), ("Bo", "two", 2.0), ("Ana", "x", 3.0)]


def test_the_manifest_names_the_columns(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "talk.csv",
        [("who", "text", "gloss"), ("Ana", "uno", "one"), ("Bo", "dos", "two"), ("Ana", "x", "y")],
    )

    found = said(path, text_column="gloss", respondent="who")

    assert [row[:2] for row in found] == [("Ana", "one"), ("Bo", "two"), ("Ana", "y")]
    with pytest.raises(ManifestError, match='no column "words"'):
        said(path, text_column="words")
    with pytest.raises(ManifestError, match='no column "#9"'):
        said(path, text_column="#9")


@pytest.mark.parametrize(
    "rows",
    [
        [
            ("Timestamp", "Name", "Comments"),
            *((f"1/{i}/2025 10:00:00", f"Person {i}", f"text {i}") for i in range(1, 9)),
        ],
        [("Name", "Text"), *((f"Person {i}", f"text {i}") for i in range(1, 9))],
        [("District", "Answer"), *((f"D{i}", f"text {i}") for i in range(1, 9))],
        [("id",), ("1",)],
        [],
    ],
)
def test_a_survey_is_no_transcript(rows: list[tuple[str, ...]]) -> None:
    assert not is_turn_table(rows)


def test_a_table_without_speakers_or_times_is_refused_with_a_way_out(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "talk.csv", [("District", "Answer"), *((f"D{i}", f"secret {i}") for i in range(9))])

    with pytest.raises(SourceError) as caught:
        said(path)

    assert "text_column" in str(caught.value)
    assert "secret" not in str(caught.value)
