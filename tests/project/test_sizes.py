"""No module outgrows one room, and no function one screen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

MODULE_LINES = 300
FUNCTION_LINES = 45


def too_long(name: str, source: str) -> Iterator[str]:
    """What of a module is longer than its budget; a docstring does not count as a function's length."""
    lines = len(source.splitlines())
    if lines > MODULE_LINES:
        yield f"{name}: {lines} lines, {MODULE_LINES} allowed: it has more than one reason to change"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = _lines(node) - (_lines(node.body[0]) if ast.get_docstring(node) is not None else 0)
            if lines > FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name} has {lines} lines, {FUNCTION_LINES} allowed"


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("room", ["catalog", "pipelines", "datasette_config", "tests"])
def test_no_module_and_no_function_is_too_long(root: Path, room: str) -> None:
    paths = sorted((root / room).rglob("*.py"))

    found = [
        complaint
        for path in paths
        for complaint in too_long(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
    ]

    assert paths
    assert not found, "\n".join(found)


def test_the_budget_bites_on_a_long_module() -> None:
    assert list(too_long("long.py", "x = 1\n" * (MODULE_LINES + 1)))
    assert not list(too_long("short.py", "x = 1\n" * MODULE_LINES))


def test_the_budget_bites_on_a_long_function_however_it_is_nested() -> None:
    body = "        x = 1\n"
    head = 'class A:\n    async def f():\n        """Says\n\n        much.\n        """\n'

    assert list(too_long("long.py", head + body * FUNCTION_LINES))
    assert not list(too_long("short.py", head + body * (FUNCTION_LINES - 1)))
