"""`catalog serve` in a process of its own, and visitors who ask it without a pause."""

from __future__ import annotations

import hashlib
import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Served:
    """A running `catalog serve`."""

    port: int
    pid: int


@contextmanager
def served(study: Path) -> Iterator[Served]:
    """`catalog serve` over a built study, until the end of the block."""
    command = [sys.executable, "-c", "from pipelines.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--study", str(study)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as server:
        try:
            assert server.stdout
            told = server.stdout.readline()
            yield Served(int(told.strip().rstrip("/").rpartition(":")[2]), server.pid)
        finally:
            server.terminate()


class Visitor(threading.Thread):
    """Asks for the addresses in turn until told to stop; notes whatever is not a whole answer of status 200."""

    def __init__(self, port: int, addresses: Sequence[str]) -> None:
        super().__init__(daemon=True)
        self._port, self._addresses = port, addresses
        self.stop = threading.Event()
        self.faults: list[str] = []
        self.answers = 0

    def run(self) -> None:
        """Keep asking on one connection, as a browser does."""
        conn = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while not self.stop.is_set():
            address = self._addresses[self.answers % len(self._addresses)].format(n=self.answers + 1)
            try:
                conn.request("GET", address)
                answer = conn.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as fault:
                self.faults.append(f"{address}: {fault!r}")
                return
            self.answers += 1
            if answer.status != 200:
                self.faults.append(f"{address}: {answer.status}")
            elif address == "/catalog.db" and answer.headers["etag"] != f'"{hashlib.sha256(body).hexdigest()}"':
                self.faults.append(f"{address}: not the file that its tag names")
        conn.close()


def ask(port: int, address: str, **headers: str) -> Any:
    """One answer, with its body as `.body`."""
    conn = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    conn.request("GET", address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = conn.getresponse()
    answer.body = answer.read()  # type: ignore[attr-defined]
    conn.close()
    return answer


def seen_after(port: int, words: str, seconds: float) -> float | None:
    """How long it took until the first page holds the words; None where it never did."""
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        if words in ask(port, "/").body.decode():
            return time.monotonic() - began
        time.sleep(0.1)
    return None
