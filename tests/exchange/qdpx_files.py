"""REFI-QDA projects as different tools write them, made for tests."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from pipelines.exchange.guids import guid_of
from pipelines.exchange.offsets import BOM, Reading

SPACE = "urn:QDA-XML:project:1.0"


@dataclass(frozen=True)
class Coded:
    """A span of the text with LF line ends, in code points, with code and coder; `name` is the selection's."""

    start: int
    end: int
    code: str = "Stations"
    coder: str | None = "Ana"
    name: str = ""
    memo: str = ""


@dataclass(frozen=True)
class Text:
    """A document and what is coded in it; `more` is XML that follows the selections."""

    name: str
    text: str
    coded: Sequence[Coded] = ()
    more: str = ""


@dataclass
class Tool:
    """How a tool writes a project."""

    reading: Reading = field(default_factory=Reading)
    crlf: bool = False
    bom: bool = False
    origin: str = ""
    folder: str = "sources"
    project_file: str = "project.qde"
    path: str = "internal://{}"
    braces: bool = False
    codes: str = ""
    before: str = ""
    after: str = ""

    def units(self, text: str, offset: int) -> int:
        """A place in the text as this tool counts it."""
        before = text[:offset]
        if self.crlf and not self.reading.crlf_is_one:
            before = before.replace("\n", "\r\n")
        length = len(before.encode("utf-16-le")) // 2 if self.reading.utf16 else len(before)
        return length + (self.bom and self.reading.bom_counts)

    def guid(self, *parts: str) -> str:
        found = guid_of(*parts)
        return f"{{{found.lower()}}}" if self.braces else found

    def write(
        self, path: Path, texts: Sequence[Text], members: Mapping[str, bytes] | None = None, xml: str = ""
    ) -> Path:
        """The project as an archive; `xml` instead of what it says itself."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for text in texts:
                body = text.text.replace("\n", "\r\n") if self.crlf else text.text
                name = f"{self.folder}/{guid_of('file', text.name)}.txt"
                archive.writestr(name, ((BOM if self.bom else "") + body).encode())
            archive.writestr(self.project_file, xml or self.xml(texts))
            for name, data in (members or {}).items():
                archive.writestr(name, data)
        return path

    def xml(self, texts: Sequence[Text]) -> str:
        """project.qde."""
        coders = sorted({c.coder for t in texts for c in t.coded if c.coder})
        users = "".join(f'<User guid="{self.guid("user", name)}" name={quoteattr(name)}/>' for name in coders)
        names = dict.fromkeys(c.code for t in texts for c in t.coded)
        codes = self.codes or "".join(self.code(name) for name in names)
        notes = "".join(self.note(c) for t in texts for c in t.coded if c.memo)
        return (
            f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{SPACE}" name="A project" '
            f"origin={quoteattr(self.origin)}>"
            + (f"<Users>{users}</Users>" if users else "")
            + (f"<CodeBook><Codes>{codes}</Codes></CodeBook>" if codes else "")
            + self.before
            + f"<Sources>{''.join(map(self.source, texts))}</Sources>"
            + (f"<Notes>{notes}</Notes>" if notes else "")
            + self.after
            + "</Project>"
        )

    def code(self, name: str, inner: str = "", codable: str = "true", said: str = "") -> str:
        """A code, with the codes nested in it."""
        told = f"<Description>{escape(said)}</Description>" if said else ""
        guid = self.guid("code", name)
        return f'<Code guid="{guid}" name={quoteattr(name)} isCodable="{codable}">{told}{inner}</Code>'

    def note(self, coded: Coded) -> str:
        words = escape(coded.memo)
        return f'<Note guid="{self.guid("note", coded.memo)}"><PlainTextContent>{words}</PlainTextContent></Note>'

    def source(self, text: Text) -> str:
        """A source with its selections."""
        path = self.path.format(f"{guid_of('file', text.name)}.txt")
        selections = "".join(self.selection(text, n, coded) for n, coded in enumerate(text.coded))
        return (
            f'<TextSource guid="{self.guid("source", text.name)}" name={quoteattr(text.name)} '
            f"plainTextPath={quoteattr(path)}>{selections}{text.more}</TextSource>"
        )

    def selection(self, text: Text, n: int, coded: Coded) -> str:
        user = f' creatingUser="{self.guid("user", coded.coder)}"' if coded.coder else ""
        name = f" name={quoteattr(coded.name)}" if coded.name else ""
        start, end = self.units(text.text, coded.start), self.units(text.text, coded.end)
        memo = f'<NoteRef targetGUID="{self.guid("note", coded.memo)}"/>' if coded.memo else ""
        return (
            f'<PlainTextSelection guid="{self.guid("selection", text.name, str(n))}"{name} startPosition="{start}" '
            f'endPosition="{end}"{user}>{self.coding(text.name, str(n), coded.code, user)}{memo}</PlainTextSelection>'
        )

    def coding(self, name: str, n: str, code: str, user: str = "") -> str:
        """A coding with a code."""
        guid = self.guid("coding", name, n, code)
        return f'<Coding guid="{guid}"{user}><CodeRef targetGUID="{self.guid("code", code)}"/></Coding>'


NVIVO_WINDOWS = Tool(Reading(utf16=True), crlf=True, bom=True, origin="NVivo 12.6", folder="Sources", braces=True)
NVIVO_MAC = Tool(Reading(utf16=True), origin="NVivo for Mac 12.7")
ATLAS = Tool(
    Reading(crlf_is_one=True), crlf=True, origin="ATLAS.ti 8.4.0", folder="Sources", project_file="Project.qde"
)
MAXQDA = Tool(Reading(utf16=True, crlf_is_one=True), crlf=True, origin="MAXQDA 24", project_file="A project.qde")
QUALCODER = Tool(bom=True, origin="QualCoder 3.6", path="internal://sources/{}")
TAGGED = Tool(Reading(bom_counts=True), bom=True, origin="Another tool", path="relative:///media\\{}")
TOOLS = {
    "NVivo on Windows": NVIVO_WINDOWS,
    "NVivo on a Mac": NVIVO_MAC,
    "ATLAS.ti": ATLAS,
    "MAXQDA": MAXQDA,
    "QualCoder": QUALCODER,
    "another": TAGGED,
}
