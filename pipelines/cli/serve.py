"""catalog serve: the public site."""

from __future__ import annotations

import click

from catalog.errors import Problem, StudyError
from catalog.study import Study
from pipelines.cli.options import study_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port; 0 takes a free one."
)
@study_option
def serve(host: str, port: int, study: Study) -> None:
    """Serve build/catalog.db as a site, read-only, until Ctrl-C.

    \b
    Example:
      catalog serve
      catalog serve --port 8080 --study my-study
    """
    if not study.catalog_db.is_file():
        raise StudyError(Problem("build/catalog.db", "there is no catalog yet", "run `catalog build` first"))
    from datasette_config import public

    public.serve(study.catalog_db, host, port, lambda address: click.echo(f"The catalog is at {address}"))
