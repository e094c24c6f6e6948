"""Bad input ends with file, place and the way out; nothing is left half-done and no source text is told."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.conftest import Cli, typed
from tests.cli.test_add import snapshot
from tests.small_study import SmallStudy

SECRET = "Zqxjkva Halloranova told her zqxjkva that Pemberwickia leaves."
TOLD = ("zqxjkv", "halloranov", "pemberwicki")

Write = Callable[[Path], Path]


def document() -> bytes:
    """A transcript as DOCX."""
    made, stream = docx.Document(), io.BytesIO()
    for n in range(40):
        made.add_paragraph(f"{'Dana' if n % 2 else 'Moderator'}: {SECRET} {n}?")
    made.save(stream)
    return stream.getvalue()


def workbook() -> bytes:
    """A survey as XLSX."""
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in [["ResponseId", "What works?"], *([f"R_{n}", f"{SECRET} {n}"] for n in range(30))]:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def table() -> bytes:
    """A survey as CSV."""
    rows = "".join(f'R_{n},"{SECRET} {n}",Often\n' for n in range(30))
    return f"ResponseId,What works?,How often\n{rows}".encode()


def captions() -> bytes:
    """A transcript as WebVTT."""
    cues = "\n".join(f"00:00:{n:02}.000 --> 00:00:{n + 1:02}.000\nDana: {SECRET}\n" for n in range(50))
    return f"WEBVTT\n\n{cues}".encode()


def bomb() -> bytes:
    """A small file that unpacks to 300 MB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document())) as sound, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out:
        for name in sound.namelist():
            out.writestr(name, b" " * (300 << 20) if name == "word/document.xml" else sound.read(name))
    return stream.getvalue()


