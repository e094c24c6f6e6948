"""Projects of every tool are read with every quote exact."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.exchange.offsets import Raw, Reading, choose
from pipelines.exchange.project import Document
from pipelines.exchange.qdpx_read import read_qdpx
from tests.exchange.qdpx_files import ATLAS, QUALCODER, TOOLS, Coded, Text, Tool

STORY = (
    "We 😀 rotate every day.\nKids 👩🏽‍🏫 choose their own topics, a “good” way.\n\nTime is short 🎈🎈.\n"
    "Cafés naïve résumé, and שלום עולם too.\nNobody asked us before. It works well in grade five.\n"
)


def every_sentence(text: str, name: bool = False) -> list[Coded]:
    """Each sentence of a text as a coding."""
    found, at = [], 0
    for part in text.replace(".\n", ". \n").split(". "):
        start = text.index(part.strip(), at)
        end = min(start + len(part.strip()) + 1, len(text))
        if part.strip():
            found.append(Coded(start, end, name=text[start:end] if name else ""))
        at = end
    return found


def quotes(document: Document) -> list[str]:
    return sorted(mark.span.of(document.text) for mark in document.marks)


def wanted(text: Text) -> list[str]:
    return sorted(unicodedata.normalize("NFC", text.text[c.start : c.end]).strip() for c in text.coded)


@pytest.mark.parametrize("name", TOOLS)
def test_every_quote_is_exact_whatever_the_tool_counts(tmp_path: Path, name: str) -> None:
    text = Text("Interview 1", STORY * 3, every_sentence(STORY * 3))

    project = read_qdpx(TOOLS[name].write(tmp_path / "p.qdpx", [text]))

    assert quotes(project.documents[0]) == wanted(text)
    assert project.reading == str(TOOLS[name].reading)
    assert not project.losses.as_lines()
    assert not project.losses.doubts


@pytest.mark.parametrize("reading", [Reading(u, c, b) for u in (0, 1) for c in (0, 1) for b in (0, 1)], ids=str)
def test_a_reading_is_known_by_the_quotes_that_selections_are_named_by(tmp_path: Path, reading: Reading) -> None:
    text = Text("Interview 1", STORY, every_sentence(STORY, name=True))

    project = read_qdpx(Tool(reading, crlf=True, bom=True).write(tmp_path / "p.qdpx", [text]))

    assert quotes(project.documents[0]) == wanted(text)


words = st.text(
    st.one_of(
        st.sampled_from("abc deé\u0301\u0308🎈👩🏽\u200d🏫\U0001d11eשלוםعربي漢字.,!?“”'-…\u2028\u00a0"),
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    ),
    min_size=1,
    max_size=30,
).filter(lambda s: any(map(str.isalnum, s)) and not s.startswith("\ufeff"))


@given(parts=st.lists(words, min_size=1, max_size=8), tool=st.sampled_from(list(TOOLS.values())))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_quotes_that_are_named_come_back_exact_from_any_text(tmp_path: Path, parts: list[str], tool: Tool) -> None:
    text, coded = "", []
    for part in parts:
        start = len(text)
        text += part + "\n"
        coded.append(Coded(start, start + len(part), name=part))

    # What a tool writes it reads anew: such characters end lines or stand for nothing in no tool alike.
    document = Text("Interview", text, coded)
    project = read_qdpx(tool.write(tmp_path / "p.qdpx", [document]))

    assert quotes(project.documents[0]) == sorted(filter(None, (fold(part) for part in parts)))


def fold(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\ufeff", "")).strip()


def test_a_document_that_is_counted_otherwise_than_the_rest_is_told(tmp_path: Path) -> None:
    # Two projects of different tools merged by a third, which kept the numbers.
    story = STORY * 2
    good = Raw(story, tuple((c.start, c.end, (story[c.start : c.end],)) for c in every_sentence(story)))
    tool = Tool(Reading(utf16=True))
    other = [(tool.units(STORY, c.start), tool.units(STORY, c.end), c) for c in every_sentence(STORY)]
    strange = Raw(STORY, tuple((a, b, (STORY[c.start : c.end],)) for a, b, c in other))

    choice = choose([good, strange], ["one", "two"], "")

    assert not choice.reading.utf16
    assert choice.of(1).utf16
    assert "two" in choice.doubts[0]


def test_offsets_that_fit_nothing_are_told_as_a_doubt(tmp_path: Path) -> None:
    text = Text("Interview 1", STORY, [Coded(4 + n, 9 + n) for n in range(0, 60, 3)])

    project = read_qdpx(QUALCODER.write(tmp_path / "p.qdpx", [text]))

    assert "look at some quotes" in project.losses.doubts[0]


def test_zero_length_and_outlying_selections_are_counted_as_lost(tmp_path: Path) -> None:
    text = Text("Interview 1", STORY, [Coded(3, 3), Coded(0, 11)])
    xml = ATLAS.xml([text]).replace('endPosition="11"', 'endPosition="100000"')

    lines = read_qdpx(ATLAS.write(tmp_path / "p.qdpx", [text], xml=xml)).losses.as_lines()

    assert any("selection of no words" in line for line in lines)
    assert any("outside the text" in line for line in lines)


def test_what_stands_in_cases_sets_pictures_and_notes_is_kept_or_told(tmp_path: Path) -> None:
    tool = Tool(Reading(utf16=True), crlf=True, bom=True, origin="NVivo", folder="Sources", braces=True)
    guid, texts = tool.guid, [Text("One", STORY, every_sentence(STORY))]
    variable = f'<Variables><Variable guid="{guid("v")}" name="Level" typeOfVariable="Text"/></Variables>'
    value = f'<VariableValue><VariableRef targetGUID="{guid("v")}"/><TextValue>middle</TextValue></VariableValue>'
    source = f'<SourceRef targetGUID="{guid("source", "One")}"/>'
    tool.before = f'{variable}<Cases><Case guid="{guid("c")}" name="Elm School">{value}{source}</Case></Cases>'
    tool.after = (
        f'<Notes><Note guid="{guid("n")}"><PlainTextContent>Think.</PlainTextContent></Note></Notes>'
        f'<Links><Link guid="{guid("l")}"/></Links>'
        f'<Sets><Set guid="{guid("s")}" name="Pilot"><MemberSource targetGUID="{guid("source", "One")}"/></Set></Sets>'
    )
    selection = f'<PictureSelection guid="{guid("ps")}">{tool.coding("wall", "0", "Stations")}</PictureSelection>'
    picture = f'<PictureSource guid="{guid("pic")}" name="wall.jpg">{selection}</PictureSource></Sources>'
    xml = tool.xml(texts).replace("</Sources>", picture)

    project = read_qdpx(tool.write(tmp_path / "p.qdpx", texts, xml=xml))

    assert [(c.name, c.attributes) for c in project.cases] == [("Elm School", {"Level": "middle"})]
    assert project.documents[0].case == "Elm School"
    assert project.documents[0].attributes == {"set Pilot": "yes"}
    assert {line.split(" x ")[1] for line in project.losses.as_lines()} == {
        "coding of a part of a picture (wall.jpg)",
        "picture without a text (wall.jpg)",
        "link between elements",
        "note that hangs on no coding (it stays in the delivered file)",
    }


def test_a_case_kept_as_a_code_of_the_same_name_gives_its_words_to_the_case(tmp_path: Path) -> None:
    text = "Speaker one says this.\nSpeaker two says that.\n"
    coded = [Coded(0, 22, "Ana Ruiz"), Coded(0, 22), Coded(23, 45, "Ben Cole"), Coded(23, 45)]
    tool = Tool(origin="NVivo")
    refs = ((name, f'<CodeRef targetGUID="{tool.guid("code", name)}"/>') for name in ("Ana Ruiz", "Ben Cole"))
    cases = "".join(f'<Case guid="{tool.guid("case", name)}" name="{name}">{ref}</Case>' for name, ref in refs)
    tool.before = f"<Cases>{cases}</Cases>"

    project = read_qdpx(tool.write(tmp_path / "p.qdpx", [Text("Group", text, coded)]))

    assert [code.name for code in project.codes] == ["Stations"]
    assert [(span.of(text)[:11], case) for span, case in project.documents[0].parts] == [
        ("Speaker one", "Ana Ruiz"),
        ("Speaker two", "Ben Cole"),
    ]
    assert [len(mark.codes) for mark in project.documents[0].marks] == [1, 1]
