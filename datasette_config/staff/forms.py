"""From the forms of the codebook room to a change of the codebook."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from catalog.codebook import Codebook
from catalog.codebook.change import ADD, DEFINE, EXAMPLE, MERGE, NEAR_MISS, RETIRE, SPLIT, TAKEN, Change
from catalog.codebook.write import code_as_data
from catalog.errors import Problem, StaffError
from catalog.text import normalise
from datasette_config.staff.visit import Ask

_LISTS = ("use_when", "not_when", "look_fors", "alt_labels")
_CUES = ("strong", "weak", "block")


def change_of(ask: Ask, codebook: Codebook) -> Change:
    """The change that a form asks for; StaffError where the form is not one of ours."""
    kind, code = ask.one("kind"), ask.one("code")
    make = _MAKE.get(kind)
    if make is None:
        raise StaffError(Problem("proposal", "it is not said what is to change", "use one of the forms"))
    if kind == ADD:
        content = _add(ask, codebook)
        return Change(kind, content["code"]["id"], content)
    if code not in codebook.by_id or codebook.by_id[code].retired:
        raise StaffError(Problem("code", "there is no such code in use", "choose one from the codebook"))
    return Change(kind, code, make(ask, codebook))


def _define(ask: Ask, codebook: Codebook) -> dict[str, Any]:
    """The fields that differ from what the code says now."""
    data = code_as_data(codebook.by_id[ask.one("code")])
    wanted: dict[str, Any] = {"label": _line(ask.one("label")), "definition": _line(ask.one("definition"))}
    wanted |= {name: _lines(ask.one(name)) for name in _LISTS}
    wanted["cues"] = {name: found for name in _CUES if (found := _lines(ask.one(f"cues-{name}")))}
    for name, field in (("example", "examples"), ("near-miss", "near_misses")):
        dropped = set(ask.sent.get(f"drop-{name}", []))
        wanted[field] = [item for n, item in enumerate(data.get(field, [])) if str(n) not in dropped]
    return {"fields": {name: value for name, value in wanted.items() if value != data.get(name, type(value)())}}


def _part(ask: Ask, codebook: Codebook, ending: str = "") -> dict[str, Any]:
    """A new code as a form describes it."""
    label = _line(ask.one(f"label{ending}"))
    cues = {"strong": _lines(ask.one(f"cues-strong{ending}"))}
    part = {
        "id": _slug(label, codebook),
        "label": label,
        "definition": _line(ask.one(f"definition{ending}")),
        "use_when": _lines(ask.one(f"use_when{ending}")),
        "not_when": _lines(ask.one(f"not_when{ending}")),
        "cues": {name: found for name, found in cues.items() if found},
    }
    return {name: value for name, value in part.items() if value}


def _add(ask: Ask, codebook: Codebook) -> dict[str, Any]:
    part = _part(ask, codebook)
    if ask.one("dimension"):
        part["dimension"] = ask.one("dimension")
    _needed((part,))
    return {"code": part}


def _split(ask: Ask, codebook: Codebook) -> dict[str, Any]:
    parts = [part for n in ("-1", "-2", "-3") if (part := _part(ask, codebook, n)).get("label")]
    _needed(parts)
    return {"into": parts}


def _needed(parts: Any) -> None:
    if not all(part.get("label") and part.get("definition") and part.get("id") for part in parts):
        raise StaffError(Problem("code", "a new code has no name or no definition", "fill in both"))


def _merge(ask: Ask, codebook: Codebook) -> dict[str, Any]:
    return {"into": ask.one("into"), "take": [field for field in TAKEN if field in ask.sent.get("take", [])]}


def _retire(ask: Ask, codebook: Codebook) -> dict[str, Any]:
    return {"replaced_by": [code for code in ask.sent.get("replaced_by", []) if code]}


def _example(ask: Ask, codebook: Codebook) -> dict[str, Any]:
    return {"text": {"text": _quoted(ask), "stance": ask.one("stance", "current"), "also": []}}


def _near_miss(ask: Ask, codebook: Codebook) -> dict[str, Any]:
    instead = [code for code in ask.sent.get("instead", []) if code]
    return {"text": {"text": _quoted(ask), "instead": instead, "why": _line(ask.one("why"))}}


_MAKE: dict[str, Callable[[Ask, Codebook], dict[str, Any]]] = {
    **{DEFINE: _define, ADD: _add, SPLIT: _split, MERGE: _merge},
    **{RETIRE: _retire, EXAMPLE: _example, NEAR_MISS: _near_miss},
}


def _quoted(ask: Ask) -> str:
    text = _line(ask.one("text"))
    if not text:
        raise StaffError(Problem("text", "there is no text", "write the words that are the example"))
    return text


def _line(text: str) -> str:
    """Words on one line."""
    return " ".join(normalise(text).split())


def _lines(text: str) -> list[str]:
    """One item a line, without empty ones."""
    return [line for row in text.splitlines() if (line := _line(row))]


def _slug(label: str, codebook: Codebook) -> str:
    """An id from a name: lower-case words with hyphens; a number behind it where it is taken."""
    slug = "-".join(re.findall(r"[a-z0-9]+", label.lower()))[:60].strip("-")
    ids = (slug, *(f"{slug}-{n}" for n in range(2, 1000)))
    return next(id for id in ids if id not in codebook.by_id)
