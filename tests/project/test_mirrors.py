"""The tests stand in rooms that mirror the house."""

from __future__ import annotations

from pathlib import Path

PACKAGES = ("catalog", "pipelines", "datasette_config")
# Rooms for what concerns the whole rather than one part of it.
WHOLE = frozenset({"project", "docs", "site", "end_to_end", "browser", "privacy", "benchmarks"})


def rooms(root: Path) -> set[str]:
    """The names of the packages' folders and modules."""
    return {
        path.stem.lstrip("_")
        for package in PACKAGES
        for path in [root / package, *(root / package).rglob("*")]
        if (path.is_dir() and path.name != "__pycache__") or path.suffix == ".py"
    }


def test_every_test_module_stands_in_a_room_that_mirrors_the_house(root: Path) -> None:
    known = rooms(root) | WHOLE

    strays = [
        path.relative_to(root).as_posix()
        for path in sorted((root / "tests").rglob("test_*.py"))
        if path.relative_to(root / "tests").parts[0] not in known
    ]

    assert not strays, f"no such room: {strays}"


def test_every_python_file_of_the_tests_is_collected_or_serves_tests(root: Path) -> None:
    helpers = {"conftest.py", "strategies.py", "__init__.py"}

    strays = [
        path.relative_to(root).as_posix()
        for path in sorted((root / "tests").rglob("*test*.py"))
        if path.name not in helpers and not path.name.startswith("test_")
    ]

    assert not strays, f"pytest does not collect these: {strays}"
