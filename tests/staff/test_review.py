"""Reviewing: what a decision writes, that nothing of it is ever lost, and that the quicker of two wins."""

from __future__ import annotations

import asyncio
import json
from contextlib import closing
from typing import Any

import pytest

from datasette_config.staff.writer import writer
from tests.demo_study import Page
from tests.staff.conftest import Site
from tests.staff.reviewing import KEPT, NAME, OTHER, codes_of, decide, excerpt_of


def test_a_decision_is_a_reading_with_codings_decisions_and_a_note(site: Site) -> None:
    excerpt = excerpt_of(site)

    answer = decide(site, NAME, excerpt, memo="Check with the district.", **KEPT)

    assert (answer.status_code, answer.headers["location"]) == (303, "/review?queue=next&said=coded")
    assert codes_of(site, NAME, excerpt) == {"devices": "past", "barrier-time": "current"}
    decisions = site.rows("select code_id, verdict, stance, suggested_by is not null from decisions order by 1")
    assert decisions == [
        ("barrier-time", "add", "current", 0),
        ("devices", "stance", "past", 1),
        ("student-choice", "reject", None, 1),
    ]
    assert site.rows("select memo from readings where memo is not null") == [("Check with the district.",)]
    log = site.rows("select who, what, detail from audit where subject = ?", f"excerpt {excerpt}")
    assert [(who, what) for who, what, _ in log] == [(NAME, "coded")]
    assert "district" not in log[0][2]


def test_a_suggestion_that_was_not_on_the_page_is_not_decided_on(site: Site) -> None:
    decide(site, NAME, excerpt_of(site), **{"keep:devices": "0"})

    assert site.rows("select code_id, verdict from decisions") == [("devices", "reject")]


def test_a_kept_suggestion_keeps_the_words_that_carry_it(site: Site) -> None:
    excerpt = excerpt_of(site)

    decide(site, NAME, excerpt, **{"keep:devices": "1"})

    spans = {
        row[0]
        for row in site.rows("select because from codings where code_id = 'devices' and excerpt_pk = "
                             "(select pk from excerpts where id = ?)", excerpt)
    }  # fmt: skip
    assert len(spans) == 1
    assert json.loads(spans.pop())


def test_a_later_decision_holds_and_the_earlier_stays_in_the_history(site: Site) -> None:
    excerpt = excerpt_of(site)
    decide(site, NAME, excerpt, **KEPT)

    decide(site, NAME, excerpt, 1, **{"keep:devices": "1", "keep:student-choice": "1"})

    assert codes_of(site, NAME, excerpt) == {"devices": "current", "student-choice": "current"}
    verdicts = [json.loads(row[0]) for row in site.rows("select verdict from reviews order by id")]
    assert verdicts == [{"devices": "past", "barrier-time": "current"}, codes_of(site, NAME, excerpt)]


@pytest.mark.parametrize("table", ["reviews", "decisions", "audit"])
def test_history_can_neither_be_changed_nor_deleted(site: Site, table: str) -> None:
    decide(site, NAME, excerpt_of(site), **KEPT)

    with closing(site.db()) as db:
        for sql in (f"delete from {table}", f"update {table} set id = id"):
            with pytest.raises(Exception, match="append-only"):
                db.execute(sql)


def test_of_two_who_decide_on_the_same_state_one_wins_and_the_other_is_told(site: Site) -> None:
    excerpt = excerpt_of(site)
    first = decide(site, NAME, excerpt, 0, **KEPT)

    second = decide(site, OTHER, excerpt, 0, **{"keep:devices": "0"})

    assert (first.status_code, second.status_code) == (303, 409)
    text = Page(second.text).words
    assert "Coder coded it as barrier-time (current), devices (past)" in text
    assert f"/review/{excerpt}" in second.text
    assert codes_of(site, OTHER, excerpt) is None
    assert site.rows("select count(*) from decisions") == [(3,)]
    assert site.rows("select count(*) from audit where what = 'coded'") == [(1,)]


