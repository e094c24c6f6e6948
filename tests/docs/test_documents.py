"""The documents are there, their links lead somewhere, and what they tell people to type exists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from pipelines.cli import main

DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def read(root: Path, name: str) -> str:
    """A document's text."""
    path = root / name
    assert path.is_file(), f"{name} is missing"
    return path.read_text(encoding="utf-8")


def typed(text: str) -> list[str]:
    """What a document shows as typed: the lines of its code blocks, and its code spans."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```|^((?: {4}\S.*\n)+)", text, re.MULTILINE | re.DOTALL)
    lines = [line.strip().removeprefix("$ ") for block in blocks for part in block for line in part.splitlines()]
    return lines + re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def anchor(heading: str) -> str:
    """The fragment that a heading gets on the usual hosts of repositories."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_of_a_document_leads_somewhere(root: Path, name: str) -> None:
    text = read(root, name)

    lost = []
    for target in LINK.findall(text):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, fragment = target.partition("#")
        found = (root / path) if path else root / name
        if not found.exists():
            lost.append(target)
        elif fragment and found.suffix == ".md":
            known = {anchor(heading) for heading in HEADING.findall(found.read_text(encoding="utf-8"))}
            if fragment not in known:
                lost.append(target)

    assert not lost, f"{name} has links that lead nowhere: {lost}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_target_that_a_document_names_exists(root: Path, name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", read(root, "Makefile"), re.MULTILINE))

    named = {match[1] for line in typed(read(root, name)) if (match := re.match(r"make ([a-z]+)\b", line))}

    assert named <= targets, f"no such target: {sorted(named - targets)}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_verb_that_a_document_names_exists(root: Path, name: str) -> None:
    verbs = set(main.list_commands(click.Context(main)))

    named = {match[1] for line in typed(read(root, name)) if (match := re.match(r"catalog ([a-z-]+)\b", line))}

    assert named <= verbs, f"no such verb: {sorted(named - verbs)}"


def test_the_changelog_tells_of_this_version(root: Path) -> None:
    version = tomllib.loads(read(root, "pyproject.toml"))["project"]["version"]

    assert any(version in heading for heading in HEADING.findall(read(root, "CHANGELOG.md")))


def test_the_search_for_what_is_typed_sees_blocks_and_spans() -> None:
    text = "Say `make test`.\n\n```sh\n$ make demo\ncatalog build\n```\n\n    catalog serve\n"

    assert set(typed(text)) == {"make test", "make demo", "catalog build", "catalog serve"}
