"""Who may import whom: ARCHITECTURE.md, "Import rule"."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

STAGES = frozenset({"ingest", "deidentify", "segment", "tag", "review", "train", "publish"})
OURS = ("catalog", "pipelines", "datasette_config")
# Of each package: the top-level names it may not import.
FORBIDDEN = {
    "catalog": frozenset({"pipelines", "datasette_config", "spacy", "sklearn", "click", "datasette"}),
    "datasette_config": frozenset({"pipelines"}),
    "pipelines": frozenset[str](),
}


def modules(root: Path) -> dict[str, str]:
    """The source of every module of the three packages by dotted name; a package ends in .__init__."""
    return {
        ".".join(path.relative_to(root).with_suffix("").parts): path.read_text(encoding="utf-8")
        for package in OURS
        for path in sorted((root / package).rglob("*.py"))
    }


def imported(module: str, source: str) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything that a module imports, anywhere in it.

    `from a import b` gives a.b, because b may be a module; imports by a literal name count as well.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and _imports_by_name(node.func):
            name = node.args[0]
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                yield node.lineno, name.value


def _imports_by_name(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in ("import_module", "__import__")


def breaches(sources: Mapping[str, str]) -> list[str]:
    """Every breach of the import rule, with its place."""
    found = []
    for module, source in sources.items():
        for line, name in imported(module, source):
            if name.split(".")[0] in FORBIDDEN[module.split(".")[0]]:
                found.append(f"{module}:{line} imports {name}")
    return found + list(_stages_that_meet(sources))


def _stages_that_meet(sources: Mapping[str, str]) -> Iterator[str]:
    """Stages that reach another stage, or a site, through any number of modules of `pipelines`."""
    for start in sources:
        if (own := _stage(start)) is None:
            continue
        waiting, seen = [(start, start)], {start}
        while waiting:
            module, way = waiting.pop()
            for line, name in imported(module, sources[module]):
                if name.split(".")[0] == "datasette_config" or _stage(name) not in (None, own):
                    yield f"{way}:{line} imports {name}"
                for target in _resolve(name, sources):
                    if target.startswith("pipelines.") and target not in seen:
                        seen.add(target)
                        waiting.append((target, f"{way} -> {target}"))


def _stage(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "pipelines" and len(parts) > 1 and parts[1] in STAGES else None


def _resolve(name: str, sources: Mapping[str, str]) -> Iterator[str]:
    """The module a dotted name stands for, whether it names the module, its package or a thing in it."""
    for candidate in (
        name,
        f"{name}.__init__",
        name.rpartition(".")[0],
        f"{name.rpartition('.')[0]}.__init__",
    ):
        if candidate in sources:
            yield candidate


def test_the_import_rule_holds(root: Path) -> None:
    found = breaches(modules(root))

    assert not found, "\n".join(found)


def test_every_package_is_looked_at(root: Path) -> None:
    seen = {name.split(".")[0] for name in modules(root)}

    assert seen == set(OURS)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("catalog.records", "import spacy"),
        ("catalog.records", "from sklearn.svm import SVC"),
        ("catalog.pages.home", "def late():\n    from click import echo"),
        ("catalog.pages.home", "if TYPE_CHECKING:\n    import datasette.app as app"),
        ("catalog.pages.home", "from pipelines import tag"),
        ("catalog.pages.home", "importlib.import_module('datasette_config.public')"),
        ("datasette_config.public.pages", "from pipelines.tag import run"),
        ("pipelines.segment", "from pipelines import tag"),
        ("pipelines.segment", "from . import ingest"),
        ("pipelines.segment", "from .publish import run"),
        ("pipelines.tag.rules", "from ..segment import cut"),
        ("pipelines.segment", "import datasette_config.public"),
    ],
)
def test_the_checker_bites_on_a_bad_import(module: str, source: str) -> None:
    assert len(breaches({module: source})) == 1


def test_the_checker_bites_on_stages_that_meet_through_a_helper() -> None:
    sources = {
        "pipelines.segment": "from pipelines.helper import first",
        "pipelines.helper": "from pipelines.deep.__init__ import second",
        "pipelines.deep.__init__": "import pipelines.tag",
        "pipelines.tag": "",
    }

    found = breaches(sources)

    assert found == ["pipelines.segment -> pipelines.helper -> pipelines.deep.__init__:1 imports pipelines.tag"]


def test_the_checker_lets_good_imports_pass() -> None:
    sources = {
        "catalog.store.runs": "import sqlite_utils\nfrom catalog.records import Span",
        "catalog.records": "",
        "pipelines.tag": "import spacy\nfrom catalog.store import runs\nfrom pipelines.cues import coder",
        "pipelines.cues.coder": "from pipelines.tag.rules import a_part_of_the_same_stage",
        "pipelines.cli": "from pipelines import segment, tag\nimport datasette_config",
        "datasette_config.public.pages": "from datasette import hookimpl\nfrom catalog.pages import home",
    }

    assert breaches(sources) == []
