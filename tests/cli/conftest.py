"""The command line in this process, on a small study."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from tests.small_study import SmallStudy

Cli = Callable[..., Result]


@pytest.fixture
def small(tmp_path: Path) -> SmallStudy:
    """The small study, written and not built."""
    found = SmallStudy(tmp_path / "study")
    found.write()
    return found


@pytest.fixture
def cli(small: SmallStudy) -> Cli:
    """`catalog ARGUMENTS` on the small study; what it does not expect is raised."""

    def call(*arguments: object) -> Result:
        return typed(*arguments, "--study", small.root)

    return call


def typed(*arguments: object) -> Result:
    """`catalog ARGUMENTS`; only what ends a program in good order is caught."""
    return CliRunner(catch_exceptions=False).invoke(main, [str(argument) for argument in arguments])


def answer(result: Result) -> Any:
    """What --json says, of a command that went well."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)
