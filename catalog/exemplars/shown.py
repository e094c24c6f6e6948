"""An exemplar's fields as its page shows them, and the words by which it is found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.exemplars.fields import FIELDS
from catalog.exemplars.render import as_html, as_text


def shown(front: Mapping[str, Any]) -> dict[str, Any]:
    """Every field that is stated: sanitised HTML for text and lists of text, plain words otherwise."""
    found: dict[str, Any] = {}
    for field in FIELDS:
        value = front.get(field.name)
        if not value:
            continue
        if field.form == "text":
            found[field.name] = as_html(str(value))
        elif field.form == "list":
            found[field.name] = [as_html(str(v), inline=True) for v in (value if isinstance(value, list) else [value])]
        elif field.form == "words":
            found[field.name] = str(value)
        elif field.form == "names":
            found[field.name] = names(front, field.name)
        else:
            found[field.name] = [
                {k: as_html(str(v), inline=True) if k == "text" else str(v) for k, v in item.items()}
                for item in value
                if isinstance(item, dict)
            ]
    return found


def tombstone(front: Mapping[str, Any]) -> dict[str, Any]:
    """What is left of a withdrawn exemplar: why and when."""
    dated = {"withdrawn_on": str(front["withdrawn_on"])} if front.get("withdrawn_on") else {}
    return {"withdrawn_because": front.get("withdrawn_because", ""), **dated}


def searched(front: Mapping[str, Any], body: str) -> str:
    """The words of the text and of the longer fields, without markup."""
    parts = [as_text(body)]
    for field in FIELDS:
        value = front.get(field.name)
        if field.form in ("text", "list") and value:
            parts += [as_text(str(v)) for v in (value if isinstance(value, list) else [value])]
    return " ".join(part for part in parts if part)


def names(front: Mapping[str, Any], name: str) -> list[str]:
    """A field that lists plain words, whatever its form in the file.

    >>> names({"grades": "k-2"}, "grades")
    ['k-2']
    """
    value = front.get(name) or []
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]
