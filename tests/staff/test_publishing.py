"""The publish room: the gate's report first, then building and swapping; nobody publishes over another's head."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from catalog.locking import only_one
from catalog.study import Study
from pipelines import build, publications
from tests.contents import rows
from tests.staff.conftest import PEOPLE, PUBLISHER, Site
from tests.staff.writing import ANA, BEN, go, published, save

ADMINISTRATOR = PEOPLE["administrator"]


@pytest.fixture
def site(study: Study) -> Iterator[Site]:
    """A site whose publishing processes end at once: the tests do what they were to do, where it is quick."""
    found = Site(study, (sys.executable, "-c", ""))
    yield found
    found.close()


def ask(site: Any, do: str, who: str = ANA) -> Any:
    """The answer to asking for a check or a publication, as the page stands."""
    found = re.search(r'name="after" value="(\d+)"', site.get("/publish", who).text)
    return site.post("/publish", who, do=do, after=found[1] if found else "0")


def done(site: Any) -> tuple[str, str]:
    """Do what was asked for last; its kind and what came of it."""
    ((number,),) = site.rows("select max(id) from publications")
    publications.run(site.study, number)
    return site.rows("select kind, state from publications where id = ?", number)[0]  # type: ignore[no-any-return]


def test_checking_tells_and_changes_nothing_and_publishing_swaps(site: Any) -> None:
    id = published(site)
    assert f'<a href="/exemplars/{id}">' in site.get("/publish", ANA).text
    assert ask(site, "publish").status_code == 422  # nobody has looked

    assert ask(site, "check").status_code == 303
    assert done(site) == ("check", "done")
    assert rows(site.study, "select count(*) from exemplars") == [(0,)]
    assert "Nothing is refused" in site.get("/publish", ANA).text
    assert ask(site, "publish", ADMINISTRATOR).status_code == 303
    assert done(site) == ("publish", "done")

    assert rows(site.study, "select id, state from exemplars") == [(id, "published")]
    page = site.get("/publish", ANA).text
    assert "<p>None.</p>" in page
    assert "1 exemplar." in page
    log = site.rows("select who, what from audit where subject like 'publication%' order by id")
    assert log == [
        (ANA, "asked to check"),
        (ANA, "checked"),
        (ADMINISTRATOR, "asked to publish"),
        (ADMINISTRATOR, "published"),
    ]
    assert list(site.study.build.glob("*.new")) == []


def test_what_is_refused_says_why_and_where_to_mend_it(site: Any) -> None:
    id = published(site)
    save(site, id, body="As they do in Birch Harbor. [1] [2]")
    for to, who in (("review", ANA), ("clear", BEN), ("publish", ANA)):
        go(site, id, to, who)
    before = site.study.catalog_db.read_bytes()

    ask(site, "check")
    assert done(site) == ("check", "refused")

    page = site.get("/publish", ANA).text
    assert "cells hold an identifier" in page
    assert "Birch Harbor" not in page
    assert f'href="/exemplars/{id}"' in page[page.index("Refused:") : page.index("Exemplars that")]
    assert ask(site, "publish").status_code == 422
    assert site.study.catalog_db.read_bytes() == before


def test_only_one_asks_at_a_time_and_the_other_is_told_who(site: Any) -> None:
    ask(site, "check")

    late = site.post("/publish", ADMINISTRATOR, do="check", after="0")

    assert late.status_code == 409
    assert "Curator asked what would be published at" in late.text


def test_a_publication_whose_process_is_gone_is_told_as_cut_off(site: Any) -> None:
    ask(site, "check")
    for process in vars(site.datasette)["_catalog_publications"].values():
        process.wait()

    page = site.get("/publish", ANA).text

    assert "cut off before its end" in page
    assert site.rows("select state from publications") == [("failed",)]
    assert ask(site, "check").status_code == 303


def test_a_build_from_the_command_line_is_waited_for(site: Any) -> None:
    published(site)
    ask(site, "check")

    with only_one(site.study.build_lock):
        assert done(site) == ("check", "refused")

    assert "another build of this study is running" in site.get("/publish", ANA).text


def test_a_process_of_its_own_does_it(study: Study) -> None:
    with closing(Site(study, PUBLISHER)) as site:
        ask(site, "check")
        (process,) = vars(site.datasette)["_catalog_publications"].values()

        assert process.wait(60) == 0
        assert site.rows("select kind, state from publications") == [("check", "done")]


def test_publications_and_the_audit_log_are_to_be_had_as_csv(site: Any) -> None:
    id = published(site)
    save(site, id, promise="Better.")
    ask(site, "check")
    done(site)

    (line,) = csv.DictReader(io.StringIO(site.get("/publications.csv", ANA).text))
    audit = list(csv.DictReader(io.StringIO(site.get(f"/audit.csv?subject=exemplar+{id}", ANA).text)))

    assert (line["who"], line["asked for"], line["state"]) == ("Curator", "check", "done")
    assert [(row["who"], row["what"]) for row in audit][:2] == [
        (ANA, "exemplar saved"),
        (ANA, "exemplar made published"),
    ]
    assert '"version": 6' in audit[0]["detail"]


def test_a_build_that_only_checks_leaves_no_trace_of_having_published(site: Any) -> None:
    published(site)

    report = build.run(site.study, jobs=1, check=True)

    assert report.stages["publish"]["exemplars"] == 1
    assert rows(site.study, "select count(*) from exemplars") == [(0,)]
    assert build.run(site.study, jobs=1).stages["publish"]["exemplars"] == 1


def test_who_may_ask_in_sql_sees_the_newest_catalog(site: Any) -> None:
    asked = "/catalog/exemplars.json?_shape=array"
    researcher = PEOPLE["researcher"]
    assert site.get(asked, researcher).json() == []

    id = published(site)
    build.run(site.study, jobs=1)

    assert [row["id"] for row in site.get(asked, researcher).json()] == [id]
