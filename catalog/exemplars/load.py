"""Reading an exemplar's file: YAML front matter between two lines of ---, then Markdown.

---
title: Rotate second graders through four reading tables so that each group meets the teacher daily
promise: Every child reads with you every day, without a second adult.
codes: [station-rotation, small-group-instruction]
state: published            # draft, in review, cleared, published or withdrawn
author: ana
cleared_by: ben             # never the author
quotes:
  - excerpt: 3f2a9c0d11e4b7a8
    quote: words that stand in the excerpt
    bearing: support        # or counter
students_do:
  - Move to the next table when the chime rings. [1]
---
Free text in Markdown. A number in brackets cites a quote: [1].
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from catalog.errors import CatalogError, ExemplarError, Problem
from catalog.exemplars.checks import OTHER, problems_of, unknown_neighbours
from catalog.exemplars.fields import BY_NAME
from catalog.text import digest, normalise
from catalog.yamlfile import parse_yaml


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote the exemplar rests on: words that must stand in the excerpt."""

    excerpt: str
    quote: str
    bearing: Literal["support", "counter"]


@dataclass(frozen=True, slots=True)
class ExemplarFile:
    """One exemplar as its author wrote it; `front` holds the fields shown, `name` the file for errors."""

    id: str
    name: str
    title: str
    promise: str
    codes: tuple[str, ...]
    state: str
    author: str
    cleared_by: str | None
    front: Mapping[str, Any]
    citations: tuple[Citation, ...]
    body: str
    digest: str


def load_exemplars(folder: Path, codes: Mapping[str, Any]) -> list[ExemplarFile]:
    """All exemplars of a folder in the order of their names; ExemplarError lists every problem of all files.

    `codes` is the codebook by id.
    """
    problems: list[Problem] = []
    found = []
    for path in sorted(folder.glob("*.md")) if folder.is_dir() else []:
        if path.name.lower() == "readme.md":
            continue
        try:
            found.append(_load(path, codes))
        except CatalogError as fault:
            problems += fault.problems
    problems += unknown_neighbours({file.id: (file.name, file.front) for file in found}) if not problems else ()
    if problems:
        raise ExemplarError(problems)
    return found


def _load(path: Path, codes: Mapping[str, Any]) -> ExemplarFile:
    name = f"corpus/exemplars/{path.name}"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ExemplarError(Problem(name, "the file is not UTF-8", "save it as UTF-8 in your editor")) from None
    match = re.match(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|$)(.*)", text.replace("\r\n", "\n"), re.S)
    if not match:
        raise ExemplarError(
            Problem(
                f"{name}:1",
                "there is no front matter",
                "begin the file with a block between two lines of ---",
            )
        )
    # An empty first line stands for the opening ---, so that line numbers are those of the file.
    file = parse_yaml("\n" + match[1], ExemplarError, name=name)
    front = file.data if isinstance(file.data, dict) else {}
    body = normalise(match[2])
    problems = list(problems_of(file, front, body, codes))
    if problems:
        raise ExemplarError(sorted(problems))
    shown = {key: front[key] for key in front if key in BY_NAME or key in OTHER}
    return ExemplarFile(
        id=path.stem.lower(),
        name=name,
        title=normalise(str(front["title"])),
        promise=normalise(str(front["promise"])),
        codes=tuple(front["codes"]),
        state=front["state"],
        author=str(front["author"]),
        cleared_by=str(front["cleared_by"]) if front.get("cleared_by") else None,
        front=_plain(shown),
        citations=tuple(
            Citation(str(q["excerpt"]), normalise(str(q["quote"])), q.get("bearing", "support"))
            for q in front.get("quotes") or ()
        ),
        body=body,
        digest=digest([text]),
    )


def _plain(value: Any) -> Any:
    """Dates become text, so that the front matter can be kept as JSON."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
