"""Picking up a new publication without a pause: each catalog.db is served by an instance of its own.

The folder is looked at every second. When another file has taken the place of catalog.db, a second
instance is opened over it and warmed while the first still answers; then new visitors go to the second,
and the first is closed when its last visitor has left.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datasette.app import Datasette

from catalog.errors import CatalogError
from datasette_config.public.published import published
from datasette_config.shared.doors import App, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)
EVERY = 1.0  # seconds between two looks at the file
Seen = tuple[int, int, int]


@dataclass(eq=False, slots=True)
class Generation:
    """One published file with the site over it."""

    datasette: Datasette
    app: App
    folder: tempfile.TemporaryDirectory[str] | None
    visitors: int = 0

    def close(self) -> None:
        """Close its files; it must have no visitors."""
        self.datasette.close()
        if self.folder:
            self.folder.cleanup()


class Republished:
    """The public site as one ASGI application, whatever is published while it runs.

    `make` builds the site over a file; the first is built at once, and what it raises is raised here.
    """

    def __init__(self, catalog_db: Path, make: Callable[[Path], Datasette], every: float = EVERY) -> None:
        self._path, self._make, self._every = catalog_db, make, every
        self._seen = _look(catalog_db)
        self._opened: set[Generation] = set()
        self._now = self._open()
        self._closing: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the site of the file that was there when the visitor came."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        generation = self._now
        generation.visitors += 1
        try:
            await generation.app(scope, receive, send)
        finally:
            generation.visitors -= 1
            self._close_if_left(generation)

    def close(self) -> None:
        """Close the files, once nothing is answered any more."""
        for generation in self._opened:
            generation.close()

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._ready(self._now)
        watcher = asyncio.create_task(self._watch())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        watcher.cancel()
        await asyncio.gather(watcher, *self._closing, return_exceptions=True)
        for generation in self._opened:
            await generation.datasette.invoke_shutdown()
        await send({"type": "lifespan.shutdown.complete"})

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            seen = _look(self._path)
            if seen not in (None, self._seen):
                await self._change()
                self._seen = seen

    async def _change(self) -> None:
        """Serve the new file. One that cannot be served is left alone until it changes again."""
        try:
            found = await asyncio.to_thread(self._open)
        except (CatalogError, OSError) as fault:
            logger.warning("The new catalog.db is not served: %s", fault)
            return
        try:
            await self._ready(found)
        except Exception:  # whatever is wrong with the new one, the old one answers on
            logger.exception("The new catalog.db is not served")
            self._close_if_left(found)
            return
        before, self._now = self._now, found
        # Where it was published again meanwhile, connections may be to two files: the next look opens a third.
        self._close_if_left(before)

    def _close_if_left(self, generation: Generation) -> None:
        if generation is not self._now and not generation.visitors:
            task = asyncio.create_task(self._closed(generation))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    async def _closed(self, generation: Generation) -> None:
        await generation.datasette.invoke_shutdown()
        await asyncio.to_thread(generation.close)
        self._opened.discard(generation)

    def _open(self) -> Generation:
        folder, path = None, self._path
        if os.name == "nt":  # an open file could not be replaced there, so it is a copy that is opened
            folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
            path = Path(shutil.copy(path, folder.name))
        try:
            datasette = self._make(path)
            generation = Generation(datasette, datasette.app(), folder)
        except BaseException:
            if folder:
                folder.cleanup()
            raise
        self._opened.add(generation)
        return generation

    async def _ready(self, generation: Generation) -> None:
        await published(generation.datasette).connect_all()
        status = await ask(generation.app, "/")
        if status != 200:
            raise RuntimeError(f"the first page answers {status}")


def _look(path: Path) -> Seen | None:
    """What tells one file from the next; None where there is none for the moment."""
    with contextlib.suppress(OSError):
        found = path.stat()
        return found.st_ino, found.st_mtime_ns, found.st_size
    return None


async def ask(app: App, path: str) -> int:
    """The status of a page, asked from inside: it also starts what starts with the first visitor."""
    status = 0

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)

    scope: dict[str, Any] = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http"}
    scope |= {"path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": []}
    await app(scope, receive, send)
    return status
