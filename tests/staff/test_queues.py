"""What comes next in which queue, who may see what of it, and that the pipeline leaves what was decided alone."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from catalog.store.connection import open_database
from pipelines import build
from tests.small_study import SmallStudy
from tests.staff.conftest import Site, add_people
from tests.staff.reviewing import KEPT, NAME, OTHER, SHOWN, WORDS, codes_of, decide, excerpt_of, read_queue


def test_the_queue_leads_through_every_excerpt_once(site: Site) -> None:
    live = site.rows(
        "select e.id from excerpts e left join review_order o on o.excerpt_pk = e.pk where e.gone = 0 "
        "order by o.position is null, o.position, e.pk"
    )

    assert read_queue(site, NAME) == [row[0] for row in live]
    assert "Nothing is left" in site.get("/review", NAME).text


def test_what_was_skipped_comes_again_at_the_end_and_what_cannot_be_told_does_not(site: Site) -> None:
    first, second = (row[0] for row in site.rows("select id from excerpts order by pk limit 2"))
    decide(site, NAME, first, do="skip")
    decide(site, NAME, second, do="unsure")

    order = read_queue(site, NAME)

    assert order[-1] == first
    assert second not in order
    assert second in read_queue(site, OTHER, "unsure")


def test_two_reviewers_are_not_shown_the_same_excerpt(site: Site) -> None:
    shown = [SHOWN.search(site.get("/review", who).text) for who in (NAME, OTHER)]

    assert shown[0]
    assert shown[1]
    assert shown[0][1] != shown[1][1]


def test_a_queue_of_one_code_holds_what_is_suggested_for_it(site: Site) -> None:
    order = read_queue(site, NAME, "code:devices")

    texts = [site.rows("select text from excerpts where id = ?", key)[0][0] for key in order]
    assert len(texts) >= 3
    assert all("chromebook" in text.lower() for text in texts)


def test_the_suggested_order_of_a_model_is_followed(site: Site) -> None:
    keys = site.rows("select pk, id from excerpts where gone = 0 order by id")
    site.do("delete from review_order")
    for position, (pk, _) in enumerate(keys):
        site.do("insert into review_order values (?, ?, 'it teaches the model most', 1)", pk, position)

    assert "it teaches the model most" in site.get("/review", NAME).text
    assert read_queue(site, NAME) == [key for _, key in keys]


def test_what_was_drawn_by_chance_is_a_queue_of_its_own(site: Site) -> None:
    excerpt = excerpt_of(site)
    site.do("delete from random_sample")
    site.do("insert into random_sample select pk, 0.1, 'now' from excerpts where id = ?", excerpt)

    assert read_queue(site, NAME, "sample") == [excerpt]


def assigned(site: Site, excerpt: str, *coders: str) -> None:
    site.do("insert into batches (id, title, made_by, made_at) values (1, 'sample', 1, 'now')")
    for coder in coders:
        site.do("insert into assignments values (1, ?, ?, 1, null)", excerpt, coder)


def test_who_codes_blind_sees_no_suggestion_and_nobody_elses_work(site: Site) -> None:
    excerpt = excerpt_of(site)
    assigned(site, excerpt, NAME, "cleo")
    decide(site, "cleo", excerpt, 0, memo="cleos memo", **{"add": "mastery"})

    page = site.get(f"/review/{excerpt}", NAME).text

    assert 'name="keep:' not in page
    assert "Cleo" not in page
    assert "cleos memo" not in page
    assert decide(site, NAME, excerpt, 0, **{"add": "devices"}).status_code == 303  # no race: each has a lane
    assert codes_of(site, NAME, excerpt) == {"devices": "current"}
    assert "Cleo" in site.get(f"/review/{excerpt}", NAME).text
    assert site.rows("select count(*) from decisions where suggested_by is not null") == [(0,)]


def test_what_others_code_blind_is_neither_shown_nor_taken(site: Site) -> None:
    excerpt = excerpt_of(site)
    assigned(site, excerpt, "cleo")

    assert site.get(f"/review/{excerpt}", NAME).status_code == 404
    assert decide(site, NAME, excerpt, **KEPT).status_code == 422
    assert excerpt not in read_queue(site, NAME)


def test_my_assignments_are_a_queue_until_they_are_done(site: Site) -> None:
    excerpt = excerpt_of(site)
    assigned(site, excerpt, NAME)

    assert "assigned to you" in site.get("/", NAME).text
    assert read_queue(site, NAME, "mine") == [excerpt]
    assert "assigned to you" not in site.get("/", NAME).text


def test_a_disagreement_comes_to_who_has_not_looked_since(site: Site) -> None:
    excerpt = excerpt_of(site)
    decide(site, NAME, excerpt, **KEPT)
    decide(site, OTHER, excerpt, 1, **{"keep:devices": "1"})

    assert excerpt in site.get("/review?queue=disagreements", NAME).text
    assert "Nothing is left" in site.get("/review?queue=disagreements", OTHER).text


def test_markup_in_the_words_or_a_memo_stays_text(site: Site) -> None:
    excerpt = excerpt_of(site)
    site.do("update excerpts set text = '<img src=x onerror=alert(1)>' where id = ?", excerpt)
    decide(site, NAME, excerpt, memo="</textarea><script>alert(2)</script>", **KEPT)

    page = site.get(f"/review/{excerpt}", NAME).text

    assert "<img" not in page
    assert "<script>alert" not in page


@pytest.fixture
def small(tmp_path: Path) -> SmallStudy:
    return SmallStudy(tmp_path / "small")


def test_what_was_decided_in_the_browser_outlives_every_build_and_is_published(small: SmallStudy) -> None:
    (small.root).mkdir()
    study = small.write()
    build.run(study, jobs=1)
    add_people(study)
    site = Site(study)
    excerpt, other = excerpt_of(site), excerpt_of(site, "rotate between")
    decide(site, NAME, excerpt, **KEPT)
    small.codings = {NAME: [(other, site.rows("select text from excerpts where id = ?", other)[0][0], "devices"),
                            (excerpt, WORDS, "mastery")]}  # fmt: skip
    small.write()

    report = build.run(study, jobs=1)

    assert report.stages["publish"]
    assert codes_of(site, NAME, excerpt) == {"devices": "past", "barrier-time": "current"}
    assert codes_of(site, NAME, other) == {"devices": "current"}
    with closing(open_database(study.evidence_db, "evidence")) as db:
        db.execute("attach ? as c", (str(study.catalog_db),))
        published = db.execute(
            "select code_id, stance, status from c.codings where excerpt_pk = (select pk from excerpts where id = ?) "
            "order by 1",
            (excerpt,),
        ).fetchall()
    assert published == [("barrier-time", "current", "reviewed"), ("devices", "past", "reviewed")]
    assert build.run(study, jobs=1).stages == {}
    decide(site, NAME, excerpt, 1, **{"keep:devices": "1"})
    assert "publish" in build.run(study, jobs=1).stages
    site.close()


def test_a_reading_follows_its_words_and_keeps_no_name_that_was_found_later(small: SmallStudy) -> None:
    small.root.mkdir()
    small.talk[2] = ("Lee", "Mine choose a topic with Zorvath and read on a Chromebook.")
    study = small.write()
    build.run(study, jobs=1)
    add_people(study)
    site = Site(study)
    excerpt = excerpt_of(site, "Mine choose a topic")
    decide(site, NAME, excerpt, **KEPT)
    study.marks.write_text("mark,phrase,response,note\nredact,Zorvath,,\n", encoding="utf-8")

    build.run(study, jobs=1)

    assert codes_of(site, NAME, excerpt) == {"devices": "past", "barrier-time": "current"}
    with closing(site.db()) as db:
        assert not [line for line in db.iterdump() if "Zorvath" in line]
    site.close()
