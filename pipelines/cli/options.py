"""Options and output that several verbs share."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from catalog.study import find_study

Command = TypeVar("Command", bound=Callable[..., Any])


def study_option(command: Command) -> Command:
    """--study DIR: the study to work on, given to the command as `study`."""
    return click.option(
        "--study",
        type=click.Path(file_okay=False, path_type=Path),
        default=".",
        callback=lambda ctx, param, value: find_study(value),
        help="Folder of the study (default: here).",
    )(command)


def json_option(command: Command) -> Command:
    """--json: answer in JSON, given to the command as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")(command)


def echo_json(value: Any) -> None:
    """Print JSON that is the same on every system."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def progress_line() -> Iterator[Callable[[str, str, int], None]]:
    """A line on standard error that counts what a stage has done; silent where no person looks on."""
    totals: dict[str, int] = {}
    lively = sys.stderr.isatty()

    def tell(stage: str, name: str, done: int) -> None:
        totals[stage] = totals.get(stage, 0) + done
        if lively:
            # A step that counts nothing is told by its name.
            counted = f"{totals[stage]:,} " if totals[stage] else ""
            click.echo(f"\r{stage}: {counted}{name}\033[K", err=True, nl=False)

    yield tell
    if lively and totals:
        click.echo("\r\033[K", err=True, nl=False)


def counted(counts: dict[str, int]) -> str:
    """Counts in words, as in: 120 responses, 4 sources read."""
    return ", ".join(f"{number:,} {name}" for name, number in counts.items()) or "nothing new"
