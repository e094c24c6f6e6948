"""A publication while the site is read: everyone is answered, and soon everyone sees what is new."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines import build
from tests.site.served import Visitor, ask, seen_after, served
from tests.small_study import SmallStudy, save_yaml

# {n} is another number each time: what was asked before is kept, and would not be asked of the file again.
ADDRESSES = (
    *("/", "/?q=stations&again={n}", "/practice/station-rotation?again={n}", "/practices", "/catalog.db"),
    *("/catalog/excerpts?_facet=source_id&_facet=role&_where={n}", "/catalog?again={n}", "/research?again={n}"),
    *("/catalog/codings?_facet=code_id&_where={n}", "/catalog/-/query.json?sql=select+count(*),+{n}+from+codings"),
)


class Published:
    """A small study that can be published again under another title."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._small = SmallStudy(root)

    def publish(self, title: str) -> None:
        """Publish the study under a title: catalog.db is built anew and swapped in."""
        study = self._small.write()
        about = {"title": title, "synthetic": True, "defaults": {"consent": "public"}}
        save_yaml(self.root / "corpus" / "sources.yaml", {"study": about, "sources": self._small.sources()})
        build.run(study, jobs=1)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Published:
    found = Published(tmp_path_factory.mktemp("study"))
    found.publish("The first edition")
    return found


@pytest.fixture
def port(study: Published) -> Iterator[int]:
    with served(study.root) as server:
        yield server.port


def test_publishing_three_times_under_load_fails_no_request_and_is_seen_in_ten_seconds(
    study: Published, port: int
) -> None:
    visitors = [Visitor(port, ADDRESSES[n:] + ADDRESSES[:n]) for n in range(4)]
    for visitor in visitors:
        visitor.start()

    taken = []
    for edition in ("second", "third", "fourth"):
        study.publish(f"The {edition} edition")
        taken.append(seen_after(port, f"The {edition} edition", 10))
    for visitor in visitors:
        visitor.stop.set()
    for visitor in visitors:
        visitor.join(60)

    assert None not in taken
    assert [fault for visitor in visitors for fault in visitor.faults] == []
    assert all(visitor.answers > len(ADDRESSES) for visitor in visitors)


def test_a_file_that_is_no_catalog_is_not_served_and_the_next_one_is(study: Published, port: int) -> None:
    catalog_db = study.root / "build" / "catalog.db"
    good = catalog_db.read_bytes()
    staged = catalog_db.with_name("staged")
    staged.write_bytes(b"words")
    staged.replace(catalog_db)

    assert seen_after(port, "no such words", 2.5) is None
    assert ask(port, "/").status == 200

    staged.write_bytes(good)
    staged.replace(catalog_db)
    study.publish("The last edition")
    assert seen_after(port, "The last edition", 10) is not None


def files_open_in(pid: int) -> Iterator[str]:
    """The names of a process's open files; one that is closed while we look is none."""
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            yield link.readlink().name


@pytest.mark.skipif(sys.platform != "linux", reason="open files are listed in /proc on Linux")
def test_a_file_that_nobody_reads_any_more_is_closed(study: Published) -> None:
    with served(study.root) as server:
        for n in range(3):
            study.publish(f"Edition {n}")
            assert seen_after(server.port, f"Edition {n}", 10) is not None

        opened = [*files_open_in(server.pid)]

    assert opened.count("catalog.db") > 1
    assert "catalog.db (deleted)" not in opened
