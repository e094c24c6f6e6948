"""Every identifier planted in the demo study is found, and little else is replaced there."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from catalog.manifest import SourceEntry
from catalog.records import Submission, Turn
from pipelines import readers
from pipelines.privacy import Detector, Finding, Knowledge
from pipelines.privacy.wordlists import fold


@pytest.fixture(scope="module")
def study(root: Path) -> tuple[list[tuple[str, str]], set[str]]:
    """The texts of the demo study as (file, text), and its speakers."""
    texts, speakers = [], set()
    for path in sorted((root / "corpus").glob("surveys/*")) + sorted((root / "corpus").glob("focus_groups/*")):
        kind = "survey" if path.parent.name == "surveys" else "transcript"
        entry = readers.resolve(path, SourceEntry(id=path.stem, path=path.name, kind=kind))
        for record in readers.read(path, entry):
            if isinstance(record, Submission):
                texts += [(path.name, words.text) for words in record.words]
            elif isinstance(record, Turn):
                texts.append((path.name, record.words.text))
                speakers |= {record.speaker or ""}
    return texts, speakers


@pytest.fixture(scope="module")
def demo(study: tuple[list[tuple[str, str]], set[str]]) -> list[tuple[str, str]]:
    """The texts alone."""
    return study[0]


@pytest.fixture(scope="module")
def findings(root: Path, word_cache: Path, study: tuple[list[tuple[str, str]], set[str]]) -> list[list[Finding]]:
    """The findings of a detector that knows the demo's cases and speakers."""
    cases = {name: _names(root / "corpus/cases" / f"{name}.csv") for name in ("districts", "schools")}
    texts, speakers = study
    knowledge = Knowledge.of(people=speakers, schools=cases["schools"], places=cases["districts"])
    return Detector(knowledge, word_cache).detect([text for _, text in texts])


def _names(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [row["name"] for row in csv.DictReader(stream)]


def test_every_planted_identifier_is_found(
    root: Path, demo: list[tuple[str, str]], findings: list[list[Finding]]
) -> None:
    missed = []
    for line in (root / "tests/data/planted.jsonl").read_text(encoding="utf-8").splitlines():
        planted = json.loads(line)
        words = planted["text"].removesuffix("'s")
        pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
        for (file, text), found in zip(demo, findings, strict=True):
            if not _belongs(planted["where"], file):
                continue
            for match in pattern.finditer(text):
                month = words == "April" and not text[match.end() :].startswith(" still cries")
                if not month and not _covers(found, match.start(), match.end()):
                    missed.append((planted["where"], planted["kind"]))

    assert missed == []


def _belongs(where: str, file: str) -> bool:
    season = where.rpartition(" ")[2]
    return where == file or (season in ("spring", "fall") and season in file)


def _covers(found: list[Finding], start: int, end: int) -> bool:
    return sum(max(0, min(f.end, end) - max(f.start, start)) for f in found) == end - start


def test_little_else_of_the_demo_is_replaced(
    root: Path, demo: list[tuple[str, str]], findings: list[list[Finding]]
) -> None:
    lines = (root / "tests/data/planted.jsonl").read_text(encoding="utf-8").splitlines()
    known = {word for line in lines for word in re.findall(r"\w+", fold(json.loads(line)["text"]))}

    words = sum(len(re.findall(r"\w+", text)) for _, text in demo)
    others = [
        word
        for (_, text), found in zip(demo, findings, strict=True)
        for f in found
        if f.kind == "person"
        for word in re.findall(r"\w+", fold(f.of(text)))
        if word not in known
    ]

    assert 100 * len(others) / words <= 0.2
