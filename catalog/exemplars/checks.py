"""What can be wrong in an exemplar's file, each with its place and its remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from catalog.errors import Problem
from catalog.exemplars.blocks import PARTS, faults, is_date
from catalog.exemplars.fields import BY_NAME, FIELDS

STATES = ("draft", "in review", "cleared", "published", "withdrawn")
REQUIRED = ("title", "promise", "codes", "state", "author")
# Kept with the fields, though the page shows them elsewhere.
OTHER = (
    *("case", "reviewed_on", "review_due", "withdrawn_because", "withdrawn_on", "related"),
    # What its authors looked for, where, and what came of it; not on the page.
    *("counter_looked_for", "setting_looked_for"),
)
_KNOWN = (*REQUIRED, "cleared_by", "quotes", *OTHER, *BY_NAME)
_CITED = re.compile(r"\[(\d{1,3})\](?!\()")


class Places(Protocol):
    """What tells where a part of an exemplar stands: a line of a file, or a field of a form."""

    def at(self, *path: str | int) -> str:
        """The place of a part, such as ("claims", 0)."""


def problems_of(file: Places, front: dict[str, Any], body: str, codes: Mapping[str, Any]) -> Iterator[Problem]:
    """Every problem of one file's front matter and of the quotes that its text cites."""
    for key in REQUIRED:
        if not front.get(key):
            yield Problem(file.at(), f"the front matter has no `{key}`", f"add `{key}:`")
    for key in front:
        if key not in _KNOWN:
            yield Problem(file.at(key), f"`{key}` is not a field of an exemplar", f"use one of {', '.join(_KNOWN)}")
    yield from content_problems(file, front, body, codes)
    yield from _clearance(file, front)


def content_problems(file: Places, front: dict[str, Any], body: str, codes: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems of what it says, whoever wrote and cleared it."""
    if front.get("state") and front["state"] not in STATES:
        yield Problem(file.at("state"), f'`state` cannot be "{front["state"]}"', f"use one of {', '.join(STATES)}")
    listed = front.get("codes")
    if listed and not isinstance(listed, list):
        yield Problem(file.at("codes"), "`codes` is not a list", "write codes: [first-code, second-code]")
    for i, code in enumerate(listed if isinstance(listed, list) else ()):
        if code not in codes:
            yield Problem(
                file.at("codes", i),
                f'the code "{code}" is not in the codebook',
                "correct it, or add it to taxonomy.yaml",
            )
    yield from _forms(file, front)
    yield from _quotes(file, front, body)


def _clearance(file: Places, front: dict[str, Any]) -> Iterator[Problem]:
    cleared, author = front.get("cleared_by"), front.get("author")
    if front.get("state") in ("cleared", "published") and not cleared:
        yield Problem(file.at("state"), "nobody cleared the exemplar", "have a second person add `cleared_by:`")
    if cleared and str(cleared).strip().casefold() in {name.strip().casefold() for name in str(author).split(",")}:
        yield Problem(file.at("cleared_by"), "the author cleared the exemplar", "have a second person clear it")


def _quotes(file: Places, front: dict[str, Any], body: str) -> Iterator[Problem]:
    quotes = front.get("quotes") or []
    if not isinstance(quotes, list):
        yield Problem(file.at("quotes"), "`quotes` is not a list", "write one `- excerpt:` block a quote")
        return
    seen = set()
    for i, quote in enumerate(quotes):
        where = file.at("quotes", i)
        if not isinstance(quote, dict) or not quote.get("excerpt") or not quote.get("quote"):
            yield Problem(where, "a quote needs `excerpt` and `quote`", "copy both from the excerpt's page")
        elif quote.get("bearing", "support") not in ("support", "counter"):
            yield Problem(where, "`bearing` is neither support nor counter", "write one of the two")
        elif quote["excerpt"] in seen:
            yield Problem(where, "the excerpt is cited twice", "join the two quotes")
        else:
            seen.add(quote["excerpt"])
    if front.get("state") == "published" and not quotes:
        yield Problem(file.at("state"), "a published exemplar rests on no quote", "add `quotes:`")
    for key, text in (*((k, str(v)) for k, v in front.items() if k != "quotes"), ("body", body)):
        for number in sorted({int(n) for n in _CITED.findall(text)} - set(range(1, len(quotes) + 1))):
            yield Problem(
                file.at(key),
                f"[{number}] cites a quote that is not listed",
                "number the quotes from 1 in their order",
            )


def _forms(file: Places, front: dict[str, Any]) -> Iterator[Problem]:
    """Fields that are not of their form, and dates that are none."""
    for field in FIELDS:
        value = front.get(field.name)
        if value is None:
            continue
        if field.form in PARTS:
            yield from (Problem(file.at(*path), what, fix) for path, what, fix in faults(field.name, value))
        elif isinstance(value, dict) or (field.form in ("text", "words") and isinstance(value, list)):
            yield Problem(file.at(field.name), f"`{field.name}` is not plain text", "write it as one paragraph")
        elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
            fix = "put each item in quotation marks, above all where it holds a colon"
            yield Problem(file.at(field.name), f"an item of `{field.name}` is not plain text", fix)
    for name in ("reviewed_on", "review_due", "withdrawn_on"):
        if front.get(name) and not is_date(front[name]):
            yield Problem(file.at(name), f"`{name}` is not a date", "write it as 2026-11-30")


def unknown_neighbours(fronts: Mapping[str, tuple[str, Mapping[str, Any]]]) -> list[Problem]:
    """Exemplars that name another under `related` which is not there; `fronts` holds (file, front) by id."""
    return [
        Problem(name, f'`related` names "{other}", which is no exemplar', "write the name of its file without .md")
        for name, front in fronts.values()
        for other in front.get("related") or ()
        if str(other) not in fronts
    ]
