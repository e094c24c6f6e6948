"""Running a pure function from batches to batches in process or on the machine's cores."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

Batch = TypeVar("Batch")
Result = TypeVar("Result")

# Starting a worker costs about two seconds of loading libraries, which this many excerpts repay.
WORTH_WORKERS = 8000

_work: Callable[[Any], Any] | None = None


def cores() -> int:
    """How many processes the work may use; CATALOG_JOBS overrides the number of cores."""
    return int(os.environ.get("CATALOG_JOBS") or os.cpu_count() or 1)


def map_batches(
    make: Callable[[], Callable[[Batch], Result]], batches: Iterable[Batch], *, expected: int, jobs: int | None = None
) -> Iterator[tuple[Batch, Result]]:
    """Pairs of each batch and what `make()` returns for it, in order.

    `make` is called once per process and must be picklable (a partial of a class with plain
    arguments). `expected` is the number of items in all: small work stays in this process. Only a few
    batches are under way at a time, so that memory stays flat.
    """
    jobs = jobs or cores()
    if jobs < 2 or expected < WORTH_WORKERS:
        work = make()
        for batch in batches:
            yield batch, work(batch)
        return
    # Spawned, not forked: the same on every system, and safe beside SQLite connections.
    with ProcessPoolExecutor(jobs, get_context("spawn"), _prepare, (make,)) as pool:
        waiting: deque[tuple[Batch, Future[Result]]] = deque()
        for batch in batches:
            waiting.append((batch, pool.submit(_do, batch)))
            if len(waiting) > 3 * jobs:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()


def _prepare(make: Callable[[], Callable[[Any], Any]]) -> None:
    global _work
    _work = make()


def _do(batch: Any) -> Any:
    if _work is None:
        raise RuntimeError("the worker was not prepared")
    return _work(batch)
