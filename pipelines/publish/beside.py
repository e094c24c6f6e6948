"""Reading a catalog on another core while it is being written: counting words and sets takes as long as the index."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

Result = TypeVar("Result")
Reads = Callable[[sqlite3.Connection], Result]


class Beside:
    """What reads a catalog under way, in a thread and on a connection of its own.

    With `own` what was written so far is committed, since no other connection sees it before; the file is not yet
    anyone's. Without, all is read on the writer's connection and when it is asked for: where few rows change that is
    sooner done, and only the writer knows which.
    """

    def __init__(self, db: sqlite3.Connection, *, own: bool) -> None:
        self._db, self._thread = db, ThreadPoolExecutor(1) if own else None
        self._path = Path(db.execute("pragma database_list").fetchone()[2])
        if own:
            db.execute("commit")
            db.execute("begin")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)

    def read(self, reads: Reads[Result]) -> Callable[[], Result]:
        """Begin to read; what is returned waits for the result."""
        if self._thread is None:
            return lambda: reads(self._db)
        found: Future[Result] = self._thread.submit(self._read, reads)
        return found.result

    def _read(self, reads: Reads[Result]) -> Result:
        with closing(sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            db.execute("pragma temp_store = memory")
            return reads(db)
