"""Writing entries to the manifest, keeping what people wrote around them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from catalog.manifest.model import SourceEntry
from catalog.records import Question


def entry_as_yaml(entry: SourceEntry) -> str:
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
    text = yaml.safe_dump([data], allow_unicode=True, sort_keys=False, width=100)
    return "".join(f"  {line}\n" for line in text.splitlines())


def _question_as_data(question: Question) -> dict[str, Any]:
    data: dict[str, Any] = {"name": question.name, "type": question.type, "wording": question.wording}
    if question.columns != (question.name,):
        data["columns"] = list(question.columns)
    if question.scale:
        data["scale"] = list(question.scale)
    return data


def append_entries(path: Path, entries: Iterable[SourceEntry]) -> None:
    """Add entries at the end of the manifest, keeping every comment that stands in the file."""
    text = path.read_text(encoding="utf-8-sig")
    lines = [line for line in text.splitlines() if not line.strip().startswith("sources: []")]
    if not any(line.startswith("sources:") for line in lines):
        lines.append("sources:")
    new = "\n".join(lines).rstrip() + "\n" + "".join(entry_as_yaml(entry) for entry in entries)
    replacement = path.with_suffix(".yaml.new")
    replacement.write_text(new, encoding="utf-8", newline="\n")
    replacement.replace(path)
