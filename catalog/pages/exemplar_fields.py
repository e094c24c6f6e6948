"""The free fields of an exemplar's front matter, in the order and under the headings the page gives them.

A field is text, a list of texts, a mapping, or a list of mappings. Fields the page does not know are
shown last under their own name, so nothing an author wrote is lost.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.pages.wording import sentence_case

GLANCE = {
    "students": "Learners",
    "student_groups": "Learners",
    "group_size": "Group size",
    "setting": "Setting",
    "district": "District",
    "size": "Size of the school or district",
    "stage": "How settled it is",
    "years_in_use": "Years in use",
    "prep_time": "Time to prepare",
    "class_time": "Class time",
    "time": "Time needed",
    "time_needed": "Time needed",
    "materials": "Materials",
    "technology": "Technology",
    "no_tech": "Without technology",
    "cost": "Cost",
}
SECTIONS = {
    "problem": "The problem it solves",
    "context": "Where this happens",
    "students_do": "Students do",
    "teacher_does": "The teacher does",
    "technology_does": "The technology does",
    "start_tomorrow": "Start tomorrow",
    "steps": "Step by step",
    "look_fors": "What a visitor would see",
    "adaptations": "Adapting it",
    "what_helped": "What helped",
    "enablers": "What helped",
    "what_got_in_the_way": "What got in the way",
    "barriers": "What got in the way",
    "would_do_differently": "What they would do differently",
}
# What stands after the quotes: how far to trust it all.
ASSURANCE = {
    "claims": "What is said to have changed, and who says so",
    "basis": "What the claim rests on",
    "research": "Outside research, kept apart",
    "external_research": "Outside research, kept apart",
    "how_sure": "How sure we are",
    "confidence": "How sure we are",
}
# Shown elsewhere on the page, or for the machinery alone.
_ELSEWHERE = frozenset(
    {
        *("id", "slug", "title", "promise", "state", "status", "code", "codes", "practice", "practices"),
        *(
            "grades",
            "grade_band",
            "grade_bands",
            "subject",
            "subjects",
            "district_kind",
            "quotes",
            "citations",
        ),
        *("author", "cleared_by", "reviewed_on", "review_due", "withdrawn_reason", "position", "related"),
    }
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A short fact with its name."""

    label: str = field(metadata={"help": "Name of the fact"})
    value: str = field(metadata={"help": "The fact"})


@dataclass(frozen=True, slots=True)
class Block:
    """A longer field: paragraphs, a list, or rows of facts."""

    id: str = field(metadata={"help": "Name of the field; its place in the address, after #"})
    label: str = field(metadata={"help": "Heading"})
    paragraphs: tuple[str, ...] = field(metadata={"help": "Paragraphs of plain text"})
    items: tuple[str, ...] = field(metadata={"help": "Items of a list"})
    rows: tuple[tuple[Fact, ...], ...] = field(metadata={"help": "Records, each a few facts"})


def field_map(text: str) -> Mapping[str, Any]:
    """The fields from their JSON, names with underscores; what is no JSON object has no fields."""
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(data, dict):
        return {}
    return {
        str(key).strip().lower().replace("-", "_").replace(" ", "_"): value for key, value in data.items()
    }


def at_a_glance(fields: Mapping[str, Any]) -> tuple[Fact, ...]:
    """The short facts that are stated, in the page's order."""
    found = (Fact(label, flat(fields[name])) for name, label in GLANCE.items() if name in fields)
    return tuple(fact for fact in found if fact.value)


def sections(fields: Mapping[str, Any]) -> tuple[Block, ...]:
    """The longer fields that are stated, in the page's order; unknown ones last."""
    known = {*GLANCE, *SECTIONS, *ASSURANCE, *_ELSEWHERE}
    return _blocks(fields, {**SECTIONS, **{name: human(name) for name in fields if name not in known}})


def assurance(fields: Mapping[str, Any]) -> tuple[Block, ...]:
    """The fields that say how far to trust the exemplar, in the page's order."""
    return _blocks(fields, ASSURANCE)


def _blocks(fields: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[Block, ...]:
    blocks = (_block(name, label, fields[name]) for name, label in labels.items() if name in fields)
    return tuple(block for block in blocks if block.paragraphs or block.items or block.rows)


def flat(value: Any) -> str:
    """A value on one line.

    >>> flat({"k-2": 18, "3-5": ["a", "b"]})
    'k-2: 18; 3-5: a, b'
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(
            f"{human(str(key))}: {flat(item)}" for key, item in value.items() if item not in (None, "")
        )
    if isinstance(value, list):
        return ", ".join(flat(item) for item in value)
    return "" if value is None else str(value).strip()


def human(name: str) -> str:
    """A field's name as words.

    >>> human("what_we_saw")
    'What we saw'
    """
    return sentence_case(name.replace("_", " ")) if "_" in name else name


def _block(name: str, label: str, value: Any) -> Block:
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    rows: tuple[tuple[Fact, ...], ...] = ()
    if isinstance(value, Mapping):
        rows = (_facts(value),)
    elif isinstance(value, list):
        rows = tuple(_facts(item) for item in value if isinstance(item, Mapping))
        items = tuple(text for item in value if not isinstance(item, Mapping) and (text := flat(item)))
    else:
        paragraphs = tuple(part.strip() for part in flat(value).split("\n\n") if part.strip())
    return Block(name.replace("_", "-"), sentence_case(label), paragraphs, items, rows)


def _facts(value: Mapping[str, Any]) -> tuple[Fact, ...]:
    facts = (Fact(sentence_case(str(key).replace("_", " ")), flat(item)) for key, item in value.items())
    return tuple(fact for fact in facts if fact.value)
