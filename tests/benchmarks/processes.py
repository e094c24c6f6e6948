"""Whole processes, with the seconds they take and the memory of everything they start."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The command line of this very checkout, whether or not it is installed.
CATALOG = (sys.executable, "-c", "from pipelines.cli import main; main()")
_EVERY = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Measured:
    """What a process took: seconds by the clock, and the highest memory of its tree in MB (0 if unknown).

    Memory is the sum over the tree of the resident sets, each shared page being counted once a process
    that shares it: an upper bound.
    """

    seconds: float
    megabytes: float


def measure(command: Sequence[str | Path], cwd: Path = ROOT) -> Measured:
    """Run a command to its end; CalledProcessError, with what it said, where it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done, highest = threading.Event(), [0.0]
    began = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )

    def watch() -> None:
        while not done.wait(_EVERY):
            highest[0] = max(highest[0], _resident(process.pid))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    said, _ = process.communicate()
    seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command[-1], said[-2000:])
    return Measured(seconds, highest[0])


def _resident(pid: int) -> float:
    """Megabytes of a process and of all it started, where the system tells (Linux)."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    tree, grew = {pid}, True
    while grew:
        more = {child for child, parent in parents.items() if parent in tree} - tree
        tree |= more
        grew = bool(more)
    pages = 0
    for member in tree:
        with contextlib.suppress(OSError, ValueError, IndexError):
            pages += int(Path(f"/proc/{member}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20 if pages else 0.0


def say(line: str) -> None:
    """One line of the report, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
