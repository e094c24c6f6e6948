"""The staff site and the pipeline in processes of their own, killed while people decide.

They are children of a fork server that has loaded the libraries, so that starting them takes no time. When to kill
is told by how many decisions were acknowledged, not by a clock.
"""

from __future__ import annotations

import http.client
import multiprocessing
import random
import sqlite3
import threading
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from catalog import passwords
from catalog.store.accounts import add_account
from catalog.store.connection import open_database, transaction
from catalog.store.sessions import open_session
from catalog.study import Study
from datasette_config import staff
from pipelines import build
from tests.small_study import SmallStudy

_ROOT = Path(__file__).resolve().parents[2]
REVIEWERS = 4
_WAY = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def crowded_study(root: Path, answers: int) -> tuple[Study, list[str], list[str]]:
    """A built study of so many answers, the tokens of people who are signed in, and the excerpts to decide on."""
    small = SmallStudy(root)
    root.mkdir(parents=True, exist_ok=True)
    words = "In room {} we rotate through {} stations on Chromebooks."
    small.survey = [[f"R_{n}", "D001", "Teacher", words.format(n, n % 7 + 2), "Often"] for n in range(answers)]
    study = small.write()
    build.run(study, jobs=1)
    with closing(open_database(study.evidence_db, "evidence")) as db, transaction(db):
        for n in range(1, REVIEWERS + 1):
            add_account(db, "test", f"reviewer-{n}", "", "coder", passwords.hashed("four unusual words", f"r-{n}"))
        db.execute("update accounts set must_change = 0")
        tokens = [open_session(db, n) for n in range(1, REVIEWERS + 1)]
        keys = [row[0] for row in db.execute("select id from excerpts where text like 'In room%' order by pk")]
    return study, tokens, keys


class Reviewer(threading.Thread):
    """Decides on one excerpt after the other until nobody answers; `done` is called for each that is acknowledged."""

    def __init__(self, port: int, token: str, excerpts: Sequence[str], done: threading.Semaphore) -> None:
        super().__init__(daemon=True)
        self._port, self._token, self._excerpts, self._done = port, token, excerpts, done
        self.acknowledged: list[str] = []
        self.statuses: set[int] = set()

    def run(self) -> None:
        headers = {"content-type": "application/x-www-form-urlencoded", "cookie": f"catalog_staff={self._token}"}
        form = urllib.parse.urlencode({"version": "0", "do": "code", "keep:devices": "1", "queue": "next"})
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            for excerpt in self._excerpts:
                line.request("POST", f"/review/{excerpt}", form, headers)
                answer = line.getresponse()
                answer.read()
                self.statuses.add(answer.status)
                if answer.status == 303:
                    self.acknowledged.append(excerpt)
                    self._done.release()
        except (OSError, http.client.HTTPException):
            pass  # the server is dead
        finally:
            line.close()


def killed_under_load(study: Study, tokens: Sequence[str], keys: Sequence[str], kills: int, seed: int) -> list[str]:
    """Kill site and pipeline so many times while people decide; every decision that was acknowledged.

    AssertionError where a killed database is not sound, or lacks one of them.
    """
    chance, acknowledged = random.Random(seed), list[str]()  # noqa: S311 - moments, not secrets
    each = len(keys) // kills
    for n in range(kills):
        mine = keys[n * each : (n + 1) * each]
        done = threading.Semaphore(0)
        with _at_work(study, n) as (site, pipeline, port):
            crowd = [Reviewer(port, t, mine[i :: len(tokens)], done) for i, t in enumerate(tokens)]
            for reviewer in crowd:
                reviewer.start()
            for _ in range(chance.randint(1, max(1, each // 2))):
                assert done.acquire(timeout=30), [r.statuses for r in crowd]
            for process in chance.sample([site, pipeline], 2):
                process.kill()
            for reviewer in crowd:
                reviewer.join(30)
        acknowledged += [key for reviewer in crowd for key in reviewer.acknowledged]
        assert {s for r in crowd for s in r.statuses} <= {303}
        _look_through(study, acknowledged)
    return acknowledged


def _look_through(study: Study, acknowledged: Sequence[str]) -> None:
    with closing(sqlite3.connect(study.evidence_db)) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        assert db.execute("pragma foreign_key_check").fetchall() == []
        held = dict(db.execute("select excerpt_id, count(*) from reviews group by 1").fetchall())
        read = {
            row[0]
            for row in db.execute(
                "select e.id from readings d join excerpts e on e.pk = d.excerpt_pk where d.origin = 'staff'"
            )
        }
    assert set(acknowledged) <= set(held)
    assert set(held.values()) <= {1}
    assert read == set(held)


@contextmanager
def _at_work(study: Study, n: int) -> Iterator[tuple[multiprocessing.Process, multiprocessing.Process, int]]:
    """The site, the pipeline, and the port on which the site answers."""
    context = multiprocessing.get_context(_WAY)
    if _WAY == "forkserver":
        context.set_forkserver_preload([__name__])
    ours, theirs = context.Pipe(duplex=False)
    site = context.Process(target=_serve, args=(study.root, theirs), daemon=True)
    pipeline = context.Process(target=_build, args=(study.root, n), daemon=True)
    with pytest.MonkeyPatch.context() as patch:  # what is started first finds this very checkout
        patch.setenv("PYTHONPATH", str(_ROOT))
        site.start()
    theirs.close()
    address = str(ours.recv())
    pipeline.start()
    try:
        yield site, pipeline, int(address.rstrip("/").rpartition(":")[2])
    finally:
        for process in (site, pipeline):
            process.kill()
            process.join()


def _serve(root: Path, told: Connection) -> None:
    staff.serve(Study(root), "127.0.0.1", 0, told.send)


def _build(root: Path, n: int) -> None:
    """Build again and again, each time with another codebook, so that every stage has all to write."""
    study, book = Study(root), Study(root).taxonomy
    for again in range(1000):
        text = book.read_text(encoding="utf-8")
        head, _, rest = text.partition("definition: ")
        new = book.with_suffix(".new")
        new.write_text(f"{head}definition: Version {n}.{again}{rest[rest.index(chr(10)) :]}", encoding="utf-8")
        new.replace(book)
        build.run(study, jobs=1)
