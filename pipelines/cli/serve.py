"""catalog serve: the public site, or the staff site."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from typing import Any

import click

from catalog.errors import CatalogError, Problem, StudyError
from catalog.study import Study
from pipelines.cli.options import study_option


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--staff", is_flag=True, help="The site on which staff review, write and publish, behind a sign-in.")
@study_option
def serve(host: str, port: int, staff: bool, study: Study) -> None:
    """Serve build/catalog.db as a site, read-only, until Ctrl-C; with --staff, the site staff work on.

    Accounts are made with `catalog staff add`. Where others reach the staff site over a network, put it behind
    a proxy with TLS on the same machine that sends X-Forwarded-Proto and X-Forwarded-For.

    What is built meanwhile is shown within seconds; nobody's request fails.

    \b
    Example:
      catalog serve
      catalog serve --port 8080 --study my-study
      catalog serve --staff
    """
    if staff:
        _serve_staff(study, host, port)
        return
    if not study.catalog_db.is_file():
        raise StudyError(Problem("build/catalog.db", "there is no catalog yet", "run `catalog build` first"))
    from datasette_config import public

    public.serve(study.catalog_db, host, port, lambda address: click.echo(f"The catalog is at {address}"))


def _serve_staff(study: Study, host: str, port: int) -> None:
    from datasette_config import staff

    if host not in ("127.0.0.1", "localhost", "::1"):
        click.echo("Passwords would travel in the clear: put a proxy with TLS in front.", err=True)
    ready = partial(_tell, "The staff site is at {}")
    publisher = (sys.executable, "-m", "pipelines.publications")
    staff.serve(study, host, port, ready, publisher, _dry_run)


def _tell(words: str, address: str) -> None:
    click.echo(words.format(address))


def _dry_run(study: Study, text: str) -> dict[str, Any]:
    """What `catalog preview` says of a codebook, in a process of its own: the site's own is for those who wait."""
    command = [sys.executable, "-c", "from pipelines.cli import main; main()", "preview", "-", "--json"]
    done = subprocess.run(  # noqa: S603 - our own program; the codebook goes in by standard input
        [*command, "--study", str(study.root)], input=text.encode(), capture_output=True, check=False, timeout=120
    )
    if done.returncode:
        what = "the cues could not be tried"
        raise CatalogError(Problem("preview", what, "look at the codebook with `catalog check`"))
    found: dict[str, Any] = json.loads(done.stdout)
    return found
