"""Whatever is said by whomever: rendered to any layout and read back, it is the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.errors import CatalogError
from catalog.manifest import SourceEntry
from catalog.records import SourceKind
from catalog.text import normalise
from pipelines.readers.captions import read_captions
from pipelines.readers.dialogue import read_dialogue
from pipelines.readers.transcripts import read_turns
from pipelines.readers.turns import join
from pipelines.readers.words import read_plain

Said = list[tuple[str, str]]

NAMES = (
    "Ana Ruiz",
    "Dr. Bo Li",
    "Cy (they/them)",
    "Maria de la Cruz",
    "Participant 4",
    "Zoë O'Neil",
    "李明",
    "Will",
)
WORDS = (
    "we",
    "moved",
    "it",
    "is:",
    "10:30",
    "naïve",
    "but,",
    "why?",
    "https://a.org",
    "3",
    "😀",
    "“so”",
    "well…",
    "&",
    "<3",
)


@st.composite
def conversations(draw: st.DrawFn) -> Said:
    """Turns of at least two people, each speaking twice or more, never two turns of one in a row."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
    sentence = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(lambda words: "so " + " ".join(words))
    rounds = draw(st.integers(2, 4))
    return [(name, draw(sentence)) for _ in range(rounds) for name in names]


def stamp(i: int, mark: str = ".") -> str:
    return f"00:{i // 60:02d}:{i % 60:02d}{mark}000"


def zoom(said: Said) -> str:
    cues = (f"{i}\n{stamp(i)} --> {stamp(i + 1)}\n{name}: {text}" for i, (name, text) in enumerate(said, 1))
    return "WEBVTT\n\n" + "\n\n".join(cues)


def teams(said: Said) -> str:
    def escaped(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;")

    cues = (f"{stamp(i)} --> {stamp(i + 1)}\n<v {name}>{escaped(text)}</v>" for i, (name, text) in enumerate(said, 1))
    return "WEBVTT\n\n" + "\n\n".join(cues)


def srt(said: Said) -> str:
    cues = (f"{i}\n{stamp(i, ',')} --> {stamp(i + 1, ',')}\n{name}: {text}" for i, (name, text) in enumerate(said, 1))
    return "\n\n".join(cues) + "\n"


def speaker(said: Said) -> str:
    return "\n\n".join(f"{name}: {text}" for name, text in said)


def time_lines(said: Said) -> str:
    return "Talk\n\n" + "\n\n".join(f"{name}  0:{i:02d}\n{text}" for i, (name, text) in enumerate(said, 1))


def chat(said: Said) -> str:
    return "\n".join(f"{stamp(i)[:8]}\t{name}:\t{text}" for i, (name, text) in enumerate(said, 1))


def chat_from(said: Said) -> str:
    return "\n".join(f"{stamp(i)[:8]} From {name} to Everyone: {text}" for i, (name, text) in enumerate(said, 1))


def table(said: Said) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("speaker", "statement"), *said])
    return out.getvalue()


LAYOUTS: list[tuple[str, SourceKind, Callable[[Said], str]]] = [
    ("talk.vtt", "transcript", zoom),
    ("talk.vtt", "transcript", teams),
    ("talk.srt", "transcript", srt),
    ("talk.txt", "transcript", speaker),
    ("talk.txt", "transcript", time_lines),
    ("chat.txt", "chat", chat),
    ("chat.txt", "chat", chat_from),
    ("talk.csv", "transcript", table),
]
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(("name", "kind", "render"), LAYOUTS, ids=[layout[2].__name__ for layout in LAYOUTS])
@QUICK
@given(said=conversations())
def test_what_is_rendered_is_read_back(
    tmp_path: Path, name: str, kind: SourceKind, render: Callable[[Said], str], said: Said
) -> None:
    path = tmp_path / name
    path.write_text(render(said), encoding="utf-8")

    found = list(read_turns(path, SourceEntry(id="it", path=name, kind=kind)))

    assert [(turn.speaker, turn.words.text) for turn in found] == said


@QUICK
@given(said=conversations())
def test_a_word_document_is_read_back(tmp_path: Path, said: Said) -> None:
    document = docx.Document()
    for name, text in said:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{name}:").bold = True
        paragraph.add_run(f" {text}")
    document.save(str(tmp_path / "talk.docx"))

    found = list(read_turns(tmp_path / "talk.docx", SourceEntry(id="it", path="talk.docx", kind="transcript")))

    assert [(turn.speaker, turn.words.text) for turn in found] == said
    for number, (turn, paragraph) in enumerate(zip(found, document.paragraphs, strict=True), 1):
        place = turn.words.place
        assert place.first == place.last == number
        assert normalise(paragraph.text)[place.start : place.end] == turn.words.text


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                [
                    "",
                    "WEBVTT",
                    "NOTE x",
                    "1",
                    "00:01.000 --> 00:02.000",
                    "Ana: one",
                    "<v Bo>two</v>",
                    ">> so",
                    "-->",
                ]
            ),
            st.text(max_size=12),
        ),
        max_size=15,
    )
)
def test_no_caption_file_brings_the_reader_down(lines: list[str]) -> None:
    text = "WEBVTT\n\n" + "\n".join(lines)

    try:
        captions = read_captions(text.replace("\r", "\n"), "talk.vtt", srt=False)
    except CatalogError:
        return

    for turn in join(captions.pieces):
        assert turn.words.text == normalise(turn.words.text) != ""
        assert turn.words.place.end - turn.words.place.start == len(turn.words.text)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["", "Ana Ruiz  0:01", "Ana Ruiz: one", "0:12", "[0:12] so", "Bo", "words of a turn", "A: b"]
            ),
            st.text(max_size=12),
        ),
        max_size=15,
    )
)
def test_no_word_of_a_document_is_lost_or_made_up(lines: list[str]) -> None:
    document = read_plain("\n".join(lines).replace("\r", "\n"))

    dialogue = read_dialogue(document.lines)

    spoken = {piece.number for piece in dialogue.pieces}
    ignored = {number for number, _ in dialogue.ignored}
    assert not spoken & ignored
    by_number = {line.number: line.text for line in document.lines}
    for piece in dialogue.pieces:
        assert by_number[piece.number][piece.offset :] == piece.text
    names = {piece.speaker for piece in dialogue.pieces}
    for number in by_number.keys() - spoken - ignored:
        assert any(name and name in " ".join(by_number[number].split()) for name in names)
