"""An exemplar's fields as its page shows them: short facts, longer blocks, and how far to trust it.

Which fields there are, their order and their labels stand in catalog.exemplars. Text in them was
rendered and sanitised when it was published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.exemplars import FIELDS, Field
from catalog.pages.wording import and_list, sentence_case

# What stands after the quotes: how far to trust it all.
ASSURANCE = ("claims", "research", "confidence")
# Shown from the columns of the same names, in the form that lists use too.
_COLUMNS = ("grades", "subjects")


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
    return _blocks(fields, [f for f in FIELDS if not f.glance and f.name not in ASSURANCE])


def assurance(fields: Mapping[str, Any]) -> tuple[Block, ...]:
    """The fields that say how far to trust the exemplar, in order."""
    return _blocks(fields, [f for f in FIELDS if f.name in ASSURANCE])


def plain(value: Any) -> str:
    """Plain words on one line.

    >>> plain(["newcomers", "readers"])
    'Newcomers and readers'
    """
    words = and_list(tuple(map(str, value))) if isinstance(value, list) else str(value or "")
    return sentence_case(words.strip())


def _blocks(fields: Mapping[str, Any], shown: list[Field]) -> tuple[Block, ...]:
    return tuple(_block(f, fields[f.name]) for f in shown if fields.get(f.name))


def _block(shown: Field, value: Any) -> Block:
    items = [item for item in value if item] if isinstance(value, list) else []
    return Block(
        id=shown.name.replace("_", "-"),
        label=shown.label,
        html="" if isinstance(value, list) else str(value),
        items=tuple(str(item) for item in items if not isinstance(item, dict)),
        records=tuple(_record(item) for item in items if isinstance(item, dict)),
    )


def _record(item: Mapping[str, Any]) -> Record:
    facts = ((str(key), str(value).strip()) for key, value in item.items() if key != "text" and value)
    named = tuple(Fact(sentence_case(key.replace("_", " ")), value) for key, value in facts)
    return Record(str(item.get("text", "")), named)
