"""Typed access to a parsed YAML file that collects a problem, with its line, for all that is amiss."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from catalog.errors import Problem
from catalog.yamlfile import YamlFile

Path = tuple[str | int, ...]


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """The nearest known word as a question, or `otherwise` where none is near.

    >>> did_you_mean("student-choise", ["student-choice"], "add it")
    'did you mean "student-choice"?'
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else otherwise


class Reader:
    """Reads values of a file by path; what is wrong goes to `problems` and a harmless value is returned."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def report(self, path: Path, what: str, fix: str) -> None:
        """Add a problem at the line of `path`."""
        self.problems.append(Problem(self.file.at(*path), what, fix))

    def block(self, value: Any, path: Path, known: Iterable[str], name: str) -> dict[str, Any]:
        """A mapping whose keys are all known."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.report(path, f"{name} is not a block of `key: value` lines", "indent its keys under it")
            return {}
        known = tuple(known)
        for key in value:
            if key not in known:
                fix = did_you_mean(str(key), known, f"use one of {', '.join(known)}")
                self.report((*path, str(key)), f"`{key}` is not a key of {name}", fix)
        return {str(key): part for key, part in value.items()}

    def items(self, value: Any, path: Path) -> Iterator[tuple[Any, Path]]:
        """The items of a list, each with its path."""
        if isinstance(value, list):
            yield from ((item, (*path, i)) for i, item in enumerate(value))
        elif value is not None:
            self.report(path, f"`{path[-1]}` is not a list", "start each item on its own line with `- `")

    def text(self, block: dict[str, Any], key: str, path: Path, *, needed: str = "") -> str:
        """Plain text; `needed` names what must have it."""
        value = block.get(key)
        if value is None or value == "":
            if needed:
                self.report(path, f"{needed} has no `{key}`", f"add `{key}:`")
            return ""
        return self.string(value, (*path, key))

    def string(self, value: Any, path: Path) -> str:
        """One string, without white space around it."""
        if isinstance(value, str):
            return value.strip()
        form = "empty" if value is None else "a block" if isinstance(value, dict) else "not plain text"
        fix = "write it as one piece of text" if isinstance(value, list | dict) else "put it in double quotes"
        self.report(path, f"`{_name(path)}` is {form}", fix)
        return ""

    def texts(self, block: dict[str, Any], key: str, path: Path) -> tuple[str, ...]:
        """A list of strings; one string alone counts as a list of one."""
        value = block.get(key)
        if isinstance(value, str):
            return (value.strip(),) if value.strip() else ()
        return tuple(text for item, at in self.items(value, (*path, key)) if (text := self.string(item, at)))


def _name(path: Path) -> str:
    """The nearest key of the path: the name of the list for an item of a list."""
    return next((str(step) for step in reversed(path) if isinstance(step, str)), "value")
