"""Writing entries to the manifest, keeping what people wrote around them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from catalog.errors import ManifestError, Problem
from catalog.manifest.model import SourceEntry
from catalog.records import Question
from catalog.yamlfile import YamlFile, parse_yaml

# YAML takes these for line ends and reads them back as blanks, unless they are escaped.
_LINE_ENDS = frozenset("\x85\u2028\u2029")


class _Dumper(yaml.SafeDumper):
    """Writes every text so that it reads back as it was."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _LINE_ENDS.intersection(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


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
    text = yaml.dump([data], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return "".join(f"{' ' * indent}{line}\n" for line in text.rstrip("\n").split("\n"))


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
    at, indent = _end_of_sources(file, lines)
    new = [line for entry in entries for line in entry_as_yaml(entry, indent).rstrip("\n").split("\n")]
    whole = "\n".join([*lines[:at], *new, *lines[at:]]).rstrip() + "\n"
    replacement = path.with_suffix(".yaml.new")
    replacement.write_text(whole, encoding="utf-8", newline="\n")
    replacement.replace(path)


def _end_of_sources(file: YamlFile, lines: list[str]) -> tuple[int, int]:
    """The line (from 0) before which a new entry goes, and its indentation; `lines` may be put in order first."""
    pairs = file.root.value if isinstance(file.root, yaml.MappingNode) else []
    key, value = next(((k, v) for k, v in pairs if k.value == "sources"), (None, None))
    if key is None:
        while lines and not lines[-1].strip():
            lines.pop()
        lines.append("sources:")
        return len(lines), 2
    if isinstance(value, yaml.SequenceNode) and value.value:
        if value.flow_style:
            fix = "write every source as a block of lines that begins with `- id:`"
            raise ManifestError(Problem(file.at("sources"), "the list of sources is written in brackets", fix))
        at = value.end_mark.line + (value.end_mark.column > 0)
        # What stands between the last source and what follows it belongs to what follows.
        while not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#"):
            at -= 1
        return at, value.start_mark.column
    line = key.start_mark.line
    lines[line] = re.sub(r"^(\W?sources\W?:)\s*(?:\[\s*\]|null|~)", r"\1", lines[line])
    return line + 1, 2
