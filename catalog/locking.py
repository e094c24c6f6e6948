"""One build of a study at a time: a lock that the system lets go of when its process ends, however it ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from catalog.errors import Problem, StoreError


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock of this file; StoreError where another process holds it.

    The file stays: were it removed, two could hold locks of two files of one name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as stream:
        if not _locked(stream):
            fix = "wait until it has ended, then try again"
            raise StoreError(Problem("build/", "another build of this study is running", fix))
        try:
            yield
        finally:
            _let_go(stream)


def is_held(path: Path) -> bool:
    """Whether a process holds the lock of this file at this moment."""
    with suppress(OSError), path.open("ab") as stream:
        if not _locked(stream):
            return True
        _let_go(stream)
    return False


if sys.platform == "win32":
    import msvcrt

    def _locked(stream: IO[bytes]) -> bool:
        try:
            stream.seek(0)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _let_go(stream: IO[bytes]) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _locked(stream: IO[bytes]) -> bool:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _let_go(stream: IO[bytes]) -> None:
        fcntl.flock(stream, fcntl.LOCK_UN)
