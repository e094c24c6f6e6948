"""WebVTT and SRT with every quirk that meeting software and editors leave in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import SourceError
from catalog.manifest import SourceEntry
from pipelines.readers.files import sniff
from pipelines.readers.transcripts import read_turns, recognise_transcript


def read(folder: Path, content: str | bytes, name: str = "talk.vtt") -> list[tuple[str | None, str]]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    entry = SourceEntry(id="it", path=name, kind="transcript")
    return [(turn.speaker, turn.words.text) for turn in read_turns(path, entry)]


def cues(*texts: str) -> str:
    return "WEBVTT\n\n" + "\n\n".join(
        f"{i}\n00:00:{i:02d}.000 --> 00:00:{i:02d}.900\n{text}" for i, text in enumerate(texts, 1)
    )


def test_names_with_titles_and_pronouns_are_speakers(tmp_path: Path) -> None:
    found = read(tmp_path, cues("Dr. Melissa Ko: one", "Sam Ruiz (they/them): two", "Dr. Melissa Ko: three"))

    assert found == [("Dr. Melissa Ko", "one"), ("Sam Ruiz (they/them)", "two"), ("Dr. Melissa Ko", "three")]


@pytest.mark.parametrize(
    "aside",
    ["the thing is: we wait", "We start at 10:30 today", "see https://example.org", "Remember: be kind"],
)
def test_a_colon_among_words_makes_no_speaker(tmp_path: Path, aside: str) -> None:
    found = read(tmp_path, cues("Ana: we remember one", "Ana: two", "Bo: three", f"Bo: {aside}", aside))

    # Every cue names its speaker, so the last one is somebody whom the software did not know.
    assert found == [("Ana", "we remember one two"), ("Bo", f"three {aside}"), (None, aside)]


def test_captions_whose_colons_are_only_words_have_no_speakers(tmp_path: Path) -> None:
    talk = [
        "so here it is",
        "Homework: pages two to five",
        "and then",
        "my homework is done",
        "at 10:30 we go",
    ] * 4

    found = read(tmp_path, cues(*talk))

    assert {speaker for speaker, _ in found} == {None}
    assert " ".join(text for _, text in found) == " ".join(talk)


def test_voices_are_speakers_and_tags_are_no_words(tmp_path: Path) -> None:
    text = cues(
        "<v Ana Ruiz>Hello <i>all</i></v>",
        "<v.loud Ana Ruiz>again <c.yellow>and <b>again</b></c>",
        "<v Bo Li>Yes.</v> <v Ana Ruiz>No &amp; no, 3 &lt; 5.</v>",
        "<v Cy &amp; Di>I <3 it, AT&T too</v>",
    )

    assert read(tmp_path, text) == [
        ("Ana Ruiz", "Hello all again and again"),
        ("Bo Li", "Yes."),
        ("Ana Ruiz", "No & no, 3 < 5."),
        ("Cy & Di", "I <3 it, AT&T too"),
    ]


def test_notes_styles_regions_settings_and_identifiers_are_no_words(tmp_path: Path) -> None:
    text = (
        "\ufeffWEBVTT - Talk\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:fred\n\n"
        "NOTE a remark\nof two lines\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start position:0%\nAna: one\n\n"
        "NOTE\nanother\n\n4b7d9c12-6e05-4f3a-9a48-d01c5be27f60/8-0\n00:02.000 --> 00:03.000\nAna: two\n"
    )

    assert read(tmp_path, text.replace("\n", "\r\n")) == [("Ana", "one two")]


def test_cues_without_blank_lines_between_them_lose_nothing(tmp_path: Path) -> None:
    text = (
        "WEBVTT\n1\n00:00:01.000 --> 00:00:02.000\nAna: one\n"
        "2\n00:00:02.000 --> 00:00:03.000\nBo: 42 of them\n00:00:03.000 --> 00:00:04.000\nAna: three"
    )

    assert read(tmp_path, text) == [("Ana", "one"), ("Bo", "42 of them"), ("Ana", "three")]


def test_words_after_a_blank_line_inside_a_cue_are_kept(tmp_path: Path) -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n\nAna: one\n\nand more\n\n2\n\n00:02.000 --> 00:03.000\nBo: two\n"

    assert read(tmp_path, text) == [("Ana", "one and more"), ("Bo", "two")]
    path = tmp_path / "talk.vtt"
    assert any("blank lines stood inside cues" in w for w in recognise_transcript(path, "vtt").warnings)


def test_an_arrow_among_words_does_not_begin_a_cue(tmp_path: Path) -> None:
    assert read(tmp_path, cues("Ana: from A --> B", "Ana: fine")) == [("Ana", "from A --> B fine")]


def test_a_name_given_at_changes_only_holds_until_the_next(tmp_path: Path) -> None:
    talk = cues("Ana: one", "and on", "and on", "Bo: two", "and on", "Ana: three", "and on", "Ana: go")

    found = read(tmp_path, talk)

    assert found == [("Ana", "one and on and on"), ("Bo", "two and on"), ("Ana", "three and on go")]


def test_two_people_in_one_cue_are_two_speakers(tmp_path: Path) -> None:
    found = read(tmp_path, cues("Ana: one\nof many\nBo: two", "Ana: three", "- Bo: four\n- Ana: five"))

    assert found == [("Ana", "one of many"), ("Bo", "two"), ("Ana", "three"), ("Bo", "four"), ("Ana", "five")]


def test_chevrons_mark_another_unnamed_speaker(tmp_path: Path) -> None:
    assert read(tmp_path, cues("&gt;&gt; yes", "it is", ">> no >> maybe")) == [
        (None, "yes it is"),
        (None, "no"),
        (None, "maybe"),
    ]


def test_rolling_captions_are_read_once(tmp_path: Path) -> None:
    text = cues(
        "so<00:00:01.200><c> hello</c>",
        "so hello",
        "so hello\nand<00:00:03.300><c> welcome</c>",
        "and welcome",
    )

    assert read(tmp_path, text) == [(None, "so hello and welcome")]


def test_a_pause_of_two_seconds_ends_an_unnamed_turn(tmp_path: Path) -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\none\n\n00:03.900 --> 00:05.000\ntwo\n\n00:07.000 --> 00:08.000\nthree\n"

    assert read(tmp_path, text) == [(None, "one two"), (None, "three")]


def test_srt_is_read_with_its_commas_tags_and_missing_numbers(tmp_path: Path) -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,500\n<i>Ana:</i> one\n\n"
        "00:00:03,000 --> 00:00:04,000\n{\\an8}Ana: two\n\n\n"
        "3\n01:00:05,5 --> 01:00:06,000\nBo: three\n"
    )

    path = tmp_path / "talk.srt"
    assert read(tmp_path, text, "talk.srt") == [("Ana", "one two"), ("Bo", "three")]
    assert sniff(path) == "srt"
    recognition = recognise_transcript(path, "srt")
    assert (recognition.layout, recognition.turns, recognition.speakers) == ("srt-speaker", 2, ("Ana", "Bo"))
    last = list(read_turns(path, recognition.entry("it")))[-1]
    assert last.words.place.seconds == 3605.5
    assert last.words.place.first == 3


def test_places_count_cues_from_one_and_offsets_span_the_words(tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    path.write_text(cues("Ana: one", "Ana: two", "", "Bo: three"), encoding="utf-8")

    first, second = read_turns(path, SourceEntry(id="it", path="talk.vtt", kind="transcript"))

    assert (first.words.place.first, first.words.place.last) == (1, 2)
    assert (first.words.place.start, first.words.place.end) == (0, len("one two"))
    assert (second.words.place.first, second.words.place.seconds) == (4, 4.0)


def test_text_is_composed_and_other_encodings_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, cues("Rene\u0301: cafe\u0301")) == [("René", "café")]
    assert read(tmp_path, cues("René: café", "René: olé").encode("utf-16")) == [("René", "café olé")]
    assert read(tmp_path, cues("René: café", "René: olé").encode("cp1252")) == [("René", "café olé")]


def test_every_cue_whose_times_cannot_be_read_is_named_without_its_words(tmp_path: Path) -> None:
    text = "WEBVTT\n\n00:01 -> 00:02\nsecret\n\n00:aa.000 --> 00:02.000\nsecret\n\n3\n00:03.000 -->\nsecret\n"

    with pytest.raises(SourceError) as caught:
        read(tmp_path, text)

    assert [problem.where for problem in caught.value.problems] == ["talk.vtt:6", "talk.vtt:10"]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("WEBVTT\n", "no cues"),
        ("WEBVTT\n\nNOTE nothing here\n", "no cues"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "no words"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana></v>\n", "no words"),
    ],
)
def test_a_transcript_without_words_is_refused(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read(tmp_path, content)


def test_a_file_without_its_first_line_names_the_way_out(tmp_path: Path) -> None:
    from pipelines.readers.cues import read_cues

    with pytest.raises(SourceError, match=r"talk\.vtt:1: the file does not begin with WEBVTT"):
        read_cues("00:01.000 --> 00:02.000\nsecret\n", "talk.vtt", srt=False)


def test_a_million_spaces_or_brackets_cost_no_more_than_reading_them(tmp_path: Path) -> None:
    for odd in (" ", "<v ", "(", "a", ">", "{\\", "'", ".", "&amp"):
        line = "i" + odd * (400_000 // len(odd)) + "x"

        assert read(tmp_path, cues(line))[-1][1].endswith("x")
