"""What changed between two versions of an exemplar, field by field and word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from catalog.exemplars import FIELDS, PARTS
from catalog.exemplars.content import Content
from catalog.pages.staff.exemplar_form import LOOKED_FOR

_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, came or went."""

    text: str = field(metadata={"help": "The words"})
    kind: str = field(metadata={"help": "same, added or removed"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that changed."""

    label: str = field(metadata={"help": "Name of the field"})
    pieces: tuple[Piece, ...] = field(metadata={"help": "Its words, with what came and went"})


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """The fields that differ, in the order of the page."""
    old, new = dict(_flat(before)), dict(_flat(after))
    labels = list(dict.fromkeys((*new, *old)))
    return tuple(
        Difference(label, pieces(old.get(label, ""), new.get(label, "")))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    )


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Two texts as one, word by word.

    >>> [(p.kind, p.text) for p in pieces("Move to a table", "Move to the next table")]
    [('same', 'Move to '), ('removed', 'a '), ('added', 'the next '), ('same', 'table')]
    """
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    found: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("".join(a[i:j]), "same"))
        else:
            found += [Piece("".join(a[i:j]), "removed")] if j > i else []
            found += [Piece("".join(b[k:m]), "added")] if m > k else []
    return tuple(found)


def _flat(content: Content) -> Iterator[tuple[str, str]]:
    yield "Title", content.title
    yield "Promise", content.promise
    yield "Codes", ", ".join(content.codes)
    for shown in FIELDS:
        yield shown.label, _text(shown.form, content.front.get(shown.name))
    yield "How it goes", content.body
    for n, c in enumerate(content.citations, 1):
        yield f"Quote {n}", f"{'Against: ' if c.bearing == 'counter' else ''}{c.quote} (excerpt {c.excerpt})"
    for name, label, _ in LOOKED_FOR:
        yield label, _text("text", content.front.get(name))
    yield "Related", _text("names", content.front.get("related"))
    yield "Reviewed on", _text("words", content.front.get("reviewed_on"))
    yield "To be reviewed by", _text("words", content.front.get("review_due"))
    yield "Withdrawn because", _text("text", content.front.get("withdrawn_because"))


def _text(form: str, value: Any) -> str:
    if form in PARTS:
        labels = {part.name: part.label for part in PARTS[form]}
        blocks = (item for item in value or () if isinstance(item, dict))
        return "\n".join("; ".join(f"{labels.get(k, k)}: {v}" for k, v in item.items()) for item in blocks)
    if isinstance(value, list):
        return ("\n" if form == "list" else ", ").join(map(str, value))
    return str(value or "")
