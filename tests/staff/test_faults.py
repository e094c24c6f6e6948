"""When the disk is full, nothing can be written, or a process is killed: people are told, and nothing is lost."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import StoreError
from pipelines import build
from tests.contents import soundness
from tests.staff.conftest import PEOPLE
from tests.staff.killed import crowded_study, killed_under_load
from tests.staff.reviewing import KEPT, OTHER, codes_of, decide, excerpt_of
from tests.staff.writing import ANA, form_of, published, save, written

KILLS = 5


@contextmanager
def no_file_grows() -> Iterator[None]:
    """No file of this process grows beyond a page."""
    if sys.platform == "win32":
        pytest.skip("there is no such limit on Windows")
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def full_disk(site: Any) -> Iterator[None]:
    """The database has no page left to take."""
    write = site.datasette.get_database("evidence").execute_write_fn

    def most(pages: str) -> None:
        site._runner.run(write(lambda conn: conn.execute(f"pragma max_page_count = {pages}"), transaction=False))

    most("1")  # SQLite makes it as many as there are
    yield
    most("1073741823")


@pytest.mark.parametrize("fault", ["full", "broken"])
def test_what_cannot_be_saved_is_told_with_what_to_do_and_nothing_is_lost(site: Any, fault: str) -> None:
    excerpt, id, text = excerpt_of(site), written(site), "Pages of prose. [1] " * 2000
    reviews = site.rows("select count(*) from reviews")

    with full_disk(site) if fault == "full" else no_file_grows():
        saved = save(site, id, body=text)
        answers = [decide(site, OTHER, excerpt, memo="x" * 4000, **KEPT) for _ in range(3)]
        page = site.get(f"/exemplars/{id}", ANA)

    assert saved.status_code == 503
    assert form_of(saved.text, "/edit")["body"] == [text.strip()]
    told = {"full": "The disk is full. Free some space, then try again", "broken": "See whether it is full or failing"}
    assert told[fault] in saved.text
    assert answers[-1].status_code == 503
    assert told[fault] in answers[-1].text
    assert "Traceback" not in answers[-1].text
    assert page.status_code == 200
    kept = sum(a.status_code == 303 for a in answers)
    assert site.rows("select count(*) from reviews") == [(reviews[0][0] + kept,)]
    assert save(site, id, body=text).status_code == 303
    assert soundness(site.study.evidence_db) == []


def test_where_nothing_can_be_written_people_can_read_and_are_told_what_to_do(site: Any) -> None:
    excerpt = excerpt_of(site)
    write = site.datasette.get_database("evidence").execute_write_fn
    site._runner.run(write(lambda conn: conn.execute("pragma query_only = 1"), transaction=False))

    answer = decide(site, OTHER, excerpt, **KEPT)

    assert answer.status_code == 503
    assert "The database cannot be written. Make the file and its folder writable." in answer.text
    assert site.get("/review", OTHER).status_code == 200
    assert codes_of(site, OTHER, excerpt) is None


def test_a_publication_on_a_full_disk_leaves_what_is_public(site: Any) -> None:
    published(site)
    before = site.study.catalog_db.read_bytes()

    with no_file_grows(), pytest.raises(StoreError, match=r"the disk is full|cannot be read or written"):
        build.run(site.study, jobs=1)

    assert site.study.catalog_db.read_bytes() == before
    assert list(site.study.build.glob("*.new")) == []
    build.run(site.study, jobs=1)
    assert site.study.catalog_db.read_bytes() != before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be killed so elsewhere")
def test_whatever_was_acknowledged_is_there_after_site_and_pipeline_are_killed(tmp_path: Path) -> None:
    study, tokens, keys = crowded_study(tmp_path / "study", KILLS * 40)

    acknowledged = killed_under_load(study, tokens, keys, KILLS, seed=6)

    assert len(set(acknowledged)) == len(acknowledged) >= KILLS
    build.run(study, jobs=1)
    assert all(soundness(path) == [] for path in study.build.glob("*.db"))


@contextmanager
def nobody_may_write(folder: Path) -> Iterator[None]:
    """The folder is read-only, also where tests run as root, whom no mode stops."""
    if not hasattr(os, "geteuid"):
        pytest.skip("modes of folders mean something else on Windows")
    root = os.geteuid() == 0
    folder.chmod(0o555)
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


def test_in_a_folder_that_is_read_only_nothing_is_half_done(site: Any) -> None:
    officer = PEOPLE["privacy officer"]
    (key,) = site.rows("select id from responses where text like 'Students choose a topic%'")[0]
    site.do("update responses set risk = 0.9 where id = ?", key)
    assert site.get("/privacy", officer).status_code == 200
    assert site.post("/privacy/nothing/fine", officer).status_code == 422  # whatever writes is open now

    with nobody_may_write(site.study.corpus):
        answer = site.post(f"/privacy/{key}/fine", officer)

    assert answer.status_code == 503
    assert "No permission to write here. Make the folder writable." in answer.text
    assert site.rows("select cleared from responses where id = ?", key) == [(0,)]
    assert site.post(f"/privacy/{key}/fine", officer).status_code == 303
