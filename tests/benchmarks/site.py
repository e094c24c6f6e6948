"""How fast `catalog serve` answers over the loopback, with Datasette's own table page beside it.

python -m tests.benchmarks.site --size 100000 --exemplars 300
python -m tests.benchmarks.site --study my-study
"""

from __future__ import annotations

import argparse
import os
import socket
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

from tests.benchmarks import exemplars, search
from tests.benchmarks.processes import CATALOG, ROOT, measure, say
from tests.site.served import served

SECONDS = 4.0  # of each measurement


@dataclass(frozen=True, slots=True)
class Figures:
    """Requests a second, and how long an answer took, in milliseconds."""

    rate: float
    median: float
    p95: float

    @classmethod
    def of(cls, times: Sequence[float], seconds: float) -> Figures:
        """From the seconds that each answer took."""
        cuts = statistics.quantiles(times, n=100, method="inclusive")
        return cls(len(times) / seconds, 1000 * cuts[49], 1000 * cuts[94])

    def __str__(self) -> str:
        return f"{self.rate:7,.0f}/s   p50 {self.median:7.2f} ms   p95 {self.p95:7.2f} ms"


def main(arguments: Sequence[str] | None = None) -> dict[str, Figures]:
    """Measure and print; the figures by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000, help="excerpts")
    parser.add_argument("--exemplars", type=int, default=300)
    shared = Path(os.environ.get("CATALOG_SHARED", ROOT.parent / "shared"))
    parser.add_argument("--shared", type=Path, default=shared, help="folder with bench/ and data/")
    parser.add_argument("--study", type=Path, help="a study that is built already")
    parser.add_argument("--keep", type=Path, help="folder to work in, which stays")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return _measure(options.study or _built(options, options.keep or Path(folder)))


def _built(options: argparse.Namespace, folder: Path) -> Path:
    study = search.built(options, folder)
    exemplars.write(study, options.exemplars)
    measure([*CATALOG, "build", "--study", study])
    return study


def _measure(study: Path) -> dict[str, Figures]:
    with closing(sqlite3.connect(study / "build" / "catalog.db")) as db:
        slugs = [row[0] for row in db.execute("select id from exemplars where state = 'published' order by id")]
        number = db.execute("select count(*) from excerpts").fetchone()[0]
    pages = [f"/exemplar/{slug}" for slug in slugs]
    words = [quote_plus(query) for query in search.QUERIES]
    say(f"{number:,} excerpts, {len(pages)} exemplars, one process, {SECONDS:.0f} s each")
    with served(study) as server:
        load(server.port, ["/", "/practices"], 1, 1.0)  # the server's own first steps
        # An address that nobody asked for before is made anew; unknown parameters change nothing else.
        found = {
            "exemplar, made anew": load(server.port, [f"{p}?again={i}" for i in range(100) for p in pages], 1),
            "exemplar": load(server.port, pages, 1, warm=True),
            "exemplar, 4 clients": load(server.port, pages, 4, warm=True),
            "search, made anew": load(server.port, [f"/?q={w}&again={i}" for i in range(100) for w in words], 1),
            "search": load(server.port, [f"/?q={w}" for w in words], 1, warm=True),
            "table page of Datasette": load(server.port, [_table(w, i) for i in range(25, 100) for w in words], 1),
        }
    for name, figures in found.items():
        say(f"{name:<24} {figures}")
    return found


def _table(words: str, size: int) -> str:
    """Datasette's own page of the same search, with facets; each size is another address."""
    return f"/catalog/excerpts?_search={words}&_facet=role&_facet=source_id&_facet=district_kind&_size={size}"


def load(port: int, addresses: Sequence[str], clients: int, seconds: float = SECONDS, *, warm: bool = False) -> Figures:
    """Ask for the addresses in turn, each client on one connection of its own, for some seconds.

    `warm` asks for each of them once before. RuntimeError where an answer is no page.
    """
    times, faults = list[float](), list[str]()
    if warm:
        with Client(port) as first:
            faults += [address for address in addresses if first.ask(address) != 200]
    end = time.perf_counter() + seconds

    def visit(n: int) -> None:
        with Client(port) as client:
            while (began := time.perf_counter()) < end:
                address = addresses[n % len(addresses)]
                if client.ask(address) != 200:
                    faults.append(address)
                times.append(time.perf_counter() - began)
                n += clients

    threads = [threading.Thread(target=visit, args=(start,)) for start in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(f"{len(faults)} answers were no pages, such as {faults[0]}")
    return Figures.of(times, seconds)


class Client:
    """One connection that is kept open, as a browser does; it costs little, since it shares the processors."""

    def __init__(self, port: int) -> None:
        self._conn = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stream = self._conn.makefile("rb")

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        self._conn.close()

    def ask(self, address: str) -> int:
        """Read one answer to its end; its status."""
        self._conn.sendall(f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode())
        status, length = int(self._stream.readline().split()[1]), 0
        while (line := self._stream.readline()) != b"\r\n":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        self._stream.read(length)
        return status


if __name__ == "__main__":
    main()
