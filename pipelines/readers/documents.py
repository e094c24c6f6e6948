"""Documents that were coded in another tool: corpus/imported/<project>.jsonl, as `catalog import` writes it.

The first line says what was imported; every other line is one document:

    {"document": "Interview 7", "text": "...", "spans": [[0, 41]], "case": "D014",
     "parts": [[0, 200, "Speaker A"]], "contexts": [[0, 12, "speaker"]], "attributes": {"level": "middle"}}

Offsets are half-open and count Unicode code points of `text`, which is in NFC with LF line ends. A response
is never cut within a span that was coded.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from catalog.errors import Problem, SourceError
from catalog.records import Place, Question, Respondent, Span, Submission, Words
from catalog.text import content_id

LAYOUT = "documents"
SHORT = 3000
"""Characters up to which a document is one response; a longer one is cut at its paragraphs."""

# A line end within a sentence is only the width of a page.
_PARAGRAPH = re.compile(r"\n(?![^\S\n]*[a-z])|(?<=[.!?:;…”\"')\]])\n|\n(?=[^\S\n]*\n)")


@dataclass(frozen=True, slots=True)
class CodedDocument:
    """One line of the file; `number` is its line, `spans` what was coded, in order."""

    number: int
    name: str
    text: str
    spans: tuple[Span, ...]
    contexts: tuple[tuple[Span, str], ...]
    case: str | None
    parts: tuple[tuple[Span, str], ...]
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One response of a document: where it stands, who says it, in answer to what, and the spans coded in it."""

    span: Span
    respondent: str
    case: str | None
    moderator: bool
    question: str | None
    key: str
    spans: tuple[Span, ...]


def read_coded(path: Path) -> Iterator[CodedDocument]:
    """The documents of the file; SourceError with the line where one is no document."""
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            try:
                data = json.loads(line)
                if number > 1:
                    yield _document(number, data)
                elif data.get("layout") != LAYOUT:
                    raise ValueError
            except (ValueError, KeyError, TypeError, AttributeError):
                what = "the line is no document as `catalog import` writes it"
                fix = "do not edit the file; import the project again"
                raise SourceError(Problem(f"{path.name}:{number}", what, fix)) from None


def _document(number: int, data: dict[str, Any]) -> CodedDocument:
    text = str(data["text"])
    spans = [Span(start, end) for start, end in data.get("spans", ())]
    contexts = [(Span(start, end), str(kind)) for start, end, kind in data.get("contexts", ())]
    parts = [(Span(start, end), str(case)) for start, end, case in data.get("parts", ())]
    if any(span.end > len(text) for span in [*spans, *(s for s, _ in contexts), *(s for s, _ in parts)]):
        raise ValueError
    return CodedDocument(
        number,
        str(data["document"]),
        text,
        tuple(sorted(spans)),
        tuple(sorted(contexts)),
        data.get("case"),
        tuple(sorted(parts)),
        tuple((str(k), str(v)) for k, v in data.get("attributes", {}).items()),
    )


def blocks(document: CodedDocument) -> Iterator[Block]:
    """The responses of a document, in order; white space between them, questions and labels are none."""
    said: Counter[tuple[str, str, str]] = Counter()
    contexts = dict(document.contexts)
    question, label, moderator = None, "", False
    spans, at = document.spans, 0
    for start, end in _pieces(document):
        kind = contexts.get(Span(start, end)) if start < end else None
        words = document.text[start:end]
        if kind == "question":
            question, label, moderator = words, "", False
        elif kind is not None:
            label, moderator = words.strip(" :\n"), kind == "moderator"
        elif any(map(str.isalnum, words)):
            start += len(words) - len(words.lstrip())
            whole = Span(start, start + len(words.strip()))
            case = next((case for span, case in document.parts if span.overlaps(whole)), None)
            respondent = " / ".join(filter(None, (document.name, case or "", label)))
            said[respondent, question or "", whole.of(document.text)] += 1
            nth = said[respondent, question or "", whole.of(document.text)]
            key = "\x1e".join((question or "", whole.of(document.text), str(nth)))
            at = bisect_left(spans, whole.start, lo=at, key=lambda span: span.start)
            inner: list[Span] = []
            while at + len(inner) < len(spans) and spans[at + len(inner)].end <= whole.end:
                inner.append(spans[at + len(inner)])
            yield Block(whole, respondent, case or document.case, moderator, question, key, tuple(inner))


def _pieces(document: CodedDocument) -> Iterator[tuple[int, int]]:
    """Where the text may be cut: at contexts, at parts, and in long texts at paragraphs; never within a span."""
    text, edges = document.text, {0, len(document.text)}
    for span, _ in (*document.contexts, *document.parts):
        edges |= {span.start, span.end}
    if not document.contexts and len(text) > SHORT:
        edges |= {match.end() for match in _PARAGRAPH.finditer(text)}
    covered = _merged(document.spans)
    starts = [start for start, _ in covered]
    held = set()
    for edge in edges:
        i = bisect_left(starts, edge) - 1
        if i >= 0 and edge < covered[i][1]:
            held.add(edge)
    cuts = sorted(edges - held)
    return pairwise(cuts)


def _merged(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Spans that overlap as one."""
    merged: list[tuple[int, int]] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(span.end, merged[-1][1]))
        else:
            merged.append((span.start, span.end))
    return merged


def read_documents(path: Path) -> Iterator[Submission]:
    """The documents as submissions, one response each; a document's respondent is whoever speaks in it."""
    for document in read_coded(path):
        before, seen = 1, 0
        for block in blocks(document):
            before, seen = before + document.text.count("\n", seen, block.span.start), block.span.start
            words = block.span.of(document.text)
            last = before + words.count("\n")
            shift = block.span.start
            cuts = tuple(Span(span.start - shift, span.end - shift) for span in block.spans)
            place = Place(row=document.number, first=before, last=last, start=block.span.start, end=block.span.end)
            name = question_name(block.question) if block.question else None
            person = Respondent(block.respondent, block.case, moderator=block.moderator, attributes=document.attributes)
            yield Submission(person, (Words(words, place, name, block.key, cuts),))


def question_name(wording: str) -> str:
    """The name of a question that a document asks."""
    return f"question-{content_id(wording)}"


def questions(path: Path) -> tuple[Question, ...]:
    """The questions that the documents ask, each once, in order."""
    contexts = ((document.text, *context) for document in read_coded(path) for context in document.contexts)
    asked = dict.fromkeys(span.of(text) for text, span, kind in contexts if kind == "question")
    return tuple(Question(question_name(wording), wording, "open") for wording in asked)
