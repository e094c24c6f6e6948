"""catalog report: the study's own figures, each leading to its quotes."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import click

from catalog.errors import Problem, StudyError
from catalog.study import Study
from pipelines.cli.options import echo_json, json_option, study_option


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder (default: build/report).")
@click.option("--site", default="", help="Where the public site stands, for links (default: the study's address).")
@json_option
@study_option
def report(out: Path | None, site: str, as_json: bool, study: Study) -> None:
    """Write the study's report: a page with charts, Markdown, and a CSV file for each table.

    What districts said, by share of those that answered; what happens in classrooms; barriers; technical
    readiness and who is left behind; practices by dimension; what is said together; change; saturation; and a
    methods sheet. Every number leads to its quotes. Made of build/catalog.db: nothing in it is less public.

    \b
    Example:
      catalog report
      catalog report --out ~/report --site https://catalog.example.org
    """
    from pipelines.report.files import write

    if not study.catalog_db.is_file():
        raise StudyError(Problem("build/catalog.db", "there is no catalog yet", "run `catalog build` first"))
    folder = out or study.build / "report"
    with contextlib.closing(sqlite3.connect(f"{study.catalog_db.resolve().as_uri()}?mode=ro", uri=True)) as db:
        found = write(db, folder, site)
    if as_json:
        tables = [{"id": table.id, "title": table.title, "rows": len(table.rows)} for table in found.tables]
        echo_json({"folder": str(folder), "tables": tables})
    else:
        click.echo(f"{len(found.tables)} tables in {folder / 'index.html'}")
