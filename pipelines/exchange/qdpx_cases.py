"""The cases of a REFI-QDA project, and which words belong to which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.records import Span
from pipelines.exchange.project import Document, ForeignCase, ForeignCode, Losses
from pipelines.exchange.xml import Element, children, guid

# A span of so much of a document is all of it.
NEARLY_ALL = 0.9


@dataclass(frozen=True)
class Place:
    """What cases refer to: sources and selections by GUID, and how to read the variables of a case."""

    sources: Mapping[str, str]
    selections: Mapping[str, tuple[str, Span]]
    values: Callable[[Element], dict[str, str]]


@dataclass(frozen=True)
class Found:
    """The cases, the documents with theirs, and the codes that are none of the cases under another name."""

    cases: tuple[ForeignCase, ...]
    documents: tuple[Document, ...]
    codes: tuple[ForeignCode, ...]


def read_cases(
    elements: Sequence[Element],
    documents: Sequence[Document],
    codes: Sequence[ForeignCode],
    places: Place,
    losses: Losses,
) -> Found:
    """Give documents, or parts of them, to their cases.

    Some tools keep a case as a code of the same name: what carries it belongs to the case.
    """
    whole: dict[str, list[str]] = {}
    parts: dict[str, list[tuple[Span, str]]] = {}
    by_code: dict[str, str] = {}
    cases: list[ForeignCase] = []
    names = {code.key: code.name for code in codes}
    taken: set[str] = set()
    for element in elements:
        case = _case(element, taken, places)
        cases.append(case)
        sources = [guid(ref.get("targetGUID")) for ref in children(element, "SourceRef")]
        for key in sources:
            if key in places.sources:
                whole.setdefault(places.sources[key], []).append(case.key)
        for ref in children(element, "SelectionRef"):
            if (found := places.selections.get(guid(ref.get("targetGUID")))) is not None:
                parts.setdefault(found[0], []).append((found[1], case.key))
        refs = [guid(ref.get("targetGUID")) for ref in children(element, "CodeRef")]
        same = [key for key in refs if names.get(key, "").casefold() == case.name.casefold()]
        only = refs if len(refs) == 1 and not sources else []
        by_code |= dict.fromkeys(same or only, case.key)
        losses.lose("code of a whole case", case.name, len(set(refs) - set(same or only)))
    given = tuple(_given(d, whole.get(d.key, []), parts.get(d.key, []), by_code, losses) for d in documents)
    return Found(tuple(cases), given, tuple(code for code in codes if code.key not in by_code))


def _case(element: Element, taken: set[str], places: Place) -> ForeignCase:
    key, name = guid(element.get("guid")), (element.get("name") or "").strip()
    name = name or f"Case {len(taken) + 1}"
    # A case goes by its name, as in a table, unless another has the same.
    key = key if name.casefold() in taken else name
    taken.add(name.casefold())
    return ForeignCase(key, name, places.values(element))


def _given(
    document: Document,
    cases: list[str],
    parts: list[tuple[Span, str]],
    by_code: Mapping[str, str],
    losses: Losses,
) -> Document:
    """The document with its case and the parts of it that are other cases'."""
    marks = []
    for mark in document.marks:
        mine = [by_code[code] for code in mark.codes if code in by_code]
        parts += [(mark.span, case) for case in mine]
        left = tuple(code for code in mark.codes if code not in by_code)
        if left or not mine:
            marks.append(replace(mark, codes=left))
    size = len(document.text.strip())
    cases += [case for span, case in parts if span.end - span.start >= NEARLY_ALL * size]
    parts = [(span, case) for span, case in parts if span.end - span.start < NEARLY_ALL * size]
    case = cases[0] if cases else None
    losses.lose("further case of a document", document.name, len(set(cases)) - 1)
    return replace(document, marks=tuple(marks), case=case, parts=tuple(dict.fromkeys(parts)))
