"""What an exemplar says, whatever it was written in: a file, or the form of the staff site."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from catalog.exemplars.checks import OTHER
from catalog.exemplars.fields import FIELDS
from catalog.exemplars.load import Citation, ExemplarFile


@dataclass(frozen=True, slots=True)
class Content:
    """Title, fields, quotes and body; `front` holds promise and codes too, and only what is stated.

    >>> Content("Rotate", {"codes": ["station-rotation"], "grades": []}).front
    {'codes': ['station-rotation']}
    """

    title: str
    front: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""
    citations: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        stated = {key: value for key, value in self.front.items() if value not in (None, "", [], {})}
        object.__setattr__(self, "front", stated)

    @property
    def promise(self) -> str:
        """The one-line promise."""
        return str(self.front.get("promise", ""))

    @property
    def codes(self) -> tuple[str, ...]:
        """The practices it shows, the first one first."""
        return tuple(self.front.get("codes") or ())

    @property
    def front_json(self) -> str:
        """The fields as they are kept."""
        return json.dumps({"promise": "", "codes": [], **self.front}, ensure_ascii=False, sort_keys=True)

    @property
    def citations_json(self) -> str:
        """The quotes as they are kept."""
        quotes = [{"excerpt": c.excerpt, "quote": c.quote, "bearing": c.bearing} for c in self.citations]
        return json.dumps(quotes, ensure_ascii=False)

    def with_fields(self, **fields: Any) -> Content:
        """The same with some fields replaced; an empty one is taken out."""
        return replace(self, front={**self.front, **fields})


def content_of(title: str, front: str, body: str, citations: str) -> Content:
    """The content from the forms in which it is kept."""
    quotes = (Citation(q["excerpt"], q["quote"], q["bearing"]) for q in json.loads(citations))
    return Content(title, json.loads(front), body, tuple(quotes))


def content_of_file(file: ExemplarFile) -> Content:
    """The content of a file."""
    front = {**file.front, "promise": file.promise, "codes": list(file.codes)}
    return Content(file.title, front, file.body, file.citations)


def as_file(content: Content, state: str, authors: Sequence[str], cleared_by: str | None) -> str:
    """The exemplar as a file of corpus/exemplars, which `load_exemplars` reads back to the same content."""
    head: dict[str, Any] = {"title": content.title, "promise": content.promise, "codes": list(content.codes)}
    head |= {"state": state, "author": ", ".join(authors)}
    head |= {"cleared_by": cleared_by} if cleared_by else {}
    head |= {f.name: content.front[f.name] for f in FIELDS if f.glance and f.name in content.front}
    if content.citations:
        head["quotes"] = [{"excerpt": c.excerpt, "quote": c.quote, "bearing": c.bearing} for c in content.citations]
    rest = (*(f.name for f in FIELDS if not f.glance), *OTHER)
    head |= {name: content.front[name] for name in rest if name in content.front}
    front = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=110)
    return f"---\n{front}---\n{content.body}\n"
