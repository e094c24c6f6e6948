"""DOCX, ODT and plain text in every layout that transcription services and typists use."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from odf import table as odf_table
from odf import text as odf
from odf.opendocument import OpenDocumentText

from pipelines.readers.files import sniff
from pipelines.readers.transcripts import recognise_transcript
from tests.readers.transcript_files import WRITERS, Writer, said, timed, turns, write_docx, write_txt


@WRITERS
def test_a_paragraph_without_a_name_belongs_to_the_turn_before(tmp_path: Path, write: Writer) -> None:
    path = write(
        tmp_path,
        [
            "Reading group",
            "12 May 2025",
            "",
            "Ana Ruiz: one.",
            "",
            "Plan: it is a plan: at 10:30.",
            "Bo Li: three.",
        ],
    )

    first, second = turns(path)

    assert (first.speaker, first.words.text) == ("Ana Ruiz", "one. Plan: it is a plan: at 10:30.")
    assert (second.speaker, second.words.text) == ("Bo Li", "three.")
    assert (first.words.place.first, first.words.place.last) == (4, 6)
    assert (second.words.place.first, second.words.place.start, second.words.place.end) == (7, 7, 13)
    recognition = recognise_transcript(path, sniff(path))
    assert recognition.layout == f"{path.suffix[1:]}-speaker"
    assert [i.column.split(" ", 1)[1] for i in recognition.ignored] == ["1-2"]
    assert recognition.ignored[0].why == "before the first turn (2)"


LAYOUTS = {
    "teams": ["Ana Ruiz   0:01", "one.", "", "Bo Li   1:02:03", "two."],
    "otter": [
        "Ana Ruiz  0:01  ",
        "one.",
        "",
        "Bo Li  1:02:03  ",
        "two.",
        "",
        "Transcribed by https://otter.ai",
    ],
    "rev": ["Ana Ruiz (00:01):", "one.", "Bo Li (01:02:03):", "two."],
    "in front": ["[00:00:01] Ana Ruiz: one.", "[01:02:03] Bo Li: two."],
    "in front, bare": ["00:00:01 Ana Ruiz: one.", "01:02:03 Bo Li: two."],
    "behind": ["Ana Ruiz (00:01): one.", "Bo Li (1:02:03): two."],
    "behind the colon": ["Ana Ruiz: [00:01] one.", "Bo Li: [1:02:03] two."],
    "zoom text": ["[Ana Ruiz] 00:00:01", "one.", "", "[Bo Li] 01:02:03", "two."],
    "time above": ["[00:00:01.000] - Ana Ruiz", "one.", "", "[01:02:03.000] - Bo Li", "two."],
    "old teams": ["0:0:1.0 --> 0:0:2.5", "Ana Ruiz", "one.", "", "1:2:3.0 --> 1:2:4.0", "Bo Li", "two."],
    "meet": [
        "Talk - Transcript",
        "Attendees",
        "Ana Ruiz, Bo Li",
        "00:00:01",
        "Ana Ruiz: one.",
        "01:02:03",
        "Bo Li: two.",
    ],
}


@WRITERS
@pytest.mark.parametrize("lines", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_every_layout_with_times_gives_the_same_turns(tmp_path: Path, write: Writer, lines: list[str]) -> None:
    assert timed(write(tmp_path, lines)) == [("Ana Ruiz", "one.", 1.0), ("Bo Li", "two.", 3723.0)]


def test_a_soft_line_break_parts_a_name_from_its_words(tmp_path: Path) -> None:
    document = docx.Document()
    for name, time, words in (
        ("Ana Ruiz", "0:01", "one: yes."),
        ("Bo Li", "0:09", "two."),
        ("Ana Ruiz", "0:12", "six."),
    ):
        paragraph = document.add_paragraph()
        paragraph.add_run(name).bold = True
        paragraph.add_run(f"   {time}").add_break()
        paragraph.add_run(words)
    document.save(str(tmp_path / "talk.docx"))

    found = turns(tmp_path / "talk.docx")

    assert [(t.speaker, t.words.text, t.words.place.seconds) for t in found] == [
        ("Ana Ruiz", "one: yes.", 1.0),
        ("Bo Li", "two.", 9.0),
        ("Ana Ruiz", "six.", 12.0),
    ]
    assert [t.words.place.first for t in found] == [1, 2, 3]
    assert found[0].words.place.start == len("Ana Ruiz   0:01\n")


def test_struck_out_words_are_gone_and_inserted_ones_are_there(tmp_path: Path) -> None:
    from docx.oxml import parse_xml

    path = write_docx(tmp_path, ["Ana: one ", "Bo: two", "Ana: three"])
    document = docx.Document(str(path))
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for xml in (
        f"<w:ins {space}><w:r><w:t>more</w:t></w:r></w:ins>",
        f"<w:del {space}><w:r><w:delText>gone</w:delText></w:r></w:del>",
    ):
        document.paragraphs[0]._p.append(parse_xml(xml))
    document.save(str(path))

    assert said(path) == [("Ana", "one more"), ("Bo", "two"), ("Ana", "three")]


def test_headings_in_the_middle_are_reported_and_are_no_words(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Focus group", 0)
    for text in ("Ana: one", "Bo: two"):
        document.add_paragraph(text)
    document.add_heading("Part two", 1)
    document.add_paragraph("Ana: three")
    document.save(str(tmp_path / "talk.docx"))

    recognition = recognise_transcript(tmp_path / "talk.docx", "docx")

    assert said(tmp_path / "talk.docx") == [("Ana", "one"), ("Bo", "two"), ("Ana", "three")]
    assert [(i.column, i.why) for i in recognition.ignored] == [
        ("paragraph 1", "before the first turn"),
        ("paragraph 4", "a heading"),
    ]


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("times", [True, False])
def test_a_word_table_of_speakers_and_words_is_a_transcript(tmp_path: Path, header: bool, times: bool) -> None:
    rows = [
        ("0:01", "Ana Ruiz", "one of many"),
        ("0:05", "Bo Li", "two of them"),
        ("0:09", "Ana Ruiz", "three and on"),
    ]
    rows += [("0:11", "Ana Ruiz", "and on"), ("0:15", "Bo Li", "four")]
    rows = [("Time", "Speaker", "Words"), *rows] if header else rows
    rows = rows if times else [("", *row[1:]) for row in rows]
    document = docx.Document()
    document.add_paragraph("Focus group")
    table = document.add_table(rows=0, cols=3 if times else 2)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row if times else row[1:], strict=True):
            cell.text = text
    document.save(str(tmp_path / "talk.docx"))

    recognition = recognise_transcript(tmp_path / "talk.docx", "docx")
    found = turns(tmp_path / "talk.docx")

    assert (recognition.layout, recognition.turns) == ("docx-table", 4)
    assert [(t.speaker, t.words.text) for t in found] == [
        ("Ana Ruiz", "one of many"),
        ("Bo Li", "two of them"),
        ("Ana Ruiz", "three and on and on"),
        ("Bo Li", "four"),
    ]
    assert found[0].words.place.first == 1 + header
    assert found[0].words.place.seconds == (1.0 if times else None)


def test_an_odt_table_of_speakers_and_words_is_a_transcript(tmp_path: Path) -> None:
    document = OpenDocumentText()
    table = odf_table.Table(name="t")
    for cells in (("Speaker", "Statement"), ("Ana", "one"), ("Bo", "two"), ("Ana", "three"), ("Bo", "four")):
        row = odf_table.TableRow()
        for text in cells:
            cell = odf_table.TableCell()
            cell.addElement(odf.P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.text.addElement(table)
    document.save(str(tmp_path / "talk.odt"))

    assert said(tmp_path / "talk.odt") == [("Ana", "one"), ("Bo", "two"), ("Ana", "three"), ("Bo", "four")]


@WRITERS
def test_names_on_lines_of_their_own_are_speakers_when_they_recur(tmp_path: Path, write: Writer) -> None:
    path = write(
        tmp_path,
        ["Ana Ruiz", "one is here.", "", "Bo Li", "two.", "", "Ana Ruiz", "three.", "", "Bo Li", "four."],
    )

    assert said(path) == [
        ("Ana Ruiz", "one is here."),
        ("Bo Li", "two."),
        ("Ana Ruiz", "three."),
        ("Bo Li", "four."),
    ]


def test_the_head_of_a_transcript_is_no_turn(tmp_path: Path) -> None:
    path = write_txt(
        tmp_path,
        [
            "Date: 12 May",
            "Interviewer: Jordan Lee",
            "Participant: Ana Ruiz",
            "",
            "Interviewer: so how is it?",
            "Participant: fine, it is.",
            "Interviewer: and why?",
            "Participant: because.",
        ],
    )

    recognition = recognise_transcript(path, "text")

    assert recognition.turns == 4
    assert recognition.moderators == ("Interviewer",)
    assert recognition.ignored[0].column == "lines 1-3"
