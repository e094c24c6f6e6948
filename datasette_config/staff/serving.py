"""Serving the staff site over HTTP until it is stopped."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from catalog.study import Study
from datasette_config.shared import serving
from datasette_config.staff.application import application
from datasette_config.staff.trying import DryRun


def serve(
    study: Study,
    host: str,
    port: int,
    on_ready: Callable[[str], None] = lambda address: None,
    publisher: Sequence[str] = (),
    dry_run: DryRun | None = None,
) -> None:
    """Serve one study's staff site until interrupted; `on_ready` gets the address once the site answers, and
    `publisher` is the command that publishes (see `application`).

    Port 0 takes any free port; `dry_run` tries codebooks before they hold. Prints nothing. Raises StoreError for
    the database, CatalogError where host and port cannot be had.
    """
    with contextlib.closing(application(study, publisher, dry_run)) as datasette:
        serving.serve(datasette.app(), host, port, on_ready)
