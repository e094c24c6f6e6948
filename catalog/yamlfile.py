"""Reading YAML so that every complaint can name its line."""

from __future__ import annotations

import re
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


# YAML takes these for line ends and reads them back as blanks, unless they are escaped.
_LINE_ENDS = frozenset("\x85\u2028\u2029")


class _Dumper(yaml.SafeDumper):
    """Writes every text so that it reads back as it was."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _LINE_ENDS.intersection(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def dumped(data: Any, indent: int = 0) -> str:
    """Data as lines of YAML, indented, that read back as they were."""
    text = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    return "".join(f"{' ' * indent}{line}\n" for line in text.rstrip("\n").split("\n"))


def end_of_list(file: YamlFile, lines: list[str], name: str, error: type[CatalogError]) -> tuple[int, int]:
    """The line (from 0) before which a new item of the list goes, and its indentation.

    `lines` may be put in order first. Raises `error` where the list is written in brackets.
    """
    pairs = file.root.value if isinstance(file.root, yaml.MappingNode) else []
    key, value = next(((k, v) for k, v in pairs if k.value == name), (None, None))
    if key is None:
        while lines and not lines[-1].strip():
            lines.pop()
        lines.append(f"{name}:")
        return len(lines), 2
    if isinstance(value, yaml.SequenceNode) and value.value:
        if value.flow_style:
            fix = "write every item as a block of lines that begins with `- id:`"
            raise error(Problem(file.at(name), f"the list `{name}` is written in brackets", fix))
        at = value.end_mark.line + (value.end_mark.column > 0)
        # What stands between the last source and what follows it belongs to what follows.
        while not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#"):
            at -= 1
        return at, value.start_mark.column
    line = key.start_mark.line
    lines[line] = re.sub(rf"^(\W?{name}\W?:)\s*(?:\[\s*\]|null|~)", r"\1", lines[line])
    return line + 1, 2
