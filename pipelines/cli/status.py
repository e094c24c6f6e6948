"""catalog status: what is in the databases, and what waits for whom."""

from __future__ import annotations

import contextlib
from dataclasses import asdict
from typing import Any

import click

from catalog.stopping import stopping
from catalog.store.connection import open_database
from catalog.store.ordering import stopping_report
from catalog.store.status import facts
from catalog.study import Study
from pipelines.cli.options import echo_json, json_option, study_option


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
        report = stopping((), ())
        found: dict[str, Any] = {"built": False, "waits": {"build": "nothing has been built yet"}}
    else:
        with contextlib.closing(open_database(study.evidence_db, "evidence", readonly=True)) as db:
            report = stopping_report(db)
            reviews = {**asdict(report), "worth_it": report.worth_it}
            found = {"built": study.catalog_db.is_file(), **facts(db), "reviews": reviews}
    if as_json:
        echo_json(found)
        return
    for heading in ("holds", "consent", "coders", "waits"):
        for name, value in found.get(heading, {}).items():
            click.echo(f"{heading:<8} {name}: {value}")
    if found["built"] and found["waits"].get("excerpts no person has read"):
        for sentence in report.sentences():
            click.echo(f"reviews  {sentence}")
    for doubt in found.get("doubts", []):
        click.echo(f"doubt    {doubt['place']}: nearest is {doubt['nearest']} ({doubt['likeness']} of 100)")
    for run in found.get("runs", []):
        click.echo(f"run {run['run']:>4} {run['stage']:<11} {run['finished_at'] or 'did not finish'}")
    if not found["built"]:
        click.echo("There is no catalog yet. Make it with: catalog build")
