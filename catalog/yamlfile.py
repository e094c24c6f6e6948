"""Reading YAML so that every complaint can name its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from catalog.errors import CatalogError, Problem

# The C loader is ten times faster on a codebook of 5,000 lines; it is missing on few platforms.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class YamlFile:
    """A parsed file: its data, and the line at which each part of it stands."""

    name: str
    data: Any
    root: yaml.Node | None

    def line(self, *path: str | int) -> int:
        """The line (from 1) of the deepest part of `path` that exists."""
        node, line = self.root, 1
        for step in path:
            found = None
            if isinstance(node, yaml.MappingNode):
                found = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                found = (node.value[step], node.value[step])
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        return line

    def at(self, *path: str | int) -> str:
        """The place as errors print it, as in taxonomy.yaml:12."""
        return f"{self.name}:{self.line(*path)}"


def read_yaml(path: Path, error: type[CatalogError], *, name: str | None = None) -> YamlFile:
    """Parse one UTF-8 YAML file; raise `error` with file and line where it is missing or malformed."""
    name = name or path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise error(Problem(name, "there is no such file", "run `catalog init` to make a new study")) from None
    except UnicodeDecodeError as fault:
        raise error(
            Problem(name, f"the file is not UTF-8 (byte {fault.start})", "save it as UTF-8 in your editor")
        ) from None
    return parse_yaml(text, error, name=name)


def parse_yaml(text: str, error: type[CatalogError], *, name: str) -> YamlFile:
    """As `read_yaml`, from text: a part of a file, or front matter."""
    try:
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
            data = loader.construct_document(root) if root is not None else None
        finally:
            loader.dispose()
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        what = getattr(fault, "problem", None) or "the YAML cannot be read"
        raise error(Problem(where, f"not valid YAML: {what}", "check indentation, quotes and colons there")) from None
    except (ValueError, TypeError):  # an impossible date, say
        raise error(Problem(name, "a value cannot be read", "put dates and odd values in quotes")) from None
    if root is not None:
        _refuse_duplicate_keys(root, error, name)
    return YamlFile(name, data, root)


def _refuse_duplicate_keys(root: yaml.Node, error: type[CatalogError], name: str) -> None:
    problems, waiting, seen = [], [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:  # an alias stands in two places, or in itself
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            lines: dict[str, int] = {}
            for key, value in node.value:
                line = key.start_mark.line + 1
                if key.value in lines:
                    problems.append(
                        Problem(
                            f"{name}:{line}",
                            f'"{key.value}" stands twice in one block (first at line {lines[key.value]})',
                            "keep one of the two",
                        )
                    )
                lines.setdefault(str(key.value), line)
                waiting.append(value)
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend(node.value)
    if problems:
        raise error(sorted(problems))
