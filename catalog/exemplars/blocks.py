"""Blocks within an exemplar's front matter: claims about what happened, and outside research."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

BASES = {
    "self-report": "the person’s own impression; nobody counted",
    "local data": "counted by the school or district itself",
    "compared": "counted, and compared with others who did not do it",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a block: its name, its label on the page, and whether it may be missing."""

    name: str
    label: str
    required: bool = False


CLAIM = (
    Part("text", "What is said", required=True),
    Part("who", "Who says so", required=True),
    Part("basis", "On what basis", required=True),
    Part("measure", "Measured by"),
    Part("compared_with", "Compared with"),
    Part("number", "How many"),
    Part("period", "When"),
)
RESEARCH = (
    Part("text", "What it says", required=True),
    Part("scheme", "Who rates", required=True),
    Part("rating", "Rating", required=True),
    Part("dated", "Edition", required=True),
    Part("checked_on", "We looked on", required=True),
    Part("link", "Where to read it"),
)
PARTS: Mapping[str, tuple[Part, ...]] = {"claims": CLAIM, "research": RESEARCH}

Fault = tuple[tuple[str | int, ...], str, str]


def faults(name: str, value: Any) -> Iterator[Fault]:
    """What is wrong with the field `name` ("claims" or "research"): (path in the file, what, fix)."""
    if not isinstance(value, list):
        yield (name,), f"`{name}` is not a list", "write one `- text:` block for each"
        return
    parts = {part.name: part for part in PARTS[name]}
    for i, block in enumerate(value):
        if not isinstance(block, dict):
            yield (name, i), f"an entry of `{name}` is not a block", f"write {', '.join(parts)} with a colon after each"
            continue
        for key in block:
            if key not in parts:
                yield (name, i, key), f"`{key}` is not a part of `{name}`", f"use one of {', '.join(parts)}"
        for part in parts.values():
            if part.required and not block.get(part.name):
                yield (name, i), f"an entry of `{name}` has no `{part.name}`", f"add `{part.name}:`"
        yield from _values(name, i, block)


def _values(name: str, i: int, block: Mapping[str, Any]) -> Iterator[Fault]:
    basis, link, looked = (block.get(key) for key in ("basis", "link", "checked_on"))
    if name == "claims" and basis and basis not in BASES:
        yield (name, i, "basis"), f'`basis` cannot be "{basis}"', f"use one of {', '.join(BASES)}"
    if name == "research" and link and not re.fullmatch(r"https?://[^\s<>\"]+", str(link)):
        yield (name, i, "link"), "`link` is not an address of the web", "begin it with https://"
    if name == "research" and looked and not is_date(looked):
        yield (name, i, "checked_on"), "`checked_on` is not a date", "write it as 2026-11-30"


def is_date(value: object) -> bool:
    """Whether a value of the front matter is a date.

    >>> is_date("2026-11-30"), is_date("next fall")
    (True, False)
    """
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True
