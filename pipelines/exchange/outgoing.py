"""What goes out, read once from the evidence: documents with headings, and who coded which words of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from catalog.codebook import Codebook
from catalog.records import Consent
from catalog.store.exchange import Coder, Cut, Evidence, Read, Said
from pipelines.exchange.project import ContextKind
from pipelines.publish.cases import described

KINDS = {"all": ("person", "model", "rules"), "people": ("person",), "machines": ("model", "rules")}
"""Whose codings go out."""

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class OutCase:
    """A case as it may be shown."""

    id: str
    name: str
    kind: str
    attributes: Mapping[str, str]


@dataclass(slots=True)
class OutDocument:
    """A text: one respondent's answers, or one conversation; where responses and headings stand in it."""

    key: str
    name: str
    case: str | None
    variables: dict[str, str]
    text: str = ""
    places: list[tuple[Said, int]] = field(default_factory=list)
    headings: list[tuple[int, int, ContextKind]] = field(default_factory=list)


@dataclass(frozen=True)
class Outgoing:
    """Everything that an export is made of; `withheld` responses stay back for lack of consent or care."""

    title: str
    scope: Consent
    stamp: str
    codebook: Codebook
    documents: Sequence[OutDocument]
    excerpts: Mapping[int, Sequence[Cut]]
    readings: Mapping[int, Sequence[Read]]
    coders: Mapping[str, Coder]
    cases: Sequence[OutCase]
    exemplars: Sequence[tuple[str, str, str, str]]
    withheld: int


def gather(evidence: Evidence, codebook: Codebook, title: str, scope: Consent, by: str = "all") -> Outgoing:
    """Read what `scope` allows; `by` says whose codings (`KINDS`)."""
    responses = evidence.responses()
    excerpts: dict[int, list[Cut]] = defaultdict(list)
    for cut in evidence.excerpts():
        excerpts[cut.response].append(cut)
    readings: dict[int, list[Read]] = defaultdict(list)
    coders = _coders(evidence.coders(), scope)
    for read in evidence.readings(KINDS[by]):
        # A code that the codebook lacks by now means nothing to anyone.
        known = tuple(code for code in read.codes if code[0] in codebook.by_id)
        if known or not read.codes:
            readings[read.excerpt].append(replace(read, codes=known))
    heard = {read.coder for found in readings.values() for read in found}
    documents = list(_documents(responses))
    present = {document.case for document in documents}
    cases = [
        OutCase(row[0], row[2] or row[1], row[3], _attributes(about.band, safe))
        for row, about, safe in described(evidence.cases(), evidence.attributes())
        if row[0] in present
    ]
    return Outgoing(
        title,
        scope,
        evidence.latest(),
        codebook,
        documents,
        excerpts,
        readings,
        {key: coder for key, coder in coders.items() if key in heard},
        cases,
        evidence.exemplars(),
        evidence.withheld(),
    )


def _attributes(band: str | None, safe: Mapping[str, str]) -> dict[str, str]:
    return {**safe, **({"size_band": band} if band else {})}


def _coders(coders: Mapping[str, Coder], scope: Consent) -> dict[str, Coder]:
    """The coders; in what anybody may see, people by number."""
    if scope != "public":
        return dict(coders)
    people = sorted(key for key, coder in coders.items() if coder.kind == "person")
    numbers = {key: n for n, key in enumerate(people, 1)}
    return {
        key: Coder(f"coder-{numbers[key]}", coder.kind, f"Coder {numbers[key]}") if key in numbers else coder
        for key, coder in coders.items()
    }


def _documents(responses: Iterable[Said]) -> Iterable[OutDocument]:
    """A survey's respondent is a document; a conversation is one, with who speaks before every turn."""
    found: dict[str, OutDocument] = {}
    parts: dict[str, list[str]] = defaultdict(list)
    lengths: dict[str, int] = defaultdict(int)
    for said in responses:
        alone = said.kind == "survey"
        key = said.person_id if alone else said.source
        document = found.get(key)
        if document is None:
            name = f"{said.title}, {said.person}" if alone else said.title
            told = {"source": said.title, "wave": said.wave, "year": said.year, "role": said.role if alone else None}
            variables = {name: str(value) for name, value in told.items() if value}
            document = found[key] = OutDocument(key, name, said.case, variables)
        heading, kind = _heading(said, alone)
        at = lengths[key]
        pieces = ["\n\n"] if at else []
        at += 2 * bool(at)
        if heading:
            document.headings.append((at, at + len(heading), kind))
            pieces += [heading, "\n" if alone else " "]
            at += len(heading) + 1
        document.places.append((said, at))
        pieces.append(said.text)
        parts[key] += pieces
        lengths[key] = at + len(said.text)
    for key, document in found.items():
        document.text = "".join(parts[key])
    return found.values()


def _heading(said: Said, alone: bool) -> tuple[str, ContextKind]:
    if alone:
        return said.question, "question"
    return f"{said.person}:", "moderator" if said.moderator else "speaker"


def without_astral(outgoing: Outgoing) -> Outgoing:
    """The same with every character beyond the basic plane replaced by one of it, for tools that count UTF-16."""
    for document in outgoing.documents:
        document.text = _ASTRAL.sub("\ufffd", document.text)
    return outgoing
