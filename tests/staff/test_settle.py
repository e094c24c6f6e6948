"""Settling disagreements: what holds outranks all, what each had said stays, and the quicker of two wins."""

from __future__ import annotations

import json
import re
from contextlib import closing
from typing import Any

import pytest

from catalog.store.connection import open_database
from pipelines import build
from tests.demo_study import Page
from tests.staff.conftest import PEOPLE, Site
from tests.staff.reviewing import NAME, codes_of, decide, excerpt_of

CURATOR = PEOPLE["curator"]
STATE = re.compile(r'name="state" value="([0-9a-f]+)"')


@pytest.fixture
def torn(site: Site) -> str:
    """An excerpt that two people coded blind, and differently."""
    excerpt = excerpt_of(site)
    asked = {"title": "One", "coder": [NAME, "cleo"], "how": "code", "value": "code:devices", "count": 50, "blind": "1"}
    site.ask("POST", "/double", CURATOR, asked)
    decide(site, NAME, excerpt, add=["devices", "barrier-time"], memo="They have no time.")
    decide(site, "cleo", excerpt, **{"add": ["devices", "mastery"], "stance:devices": "planned"})
    return excerpt


def settle(site: Site, excerpt: str, who: str = CURATOR, state: str = "", do: str = "settle", **form: Any) -> Any:
    state = state or state_of(site, excerpt)
    return site.ask("POST", f"/disagreements/{excerpt}", who, {"state": state, "do": do, **form})


def state_of(site: Site, excerpt: str) -> str:
    found = STATE.search(site.get(f"/disagreements/{excerpt}", CURATOR).text)
    assert found
    return found[1]


DECIDED = {"keep:devices": "1", "stance:devices": "planned", "keep:barrier-time": "0", "keep:mastery": "0"}


def test_both_readings_stand_side_by_side_with_the_machines_apart(site: Site, torn: str) -> None:
    assert torn in site.get("/disagreements", CURATOR).text
    assert "on which people disagree" in site.get("/", CURATOR).text

    page = site.get(f"/disagreements/{torn}", CURATOR).text

    words = Page(page).words
    assert "Cleo Planning to" in words
    assert "Coder Doing it now" in words
    assert "Memo: They have no time." in words
    assert page.index("Side by side") < page.index("What the machine suggests")
    assert page.count("required") == 3  # one answer of each pair: devices, not enough time, mastery
    assert "checked" not in page


def test_what_is_settled_holds_and_the_originals_stay(site: Site, torn: str) -> None:
    before = [codes_of(site, who, torn) for who in (NAME, "cleo")]

    answer = settle(site, torn, reason="Planned for spring.", **DECIDED)

    assert (answer.status_code, answer.headers["location"]) == (303, "/disagreements?said=settled")
    assert codes_of(site, "consensus", torn) == {"devices": "planned"}
    assert [codes_of(site, who, torn) for who in (NAME, "cleo")] == before
    held = site.rows("select code_id, stance, rank from consensus where excerpt_pk = "
                     "(select pk from excerpts where id = ?)", torn)  # fmt: skip
    assert held == [("devices", "planned", 4)]
    ((originals, reason),) = site.rows("select originals, reason from adjudications")
    assert json.loads(originals)["cleo"]["codes"] == before[1]
    assert json.loads(originals)[NAME]["memo"] == "They have no time."
    assert reason == "Planned for spring."
    ((who, detail),) = site.rows("select who, detail from audit where what = 'settled'")
    assert (who, json.loads(detail)["own"]) == (CURATOR, False)
    assert "spring" not in detail
    assert "Nothing is left to settle" in site.get("/disagreements", CURATOR).text


def test_of_two_who_settle_the_same_state_one_wins_and_the_other_is_told(site: Site, torn: str) -> None:
    state = state_of(site, torn)
    settle(site, torn, state=state, **DECIDED)

    late = settle(site, torn, state=state, **{"keep:mastery": "1"})

    assert late.status_code == 409
    assert "Curator settled it at" in Page(late.text).words
    assert "devices (planned)" in late.text
    assert codes_of(site, "consensus", torn) == {"devices": "planned"}


def test_who_codes_anew_meanwhile_is_not_passed_over(site: Site, torn: str) -> None:
    state = state_of(site, torn)
    assert decide(site, "cleo", torn, 0, **{"add": "student-choice"}).status_code == 303

    late = settle(site, torn, state=state, **DECIDED)

    assert late.status_code == 409
    assert "Cleo coded it anew" in Page(late.text).words
    assert codes_of(site, "consensus", torn) is None


def test_a_settled_disagreement_can_be_settled_anew_or_opened_again(site: Site, torn: str) -> None:
    settle(site, torn, **DECIDED)
    settle(site, torn, **(DECIDED | {"keep:mastery": "1"}))
    assert codes_of(site, "consensus", torn) == {"devices": "planned", "mastery": "current"}

    answer = settle(site, torn, do="open", reason="We will ask the district.")

    assert answer.headers["location"] == f"/disagreements/{torn}?said=opened"
    assert codes_of(site, "consensus", torn) is None
    assert torn in site.get("/disagreements", CURATOR).text
    assert site.rows("select version, verdict = 'null' from adjudications order by id") == [(1, 0), (2, 0), (3, 1)]


def test_settlements_can_neither_be_changed_nor_deleted(site: Site, torn: str) -> None:
    settle(site, torn, **DECIDED)

    with closing(site.db()) as db:
        for sql in ("delete from adjudications", "update adjudications set reason = ''"):
            with pytest.raises(Exception, match="append-only"):
                db.execute(sql)


def test_what_makes_no_sense_changes_nothing(site: Site, torn: str) -> None:
    for form in ({"keep:no-such": "1"}, {"keep:devices": "1", "stance:devices": "maybe"}, {"reason": "x" * 3000}):
        assert settle(site, torn, **form).status_code == 422, form
    assert site.rows("select count(*) from adjudications") == [(0,)]


def test_what_somebody_is_still_to_read_blind_is_not_shown_to_be_settled(site: Site) -> None:
    excerpt = excerpt_of(site)
    asked = {"title": "One", "coder": [NAME, "cleo"], "how": "code", "value": "code:devices", "count": 50, "blind": "1"}
    site.ask("POST", "/double", CURATOR, asked)
    decide(site, NAME, excerpt, add="devices")

    assert excerpt not in site.get("/disagreements", CURATOR).text
    assert site.get(f"/disagreements/{excerpt}", CURATOR).status_code == 404
    assert settle(site, excerpt, state="0", **DECIDED).status_code == 422


def test_what_was_settled_is_published_and_teaches(site: Site, torn: str) -> None:
    from catalog.store.consensus import reviewed

    settle(site, torn, **DECIDED)

    build.run(site.study, jobs=1)

    with closing(open_database(site.study.evidence_db, "evidence")) as db:
        db.execute("attach ? as c", (str(site.study.catalog_db),))
        sql = "select code_id, stance, status from c.codings where excerpt_pk = (select pk from excerpts where id = ?)"
        assert db.execute(sql, (torn,)).fetchall() == [("devices", "planned", "reviewed")]
        learned = {item.text.id: item.text.codes for item in reviewed(db)}
    assert learned[torn] == {"devices": "planned"}
