"""Changing taxonomy.yaml in place: only the fields that change are written anew, all else stays as people wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from catalog.errors import CodebookError, Problem
from catalog.yamlfile import YamlFile, dumped, parse_yaml

_NAME = "taxonomy.yaml"
# The order in which a code's fields stand; a field that was not there goes behind the nearest that was.
FIELDS = (
    *("id", "label", "dimension", "parent", "definition", "use_when", "not_when", "look_fors", "examples"),
    *("near_misses", "alt_labels", "cues", "related", "elements", "mappings", "retired"),
)
_HEAD = ("id", "title", "version", "language", "licence", "notes")


def with_fields(text: str, changes: Mapping[str, Mapping[str, Any]]) -> str:
    """taxonomy.yaml with fields of some codes replaced: {code: {field: value}}; an empty value removes the field.

    Raises CodebookError where a code is written in brackets, and KeyError for a code that is not there.
    """
    file = _parsed(text)
    nodes = {code["id"]: i for i, code in enumerate(file.data.get("codes") or []) if isinstance(code, dict)}
    lines = text.split("\n")
    # From the last to the first, so that the lines of those before stay where they are.
    for code in sorted(changes, key=lambda code: nodes[code], reverse=True):
        _replace(lines, file, ("codes", nodes[code]), changes[code], FIELDS)
    return "\n".join(lines)


def with_head(text: str, version: str, note: Mapping[str, Any]) -> str:
    """taxonomy.yaml of another version, with a note of what changed at the end of its notes."""
    file = _parsed(text)
    head, lines = file.data.get("codebook"), text.split("\n")
    if not isinstance(head, dict):
        block = dumped({"codebook": {"version": version, "notes": [dict(note)]}})
        at = file.line(next(iter(file.data))) - 1
        return "\n".join([*lines[:at], *block.rstrip("\n").split("\n"), *lines[at:]])
    notes = [*(head.get("notes") or []), dict(note)]
    _replace(lines, file, ("codebook",), {"version": version, "notes": notes}, _HEAD)
    return "\n".join(lines)


def _parsed(text: str) -> YamlFile:
    return parse_yaml(text, CodebookError, name=_NAME)


def _replace(
    lines: list[str], file: YamlFile, path: Sequence[str | int], fields: Mapping[str, Any], order: Sequence[str]
) -> None:
    """Replace, add or remove fields of one mapping in the lines."""
    node, end = _mapping(file, path)
    if node.flow_style:
        fix = "write it as lines of `key: value`, one below the other"
        raise CodebookError(Problem(file.at(*path), "it is written in brackets", fix))
    indent = node.start_mark.column
    edits = [_edit(lines, node, end, indent, key, value, order) for key, value in fields.items()]
    for first, last, new in sorted(edits, key=lambda edit: (edit[0], edit[1]), reverse=True):
        lines[first:last] = new


def _edit(
    lines: Sequence[str],
    node: yaml.MappingNode,
    end: int,
    indent: int,
    key: str,
    value: Any,
    order: Sequence[str],
) -> tuple[int, int, list[str]]:
    """Which lines (from 0, without the last) become which."""
    new = [] if value in (None, "", [], {}) else dumped({key: value}, indent).rstrip("\n").split("\n")
    spans = dict(_spans(node, lines, end))
    if key not in spans:
        before = [k for k in spans if k in order and order.index(k) < order.index(key)]
        at = max((spans[k][1] for k in before), default=end)
        return at, at, new
    first, last = spans[key]
    old = next(held for name, held in node.value if name.value == key)
    if new and isinstance(value, list) and isinstance(old, yaml.SequenceNode) and old.value and not old.flow_style:
        return first, last, [*lines[first : old.start_mark.line], *_items(lines, old, last, value)]
    if new and isinstance(value, dict) and isinstance(old, yaml.MappingNode) and not old.flow_style:
        return first, last, _parts(lines, old, (first, last), value)
    if new and lines[first][:indent].strip():  # it stands behind the dash that begins the item
        new[0] = lines[first][:indent] + new[0][indent:]
    return first, last, new


def _items(lines: Sequence[str], old: yaml.SequenceNode, end: int, wanted: Sequence[Any]) -> Iterator[str]:
    """The lines of a list: those of items that stay as they are written, those of others anew."""
    starts = [item.start_mark.line for item in old.value]
    kept = {
        repr(_bare(_plain(item))): lines[first:last]
        for item, first, last in zip(old.value, starts, [*starts[1:], end], strict=True)
    }
    for item in wanted:
        anew = dumped([item], old.start_mark.column).rstrip("\n").split("\n")
        yield from kept.get(repr(_bare(item)), anew)


def _parts(lines: Sequence[str], old: yaml.MappingNode, span: tuple[int, int], wanted: Mapping[str, Any]) -> list[str]:
    """The lines of a field that has fields of its own: those that stay as they are written, the others anew."""
    first, last = span
    held = _plain(old)
    keys = [key for key in {**held, **wanted} if held.get(key) != wanted.get(key)]
    order = list({**held, **wanted})
    edits = [_edit(lines, old, last, old.start_mark.column, key, wanted.get(key), order) for key in keys]
    found = list(lines[:last])
    for begin, end, new in sorted(edits, key=lambda edit: (edit[0], edit[1]), reverse=True):
        found[begin:end] = new
    return found[first:]


def _plain(node: yaml.Node) -> Any:
    """What a node holds."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return node.value


def _bare(item: Any) -> Any:
    """An item without what goes without saying, so that two ways to write the same compare as equal."""
    if isinstance(item, dict):
        said = {k: v for k, v in item.items() if v not in (None, "", [], {}) and (k, v) != ("stance", "current")}
        return sorted((k, str(v).strip() if not isinstance(v, list) else v) for k, v in said.items())
    return [("text", str(item).strip())]


def _spans(node: yaml.MappingNode, lines: Sequence[str], end: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The lines of each field: from its key to the next, without comments and blanks that belong to the next."""
    starts = [key.start_mark.line for key, _ in node.value]
    for (key, value), first, following in zip(node.value, starts, [*starts[1:], end], strict=True):
        last = following
        least = value.end_mark.line + 1 if isinstance(value, yaml.ScalarNode) and value.end_mark.column else first + 1
        while last > least and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
            last -= 1
        yield key.value, (first, last)


def _mapping(file: YamlFile, path: Sequence[str | int]) -> tuple[yaml.MappingNode, int]:
    """The mapping at a path, and the line (from 0) at which what follows it begins."""
    node: Any = file.root
    end = node.end_mark.line + (node.end_mark.column > 0)
    for step in path:
        pairs = node.value
        if isinstance(step, int):
            end = pairs[step + 1].start_mark.line if step + 1 < len(pairs) else end
            node = pairs[step]
        else:
            at = next(i for i, (key, _) in enumerate(pairs) if key.value == step)
            end = pairs[at + 1][0].start_mark.line if at + 1 < len(pairs) else end
            node = pairs[at][1]
    return node, end
