"""catalog status: what is in the databases, and what waits for whom."""

from __future__ import annotations

import contextlib
from typing import Any

import click

from catalog.store.connection import open_database
from catalog.store.ordering import gains
from catalog.store.status import facts
from catalog.study import Study
from pipelines.cli.options import echo_json, json_option, study_option
from pipelines.ordering import expected_gain

NEXT = 50


@click.command()
@study_option
@json_option
def status(study: Study, as_json: bool) -> None:
    """Show what the databases hold, what waits for which stage or person, and the latest runs.

    \b
    Example:
      catalog status
      catalog status --json
    """
    if not study.evidence_db.is_file():
        found: dict[str, Any] = {"built": False, "waits": {"build": "nothing has been built yet"}}
    else:
        with contextlib.closing(open_database(study.evidence_db, "evidence", readonly=True)) as db:
            found = {"built": study.catalog_db.is_file(), **facts(db), "reviews": _reviews(gains(db))}
    if as_json:
        echo_json(found)
        return
    for heading in ("holds", "consent", "coders", "waits"):
        for name, value in found.get(heading, {}).items():
            click.echo(f"{heading:<8} {name}: {value}")
    if (reviews := found.get("reviews")) and reviews["ordered"]:
        click.echo(
            f"reviews  the next {reviews['next']} in the order of review are expected to add or correct "
            f"{reviews['expected']:g} codings, all {reviews['ordered']:,} together {reviews['expected_of_all']:g}"
        )
    for doubt in found.get("doubts", []):
        click.echo(f"doubt    {doubt['place']}: nearest is {doubt['nearest']} ({doubt['likeness']} of 100)")
    for run in found.get("runs", []):
        click.echo(f"run {run['run']:>4} {run['stage']:<11} {run['finished_at'] or 'did not finish'}")
    if not found["built"]:
        click.echo("There is no catalog yet. Make it with: catalog build")


def _reviews(gains: list[float]) -> dict[str, Any]:
    """What reviewing is still expected to bring: when the next fifty bring little, it is time to stop."""
    following = min(NEXT, len(gains))
    return {
        "ordered": len(gains),
        "next": following,
        "expected": expected_gain(gains, following),
        "expected_of_all": expected_gain(gains, len(gains)),
    }
