"""Writing a REFI-QDA project (.qdpx) or codebook (.qdc) that every tool reads alike.

Texts have LF line ends, no byte-order mark and NFC; offsets are half-open and count Unicode code points, as
the standard says. GUIDs are made of our ids, so that two exports of the same evidence are the same.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from lxml import etree

from catalog.codebook import Code, Codebook
from catalog.records import STANCES, Stance
from catalog.store.exchange import Cut, Read
from pipelines.exchange.description import described
from pipelines.exchange.guids import CODE, CONTEXT, DIMENSION, MACHINE, ORIGIN, STANCE, guid_of
from pipelines.exchange.outgoing import OutCase, OutDocument, Outgoing
from pipelines.exchange.xml import Element

PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
NAME = 100
"""Characters of a quote that a selection is named by."""

# What XML cannot hold.
_BARRED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLOURS = ("#1B6E53", "#9A4F0B", "#3C5AA6", "#8A2D62", "#5B7A12", "#0B6E8A", "#A63C3C", "#6A4FA3", "#7A6112")
_STANCES = "Whether what the other codes of a passage say is done now; where none of these is given, it is."
# ZIP knows no earlier day; the same for all, so that two exports are the same.
_DAY = (1980, 1, 1, 0, 0, 0)


def clean(text: str) -> str:
    """The text with a mark in place of each character that XML cannot hold."""
    return _BARRED.sub("\ufffd", text)


def _add(parent: Element, tag: str, /, **attributes: str | None) -> Element:
    """A child in the parent's namespace; attributes that are None are left out."""
    space = parent.tag[: parent.tag.index("}") + 1]
    told = {key: clean(value) for key, value in attributes.items() if value is not None}
    return etree.SubElement(parent, f"{space}{tag}", told)


def _say(parent: Element, tag: str, text: str) -> None:
    if text:
        _add(parent, tag).text = clean(text)


def codes_element(parent: Element, codebook: Codebook, stances: Sequence[Stance] = ()) -> None:
    """<Codes>: dimensions as groups, codes nested in them, and stances that some codings say."""
    codes = _add(parent, "Codes")
    for n, dimension in enumerate(codebook.dimensions):
        colour = _COLOURS[n % len(_COLOURS)]
        group = _add(codes, "Code", guid=guid_of(DIMENSION, dimension.id), name=dimension.label, isCodable="false")
        _say(group, "Description", dimension.question)
        for code in codebook.codes:
            above = codebook.by_id.get(code.parent or "")
            if code.dimension == dimension.id and (above is None or above.dimension != dimension.id):
                _code(group, code, codebook, colour)
    if stances:
        group = _add(codes, "Code", guid=guid_of(STANCE), name="Stance", isCodable="false")
        _say(group, "Description", _STANCES)
        for stance in stances:
            _add(group, "Code", guid=guid_of(STANCE, stance), name=stance, isCodable="true")


def _code(parent: Element, code: Code, codebook: Codebook, colour: str) -> None:
    element = _add(parent, "Code", guid=guid_of(CODE, code.id), name=code.label, isCodable="true", color=colour)
    _say(element, "Description", described(code))
    for inner in codebook.children(code.id):
        if inner.dimension == code.dimension:
            _code(element, inner, codebook, colour)


def codebook_xml(codebook: Codebook) -> bytes:
    """The codebook as QDC."""
    root = etree.Element(f"{{{CODEBOOK}}}CodeBook", {"origin": ORIGIN}, nsmap={None: CODEBOOK})
    codes_element(root, codebook)
    return _bytes(root)


