"""What an exemplar still lacks before a second person can clear it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.exemplars.checks import content_problems
from catalog.exemplars.content import Content
from catalog.exemplars.fields import BY_NAME

# Without these a teacher cannot act on it, or cannot tell how far to trust it.
NEEDED = ("grades", "subjects", "students_do", "teacher_does", "start_tomorrow", "confidence")


@dataclass(frozen=True, slots=True)
class Quoted:
    """What is known of an excerpt that is cited: its words, why it may not be quoted (empty where it may), and where
    it was said."""

    text: str
    why_not: str
    setting: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at before it goes on."""

    name: str = field(metadata={"help": "What is looked at"})
    ok: bool = field(metadata={"help": "Whether it is there"})
    missing: tuple[str, ...] = field(metadata={"help": "What is missing, and what to do"})
    place: str = field(metadata={"help": "Where in the form it is mended: the id of a field"})


class _Form:
    """Places as the labels of the form's fields."""

    def at(self, *path: str | int) -> str:
        name = str(path[0]) if path else "form"
        label = BY_NAME[name].label if name in BY_NAME else name.replace("_", " ").capitalize()
        return f"{label}, entry {int(path[1]) + 1}" if len(path) > 1 and isinstance(path[1], int) else label


def checklist(content: Content, codes: Mapping[str, Any], excerpts: Mapping[str, Quoted]) -> tuple[Check, ...]:
    """Every check in order; `codes` is the codebook's active codes by id, `excerpts` what is known of those cited."""
    return tuple(
        Check(name, not missing, tuple(missing), place) for name, missing, place in _checks(content, codes, excerpts)
    )


def _checks(
    content: Content, codes: Mapping[str, Any], excerpts: Mapping[str, Quoted]
) -> Iterator[tuple[str, list[str], str]]:
    front, cited = content.front, content.citations
    yield "Title and promise", [f"Write a {n}." for n in ("title", "promise") if not _said(content, n)], "title"
    yield "The practice it shows", [] if content.codes else ["Choose at least one code."], "codes"
    bare = [BY_NAME[n].label for n in NEEDED if not front.get(n)]
    yield "What a teacher needs", [f"Fill in: {', '.join(bare)}."] if bare else [], _first(front)
    wrong = content_problems(_Form(), {**front, **_quotes(content)}, content.body, codes)
    yield "Fields and numbers of quotes", [f"{p.where}: {p.what}; {p.fix}." for p in sorted(wrong)], "body"
    support = any(c.bearing == "support" for c in cited)
    yield "Quotes it rests on", [] if support else ["Add at least one quote that supports it."], "quotes"
    drifted = [
        f"Quote {n}: choose words that stand in the excerpt."
        for n, c in enumerate(cited, 1)
        if not c.quote or c.excerpt not in excerpts or c.quote not in excerpts[c.excerpt].text
    ]
    yield "Every quote in the exact words", drifted, "quotes"
    withheld = [
        f"Quote {n} may not be shown: {why}."
        for n, c in enumerate(cited, 1)
        if (why := excerpts[c.excerpt].why_not if c.excerpt in excerpts else "there is no such excerpt")
    ]
    yield "Consent for every quote", withheld, "quotes"
    against = any(c.bearing == "counter" for c in cited) or front.get("counter_looked_for")
    fix = "Add a quote that speaks against it, or say where you looked for one in vain."
    yield "A quote that speaks against it", [] if against else [fix], "counter_looked_for"
    settings = {excerpts[c.excerpt].setting for c in cited if c.excerpt in excerpts} - {""}
    fix = "Add a quote from another kind of district, or say where you looked for one in vain."
    elsewhere = len(settings) > 1 or front.get("setting_looked_for")
    yield "Another setting", [] if elsewhere else [fix], "setting_looked_for"


def _said(content: Content, name: str) -> str:
    return content.title if name == "title" else content.promise


def _first(front: Mapping[str, Any]) -> str:
    return next((name for name in NEEDED if not front.get(name)), NEEDED[0])


def _quotes(content: Content) -> dict[str, Any]:
    quotes = [{"excerpt": c.excerpt, "quote": c.quote or "-", "bearing": c.bearing} for c in content.citations]
    return {"quotes": quotes} if quotes else {}
