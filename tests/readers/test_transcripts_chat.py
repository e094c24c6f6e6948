"""Zoom chats: messages, replies, reactions, and what was said to one person only."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import SourceError
from catalog.manifest import SourceEntry
from catalog.records import Turn
from pipelines.readers.files import sniff
from pipelines.readers.transcripts import read_turns, recognise_transcript


def write(folder: Path, *lines: str) -> Path:
    path = folder / "chat.txt"
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8", newline="")
    return path


def turns(path: Path) -> list[Turn]:
    return list(read_turns(path, SourceEntry(id="it", path=path.name, kind="chat")))


def said(path: Path) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.words.text) for turn in turns(path)]


def test_a_message_of_several_lines_is_one_turn(tmp_path: Path) -> None:
    path = write(tmp_path, "00:05:16\tAna Ruiz:\tone", "and more", "", "the end", "00:06:00\tBo Li:\ttwo: yes")

    assert said(path) == [("Ana Ruiz", "one\nand more\n\nthe end"), ("Bo Li", "two: yes")]
    first, second = turns(path)
    assert (first.words.place.first, first.words.place.last) == (1, 4)
    assert (second.words.place.first, second.words.place.seconds) == (5, 360.0)
    assert second.words.place.start == len("00:06:00\tBo Li:\t")


def test_the_layout_with_from_and_to_is_read(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "14:05:16 From Ana Ruiz to Everyone: one",
        "14:05:20 From  Bo Li (he/him)  to  Everyone:",
        "\ttwo: at https://example.org",
        "14:05:30\t From Cy de Vries : three",
    )

    assert said(path) == [
        ("Ana Ruiz", "one"),
        ("Bo Li (he/him)", "two: at https://example.org"),
        ("Cy de Vries", "three"),
    ]
    assert sniff(path) == "chat"


def test_reactions_are_counted_and_replies_keep_their_own_words(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "00:01:00\tAna Ruiz:\tone",
        '00:01:01\tBo Li:\tReacted to "one" with 👍',
        '00:01:02\tBo Li:\tRemoved a 👍 reaction from "one"',
        '00:01:03\tBo Li:\tReplying to "one"',
        "",
        "I think so too",
        '00:01:04\tAna Ruiz:\tReplying to "I said "yes" and then..." fine',
        "00:01:05\tBo Li:\tReacted to the news with a smile",
    )

    recognition = recognise_transcript(path, "chat")

    assert said(path) == [
        ("Ana Ruiz", "one"),
        ("Bo Li", "I think so too"),
        ("Ana Ruiz", "fine"),
        ("Bo Li", "Reacted to the news with a smile"),
    ]
    assert [(i.column, i.why) for i in recognition.ignored] == [("lines 2-3", "reaction to a message (2)")]


def test_what_was_said_to_one_person_is_not_read(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "14:05:16 From Ana Ruiz to Everyone: one",
        "14:05:20 From Ana Ruiz to Bo Li(Direct Message): between us",
        "14:05:21 From Ana Ruiz to Bo Li (Privately) : between us",
    )

    recognition = recognise_transcript(path, "chat")

    assert said(path) == [("Ana Ruiz", "one")]
    assert recognition.ignored[0].column == "lines 2-3"
    assert "direct message" in recognition.ignored[0].why


def test_a_file_that_is_no_chat_is_refused_without_its_words(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        turns(write(tmp_path, "secret words", "and more"))

    assert "chat.txt" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("odd", [" ", '"', " to ", ":", "\t"])
def test_a_very_long_odd_message_costs_no_more_than_reading_it(tmp_path: Path, odd: str) -> None:
    path = write(
        tmp_path,
        "00:01:00 From " + odd * (200_000 // len(odd)) + "x",
        "00:01:00\tAna:\tReacted to " + odd * 90_000,
    )

    assert turns(path)