BAD = {
    "empty.csv": lambda: b"",
    "blank.csv": lambda: b"\n\n  \n",
    "truncated.docx": lambda: document()[:-600],
    "truncated.xlsx": lambda: workbook()[: len(workbook()) // 2],
    "really a pdf.docx": lambda: b"%PDF-1.7\n" + SECRET.encode() * 40,
    "binary.csv": lambda: random.Random(1).randbytes(9000),  # noqa: S311 - noise
    "open quote.csv": lambda: table() + b'R_99,"' + SECRET.encode(),
    "archive.csv": lambda: b"\x1f\x8b" + SECRET.encode(),
    "bomb.docx": bomb,
    "one long line.csv": lambda: b'ResponseId,What works?\nR_1,"' + SECRET.encode() * (200_000_000 // len(SECRET)),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read_is_refused(cli: Cli, small: SmallStudy, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(BAD[name]())
    before = snapshot(small.root)

    result = cli("add", path)

    assert result.exit_code == 1, result.output
    assert name in result.stderr
    assert "\n  Fix: " in result.stderr
    assert not any(word in result.output.casefold() for word in TOLD)
    assert snapshot(small.root) == before


def test_a_respondent_who_stands_twice_is_told_with_the_row(cli: Cli, small: SmallStudy) -> None:
    small.survey.append(["R_2", "D001", "Teacher", SECRET, "Often"])
    small.write()

    result = cli("build", "--jobs", 1)

    assert result.exit_code == 1
    assert "survey.csv: row 6" in result.stderr
    assert "row 3" in result.stderr
    assert not any(word in result.output.casefold() for word in TOLD)


def test_a_district_that_stands_twice_is_told_with_the_row(cli: Cli, small: SmallStudy) -> None:
    small.districts.append(["D001", "Another Town", "Rural", "90"])
    small.write()

    result = cli("check")

    assert result.exit_code == 1
    assert "districts.csv: row 5" in result.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: devices", "id: devices\n  parent: nowhere", '"nowhere"'),
        ("id: devices", "id: station-rotation", '"station-rotation"'),
        ("id: devices", "id: devices\n  parent: devices", "the parents go in a circle"),
        ("- chromebook", "- chromebook ~", 'pattern "chromebook ~"'),
        ("- chromebook", "- [chromebook", "not valid YAML"),
        (
            "id: devices\n  label: Devices\n  definition: What students work on.\n",
            "id: devices\n  label: Devices\n",
            "no `definition`",
        ),
    ],
    ids=["unknown parent", "duplicate id", "cycle", "bad pattern", "bad yaml", "no definition"],
)
@pytest.mark.parametrize("verb", ["check", "build", "try"])
def test_a_mistake_in_the_codebook_is_told_with_its_line(
    cli: Cli, small: SmallStudy, old: str, new: str, said: str, verb: str
) -> None:
    taxonomy = small.study.taxonomy
    text = taxonomy.read_text(encoding="utf-8")
    assert old in text
    taxonomy.write_text(text.replace(old, new, 1), encoding="utf-8")

    result = cli(verb, *(["some words"] if verb == "try" else []))

    assert result.exit_code == 1, result.output
    line = text[: text.index(old)].count("\n") + 1
    assert re.search(rf"taxonomy\.yaml:({line}|{line + 1}): .*{re.escape(said)}", result.stderr), result.stderr
    assert "\n  Fix: " in result.stderr
    assert not small.study.build.exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("path: survey.csv", "path: survy.csv", "there is no file corpus/survy.csv"),
        ("path: survey.csv", "path: ../taxonomy.yaml", "the path leaves corpus/"),
        ("respondent: ResponseId", "respondent: ResponceId", 'there is no column "ResponceId"'),
        ("- What works", "- What wroks", 'there is no column "What wroks"'),
        ("kind: survey", "kind: surveys", '`kind` cannot be "surveys"'),
        ("layout: plain", "layot: plain", "`layot` is not a key of a source"),
        ("id: form", "id: survey", 'two sources have the id "survey"'),
        ("consent: public", "consent: everyone", '"everyone"'),
        ("study:", "studdy:", "corpus/sources.yaml:1: `studdy` is not a key of the manifest"),
        (
            "    consent: public",
            "    consents: research",
            "corpus/sources.yaml:5: `consents` is not a key of `defaults`",
        ),
        ("sources:\n", "sources: all of them\nothers:\n", "corpus/sources.yaml"),
        ("  title: A small study", "- title", "corpus/sources.yaml"),
        ("  defaults:\n    consent: public\n", "  defaults: public\n", "corpus/sources.yaml"),
    ],
)
def test_a_mistake_in_the_manifest_is_told_with_the_way_out(
    cli: Cli, small: SmallStudy, old: str, new: str, said: str
) -> None:
    manifest = small.study.manifest
    text = manifest.read_text(encoding="utf-8")
    assert old in text
    manifest.write_text(text.replace(old, new, 1), encoding="utf-8")

    for verb in ("check", "build"):
        result = cli(verb)

        assert result.exit_code == 1, result.output
        assert said in result.stderr, result.stderr
        assert "\n  Fix: " in result.stderr


SOUND = {"talk.docx": document(), "survey.xlsx": workbook(), "survey.csv": table(), "talk.vtt": captions()}


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A sound file that lost its end, a piece, or has other bytes in places."""
    name = draw(st.sampled_from(sorted(SOUND)))
    data = bytearray(SOUND[name])
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        match draw(st.sampled_from(["end", "piece", "noise", "quote"])):
            case "end":
                del data[at:]
            case "piece":
                del data[at : at + draw(st.integers(1, 400))]
            case "noise":
                data[at : at + 4] = draw(st.binary(min_size=1, max_size=8))
            case "quote":
                data[at:at] = b'"\n'
    return name, bytes(data)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(damaged())
def test_however_a_file_is_damaged_it_is_read_or_refused_and_no_word_of_it_is_told(
    tmp_path_factory: pytest.TempPathFactory, file: tuple[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    small = SmallStudy(folder / "study")
    small.write()
    path = folder / file[0]
    path.write_bytes(file[1])
    before = snapshot(small.root)

    result = typed("add", path, "--study", small.root)

    assert result.exit_code in (0, 1)
    assert not any(word in result.stderr.casefold() for word in TOLD)
    if result.exit_code == 1:
        assert path.name in result.stderr
        assert "\n  Fix: " in result.stderr
        assert snapshot(small.root) == before
    elif typed("build", "--jobs", "1", "--study", small.root).exit_code == 1:
        again = typed("build", "--jobs", "1", "--study", small.root)
        assert not any(word in again.output.casefold() for word in TOLD)