def _bytes(root: Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def write_qdpx(path: Path, outgoing: Outgoing, *, memos: bool = False) -> None:
    """The project as an archive: project.qde and one plain text a document."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(_member("project.qde"), _bytes(_Writer(outgoing, memos=memos).project()))
        for document in outgoing.documents:
            archive.writestr(_member(f"sources/{_file(document)}"), _utf8(document.text))


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _utf8(text: str) -> bytes:
    # Half a surrogate pair cannot be written; a mark stands in its place, so that offsets stay.
    return re.sub("[\ud800-\udfff]", "\ufffd", text).encode("utf-8")


def _file(document: OutDocument) -> str:
    return f"{guid_of('text', document.key)}.txt"


class _Writer:
    """Builds <Project>, part by part in the order that the schema asks for."""

    def __init__(self, outgoing: Outgoing, *, memos: bool) -> None:
        self._out, self._memos = outgoing, memos
        self._notes: dict[str, str] = {}
        self._cited = {row[2] for row in outgoing.exemplars}
        self._with_exemplars: dict[str, None] = {}
        self._of_case: dict[str | None, list[OutDocument]] = defaultdict(list)
        for document in outgoing.documents:
            self._of_case[document.case].append(document)

    def project(self) -> Element:
        """The whole."""
        out = self._out
        attributes = {"name": clean(out.title), "origin": ORIGIN, "creationDateTime": out.stamp}
        root = etree.Element(f"{{{PROJECT}}}Project", attributes, nsmap={None: PROJECT})
        if out.coders:
            users = _add(root, "Users")
            for coder in out.coders.values():
                machine = coder.kind != "person"
                name = f"{coder.label} (machine)" if machine else coder.label
                known = f"{MACHINE}{coder.id}" if machine else coder.id
                _add(users, "User", guid=guid_of("user", coder.id), name=name, id=known)
        said = {code[1] for found in out.readings.values() for read in found for code in read.codes}
        if out.codebook.codes:
            codes_element(_add(root, "CodeBook"), out.codebook, [s for s in STANCES if s in said and s != "current"])
        self._variables(root)
        if out.cases:
            cases = _add(root, "Cases")
            for case in out.cases:
                self._case(cases, case)
        if out.documents:
            sources = _add(root, "Sources")
            for document in out.documents:
                self._source(sources, document)
        self._noted(root)
        self._exemplars(root)
        _say(root, "Description", _told(out))
        return root

    def _variables(self, root: Element) -> None:
        names = {name for case in self._out.cases for name in case.attributes}
        names |= {name for document in self._out.documents for name in document.variables}
        if names:
            variables = _add(root, "Variables")
            for name in sorted(names):
                _add(variables, "Variable", guid=guid_of("variable", name), name=name, typeOfVariable="Text")

    def _values(self, element: Element, values: Iterable[tuple[str, str]]) -> None:
        for name, value in sorted(values):
            told = _add(element, "VariableValue")
            _add(told, "VariableRef", targetGUID=guid_of("variable", name))
            _say(told, "TextValue", value)

    def _case(self, cases: Element, case: OutCase) -> None:
        element = _add(cases, "Case", guid=guid_of("case", case.id), name=case.name)
        self._values(element, case.attributes.items())
        for document in self._of_case[case.id]:
            _add(element, "SourceRef", targetGUID=guid_of("source", document.key))

    def _source(self, sources: Element, document: OutDocument) -> None:
        element = _add(
            sources,
            "TextSource",
            guid=guid_of("source", document.key),
            name=document.name,
            plainTextPath=f"internal://{_file(document)}",
            creationDateTime=self._out.stamp,
        )
        for start, end, kind in document.headings:
            key = guid_of("context", document.key, str(start))
            selection = self._selection(element, key, document.text, (start, end), None)
            _say(selection, "Description", f"{CONTEXT}{kind}")
        for said, at in document.places:
            for cut in self._out.excerpts.get(said.pk, ()):
                for read in self._out.readings.get(cut.pk, ()):
                    self._reading(element, document.text, at, cut, read)
                if cut.id in self._cited:
                    self._with_exemplars[document.key] = None
        self._values(element, document.variables.items())

    def _selection(self, source: Element, key: str, text: str, place: tuple[int, int], user: str | None) -> Element:
        name = " ".join(text[place[0] : place[1]][: 2 * NAME].split())[:NAME]
        return _add(
            source,
            "PlainTextSelection",
            guid=key,
            name=name,
            startPosition=str(place[0]),
            endPosition=str(place[1]),
            creatingUser=user,
            creationDateTime=self._out.stamp,
        )

    def _reading(self, source: Element, text: str, at: int, cut: Cut, read: Read) -> None:
        """One selection for each coder and stance, so that it is plain which codes a stance belongs to."""
        user = guid_of("user", read.coder)
        by_stance: dict[Stance, list[str]] = {"current": []} if not read.codes else {}
        for code, stance, _ in read.codes:
            by_stance.setdefault(stance, []).append(code)
        for n, (stance, codes) in enumerate(sorted(by_stance.items())):
            place = (at + cut.start, at + cut.end)
            key = guid_of("selection", cut.id, read.coder, stance)
            element = self._selection(source, key, text, place, user)
            wanted = [(code, guid_of(CODE, code)) for code in codes]
            wanted += [(f"stance {stance}", guid_of(STANCE, stance))] if stance != "current" else []
            for code, target in wanted:
                guid = guid_of("coding", cut.id, read.coder, stance, code)
                coding = _add(element, "Coding", guid=guid, creatingUser=user, creationDateTime=self._out.stamp)
                _add(coding, "CodeRef", targetGUID=target)
            if self._memos and read.memo and n == 0:
                note = guid_of("note", cut.id, read.coder)
                self._notes[note] = read.memo
                _add(element, "NoteRef", targetGUID=note)

    def _noted(self, root: Element) -> None:
        if self._notes:
            notes = _add(root, "Notes")
            for key, memo in self._notes.items():
                note = _add(notes, "Note", guid=key, name="Memo", creationDateTime=self._out.stamp)
                _say(note, "PlainTextContent", memo)

    def _exemplars(self, root: Element) -> None:
        if self._with_exemplars:
            group = _add(_add(root, "Sets"), "Set", guid=guid_of("set", "exemplars"), name="Exemplars")
            titles = dict.fromkeys(title for _, title, _, _ in self._out.exemplars)
            _say(group, "Description", "Texts that published exemplars quote:\n" + "\n".join(f"- {t}" for t in titles))
            for key in self._with_exemplars:
                _add(group, "MemberSource", targetGUID=guid_of("source", key))


def _told(out: Outgoing) -> str:
    held = f"; {out.withheld} responses stay back for lack of it or because they may give someone away"
    return f"De-identified words whose consent is {out.scope} or wider{held if out.withheld else ''}."
