"""Double coding: samples are drawn as asked, read blind, and measured on what all have read."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

from catalog.people import Person
from catalog.store.connection import transaction
from catalog.store.double import Plan, make_batch
from tests.demo_study import Page
from tests.staff.conftest import PEOPLE, Site
from tests.staff.reviewing import NAME, OTHER, SHOWN, decide, excerpt_of, read_queue

CURATOR, ADMIN = PEOPLE["curator"], PEOPLE["administrator"]


def hand_out(site: Site, who: str = CURATOR, **form: Any) -> Any:
    asked = {"title": "First round", "coder": [NAME, "cleo"], "how": "random", "count": 6, "overlap": 100, "blind": "1"}
    return site.ask("POST", "/double", who, asked | form)


def given(site: Site, coder: str, sample: int = 1) -> list[str]:
    sql = "select excerpt_id from assignments where batch_id = ? and coder_id = ? order by position"
    return [row[0] for row in site.rows(sql, sample, coder)]


def code(site: Site, who: str, excerpts: list[str], *codes: str) -> None:
    for excerpt in excerpts:
        assert decide(site, who, excerpt, add=list(codes)).status_code == 303


def test_a_sample_is_drawn_and_waits_for_both(site: Site) -> None:
    answer = hand_out(site)

    assert (answer.status_code, answer.headers["location"]) == (303, "/double/1?said=handed-out")
    assert given(site, NAME) == given(site, "cleo")
    assert len(given(site, NAME)) == 6
    assert read_queue(site, NAME, "mine") == given(site, NAME)
    assert "assigned to you" in site.get("/", "cleo").text
    assert site.rows("select who, subject from audit where what = 'sample handed out'") == [(CURATOR, "sample 1")]


def test_the_draw_can_be_repeated_from_what_is_noted(site: Site) -> None:
    hand_out(site, count=5)
    first, drawn = given(site, NAME), json.loads(site.rows("select drawn from batches")[0][0])
    site.do("delete from assignments")
    person = Person(1, CURATOR, "", "curator", CURATOR, False, "")

    with closing(site.db()) as db, transaction(db):
        make_batch(db, person, Plan("Again", ("cleo", NAME), drawn["asked"], drawn["how"], seed=drawn["seed"]))

    assert given(site, NAME, 2) == first


def test_what_not_everybody_reads_is_dealt_out_evenly(site: Site) -> None:
    hand_out(site, count=8, overlap=25)

    mine, theirs = set(given(site, NAME)), set(given(site, "cleo"))
    assert (len(mine | theirs), len(mine & theirs)) == (8, 2)
    assert len(mine) == len(theirs) == 5


DRAWS = [
    ("source", "source:survey", "r.source_id = 'survey'"),
    ("code", "code:devices", "e.text like '%chromebook%'"),
    ("sample", "", "e.pk in (select excerpt_pk from random_sample)"),
]


def test_excerpts_are_drawn_as_asked(site: Site) -> None:
    site.do("insert or ignore into random_sample select pk, 0.1, 'now' from excerpts where gone = 0 limit 3")

    for number, (how, value, condition) in enumerate(DRAWS, 1):
        hand_out(site, count=50, how=how, value=value)

        sql = (
            "select e.id from excerpts e join responses r on r.pk = e.response_pk join respondents p "
            f"on p.pk = r.respondent_pk where e.gone = 0 and p.moderator = 0 and {condition}"
        )
        assert set(given(site, NAME, number)) == {row[0] for row in site.rows(sql)} != set(), how
        site.post(f"/double/{number}/close", CURATOR)


def test_what_one_person_coded_is_read_again_by_another(site: Site) -> None:
    first = excerpt_of(site)
    code(site, OTHER, [first], "devices")

    assert hand_out(site, coder=[NAME], how="read", value=f"read:{OTHER}").status_code == 303

    assert given(site, NAME) == [first]
    code(site, NAME, [first], "devices")
    page = Page(site.get("/double/1", CURATOR).text).words
    assert "1 excerpt has been read by all" in page
    assert "the same codes on 100% of 1 excerpts" in page


def test_what_is_given_out_is_not_given_out_twice(site: Site) -> None:
    hand_out(site, count=3)
    hand_out(site, count=50, title="Second round")

    assert not set(given(site, NAME, 1)) & set(given(site, NAME, 2))
    assert hand_out(site).status_code == 422


# What is asked for, and what is said about it.
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"title": ""}, "no title"),
    ({"coder": [NAME]}, "One person alone"),
    ({"coder": [NAME, "nobody"]}, "does not code here"),
    ({"count": "0"}, "1 to 2000"),
    ({"count": "many"}, "1 to 2000"),
    ({"overlap": "101"}, "from 0 to 100"),
    ({"how": "code"}, "which code"),
    ({"how": "code", "value": "source:survey"}, "which code"),
    ({"how": "read", "value": f"read:{NAME}"}, "their own work"),
    ({"how": "best"}, "how to draw"),
    ({"how": "code", "value": "code:mastery"}, "no excerpt of this kind"),
]


def test_what_cannot_be_handed_out_is_said_and_changes_nothing(site: Site) -> None:
    for form, what in WRONG:
        answer = hand_out(site, **form)

        assert answer.status_code == 422, form
        assert what in Page(answer.text).words
    assert site.rows("select count(*) from batches") == site.rows("select count(*) from assignments") == [(0,)]


def test_only_what_all_have_read_counts_and_nothing_is_told_before(site: Site) -> None:
    hand_out(site)
    excerpts = given(site, NAME)
    code(site, NAME, excerpts, "devices")

    assert "There is nothing to compare yet" in site.get("/double/1", ADMIN).text

    code(site, "cleo", excerpts[:2], "devices")
    code(site, "cleo", excerpts[2:4], "mastery")

    words = Page(site.get("/double/1", ADMIN).text).words
    assert "4 excerpts have been read by all" in words
    assert "the same codes on 50% of 4 excerpts" in words
    assert "They differ on 2 excerpts; a curator settles them" in words
    assert "6 of 6" in words
    assert "4 of 6" in words
    # The agreement of all coders keeps silent about what Cleo has not read, too.
    assert "of 4 excerpts" in Page(site.get("/agreement", ADMIN).text).words


def test_a_figure_that_rests_on_little_is_said_to_say_nothing(site: Site) -> None:
    hand_out(site, count=4)
    for who in (NAME, "cleo"):
        code(site, who, given(site, NAME), "devices")

    page = site.get("/double/1", CURATOR).text

    assert "few units (4)" in page
    assert "1 code of which there is too little to say" in page
    assert "verdict unknown" in page
    assert "verdict firm" not in page


def test_a_closed_sample_is_nobodys_task_and_everybodys_to_see(site: Site) -> None:
    hand_out(site)
    excerpts = given(site, NAME)
    code(site, "cleo", excerpts[:1], "mastery")
    assert site.get(f"/review/{excerpts[0]}", OTHER).status_code == 404

    answer = site.post("/double/1/close", ADMIN)

    assert answer.headers["location"] == "/double/1?said=closed"
    assert SHOWN.search(site.get("/review?queue=mine", NAME).text) is None
    assert "Cleo" in site.get(f"/review/{excerpts[0]}", OTHER).text
    assert site.post("/double/1/close", ADMIN).status_code == 422


def test_agreement_compares_people_with_machines(site: Site) -> None:
    rules = site.rows("select id from coders where kind = 'rules'")[0][0]
    code(site, NAME, [excerpt_of(site)], "devices", "student-choice")

    page = site.get(f"/agreement?coder={NAME}&coder={rules}", PEOPLE["researcher"])

    assert "the same codes on 100% of 1 excerpts" in Page(page.text).words
    assert "fits no coder" in Page(site.get("/agreement?coder=nobody-at-all", ADMIN).text).words
