"""The published file as Datasette serves it: pinned to the file that was there when the site was opened."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from pathlib import Path
from typing import cast

from datasette.app import Datasette
from datasette.database import Database

from catalog.pages.rows import Connection
from datasette_config.public.config import DATABASE

_SECONDS = 30  # for all threads to open their connection


class Published(Database):  # type: ignore[misc]  # Datasette has no types
    """catalog.db, read-only. Its bytes and its SHA-256 (`hash`) are those of one file, even when another
    takes its place: the open stream and the open connections keep the old one."""

    def __init__(self, datasette: Datasette, path: Path) -> None:
        super().__init__(datasette, path=str(path), is_mutable=False)
        self._stream = path.open("rb")
        self._reading = threading.Lock()
        self.cached_hash = hashlib.file_digest(self._stream, "sha256").hexdigest()
        self.bytes = self._stream.tell()

    def read(self, start: int, count: int) -> bytes:
        """Bytes of the file from `start`, at most `count`."""
        with self._reading:
            self._stream.seek(start)
            return self._stream.read(count)

    async def connect_all(self) -> None:
        """Open the connection of every thread now: one that is opened later might open another file."""
        threads = self.ds.setting("num_sql_threads")
        # No thread goes on before all have come, so none can open for two.
        all_here = threading.Barrier(threads)

        def come(_conn: Connection) -> None:
            all_here.wait(_SECONDS)

        await asyncio.gather(*(self.execute_fn(come) for _ in range(threads)))

    def close(self) -> None:
        """Close connections and stream."""
        super().close()
        self._stream.close()


def published(datasette: Datasette) -> Published:
    """The file that an instance serves."""
    return cast(Published, datasette.get_database(DATABASE))
