"""Transcripts as documents, written and read by the tests of their layouts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from odf import text as odf
from odf.opendocument import OpenDocumentText
from odf.teletype import addTextToElement

from catalog.manifest import SourceEntry
from catalog.records import Turn
from pipelines.readers.transcripts import read_turns

Writer = Callable[[Path, list[str]], Path]


def write_docx(folder: Path, paragraphs: list[str]) -> Path:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(folder / "talk.docx"))
    return folder / "talk.docx"


def write_odt(folder: Path, paragraphs: list[str]) -> Path:
    document = OpenDocumentText()
    for text in paragraphs:
        paragraph = odf.P()
        addTextToElement(paragraph, text)
        document.text.addElement(paragraph)
    document.save(str(folder / "talk.odt"))
    return folder / "talk.odt"


def write_txt(folder: Path, paragraphs: list[str]) -> Path:
    (folder / "talk.txt").write_text("\n".join(paragraphs), encoding="utf-8", newline="\r\n")
    return folder / "talk.txt"


WRITERS = pytest.mark.parametrize("write", [write_docx, write_odt, write_txt], ids=["docx", "odt", "txt"])


def turns(path: Path, layout: str | None = None) -> list[Turn]:
    return list(read_turns(path, SourceEntry(id="it", path=path.name, kind="transcript", layout=layout)))


def said(path: Path) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.words.text) for turn in turns(path)]


def timed(path: Path) -> list[tuple[str | None, str, float | None]]:
    return [(turn.speaker, turn.words.text, turn.words.place.seconds) for turn in turns(path)]
