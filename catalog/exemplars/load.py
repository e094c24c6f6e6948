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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from catalog.errors import CatalogError, ExemplarError, Problem
from catalog.exemplars.fields import BY_NAME
from catalog.text import digest, normalise
from catalog.yamlfile import YamlFile, parse_yaml

STATES = ("draft", "in review", "cleared", "published", "withdrawn")
_REQUIRED = ("title", "promise", "codes", "state", "author")
_OTHER = ("cleared_by", "case", "quotes", "reviewed_on", "review_due", "withdrawn_because", "related")
_CITED = re.compile(r"\[(\d{1,3})\](?!\()")


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
    problems = list(_problems(file, front, body, codes))
    if problems:
        raise ExemplarError(sorted(problems))
    shown = {key: front[key] for key in front if key in BY_NAME or key in ("case", *_OTHER[3:])}
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


def _problems(file: YamlFile, front: dict[str, Any], body: str, codes: Mapping[str, Any]) -> Iterator[Problem]:
    for key in _REQUIRED:
        if not front.get(key):
            yield Problem(file.at(), f"the front matter has no `{key}`", f"add `{key}:`")
    for key in front:
        if key not in BY_NAME and key not in _REQUIRED and key not in _OTHER:
            known = ", ".join((*_REQUIRED, *_OTHER, *BY_NAME))
            yield Problem(file.at(key), f"`{key}` is not a field of an exemplar", f"use one of {known}")
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
    yield from _clearance(file, front)
    yield from _quotes(file, front, body)


def _clearance(file: YamlFile, front: dict[str, Any]) -> Iterator[Problem]:
    cleared, author = front.get("cleared_by"), front.get("author")
    if front.get("state") in ("cleared", "published") and not cleared:
        yield Problem(file.at("state"), "nobody cleared the exemplar", "have a second person add `cleared_by:`")
    if cleared and str(cleared).strip().casefold() == str(author).strip().casefold():
        yield Problem(file.at("cleared_by"), "the author cleared the exemplar", "have a second person clear it")


def _quotes(file: YamlFile, front: dict[str, Any], body: str) -> Iterator[Problem]:
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


def _plain(value: Any) -> Any:
    """Dates become text, so that the front matter can be kept as JSON."""
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
