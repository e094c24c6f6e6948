"""Serving the public site over HTTP until it is stopped."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

from datasette_config.public.application import application
from datasette_config.public.config import MAX_SQLITE_BYTES
from datasette_config.public.republishing import Republished
from datasette_config.shared import serving


def serve(
    catalog_db: Path,
    host: str = "127.0.0.1",
    port: int = 8001,
    on_ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve one catalog.db, and what takes its place, until interrupted.

    `on_ready` gets the address once the site answers. Port 0 takes any free port. Prints nothing. Raises
    StoreError for the file, CatalogError where host and port cannot be had.
    """
    with contextlib.closing(sqlite3.connect(":memory:")) as conn:  # holds for the whole process
        conn.execute(f"pragma hard_heap_limit = {MAX_SQLITE_BYTES}")
    with contextlib.closing(Republished(catalog_db, application)) as site:
        serving.serve(site, host, port, on_ready)
