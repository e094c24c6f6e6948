"""The sources of a REFI-QDA project: their texts, and their selections as their tool counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pipelines.exchange.archive import Archive
from pipelines.exchange.offsets import BOM, Raw
from pipelines.exchange.project import Losses
from pipelines.exchange.qdpx_parts import Parts
from pipelines.exchange.xml import Element, child, children, guid, local, text


@dataclass
class Source:
    """A source as it stands in the file, before anybody knows how its offsets are counted."""

    key: str
    name: str
    raw: Raw
    elements: list[Element]
    whole: list[Element] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)


class Texts:
    """The plain texts of a project, wherever its tool put them."""

    def __init__(self, archive: Archive, losses: Losses) -> None:
        self._archive, self._losses = archive, losses
        self._by_name: dict[str, str] = {}
        for name in archive.names():
            self._by_name.setdefault(PurePosixPath(name).name.casefold(), name)

    def of(self, element: Element, name: str) -> str | None:
        """The text of a source; None, and a loss, where the file does not hold it."""
        inline = child(element, "PlainTextContent")
        if inline is not None:
            return "".join(inline.itertext())
        path = (element.get("plainTextPath") or "").strip()
        if not path:
            what = "document without plain text" if element.get("richTextPath") else "document without text"
            self._losses.lose(f"{what} in the file", name)
            return None
        member = self._member(path, name)
        if member is None:
            self._losses.lose("document whose text is not in the file", name)
            return None
        data = self._archive.read(member)
        try:
            return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8")
        except UnicodeDecodeError:
            self._losses.doubts.append(f"{name} is not in UTF-8, as the standard asks: some characters may be others")
            return data.decode("cp1252", "replace")

    def _member(self, path: str, name: str) -> str | None:
        """internal://X, sources/X, relative:///a/X: the member of that name; what lies outside is never opened."""
        inner = path.partition("://")[2] or path
        parts = PurePosixPath(inner.replace("\\", "/")).parts
        if ".." in parts:
            fix = "ask who sent it where it comes from; export the project anew"
            raise self._archive.problem("", f'the text of "{name}" leads out of the archive', fix)
        return self._by_name.get(parts[-1].casefold()) if parts else None

    def of_note(self, note: Element) -> str:
        """The text of a note."""
        if child(note, "PlainTextContent") is None and not note.get("plainTextPath"):
            return ""
        return (self.of(note, "a note") or "").removeprefix(BOM)


def read_sources(element: Element | None, texts: Texts, parts: Parts, losses: Losses) -> Iterator[Source]:
    """The sources that have words: texts, PDFs with their text, recordings with a transcript."""
    taken: dict[str, int] = {}
    for source in element if element is not None else ():
        kind, name = local(source), (source.get("name") or "").strip() or "unnamed"
        for bearer in _bearers(source, kind):
            found = texts.of(bearer, name)
            if found is None:
                _lose_codings(bearer, name, losses)
                continue
            taken[name] = taken.get(name, 0) + 1
            unique = name if taken[name] == 1 else f"{name} ({taken[name]})"
            selections = children(bearer, "PlainTextSelection")
            spans = [_positions(s) for s in selections] + [*_transcript_spans(bearer, losses, name)]
            elements = selections + children(bearer, "TranscriptSelection")
            good = [(e, span) for e, span in zip(elements, spans, strict=True) if span is not None]
            losses.lose("selection without a place", name, len(elements) - len(good))
            named = tuple((*span, (e.get("name") or "", text(e, "Description"))) for e, span in good)
            key = guid(source.get("guid"))
            attributes = parts.values(source) | {f"set {group}": "yes" for group in parts.groups.get(key, ())}
            whole = children(bearer, "Coding") + (children(source, "Coding") if bearer is not source else [])
            yield Source(key, unique, Raw(found, named), [e for e, _ in good], whole, attributes)
        if kind != "TextSource":
            _lose_media(source, kind, name, losses)


def _bearers(source: Element, kind: str) -> list[Element]:
    """The elements of a source that hold its words."""
    if kind == "TextSource":
        return [source]
    return children(source, "Representation", "Transcript", "TextDescription")


def _lose_media(source: Element, kind: str, name: str, losses: Losses) -> None:
    has_words = bool(_bearers(source, kind))
    what = kind.removesuffix("Source").replace("PDF", "page of a PDF").lower().replace("pdf", "PDF")
    for selection in source:
        if local(selection).endswith("Selection") and not _said_in_text(source, selection):
            losses.lose(f"coding of a part of a {what}", name, len(children(selection, "Coding")))
    if not has_words:
        losses.lose(f"{kind.removesuffix('Source').lower().replace('pdf', 'PDF')} without a text", name)
        losses.lose("coding of a whole document without a text", name, len(children(source, "Coding")))


def _said_in_text(source: Element, selection: Element) -> bool:
    """Whether a PDF's selection stands in its text as well, as some tools write it."""
    same = guid(selection.get("guid"))
    inner = (s for r in children(source, "Representation") for s in children(r, "PlainTextSelection"))
    return any(guid(s.get("guid")) == same for s in inner)


def _lose_codings(element: Element, name: str, losses: Losses) -> None:
    number = sum(1 for e in element.iter() if local(e) == "Coding")
    losses.lose("coding of a document whose text is missing", name, number)


def _positions(selection: Element) -> tuple[int, int] | None:
    try:
        start, end = int(selection.get("startPosition") or ""), int(selection.get("endPosition") or "")
    except ValueError:
        return None
    return (start, end) if 0 <= start <= end else None


def _transcript_spans(bearer: Element, losses: Losses, name: str) -> Iterator[tuple[int, int] | None]:
    """Where the selections of a transcript lie, by its points of synchronisation."""
    points = {guid(p.get("guid")): p.get("position") or "" for p in children(bearer, "SyncPoint")}
    for selection in children(bearer, "TranscriptSelection"):
        ends = [points.get(guid(selection.get(side)), "") for side in ("fromSyncPoint", "toSyncPoint")]
        if all(end.isdecimal() for end in ends) and int(ends[0]) <= int(ends[1]):
            yield int(ends[0]), int(ends[1])
        else:
            yield None
