"""Every dependency is explained in ARCHITECTURE.md and pinned in the lock files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ \\;]+)", re.MULTILINE)


@pytest.fixture(scope="module")
def settings(root: Path) -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def required(settings: dict[str, Any], *groups: str, extras: bool = False) -> list[Requirement]:
    """The runtime's requirements, with those of some dependency groups and of the extras."""
    listed = list(settings["project"]["dependencies"])
    for group in groups:
        listed += [entry for entry in settings["dependency-groups"][group] if isinstance(entry, str)]
    if extras:
        for extra in settings["project"].get("optional-dependencies", {}).values():
            listed += extra
    return [Requirement(entry) for entry in listed]


def pins(lock: Path) -> dict[str, set[str]]:
    """The versions that a lock file pins, by canonical name; several where platforms differ."""
    found: dict[str, set[str]] = {}
    for match in PIN.finditer(lock.read_text(encoding="utf-8")):
        found.setdefault(canonicalize_name(match["name"]), set()).add(match["version"])
    return found


def explained(architecture: str) -> Iterator[str]:
    """The dependencies with a reason: in the table under the heading "Dependencies", the first cell of
    each row (several names stand with commas between) whose second cell says something."""
    part = re.search(r"^## +Dependencies *$(.*?)(?=^#{1,2} |\Z)", architecture, re.MULTILINE | re.DOTALL)
    assert part, 'ARCHITECTURE.md has no heading "Dependencies"'
    # The first row is the head of the table, the second its rule.
    rows = [line.split("|") for line in part[1].splitlines() if line.startswith("|")][2:]
    for _, names, reason, *_ in rows:
        if reason.strip():
            yield from (name.strip(" `") for name in names.split(","))


def test_every_dependency_has_its_reason_and_every_reason_its_dependency(root: Path, settings: dict[str, Any]) -> None:
    path = root / "ARCHITECTURE.md"
    assert path.is_file(), "ARCHITECTURE.md is missing"

    listed = {canonicalize_name(one.name) for one in required(settings, *settings["dependency-groups"], extras=True)}
    reasons = {canonicalize_name(name) for name in explained(path.read_text(encoding="utf-8"))}

    assert sorted(listed - reasons) == [], "without a reason in ARCHITECTURE.md"
    assert sorted(reasons - listed) == [], "explained, but not in pyproject.toml"


def test_the_reader_of_reasons_wants_a_reason() -> None:
    text = (
        "## Dependencies\n\n| package | why |\n|---|---|\n| a | because |\n| `b`, c-d | so |\n| e |  |\n"
        "\n## Next\n\n| package | why |\n|---|---|\n| other | because |\n"
    )

    assert list(explained(text)) == ["a", "b", "c-d"]


@pytest.mark.parametrize(
    ("lock", "groups"),
    [("requirements.lock", ["build"]), ("requirements-dev.lock", ["build", "test", "check"])],
)
def test_the_lock_is_fresh(root: Path, settings: dict[str, Any], lock: str, groups: list[str]) -> None:
    pinned = pins(root / lock)

    stale = [
        str(one)
        for one in required(settings, *groups)
        if not (versions := pinned.get(canonicalize_name(one.name)))
        or not all(one.specifier.contains(version, prereleases=True) for version in versions)
    ]

    assert not stale, f"{lock} does not fit {stale}; run `make lock`"


def test_both_locks_are_one_resolution(root: Path) -> None:
    runtime, dev = pins(root / "requirements.lock"), pins(root / "requirements-dev.lock")

    assert {name: dev.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_carries_hashes_and_no_host(root: Path, lock: str) -> None:
    text = (root / lock).read_text(encoding="utf-8")

    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]

    assert blocks
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text
