"""Real transcripts, and those of the demo study, give the turns that a person counts in them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from catalog.manifest import SourceEntry
from catalog.records import Turn
from pipelines.readers.files import sniff
from pipelines.readers.recognition import Recognition
from pipelines.readers.transcripts import read_turns, recognise_transcript

TRANSCRIPT = SourceEntry(id="it", path="it", kind="transcript")


def turns(path: Path, entry: SourceEntry = TRANSCRIPT) -> list[Turn]:
    return list(read_turns(path, entry))


def recognised(path: Path) -> Recognition:
    return recognise_transcript(path, sniff(path))


def said(found: list[Turn]) -> list[tuple[str | None, str, float | None]]:
    return [(turn.speaker, turn.words.text, turn.words.place.seconds) for turn in found]


@pytest.mark.shared
def test_a_zoom_recording_gives_its_turns(shared: Path) -> None:
    # Counted with grep and awk: 102 lines with an arrow, 26 changes of the words before the first colon;
    # the one cue without a name ("Hmm.", the 48th) is nobody's in a file that names every cue.
    path = shared / "data" / "transcripts" / "GMT20240124-202901_Recording.transcript.vtt"

    found, recognition = turns(path), recognised(path)

    assert recognition.layout == "zoom-vtt"
    assert recognition.turns == len(found) == 26
    assert Counter(turn.speaker for turn in found) == {
        "Conor Healy": 12,
        "Srijani Ghosh": 7,
        "Shreeharsh Kelkar": 3,
        "Dr. Melissa Ko": 2,
        "Ryan Sloan": 1,
        None: 1,
    }
    assert len(recognition.speakers) == 5
    assert recognition.moderators == ()  # the one who explains talks most, and the others only now and then
    unnamed = next(turn for turn in found if turn.speaker is None)
    assert (unnamed.words.place.first, unnamed.words.place.seconds) == (48, 307.3)
    assert found[-1].words.place.last == 102


@pytest.mark.shared
def test_captions_without_speakers_are_cut_at_pauses_and_never_run_on(shared: Path) -> None:
    # 100 arrows; with awk over the times: the times are whole seconds without a pause of two, so turns end
    # with the first sentence after a minute, at these cues.
    path = shared / "data" / "transcripts" / "GMT20240124-202901_Recording.cc.vtt"

    found, recognition = turns(path), recognised(path)

    assert recognition.layout == "vtt"
    assert recognition.speakers == ()
    assert any("no speaker is named" in warning for warning in recognition.warnings)
    assert [turn.words.place.first for turn in found] == [1, 22, 30, 37, 46, 54, 64, 71, 77, 87, 95]
    assert found[-1].words.place.last == 100


@pytest.mark.shared
def test_a_lesson_is_one_turn_and_its_teacher_no_moderator(shared: Path) -> None:
    # 264 arrows, and the same name before the colon of every cue (cut, sort, uniq -c).
    path = shared / "data" / "transcripts" / "chemistry_lesson_zoom.vtt"

    found, recognition = turns(path), recognised(path)

    assert recognition.layout == "zoom-vtt"
    assert recognition.speakers == ("Caleob King",)
    assert recognition.moderators == ()
    assert recognition.warnings
    assert len(found) == 1
    assert (found[0].words.place.first, found[0].words.place.last) == (1, 264)
    assert "Caleob King:" not in found[0].words.text


@pytest.mark.shared
def test_a_zoom_chat_keeps_messages_and_counts_reactions(shared: Path) -> None:
    # Twelve lines, four of them "Reacted to" (lines 4, 6, 7 and 11).
    path = shared / "data" / "transcripts" / "GMT20240124-202901_RecordingnewChat.txt"

    found, recognition = turns(path), recognised(path)

    assert (recognition.kind, recognition.layout) == ("chat", "zoom-chat")
    assert recognition.turns == len(found) == 8
    assert Counter(turn.speaker for turn in found) == {
        "Ryan Sloan": 5,
        "Dr. Melissa Ko": 2,
        "Shreeharsh Kelkar": 1,
    }
    assert [(i.column, i.why) for i in recognition.ignored] == [("lines 4, 6-7, 11", "reaction to a message (4)")]
    assert found[0].words.place.seconds == 5 * 60 + 16


@pytest.mark.shared
@pytest.mark.parametrize("letter", ["A", "B"])
def test_three_formats_of_one_interview_give_the_same_turns(shared: Path, letter: str) -> None:
    # 33 records in each CSV with the header; the speakers take turns, so 16 turns each.
    folder = shared / "data" / "transcripts"
    other = {"A": "Alex Morgan", "B": "Priya Sharma"}[letter]

    csv, xlsx, docx = (turns(folder / f"qux360_interview_{letter}.{ending}") for ending in ("csv", "xlsx", "docx"))

    assert len(csv) == 32
    assert Counter(turn.speaker for turn in csv) == {"Jordan Lee": 16, other: 16}
    assert said(csv) == said(xlsx) == said(docx)
    assert csv[0].words.place.seconds == 1
    assert (csv[0].words.place.row, csv[-1].words.place.row) == (2, 33)
    for ending, layout in (("csv", "table-turns"), ("xlsx", "table-turns"), ("docx", "docx-time-lines")):
        recognition = recognised(folder / f"qux360_interview_{letter}.{ending}")
        assert (recognition.layout, recognition.moderators) == (layout, ("Jordan Lee",))


# File, layout, turns, moderator, all speakers: what the author of the groups wrote down while writing.
GROUPS = (
    (
        "elementary_reading.vtt",
        "zoom-vtt",
        60,
        "Marguerite Halloran",
        {"Marguerite Halloran", "Denise Kowalczyk", "Tamika Ransome", "Peter Lindqvist", "Joanna Mireles"},
    ),
    (
        "middle_school_math.vtt",
        "teams-vtt",
        66,
        "Teodor Vance",
        {"Teodor Vance", "Rosalind Achterberg", "Curtis Delacroix", "Amrita Sandhu", "Hollis Tran"},
    ),
    (
        "high_school_pathways.docx",
        "docx-speaker",
        60,
        "Lorraine Beaupre",
        {
            "Lorraine Beaupre",
            "Darnell Whitcombe",
            "Sunita Rao-Keller",
            "Miguel Arbelaez",
            "Francine O'Dell",
            "Jacek Wolniewicz",
        },
    ),
    (
        "district_leaders.docx",
        "docx-time-lines",
        57,
        "Philippa Greer",
        {"Philippa Greer", "Nathaniel Osei", "Wanda Pruitt", "Elise Marchetti", "Ramón Villaseñor"},
    ),
    (
        "students_grade9to11.txt",
        "txt-speaker",
        62,
        "Renata Boyle",
        {"Renata Boyle", "Marisol", "Dev", "Imani", "Colby"},
    ),
    (
        "rural_teachers.txt",
        "txt-time-lines",
        59,
        "Gideon Marsh",
        {"Gideon Marsh", "Loretta Finch", "Bram Castellano", "Yvonne Tetreault", "Shay Dunleavy"},
    ),
)


@pytest.mark.parametrize(("name", "layout", "count", "moderator", "speakers"), GROUPS, ids=[g[0] for g in GROUPS])
def test_the_demo_focus_groups_are_read_as_they_were_written(
    root: Path, name: str, layout: str, count: int, moderator: str, speakers: set[str]
) -> None:
    path = root / "corpus" / "focus_groups" / name

    found, recognition = turns(path), recognised(path)

    assert recognition.layout == layout
    assert recognition.turns == len(found) == count
    assert set(recognition.speakers) == speakers
    assert recognition.moderators == (moderator,)
    assert not any("synthetic" in turn.words.text for turn in found)


def test_reading_is_steered_by_the_layout_of_the_manifest(tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    path.write_text(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nPlan B: we wait\n\n00:02.000 --> 00:03.000\nPlan B: we go\n",
        encoding="utf-8",
    )

    as_guessed = turns(path)
    as_told = turns(path, SourceEntry(id="it", path="talk.vtt", kind="transcript", layout="vtt"))

    assert [turn.speaker for turn in as_guessed] == ["Plan B"]
    assert said(as_told) == [(None, "Plan B: we wait Plan B: we go", 1.0)]
