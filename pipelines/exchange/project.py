"""What a delivered project says, whatever tool wrote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from catalog.records import Span

SHOWN = 5
"""Places that a line about losses names."""

ContextKind = Literal["question", "speaker", "moderator"]
CONTEXTS: tuple[ContextKind, ...] = ("question", "speaker", "moderator")


@dataclass(frozen=True, slots=True)
class ForeignCode:
    """A code [Code] as delivered; `parent` is the key of the code it is nested in."""

    key: str
    name: str
    description: str = ""
    parent: str | None = None
    codable: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """One coder's codings [Coding] of one span; without codes, the coder read it and found that none applies."""

    span: Span
    coder: str
    codes: tuple[str, ...]
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """A span that is nobody's answer: a question asked, or who speaks next."""

    span: Span
    kind: ContextKind


@dataclass(frozen=True, slots=True)
class Document:
    """A text [TextSource] in NFC with LF line ends; all spans are half-open and count code points of it.

    `parts` are spans that belong to a case of their own, as where each speaker of a group is a case.
    """

    key: str
    name: str
    text: str
    marks: tuple[Mark, ...] = ()
    contexts: tuple[Context, ...] = ()
    case: str | None = None
    parts: tuple[tuple[Span, str], ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ForeignCase:
    """A case [Case] with its variables, as delivered."""

    key: str
    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Losses:
    """What an import cannot take along, and what it did in doubt: counted by what and where."""

    lost: Counter[tuple[str, str]] = field(default_factory=Counter)
    doubts: list[str] = field(default_factory=list)

    def lose(self, what: str, where: str = "", number: int = 1) -> None:
        """Note `number` things of a kind at a place, such as a document's name."""
        if number > 0:
            self.lost[what, where] += number

    def as_lines(self) -> list[str]:
        """One line for all losses of a kind, as in: 3 x coding of a part of a picture (hotel.jpg)."""
        kinds: dict[str, list[tuple[str, int]]] = {}
        for (what, where), number in sorted(self.lost.items()):
            kinds.setdefault(what, []).append((where, number))
        return [
            f"{sum(n for _, n in places)} x {what}{_shown([w for w, _ in places])}" for what, places in kinds.items()
        ]


def _shown(places: list[str]) -> str:
    named = [place for place in places if place]
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return f" ({', '.join(named[:SHOWN])}{more})" if named else ""


@dataclass(frozen=True)
class Project:
    """A delivered project. `coders` are people's names by key; `machines` are the keys of those that are none."""

    name: str
    origin: str
    codes: tuple[ForeignCode, ...] = ()
    documents: tuple[Document, ...] = ()
    cases: tuple[ForeignCase, ...] = ()
    coders: Mapping[str, str] = field(default_factory=dict)
    machines: frozenset[str] = frozenset()
    reading: str = ""
    losses: Losses = field(default_factory=Losses)
