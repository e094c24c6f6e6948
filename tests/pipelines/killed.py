"""A build in a process of its own, which is killed at its n-th call; without n it tells how many there are.

It counts calls rather than time, so that what is killed where does not hang on how fast a machine is.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import tempfile
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType

import pytest

from catalog.study import Study
from pipelines import build
from tests.small_study import SmallStudy

_ROOT = Path(__file__).resolve().parents[2]
_WARM = "CATALOG_TESTS_WARM"
# Where there is a fork server, it loads the libraries once, and the processes are its children.
_WAY = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"

if os.environ.get(_WARM):
    # Were the libraries not loaded before the counting begins, nearly all calls would be theirs.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as _folder:
        build.run(SmallStudy(Path(_folder)).write(), jobs=1)


def build_killed(folder: Path, limit: int = 0) -> int | None:
    """Build the study in `folder` elsewhere, dead at call number `limit`; the number of calls, or None."""
    context = multiprocessing.get_context(_WAY)
    context.set_forkserver_preload([__name__])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_build, args=(folder, limit, theirs))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(_WARM, "1")
        patch.setenv("PYTHONPATH", str(_ROOT))
        process.start()
    theirs.close()
    process.join()
    return int(ours.recv()) if process.exitcode == 0 else None


def _build(folder: Path, limit: int, told: Connection) -> None:
    count = 0

    def watch(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1
        if count == limit:
            os.kill(os.getpid(), signal.SIGKILL) if hasattr(signal, "SIGKILL") else os._exit(9)

    sys.setprofile(watch)
    build.run(Study(folder), jobs=1)
    sys.setprofile(None)
    told.send(count)
