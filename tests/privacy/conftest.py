"""Detectors for the tests of de-identification; the word tables are made once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.privacy import Detector, Knowledge

Found = list[tuple[str, str]]


@pytest.fixture(scope="session")
def word_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the boiled-down word tables."""
    return tmp_path_factory.mktemp("words")


@pytest.fixture(scope="session")
def plain(word_cache: Path) -> Detector:
    """A detector that knows nothing of a study."""
    return Detector(Knowledge(), word_cache)


@pytest.fixture(scope="session")
def school_study(word_cache: Path) -> Detector:
    """A detector of a small study."""
    knowledge = Knowledge.of(
        people=["Benedetta Okonkwo", "Dev Rao", "Hope Ferrante", "Moderator"],
        schools=["Cutler Road Elementary School", "Harrow Falls High School", "Marden Middle School"],
        places=["Harrow Falls", "Bracken"],
        allowed=["Zubrowka Method"],
        redact=["the blue house"],
        fine=["Tyler Clementi unit", "Sunita"],
    )
    return Detector(knowledge, word_cache)


@pytest.fixture(scope="session")
def found_by() -> Callable[[Detector, str], Found]:
    """The findings of one text as (words, kind)."""

    def find(detector: Detector, text: str) -> Found:
        [findings] = detector.detect([text])
        return [(finding.of(text), finding.kind) for finding in findings]

    return find
