"""A code's fields as one plain text with fixed headings, which every tool keeps as the code's description."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from catalog.codebook import Code
from catalog.codebook.model import Example, NearMiss, Retired
from catalog.records import STANCES

_LISTS = {
    "Use when": "use_when",
    "Do not use when": "not_when",
    "Look for": "look_fors",
    "Also called": "alt_labels",
    "Related codes": "related",
    "Elements": "elements",
}
_EXAMPLES, _MISSES, _RETIRED = "Examples", "Not examples", "Retired"
_HEADINGS = (*_LISTS, _EXAMPLES, _MISSES, _RETIRED)
_EXAMPLE = re.compile(rf"(?s)\[({'|'.join(STANCES)})(?:; also ([a-z0-9-]+(?:, [a-z0-9-]+)*))?\] (.*)")
_MISS = re.compile(r"(?s)\[instead ([a-z0-9-]+(?:, [a-z0-9-]+)*|none)\] (.*?)(?: \[because (.*)\])?")


def described(code: Code) -> str:
    """The code's fields as text: the definition, then a heading and a list for each field that says something."""
    parts = [code.definition]
    for heading, field in _LISTS.items():
        parts += _section(heading, getattr(code, field))
    parts += _section(_EXAMPLES, map(_example, code.examples))
    parts += _section(_MISSES, map(_miss, code.near_misses))
    if code.retired:
        told = [f"since version {code.retired.version}", *code.retired.replaced_by, code.retired.note]
        parts += _section(_RETIRED, filter(None, told))
    return "\n\n".join(parts)


def _section(heading: str, items: Iterable[str]) -> list[str]:
    lines = [f"- {' '.join(item.split())}" for item in items]
    return ["\n".join([f"{heading}:", *lines])] if lines else []


def _example(example: Example) -> str:
    also = f"; also {', '.join(example.also)}" if example.also else ""
    return f"[{example.stance}{also}] {example.text}"


def _miss(miss: NearMiss) -> str:
    return f"[instead {', '.join(miss.instead) or 'none'}] {miss.text}" + (f" [because {miss.why}]" if miss.why else "")


def undescribed(code: Code, text: str, known: Mapping[str, object]) -> Code:
    """The code with the fields that a description of ours holds; any other text is its definition.

    Codes that are not `known` are left out of the fields that name codes.
    """
    head, *rest = re.split(rf"\n\n(?=(?:{'|'.join(_HEADINGS)}):\n- )", text.strip())
    sections: dict[str, tuple[str, ...]] = {}
    for part in rest:
        heading, _, lines = part.partition(":\n")
        sections[heading] = tuple(line.removeprefix("- ").strip() for line in lines.split("\n") if line.strip())
    fields: dict[str, Any] = {field: sections.get(heading, ()) for heading, field in _LISTS.items()}
    fields["related"] = tuple(key for key in fields["related"] if key in known and key != code.id)
    retired = sections.get(_RETIRED, ())
    version = retired[0].removeprefix("since version ") if retired else ""
    return replace(
        code,
        definition=" ".join(head.split()) or code.definition,
        **fields,
        examples=tuple(_read_example(line, known) for line in sections.get(_EXAMPLES, ())),
        near_misses=tuple(_read_miss(line, known) for line in sections.get(_MISSES, ())),
        retired=Retired(version, tuple(key for key in retired[1:] if key in known)) if version else None,
    )


def _read_example(line: str, known: Mapping[str, object]) -> Example:
    match = _EXAMPLE.fullmatch(line)
    if match is None:
        return Example(line)
    also = tuple(key for key in (match[2] or "").split(", ") if key in known)
    return Example(match[3], next(s for s in STANCES if s == match[1]), also)


def _read_miss(line: str, known: Mapping[str, object]) -> NearMiss:
    match = _MISS.fullmatch(line)
    if match is None:
        return NearMiss(line)
    return NearMiss(match[2], tuple(key for key in match[1].split(", ") if key in known), match[3] or "")
