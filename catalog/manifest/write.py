"""Writing entries to the manifest, keeping what people wrote around them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from catalog.errors import ManifestError
from catalog.manifest.model import SourceEntry
from catalog.records import Question
from catalog.yamlfile import dumped, end_of_list, parse_yaml


def entry_as_yaml(entry: SourceEntry, indent: int = 2) -> str:
    """The entry as it is written to the manifest, indented as an item of `sources`."""
    data: dict[str, Any] = {}
    for f in fields(SourceEntry):
        value = getattr(entry, f.name)
        if f.name == "questions":
            value = [_question_as_data(q) for q in value]
        elif f.name == "ignored":
            value = [{"column": g.column, "why": g.why} for g in value]
        elif isinstance(value, tuple):
            value = list(value)
        if value not in (None, [], ()):
            data[f.name] = value
    return dumped([data], indent)


def _question_as_data(question: Question) -> dict[str, Any]:
    data: dict[str, Any] = {"name": question.name, "type": question.type, "wording": question.wording}
    if question.columns != (question.name,):
        data["columns"] = list(question.columns)
    if question.scale:
        data["scale"] = list(question.scale)
    return data


def append_entries(path: Path, entries: Iterable[SourceEntry]) -> None:
    """Add entries at the end of `sources`, keeping everything else that stands in the file as it is.

    Raises ManifestError where the list is written in brackets.
    """
    text = path.read_text(encoding="utf-8-sig")
    file = parse_yaml(text, ManifestError, name=f"corpus/{path.name}")
    lines = text.split("\n")
    at, indent = end_of_list(file, lines, "sources", ManifestError)
    new = [line for entry in entries for line in entry_as_yaml(entry, indent).rstrip("\n").split("\n")]
    whole = "\n".join([*lines[:at], *new, *lines[at:]]).rstrip() + "\n"
    replacement = path.with_suffix(".yaml.new")
    replacement.write_text(whole, encoding="utf-8", newline="\n")
    replacement.replace(path)
