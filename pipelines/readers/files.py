"""What a delivered file is, told by its content and never by its ending alone."""

from __future__ import annotations

import re
from pathlib import Path

from catalog.errors import Problem, SourceError
from pipelines.readers.decoding import Decoding, decoding_of, open_text, read_text
from pipelines.readers.dialect import guess_dialect
from pipelines.readers.packages import package_kind

__all__ = ["FORMATS", "Decoding", "decoding_of", "open_text", "read_text", "sniff"]

FORMATS = ("csv", "xlsx", "ods", "docx", "odt", "vtt", "srt", "chat", "text")
"""csv is any delimited text; chat is a Zoom chat; text is everything else that a person can read."""

_HEAD = 1 << 16
_TABLE_ENDINGS = {".csv", ".tsv", ".tab", ".psv"}
_OFFICE = "save it as DOCX, XLSX, CSV or plain text"
# What is often delivered by mistake: the first bytes, what that is, what to do.
_FOREIGN = (
    (b"{\\rtf", "this is an RTF document", "open it in Word or LibreOffice and save it as DOCX"),
    (b"\x89PNG", "this is a picture", "type its words into a text file"),
    (b"\xff\xd8\xff", "this is a picture", "type its words into a text file"),
    (b"\x1f\x8b", "this is a gzip archive", "unpack it and add the file that is in it"),
    (b"7z\xbc\xaf", "this is a 7-Zip archive", "unpack it and add the files that are in it"),
    (b"Rar!", "this is a RAR archive", "unpack it and add the files that are in it"),
    (b"SQLite format 3\0", "this is a SQLite database", "export the table as CSV"),
    (b"$FL2", "this is an SPSS data file", "export it as CSV"),
    (b"ID3", "this is a sound recording", "have it transcribed first, as VTT or DOCX"),
    (b"RIFF", "this is a recording or picture", "have it transcribed first, as VTT or DOCX"),
    (b"PAR1", "this is a Parquet file", "export it as CSV"),
)
_CHAT = re.compile(r"\d\d:\d\d:\d\d[\t ]+(?:From\s+\S.*|[^\t\n]{1,80}:\t.*)")
_ARROW = re.compile(r"^(?:\d+:)?\d\d:\d\d[.,]\d{1,3}\s*-->\s*(?:\d+:)?\d\d:\d\d[.,]\d{1,3}", re.MULTILINE)
_SPEAKER = re.compile(r"[^\s:,;|\t][^:,;|\t\n]{0,40}:\s")


def sniff(path: Path) -> str:
    """The format of a delivered file, one of FORMATS, by its content.

    The ending is heeded only where content cannot tell: a text of one column named .csv is a table.
    Raises SourceError, with the way out, for anything that cannot be read.
    """
    if not path.is_file():
        raise SourceError(Problem(path.name, "there is no such file", "correct the name, or put the file there"))
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise SourceError(Problem(path.name, "the file is empty", "deliver the file again, or remove it"))
    if head.startswith((b"PK\3\4", b"PK\5\6", b"PK\x07\x08")):
        return package_kind(path)
    _refuse_foreign(path, head)
    decoding = decoding_of(path)
    with open_text(path, decoding) as text:
        start = text.read(_HEAD)
    return _text_format(path, start.lstrip("\ufeff"))


def _refuse_foreign(path: Path, head: bytes) -> None:
    def refuse(what: str, fix: str) -> SourceError:
        return SourceError(Problem(path.name, what, fix))

    if b"%PDF-" in head[:1024]:
        raise refuse("this is a PDF, whatever its ending says", "open it in Word and save it as DOCX, or export text")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse(*_old_office(path))
    for magic, what, fix in _FOREIGN:
        if head.startswith(magic):
            raise refuse(what, fix)
    if head[4:8] == b"ftyp":
        raise refuse("this is a sound or video recording", "have it transcribed first, as VTT or DOCX")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:2048].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table")):
        raise refuse("this is a web page", f"open it in a browser, Excel or LibreOffice and {_OFFICE}")
    if start.startswith(b"<?xml"):
        raise refuse("this is an XML file", f"open it in Excel or LibreOffice and {_OFFICE}")
    if re.match(rb'[{\[]\s*["{]', start):
        raise refuse("this is a JSON file", "export the answers as CSV or XLSX")


def _old_office(path: Path) -> tuple[str, str]:
    """What a file in the Office container of before 2007 is, by the names of its streams."""
    with path.open("rb") as file:
        content = file.read(1 << 26)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "the file is protected by a password", "open it, remove the password, and save it"
    if "WordDocument".encode("utf-16-le") in content:
        return "this is a Word file of before 2007 (.doc)", "save it as DOCX"
    if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
        return "this is an Excel file of before 2007 (.xls)", "save it as XLSX"
    return "this is an Office file of before 2007, or a mail", _OFFICE


def _text_format(path: Path, start: str) -> str:
    lines = [line for line in start.splitlines() if line.strip()]
    if start.lstrip().startswith("WEBVTT"):
        return "vtt"
    if len(_ARROW.findall("\n".join(lines[:40]))) >= 1:
        return "srt"
    sample = lines[:60]
    chats = sum(bool(_CHAT.match(line)) for line in sample)
    # A message of several lines leaves lines without a time, so the first line and a third are enough.
    if sample and _CHAT.match(sample[0]) and 3 * chats >= len(sample):
        return "chat"
    if path.suffix.lower() in _TABLE_ENDINGS:
        return "csv"
    return "csv" if _is_table(start, lines) else "text"


def _is_table(start: str, lines: list[str]) -> bool:
    """Whether a text without a telling ending is delimited: evenly cut, and not people speaking."""
    if 2 * sum(bool(_SPEAKER.match(line)) for line in lines[:60]) > len(lines[:60]):
        return False
    dialect = guess_dialect(start)
    if dialect.columns < 2 or dialect.rows < 2:
        return False
    # Two columns come about by chance where each paragraph of prose has one comma.
    needed = 0.95 if dialect.columns == 2 and dialect.delimiter == "," else 0.8
    return dialect.evenness >= needed and (dialect.rows >= 3 or dialect.columns >= 3)
