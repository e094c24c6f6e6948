"""Running pure functions from batches to batches in process or on the machine's cores."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
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

    def dismiss(self) -> None:
        """No more work will come: the processes end on their own, while the caller goes on."""
        if self._pool is not None:
            self._pool.shutdown(wait=False)
            self._pool = None

    def warm(self, expected: int, *steps: Callable[[], object]) -> None:
        """Start the processes if `expected` texts repay it, and have each take all the steps.

        While the first stages still read files, the others' libraries load on the other cores. Each process
        begins with another step, since what one makes for all the others need not make too.
        """
        if self.jobs > 1 and expected >= WORTH_WORKERS and self._pool is None:
            rarer_collections()
            self._pool = ProcessPoolExecutor(self.jobs, get_context("spawn"))
            for n in range(self.jobs):
                first = n % max(len(steps), 1)
                self._pool.submit(_prepare, (*steps[first:], *steps[:first]))

    def map(
        self,
        function: Callable[..., Result],
        batches: Iterable[Batch],
        *arguments: Any,
        expected: int,
        ahead: int | None = None,
    ) -> Iterator[tuple[Batch, Result]]:
        """Pairs of each batch and `function(batch, *arguments)`, in order.

        The function is a module's own, so that it can be pickled; what it needs it keeps in a cache of
        its process. The first batches are under way when this returns, so that the caller may do other
        work first; never more than `ahead` (three a process) are, so that memory stays flat.
        """
        self.warm(expected)
        if self._pool is None or expected < WORTH_A_POOL:
            return ((batch, function(batch, *arguments)) for batch in batches)
        submit = partial(self._pool.submit, function)
        under_way = ((batch, submit(batch, *arguments)) for batch in batches)
        first = deque(islice(under_way, ahead or 3 * self.jobs))
        return _in_order(first, under_way)


def _in_order(
    waiting: deque[tuple[Batch, Future[Result]]], more: Iterator[tuple[Batch, Future[Result]]]
) -> Iterator[tuple[Batch, Result]]:
    while waiting:
        waiting.extend(islice(more, 1))
        batch, future = waiting.popleft()
        yield batch, future.result()


def rarer_collections() -> None:
    """Rows are made by the hundred thousand and hold no cycles: looking for these at each 700 takes a twentieth of
    a large build."""
    gc.set_threshold(50_000, 20, 50)


def _give_way() -> None:
    """The caller hands out the work and writes what comes back: where cores are few, all wait for it."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(5)


def _prepare(steps: Sequence[Callable[[], object]]) -> None:
    """Load what is needed, once. What is loaded stays: the garbage collector need not look at it for every batch."""
    _give_way()
    for step in steps:
        step()
    gc.collect()
    gc.freeze()
    rarer_collections()