def test_of_many_at_once_each_is_whole_or_not_at_all(site: Site) -> None:
    """Good and bad decisions, and two on one state, wait for the disk together."""
    keys = [row[0] for row in site.rows("select id from excerpts where gone = 0 order by pk limit 8")]
    asked = [(NAME, key, {"add": "devices"}) for key in keys[:6]]
    asked += [(OTHER, keys[0], {"add": "mastery"}), (OTHER, keys[6], {"add": "no-such-code"})]
    cookies = {who: f"catalog_staff={site.sign_in(who)}" for who in (NAME, OTHER)}

    async def one(who: str, key: str, form: dict[str, str]) -> Any:
        sent = {"version": 0, "do": "code", **form}
        headers = {"cookie": cookies[who]}
        return await site.datasette.client.request("POST", f"/review/{key}", data=sent, headers=headers)

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(*(one(*request) for request in asked))

    statuses = [answer.status_code for answer in site._runner.run(all_at_once())]

    assert sorted(statuses) == [303] * 6 + [409, 422]
    assert site.rows("select count(*) from reviews") == site.rows("select count(*) from decisions") == [(6,)]
    assert site.rows("select count(*) from readings where origin = 'staff'") == [(6,)]


def test_a_deed_without_a_note_in_the_log_is_undone(site: Site) -> None:
    def silent(conn: Any) -> None:
        conn.execute("update accounts set role = 'administrator'")

    with pytest.raises(RuntimeError, match="audit log"):
        site._runner.run(writer(site.datasette).do(silent))

    assert site.rows("select role from accounts where name = ?", NAME) == [("coder",)]


def test_skipping_is_nobodys_loss(site: Site) -> None:
    excerpt = excerpt_of(site)
    decide(site, OTHER, excerpt, do="skip")

    assert decide(site, NAME, excerpt, **KEPT).status_code == 303


def test_undo_brings_back_what_held_before(site: Site) -> None:
    excerpt = excerpt_of(site)
    decide(site, NAME, excerpt, memo="first", **KEPT)
    before = codes_of(site, NAME, excerpt)
    decide(site, NAME, excerpt, 1, memo="second", **{"keep:devices": "0"})
    assert codes_of(site, NAME, excerpt) == {}

    answer = site.post("/review/undo", NAME, review="2", queue="next")

    assert answer.headers["location"] == f"/review/{excerpt}?queue=next&said=undone"
    assert codes_of(site, NAME, excerpt) == before
    assert site.rows("select memo from readings where memo is not null") == [("first",)]
    assert [row[0] for row in site.rows("select kind from reviews order by id")] == ["coded", "coded", "undone"]


def test_undoing_the_first_decision_takes_the_reading_away(site: Site) -> None:
    excerpt = excerpt_of(site)
    decide(site, NAME, excerpt, **KEPT)

    site.post("/review/undo", NAME, review="1")

    assert codes_of(site, NAME, excerpt) is None
    assert excerpt in site.get(f"/review/{excerpt}", NAME).text
    assert decide(site, NAME, excerpt, 2, **KEPT).status_code == 303


def test_nobody_takes_back_what_somebody_has_built_on(site: Site) -> None:
    excerpt = excerpt_of(site)
    decide(site, NAME, excerpt, **KEPT)
    decide(site, OTHER, excerpt, 1, **KEPT)

    assert site.post("/review/undo", NAME, review="1").status_code == 409
    assert site.post("/review/undo", NAME, review="2").status_code == 422
    assert codes_of(site, NAME, excerpt) is not None


@pytest.mark.parametrize(
    "form",
    [
        {"add": "no-such-code"},
        {"keep:devices": "1", "stance:devices": "sometimes"},
        {"do": "publish"},
        {"memo": "x" * 5000},
        {"version": "-3"},
    ],
)
def test_what_makes_no_sense_changes_nothing(site: Site, form: dict[str, str]) -> None:
    answer = decide(site, NAME, excerpt_of(site), **{"do": "code", **form})

    assert answer.status_code in (409, 422)
    assert site.rows("select count(*) from reviews") == [(0,)]
