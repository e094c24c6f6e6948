"""The form in which an exemplar is written: its fields as a browser shows and sends them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.exemplars import BASES, FIELDS, PARTS, Citation, Field
from catalog.exemplars.content import Content
from catalog.exemplars.renumber import renumbered
from catalog.text import normalise

Sent = Mapping[str, Sequence[str]]
SPARE = 2  # empty rows below those that are filled
# Fields that are no field of the page, with their labels and what helps to fill them.
LOOKED_FOR = (
    (
        "counter_looked_for",
        "Where you looked for a quote against it",
        "If there is none: which words, codes or sources.",
    ),
    ("setting_looked_for", "Where you looked for another setting", "If all quotes are from one kind of district."),
)
_HINTS = {
    "list": "One item a line. [1] cites the first quote.",
    "text": "One paragraph. [1] cites the first quote.",
    "names": "With commas between them, as in: k-2, 3-5",
}


@dataclass(frozen=True, slots=True)
class Box:
    """One field to fill in."""

    name: str = field(metadata={"help": "Its name in the form"})
    label: str = field(metadata={"help": "Its label"})
    hint: str = field(metadata={"help": "What helps to fill it"})
    value: str = field(metadata={"help": "What it holds"})
    rows: int = field(metadata={"help": "Lines it shows; 1 for a short one"})


@dataclass(frozen=True, slots=True)
class Block:
    """One claim or rating: its parts to fill in."""

    number: int = field(metadata={"help": "Number, from 1"})
    boxes: tuple[Box, ...] = field(metadata={"help": "Its parts"})
    filled: bool = field(metadata={"help": "Whether it holds anything"})


@dataclass(frozen=True, slots=True)
class Form:
    """Everything there is to fill in, in order."""

    title: str = field(metadata={"help": "Title"})
    promise: str = field(metadata={"help": "One-line promise"})
    codes: tuple[str, ...] = field(metadata={"help": "Codes chosen, and empty places for more"})
    glance: tuple[Box, ...] = field(metadata={"help": "Short facts"})
    longer: tuple[Box, ...] = field(metadata={"help": "Longer fields"})
    blocks: tuple[tuple[str, str, tuple[Block, ...]], ...] = field(metadata={"help": "Name, label, claims or ratings"})
    looked: tuple[Box, ...] = field(metadata={"help": "What was looked for in vain"})
    body: str = field(metadata={"help": "The write-up, in Markdown"})
    related: str = field(metadata={"help": "Related exemplars, by id, with commas"})
    review_due: str = field(metadata={"help": "When to look again"})
    bases: tuple[tuple[str, str], ...] = field(metadata={"help": "Bases of a claim with what they mean"})


def form_of(content: Content) -> Form:
    """The form, filled with what the exemplar says."""
    front = content.front
    simple = [f for f in FIELDS if f.form not in PARTS]
    return Form(
        title=content.title,
        promise=content.promise,
        codes=(*content.codes, *[""] * SPARE),
        glance=tuple(_box(f, front) for f in simple if f.glance),
        longer=tuple(_box(f, front) for f in simple if not f.glance),
        blocks=tuple((f.name, f.label, _blocks(f.name, front)) for f in FIELDS if f.form in PARTS),
        looked=tuple(Box(name, label, hint, str(front.get(name, "")), 2) for name, label, hint in LOOKED_FOR),
        body=content.body,
        related=", ".join(map(str, front.get("related") or ())),
        review_due=str(front.get("review_due", "")),
        bases=tuple(BASES.items()),
    )


def content_from(sent: Sent, before: Content) -> Content:
    """What was sent, as an exemplar; what the form does not show stays as it was `before`."""
    front = {
        name: before.front[name]
        for name in ("case", "reviewed_on", "withdrawn_because", "withdrawn_on")
        if name in before.front
    }
    front |= {"promise": _one(sent, "promise"), "codes": list(dict.fromkeys(filter(None, sent.get("codes", ()))))}
    front |= {f.name: _value(f, sent) for f in FIELDS}
    front |= {name: _one(sent, name) for name, _, _ in LOOKED_FOR}
    front |= {"related": _split(_one(sent, "related")), "review_due": _one(sent, "review_due")}
    citations, numbers = _citations(sent)
    return renumbered(Content(_one(sent, "title"), front, _one(sent, "body"), citations), numbers)


def _box(shown: Field, front: Mapping[str, Any]) -> Box:
    value = front.get(shown.name) or ""
    if isinstance(value, list):
        value = ("\n" if shown.form == "list" else ", ").join(map(str, value))
    rows = (
        1 if shown.form in ("words", "names") else max(3, min(10, len(str(value)) // 70 + str(value).count("\n") + 2))
    )
    return Box(shown.name, shown.label, _HINTS.get(shown.form, ""), str(value), rows)


def _blocks(name: str, front: Mapping[str, Any]) -> tuple[Block, ...]:
    held = [item for item in front.get(name) or () if isinstance(item, dict)]
    return tuple(
        Block(
            n,
            tuple(
                Box(f"{name}-{p.name}", p.label, "", str(item.get(p.name) or ""), 2 if p.name == "text" else 1)
                for p in PARTS[name]
            ),
            bool(item),
        )
        for n, item in enumerate([*held, *[{}] * SPARE], 1)
    )


def _value(shown: Field, sent: Sent) -> Any:
    if shown.form in PARTS:
        parts = [p.name for p in PARTS[shown.form]]
        columns = [[normalise(v) for v in sent.get(f"{shown.name}-{part}", ())] for part in parts]
        rows = [dict(zip(parts, row, strict=True)) for row in zip(*columns, strict=False)]
        # A basis is chosen in every row: alone it says nothing.
        return [{k: v for k, v in row.items() if v} for row in rows if any(v for k, v in row.items() if k != "basis")]
    text = _one(sent, shown.name)
    if shown.form == "list":
        return [line.strip().removeprefix("- ") for line in text.splitlines() if line.strip()]
    return _split(text) if shown.form == "names" else " ".join(text.split()) if shown.form == "words" else text


def _citations(sent: Sent) -> tuple[tuple[Citation, ...], dict[int, int]]:
    """The quotes in their new order, and which number became which."""
    dropped = set(sent.get("quote-drop", ()))
    rows = zip(*(sent.get(f"quote-{part}", ()) for part in ("excerpt", "words", "bearing", "place")), strict=False)
    kept = []
    for old, (excerpt, words, bearing, place) in enumerate(rows, 1):
        if excerpt not in dropped:
            number = float(place) if place.strip().isdecimal() and len(place) < 5 else old
            kept.append(
                (number, old, Citation(excerpt, normalise(words), "counter" if bearing == "counter" else "support"))
            )
    kept.sort(key=lambda row: row[:2])
    return tuple(c for _, _, c in kept), {old: new for new, (_, old, _) in enumerate(kept, 1)}


def _one(sent: Sent, name: str) -> str:
    return normalise((list(sent.get(name, ())) or [""])[0])


def _split(text: str) -> list[str]:
    return [part for part in (" ".join(p.split()) for p in text.split(",")) if part]
