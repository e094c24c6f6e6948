"""Reading a REFI-QDA project (.qdpx), by whatever tool it was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from catalog.records import Span
from pipelines.exchange import offsets
from pipelines.exchange.archive import Archive, opened
from pipelines.exchange.guids import CONTEXT, ORIGIN
from pipelines.exchange.project import CONTEXTS, Context, ContextKind, Document, Losses, Mark, Project
from pipelines.exchange.qdpx_cases import Place, read_cases
from pipelines.exchange.qdpx_parts import Parts, read_codes, read_parts
from pipelines.exchange.qdpx_sources import Source, Texts, read_sources
from pipelines.exchange.xml import Element, child, children, guid, parse, text

# A code on a whole document is one on its words where they are no more than a long answer.
WHOLE = 3000


def read_qdpx(path: Path) -> Project:
    """The project in the file; what cannot be taken along stands in `losses`.

    Raises SourceError, naming file and place, where the file is damaged, hostile or no project.
    """
    losses = Losses()
    with opened(path) as archive:
        member = _project_file(archive)
        root = parse(archive.read(member), f"{path.name}, {member}", ("Project",))
        texts = Texts(archive, losses)
        parts = read_parts(root, losses, texts.of_note)
        sources = list(read_sources(child(root, "Sources"), texts, parts, losses))
    codes, from_memo = read_codes(child(child(root, "CodeBook"), "Codes"), parts.memos)
    if from_memo:
        losses.doubts.append(f"the memo stands as definition of {len(from_memo)} codes: {', '.join(from_memo[:10])}")
    origin = root.get("origin") or ""
    choice = offsets.choose([s.raw for s in sources], [s.name for s in sources], origin)
    losses.doubts += choice.doubts
    reader = _Documents(parts, losses, ours=origin.startswith(ORIGIN))
    documents = [reader.read(s, choice.of(i)) for i, s in enumerate(sources)]
    losses.lose("note that hangs on no coding (it stays in the delivered file)", "", len(parts.left_notes()))
    places = Place({s.key: d.key for s, d in zip(sources, documents, strict=True)}, reader.places, parts.values)
    found = read_cases(children(child(root, "Cases"), "Case"), documents, codes, places, losses)
    return Project(
        name=root.get("name") or path.stem,
        origin=origin,
        codes=found.codes,
        documents=found.documents,
        cases=found.cases,
        coders=dict(parts.users),
        machines=frozenset(parts.machines),
        reading=str(choice.reading),
        losses=losses,
    )


def _project_file(archive: Archive) -> str:
    """The one .qde at the root, whatever it is called."""
    found = [n for n in archive.names() if n.casefold().endswith(".qde") and "/" not in n]
    if "project.qde" in archive:
        return "project.qde"
    if len(found) != 1:
        what = "there is no project.qde in the archive" if not found else f"there are {len(found)} project files in it"
        raise archive.problem("", what, "export the project from its program again, as REFI-QDA project (.qdpx)")
    return found[0]


class _Documents:
    """Documents with their marks, once it is known how offsets are counted."""

    def __init__(self, parts: Parts, losses: Losses, *, ours: bool) -> None:
        self._parts, self._losses, self._ours = parts, losses, ours
        self.places: dict[str, tuple[str, Span]] = {}

    def read(self, source: Source, reading: offsets.Reading) -> Document:
        """The document, in NFC and with LF line ends."""
        normal = offsets.Normal(source.raw.body)
        marks: list[Mark] = []
        contexts: list[Context] = []
        for element, span in zip(source.elements, source.raw.spans(reading), strict=True):
            start, end = normal.span(*span) if span is not None else (0, 0)
            if start == end:
                what = "selection that lies outside the text" if span is None else "selection of no words"
                self._losses.lose(f"{what}, with its codings", source.name)
                continue
            place = Span(start, end)
            self.places[guid(element.get("guid"))] = (source.name, place)
            said = text(element, "Description").strip()
            if said.startswith(CONTEXT):
                kind: ContextKind = next((k for k in CONTEXTS if k == said.removeprefix(CONTEXT)), "question")
                contexts.append(Context(place, kind))
            else:
                marks += self._marks(source, element, place, said if said != place.of(normal.text) else "")
        marks += self._whole(source, normal.text)
        return Document(
            source.name, source.name, normal.text, tuple(marks), tuple(contexts), attributes=source.attributes
        )

    def _marks(self, source: Source, element: Element, place: Span, said: str) -> Iterator[Mark]:
        """The codings of one selection, by coder."""
        owner = guid(element.get("creatingUser"))
        notes = "\n\n".join(filter(None, (self._parts.memos(element), said)))
        codings = children(element, "Coding")
        if not codings and self._ours:
            yield Mark(place, owner, (), notes)
        elif not codings:
            what = "annotation of words that carry no code" if notes else "selection without code"
            self._losses.lose(what, source.name)
        yield from self._by_coder(codings, place, owner, notes)

    def _whole(self, source: Source, words: str) -> Iterator[Mark]:
        """Codes on the whole document."""
        start, end = len(words) - len(words.lstrip()), len(words.rstrip())
        if not source.whole:
            return
        if start < end <= start + WHOLE:
            yield from self._by_coder(source.whole, Span(start, end), "", "")
        else:
            what = f"coding of a whole document of more than {WHOLE:,} characters"
            self._losses.lose(what, source.name, len(source.whole))

    def _by_coder(self, codings: Sequence[Element], place: Span, owner: str, notes: str) -> Iterator[Mark]:
        by_coder: dict[str, tuple[list[str], list[str]]] = {}
        for coding in codings:
            coder = guid(coding.get("creatingUser")) or owner or self._parts.owner
            codes, memos = by_coder.setdefault(coder, ([], [notes] if notes else []))
            codes += [guid(ref.get("targetGUID")) for ref in children(coding, "CodeRef")]
            if memo := self._parts.memos(coding):
                memos.append(memo)
        for coder, (codes, memos) in by_coder.items():
            yield Mark(place, coder, tuple(dict.fromkeys(codes)), "\n\n".join(dict.fromkeys(memos)))
