"""Twenty reviewers at once: what they are told is saved is saved, once, and how long each waits."""

from __future__ import annotations

import http.client
import itertools
import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from catalog import passwords
from catalog.store.accounts import add_account
from catalog.store.connection import open_database, transaction
from catalog.study import Study
from tests.benchmarks.processes import CATALOG, ROOT
from tests.small_study import SmallStudy

PASSWORD = "four unusual words"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def large_study(root: Path, answers: int, reviewers: int) -> Study:
    """A built study of so many answers, with accounts reviewer-1, reviewer-2, ..."""
    small = SmallStudy(root)
    root.mkdir(parents=True, exist_ok=True)
    small.survey = [
        [f"R_{n}", "D001", "Teacher", f"In room {n} we rotate through {n % 7 + 2} stations on Chromebooks.", "Often"]
        for n in range(answers)
    ]
    study = small.write()
    subprocess.run([*CATALOG, "build", "--study", str(root)], env=ENVIRONMENT, check=True, capture_output=True)
    hash = passwords.hashed(PASSWORD, "nobody")
    with closing(open_database(study.evidence_db, "evidence")) as db, transaction(db):
        for n in range(1, reviewers + 1):
            add_account(db, "test", f"reviewer-{n}", "", "coder", hash)
        db.execute("update accounts set must_change = 0")
    return study


@contextmanager
def served(study: Study) -> Iterator[int]:
    """The port at which `catalog serve --staff` serves the study."""
    serve = [*CATALOG, "serve", "--staff", "--port", "0", "--study", str(study.root)]
    with subprocess.Popen(serve, env=ENVIRONMENT, stdout=subprocess.PIPE, encoding="utf-8") as server:
        try:
            assert server.stdout
            yield int(server.stdout.readline().rstrip("/\n").rpartition(":")[2])
        finally:
            server.terminate()


@dataclass(eq=False)
class Reviewer(threading.Thread):
    """Signs in and decides on its excerpts, one after the other; notes what was answered and how long it took."""

    port: int
    who: str
    excerpts: list[str]
    statuses: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._http = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        answer = self._post("/sign-in", "", name=self.who, password=PASSWORD)
        self._cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
        answer.read()
        self._http.close()  # it opens anew by itself; the server lets go of idle connections meanwhile

    def _post(self, path: str, cookie: str, **form: str) -> http.client.HTTPResponse:
        headers = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
        headers |= {"cookie": cookie} if cookie else {}
        self._http.request("POST", path, urllib.parse.urlencode(form), headers)
        return self._http.getresponse()

    def run(self) -> None:
        for excerpt in self.excerpts:
            form = {"version": "0", "do": "code", "keep:devices": "1", "keep:station-rotation": "1", "queue": "next"}
            began = time.perf_counter()
            answer = self._post(f"/review/{excerpt}", self._cookie, **form)
            answer.read()
            self.seconds.append(time.perf_counter() - began)
            self.statuses.append(answer.status)
            if answer.status == 303:
                self.acknowledged.append(excerpt)
        self._http.close()

    def leave(self) -> None:
        """Close the connection."""
        self._http.close()

    def next_page(self) -> float:
        """Seconds until the next excerpt is there."""
        began = time.perf_counter()
        self._http.request("GET", "/review", headers={"cookie": self._cookie})
        answer = self._http.getresponse()
        assert answer.status == 200
        answer.read()
        return time.perf_counter() - began


@contextmanager
def pipeline_at_work(study: Study) -> Iterator[list[int]]:
    """Build again and again meanwhile, each time with another codebook, so that every stage has all to write."""
    stop, runs = threading.Event(), list[int]()
    text = study.taxonomy.read_text(encoding="utf-8")

    def work() -> None:
        for n in itertools.count():
            if stop.is_set():
                return
            study.taxonomy.write_text(text.replace("What students work on.", f"Machine {n}."), encoding="utf-8")
            done = subprocess.run(
                [*CATALOG, "build", "--study", str(study.root)], env=ENVIRONMENT, stdout=subprocess.DEVNULL, check=False
            )
            runs.append(done.returncode)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield runs
    finally:
        stop.set()
        worker.join()


def in_database(study: Study) -> dict[str, int]:
    """How often each excerpt was decided on, and whether the database is sound."""
    with closing(sqlite3.connect(study.evidence_db)) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        counted = dict(db.execute("select excerpt_id, count(*) from reviews group by 1").fetchall())
        held = db.execute("select count(*) from readings where origin = 'staff'").fetchone()[0]
        assert held == len(counted)
        return counted


def centile(seconds: list[float], share: float) -> float:
    """The value below which so large a share lies."""
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))]


def measure(root: Path, reviewers: int = 20, each: int = 100) -> dict[str, float]:
    """The figures, in milliseconds; AssertionError where anything that was acknowledged is not there exactly once."""
    study = large_study(root, reviewers * each + 200, reviewers)
    with closing(sqlite3.connect(study.evidence_db)) as db:
        keys = [row[0] for row in db.execute("select id from excerpts where text like 'In room%' order by pk")]
    with served(study) as port:
        crowd = [Reviewer(port, f"reviewer-{n + 1}", keys[n::reviewers][:each]) for n in range(reviewers)]
        with pipeline_at_work(study) as runs:
            began = time.perf_counter()
            for reviewer in crowd:
                reviewer.start()
            for reviewer in crowd:
                reviewer.join()
            took = time.perf_counter() - began
        pages = [reviewer.next_page() for reviewer in crowd for _ in range(5)]
        for reviewer in crowd:
            reviewer.leave()
    acknowledged = [key for reviewer in crowd for key in reviewer.acknowledged]
    statuses = {status for reviewer in crowd for status in reviewer.statuses}
    assert statuses == {303}, statuses
    assert in_database(study) == dict.fromkeys(acknowledged, 1)
    assert runs
    assert set(runs) == {0}
    seconds = [s for reviewer in crowd for s in reviewer.seconds]
    return {
        "decisions": len(acknowledged),
        "builds meanwhile": len(runs),
        "seconds": round(took, 1),
        "p50 ms": round(1000 * centile(seconds, 0.5)),
        "p95 ms": round(1000 * centile(seconds, 0.95)),
        "worst ms": round(1000 * max(seconds)),
        "next excerpt p95 ms": round(1000 * centile(pages, 0.95)),
    }


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(f"{measure(Path(folder) / 'study')}\n")
