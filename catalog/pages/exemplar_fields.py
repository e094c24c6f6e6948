"""An exemplar's fields as its page shows them: short facts, longer blocks, and how far to trust it.

Which fields there are, their order and their labels stand in catalog.exemplars. Text in them was
rendered and sanitised when it was published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.exemplars import BASES, FIELDS, PARTS, Field
from catalog.exemplars.fields import ASSURANCE
from catalog.pages.wording import and_list, date_words, sentence_case

# Shown from the columns of the same names, in the form that lists use too.
_COLUMNS = ("grades", "subjects")
# Shown elsewhere than as facts of a record.
_APART = ("text", "link")


@dataclass(frozen=True, slots=True)
class Fact:
    """A short fact with its name."""

    label: str = field(metadata={"help": "Name of the fact"})
    value: str = field(metadata={"help": "The fact, as plain text"})


@dataclass(frozen=True, slots=True)
class Record:
    """One claim, or one piece of outside research."""

    html: str = field(metadata={"help": "What is said, as sanitised HTML"})
    facts: tuple[Fact, ...] = field(metadata={"help": "Who says so, on what basis, since when"})
    link: str = field(metadata={"help": "Address outside where it can be read; empty where none"})


@dataclass(frozen=True, slots=True)
class Block:
    """A longer field: text, a list, or records."""

    id: str = field(metadata={"help": "Name of the field; its place in the address, after #"})
    label: str = field(metadata={"help": "Heading"})
    html: str = field(metadata={"help": "Text, as sanitised HTML; empty for a list or records"})
    items: tuple[str, ...] = field(metadata={"help": "Items of a list, as sanitised HTML"})
    records: tuple[Record, ...] = field(metadata={"help": "Claims or outside research"})


def field_map(text: str) -> Mapping[str, Any]:
    """The fields from their JSON; what is no JSON object has no fields."""
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def at_a_glance(fields: Mapping[str, Any]) -> tuple[Fact, ...]:
    """The short facts that are stated, in order, without those that are columns."""
    shown = (f for f in FIELDS if f.glance and f.name not in _COLUMNS)
    return tuple(Fact(f.label, value) for f in shown if (value := plain(fields.get(f.name))))


def sections(fields: Mapping[str, Any]) -> tuple[Block, ...]:
    """The longer fields that are stated, in order."""
    return tuple(block(f, fields) for f in FIELDS if not f.glance and f.name not in ASSURANCE and fields.get(f.name))


def assurance(fields: Mapping[str, Any], name: str) -> Block | None:
    """One of the fields that say how far to trust the exemplar: claims, research or confidence."""
    return next((block(f, fields) for f in FIELDS if f.name == name and fields.get(name)), None)


def basis_words(fields: Mapping[str, Any]) -> str:
    """What the claims rest on at best, as a sentence."""
    bases = {str(claim.get("basis")) for claim in fields.get("claims") or () if isinstance(claim, dict)}
    if "compared" in bases:
        return "Something was counted and compared with others who did not do it."
    if "local data" in bases:
        return "Something was counted, by the school or district itself; no outsider compared it with anything."
    if bases:
        return "Nothing was counted. What is said to have happened is somebody’s impression."
    return "Nobody claims that it raised anything."


def plain(value: Any) -> str:
    """Plain words on one line.

    >>> plain(["newcomers", "readers"])
    'Newcomers and readers'
    """
    words = and_list(tuple(map(str, value))) if isinstance(value, list) else str(value or "")
    return sentence_case(words.strip())


def block(shown: Field, fields: Mapping[str, Any]) -> Block:
    """A longer field in the form in which its page shows it."""
    value = fields[shown.name]
    items = [item for item in value if item] if isinstance(value, list) else []
    return Block(
        id=shown.name.replace("_", "-"),
        label=shown.label,
        html="" if isinstance(value, list) else str(value),
        items=tuple(str(item) for item in items if not isinstance(item, dict)),
        records=tuple(_record(shown.name, item) for item in items if isinstance(item, dict)),
    )


def _record(name: str, item: Mapping[str, Any]) -> Record:
    found = ((part, str(item.get(part.name) or "").strip()) for part in PARTS.get(name, ()) if part.name not in _APART)
    facts = (Fact(part.label, sentence_case(date_words(BASES.get(value, value)))) for part, value in found if value)
    return Record(str(item.get("text", "")), tuple(facts), str(item.get("link") or ""))
