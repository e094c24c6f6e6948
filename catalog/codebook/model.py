"""The codebook's records: dimensions, elements and codes with their definitions, examples and cues."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from typing import Any

from catalog.codebook.syntax import Pattern
from catalog.records import Stance
from catalog.text import digest


@dataclass(frozen=True, slots=True)
class Dimension:
    """A group of codes that answer one question."""

    id: str
    label: str
    question: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One of the elements of the framework that the study's owner works with."""

    id: str
    label: str
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What changed in a version of the codebook."""

    version: str
    date: str
    note: str


@dataclass(frozen=True, slots=True)
class Example:
    """A text the code applies to; `also` lists the other codes that a careful coder would give it."""

    text: str
    stance: Stance = "current"
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A text that looks like the code and is not; `instead` lists the codes that do apply."""

    text: str
    instead: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Cues:
    """Patterns over words (see `catalog.codebook.syntax`).

    A strong cue alone justifies the code, a weak one supports it, a block suppresses what it overlaps.
    """

    strong: tuple[Pattern, ...] = ()
    weak: tuple[Pattern, ...] = ()
    block: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True)
class Retired:
    """Since which version a code is no longer given, and which codes took its place."""

    version: str
    replaced_by: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Code:
    """One code [Code]: what it means, when to give it, and the cues that suggest it.

    `hash` is a digest of everything the code says, so that a change touches only what depends on it.
    """

    id: str
    label: str
    definition: str
    dimension: str = "codes"
    parent: str | None = None
    use_when: tuple[str, ...] = ()
    not_when: tuple[str, ...] = ()
    look_fors: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    alt_labels: tuple[str, ...] = ()
    cues: Cues = Cues()
    related: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    mappings: Mapping[str, Any] = field(default_factory=dict, hash=False)
    retired: Retired | None = None

    @cached_property
    def hash(self) -> str:
        """A digest of the code's content, whatever the order of keys or the form of the file."""
        return _content(self)


@dataclass(frozen=True)
class Codebook:
    """A versioned set of codes [CodeBook]; `codes` keeps the file's order, retired ones included."""

    codes: tuple[Code, ...]
    id: str = "codebook"
    title: str = "Codebook"
    version: str = "0.0.0"
    language: str = "en"
    licence: str = ""
    notes: tuple[Note, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    elements: tuple[Element, ...] = ()

    @cached_property
    def hash(self) -> str:
        """A digest of the whole content, whatever the order of keys, the comments or the layout."""
        return _content(self)

    @cached_property
    def by_id(self) -> Mapping[str, Code]:
        """Every code, retired ones included, by its id."""
        return {code.id: code for code in self.codes}

    @property
    def active(self) -> tuple[Code, ...]:
        """The codes that coders may give."""
        return tuple(code for code in self.codes if code.retired is None)

    def children(self, code_id: str) -> tuple[Code, ...]:
        """The codes whose parent is this one, in order."""
        return tuple(code for code in self.codes if code.parent == code_id)

    def ancestors(self, code_id: str) -> tuple[str, ...]:
        """The ids of the broader codes, nearest first; KeyError for an id that is not in the codebook."""
        chain = []
        while (parent := self.by_id[code_id].parent) is not None:
            chain.append(parent)
            code_id = parent
        return tuple(chain)


def _content(record: Code | Codebook) -> str:
    return digest([json.dumps(_plain(record), sort_keys=True, ensure_ascii=False, default=str)])


def _plain(value: Any) -> Any:
    if isinstance(value, Pattern):  # its tree follows from its source; only the source is content
        return value.source
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return {f.name: _plain(getattr(value, f.name)) for f in fields(value)} if is_dataclass(value) else value
