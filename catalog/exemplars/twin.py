"""An exemplar's write-up as one Markdown text, for people who want to keep or change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalog.exemplars.blocks import BASES, PARTS
from catalog.exemplars.fields import ASSURANCE, FIELDS, Field


def as_markdown(title: str, front: Mapping[str, Any], body: str, quotes: Sequence[tuple[int, str, str, str]]) -> str:
    """Title, promise, fields, body and quotes in the order of the page.

    `quotes` holds (number, words, what was said about them, bearing); the text cites them as [1].
    """
    lines = [f"# {title}", "", str(front.get("promise", "")), "", "## At a glance", ""]
    stated = [field for field in FIELDS if front.get(field.name)]
    lines += [f"- {field.label}: {_plain(front[field.name])}" for field in stated if field.glance]
    trusted = [field for field in stated if field.name in ASSURANCE]
    for field in stated:
        if not field.glance and field not in trusted:
            lines += ["", f"## {field.label}", "", *_field(field, front[field.name])]
    lines += _quotes(body, quotes)
    for field in trusted:
        lines += ["", f"## {field.label}", "", *_field(field, front[field.name])]
    return "\n".join(lines).strip() + "\n"


def _quotes(body: str, quotes: Sequence[tuple[int, str, str, str]]) -> Iterator[str]:
    if body:
        yield from ("", "## In short", "", body.strip())
    for bearing, heading in (("support", "The quotes behind it"), ("counter", "What speaks against it")):
        found = [quote for quote in quotes if quote[3] == bearing]
        if found:
            yield from ("", f"## {heading}")
        for number, words, said, _ in found:
            yield from ("", f"> [{number}] {words}", ">", f"> {said}")


def _field(field: Field, value: Any) -> Iterator[str]:
    if field.form in PARTS:
        for block in value:
            yield f"- {block['text']}"
            for part in PARTS[field.form]:
                if part.name != "text" and block.get(part.name):
                    said = str(block[part.name])
                    yield f"  - {part.label}: {BASES.get(said, said)}"
    elif isinstance(value, list):
        yield from (f"- {item}" for item in value)
    else:
        yield str(value).strip()


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
