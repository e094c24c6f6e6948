"""Writing dimensions and codes to taxonomy.yaml, keeping what people wrote around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from catalog.codebook.load import parse_codebook
from catalog.codebook.model import Code, Dimension, Example, NearMiss
from catalog.errors import CodebookError
from catalog.yamlfile import dumped, end_of_list, parse_yaml


def with_codes(text: str, dimensions: Iterable[Dimension], codes: Iterable[Code]) -> str:
    """taxonomy.yaml with dimensions and codes added at the end of their lists.

    Raises CodebookError where a list is written in brackets, or where the result would not be a codebook.
    """
    text = _appended(text, "dimensions", [_filled({"id": d.id, "label": d.label}) for d in dimensions])
    text = with_code_data(text, [code_as_data(code) for code in codes])
    parse_codebook(text)
    return text


def with_code_data(text: str, codes: Sequence[dict[str, Any]]) -> str:
    """taxonomy.yaml with codes, as it holds them, at the end of their list; CodebookError where it is in brackets."""
    return _appended(text, "codes", [_filled(code) for code in codes])


def _appended(text: str, name: str, items: Sequence[dict[str, Any]]) -> str:
    if not items:
        return text
    lines = text.split("\n")
    at, indent = end_of_list(parse_yaml(text, CodebookError, name="taxonomy.yaml"), lines, name, CodebookError)
    new = dumped(list(items), indent).rstrip("\n").split("\n")
    return "\n".join([*lines[:at], *new, *lines[at:]]).rstrip() + "\n"


def code_as_data(code: Code) -> dict[str, Any]:
    """A code as taxonomy.yaml holds it, without what is empty."""
    cues = {kind: [p.source for p in getattr(code.cues, kind)] for kind in ("strong", "weak", "block")}
    retired = code.retired and _filled(
        {"version": code.retired.version, "replaced_by": list(code.retired.replaced_by), "note": code.retired.note}
    )
    return _filled(
        {
            "id": code.id,
            "label": code.label,
            "dimension": code.dimension,
            "parent": code.parent,
            "definition": code.definition,
            "use_when": list(code.use_when),
            "not_when": list(code.not_when),
            "look_fors": list(code.look_fors),
            "examples": [_example(example) for example in code.examples],
            "near_misses": [_near_miss(miss) for miss in code.near_misses],
            "alt_labels": list(code.alt_labels),
            "cues": _filled(cues),
            "related": list(code.related),
            "elements": list(code.elements),
            "mappings": dict(code.mappings),
            "retired": retired,
        }
    )


def _example(example: Example) -> dict[str, Any]:
    return {"text": example.text, "stance": example.stance, "also": list(example.also)}


def _near_miss(miss: NearMiss) -> dict[str, Any]:
    return _filled({"text": miss.text, "instead": list(miss.instead), "why": miss.why})


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}
