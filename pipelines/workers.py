"""Running pure functions from batches to batches in process or on the machine's cores."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self, TypeVar

Batch = TypeVar("Batch")
Result = TypeVar("Result")

# Starting a worker costs about two seconds of loading libraries, which this many texts repay.
WORTH_WORKERS = 8000
# Once they run and have loaded what they need, far less is worth sending.
WORTH_A_POOL = 500


def cores() -> int:
    """How many processes the work may use; CATALOG_JOBS overrides the number of cores."""
    return int(os.environ.get("CATALOG_JOBS") or os.cpu_count() or 1)


class Workers:
    """The processes of one build, started when there is enough to do and shared by its stages.

    They are spawned, not forked: the same on every system, and safe beside SQLite connections.
    """

    def __init__(self, jobs: int | None = None) -> None:
        self.jobs = jobs or cores()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def warm(self, expected: int, function: Callable[..., object], *arguments: object) -> None:
        """Start the processes if `expected` texts repay it, and have each call the function once.

        While the first stages still read files, the others' libraries load on the other cores.
        """
        if self.jobs > 1 and expected >= WORTH_WORKERS and self._pool is None:
            self._pool = ProcessPoolExecutor(self.jobs, get_context("spawn"))
            for _ in range(self.jobs):
                self._pool.submit(_prepare, function, *arguments)

    def map(
        self, function: Callable[..., Result], batches: Iterable[Batch], *arguments: Any, expected: int
    ) -> Iterator[tuple[Batch, Result]]:
        """Pairs of each batch and `function(batch, *arguments)`, in order.

        The function is a module's own, so that it can be pickled; what it needs it keeps in a cache of
        its process. Only a few batches are under way at a time, so that memory stays flat.
        """
        self.warm(expected, _nothing)
        if self._pool is None or expected < WORTH_A_POOL:
            for batch in batches:
                yield batch, function(batch, *arguments)
            return
        waiting: deque[tuple[Batch, Future[Result]]] = deque()
        for batch in batches:
            waiting.append((batch, self._pool.submit(function, batch, *arguments)))
            if len(waiting) > 3 * self.jobs:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()


def _prepare(function: Callable[..., object], *arguments: object) -> None:
    """What is loaded once stays: the garbage collector need not look at it for every batch."""
    function(*arguments)
    gc.collect()
    gc.freeze()


def _nothing() -> None:
    """What a worker does that only has to be there."""
