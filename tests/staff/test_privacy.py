"""The privacy room: what is marked there holds at once, is followed by builds, and names nobody in evidence.db."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest

from catalog.marks import load_marks
from pipelines import build
from tests.staff.conftest import PEOPLE

NAME = PEOPLE["privacy officer"]


@pytest.fixture
def risky(site: Any) -> str:
    """The id of an answer at high risk."""
    (key,) = site.rows("select id from responses where text like 'Students choose a topic%'")[0]
    site.do("update responses set risk = 0.9, risk_reasons = 'a rare role' where id = ?", key)
    return str(key)


def test_an_answer_that_was_found_fine_is_published_and_stays_so(site: Any, risky: str) -> None:
    assert "a rare role" in site.get("/privacy", NAME).text

    answer = site.post(f"/privacy/{risky}/fine", NAME, note="read twice")

    assert answer.headers["location"] == "/privacy?said=fine"
    assert load_marks(site.study.marks).responses == (risky,)
    assert site.rows("select cleared from responses where id = ?", risky) == [(1,)]
    build.run(site.study, jobs=1)
    assert site.rows("select cleared from responses where id = ?", risky) == [(1,)]
    assert site.post(f"/privacy/{risky}/fine", NAME).status_code == 409


def test_words_to_take_out_are_in_the_studys_list_and_nowhere_in_the_evidence(site: Any, risky: str) -> None:
    site.post(f"/privacy/{risky}/redact", NAME, phrase="choose a topic")

    assert load_marks(site.study.marks).redact == ("choose a topic",)
    log = site.rows("select who, what, detail from audit where subject = ?", f"answer {risky}")
    assert log == [(NAME, "marked for redaction", "{}")]
    build.run(site.study, jobs=1)
    with closing(site.db()) as db:
        assert not [line for line in db.iterdump() if "choose a topic" in line and 'into "codebooks"' not in line]


def test_nothing_is_noted_where_no_words_are_given(site: Any, risky: str) -> None:
    assert site.post(f"/privacy/{risky}/redact", NAME, phrase=" ").status_code == 422
    assert not site.study.marks.exists()
