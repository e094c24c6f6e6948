"""Writing to evidence.db: one after the other on one thread, together on the disk.

Forcing a transaction to the disk takes ten times as long as a decision does, and while a stage writes, everyone
waits for the same lock. So all deeds that wait when the thread comes round go into one transaction, each in a
savepoint of its own: each is done whole or not at all, none sees a failed one, and none is acknowledged before the
transaction is on the disk.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

from datasette.app import Datasette

from catalog.store import audit
from catalog.store.connection import explained, transaction
from datasette_config.shared.instance import kept
from datasette_config.staff.config import EVIDENCE

Result = TypeVar("Result")
MOST = 64  # deeds in one transaction: stages do not wait for longer than these take


class _Waiting(Generic[Result]):
    """A deed with what came of it."""

    def __init__(self, deed: Callable[[sqlite3.Connection], Result]) -> None:
        self.deed = deed
        self.fault: BaseException | None = None
        self.result: Result

    def do(self, conn: sqlite3.Connection) -> None:
        """Do it, or undo what it did and keep the fault."""
        before = audit.last(conn)
        conn.execute("savepoint deed")
        try:
            with explained(Path(EVIDENCE + ".db")):
                self.result = self.deed(conn)
            if audit.last(conn) == before:
                raise RuntimeError(f"{self.deed} left no note in the audit log")
        except BaseException as fault:
            if not conn.in_transaction:  # a full disk rolled everything back
                raise
            conn.execute("rollback to deed")
            self.fault = fault
        conn.execute("release deed")


class Writer:
    """The deeds that wait, in order."""

    def __init__(self, datasette: Datasette) -> None:
        self._database = datasette.get_database(EVIDENCE)
        self._waiting: deque[_Waiting[Any]] = deque()

    async def do(self, deed: Callable[[sqlite3.Connection], Result]) -> Result:
        """What the deed returns, once it is on the disk. Raises what it raises, and then it changed nothing."""
        mine = _Waiting(deed)
        self._waiting.append(mine)
        # Each call does at least one deed that waits, so when this one's turn is over, so is its deed.
        await self._database.execute_write_fn(self._round, transaction=False)
        if mine.fault is not None:
            raise mine.fault
        return mine.result

    def _round(self, conn: sqlite3.Connection) -> None:
        ours = [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]
        if not ours:
            return
        try:
            with transaction(conn):
                for one in ours:
                    one.do(conn)
        except BaseException as fault:
            for one in ours:
                one.fault = one.fault or fault


def writer(datasette: Datasette) -> Writer:
    """The one writer of a site."""
    return kept(datasette, "writer", lambda: Writer(datasette))
