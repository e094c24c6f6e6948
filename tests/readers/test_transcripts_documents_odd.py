"""Documents that are hardly transcripts, or none: what is made of them and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import SourceError
from pipelines.readers.transcripts import recognise_transcript
from tests.readers.transcript_files import WRITERS, Writer, said, timed, turns, write_docx, write_txt


def test_wrapped_lines_of_plain_text_are_joined_with_a_space(tmp_path: Path) -> None:
    path = write_txt(tmp_path, ["ANA: one line", "goes on", "BO: here: two", "", "ANA: three"])

    assert said(path) == [("ANA", "one line goes on"), ("BO", "here: two"), ("ANA", "three")]


def test_lines_with_times_and_no_names_are_cut_at_pauses(tmp_path: Path) -> None:
    path = write_txt(
        tmp_path,
        ["[00:01.000 --> 00:02.000] one", "[00:02.500 --> 00:04.000] two", "[00:09.000 --> 00:10.000] six"],
    )

    assert timed(path) == [(None, "one two", 1.0), (None, "six", 9.0)]
    assert recognise_transcript(path, "text").layout == "txt-timed"


def test_a_document_without_speakers_is_one_turn_a_paragraph_and_says_so(tmp_path: Path) -> None:
    path = write_docx(tmp_path, ["It was a good day.", "We met at 10:30", "and then we left."])

    assert said(path) == [
        (None, "It was a good day."),
        (None, "We met at 10:30"),
        (None, "and then we left."),
    ]
    assert any("no speaker is named" in w for w in recognise_transcript(path, "docx").warnings)


def test_the_manifest_can_say_that_there_are_no_speakers(tmp_path: Path) -> None:
    path = write_docx(tmp_path, ["Strengths: the people", "Needs: the time", "Strengths: more", "Needs: less"])

    assert [t.speaker for t in turns(path)] == ["Strengths", "Needs", "Strengths", "Needs"]
    assert [t.words.text for t in turns(path, "docx-plain")][:2] == [
        "Strengths: the people",
        "Needs: the time",
    ]


def test_the_headed_paragraphs_of_an_essay_are_no_speakers(tmp_path: Path) -> None:
    path = write_docx(tmp_path, ["Strengths: the people", "Weaknesses: the time"])

    assert [t.speaker for t in turns(path)] == [None, None]


def test_a_document_whose_insides_are_missing_is_refused_with_a_way_out(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "talk.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<w:document>")

    with pytest.raises(SourceError, match=r"talk\.docx: .*damaged"):
        turns(path)


def test_a_truncated_docx_names_the_file_and_the_way_out(tmp_path: Path) -> None:
    path = write_docx(tmp_path, ["Ana: secret"] * 50)
    path.write_bytes(path.read_bytes()[:-2000])

    with pytest.raises(SourceError) as caught:
        turns(path)

    assert "talk.docx" in str(caught.value)
    assert "secret" not in str(caught.value)


@WRITERS
def test_a_document_without_words_is_refused(tmp_path: Path, write: Writer) -> None:
    with pytest.raises(SourceError, match=r"no words|empty"):
        said(write(tmp_path, ["", " "]))


@pytest.mark.parametrize("odd", ["(", " ", "0:", "[", "a ", ":", "- ", "\t"])
def test_a_very_long_odd_line_costs_no_more_than_reading_it(tmp_path: Path, odd: str) -> None:
    path = write_txt(
        tmp_path, ["Ana: one", "Bo: " + odd * (300_000 // len(odd)) + "x", odd * 200_000 + "x", "Ana: two"]
    )

    assert turns(path)


def test_words_cut_at_a_fixed_width_are_put_together_again(tmp_path: Path) -> None:
    long = (
        "We began with a shared calendar and then moved on to how to plan the projects, and it helped the "
        "students see what is next, although the schedule changed often and the planning meetings took a lot "
        "of the afternoon. "
        "How to fit that in was hard."
    )
    chunks = [long[i : i + 70].strip() for i in range(0, len(long), 70)]

    path = write_docx(
        tmp_path, ["Ana Ruiz   0:01", *chunks, "", "Bo Li   0:40", "Right.", "", "Ana Ruiz   0:50", *chunks]
    )

    assert said(path) == [("Ana Ruiz", long), ("Bo Li", "Right."), ("Ana Ruiz", long)]
