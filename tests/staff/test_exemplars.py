"""The exemplars room: from chosen quotes to a page that two people answer for."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from catalog.codebook import load_codebook
from catalog.exemplars import load_exemplars
from pipelines import build
from tests.contents import rows
from tests.staff.conftest import PEOPLE
from tests.staff.reviewing import excerpt_of
from tests.staff.writing import (
    AGAINST,
    ANA,
    BEN,
    FILLED,
    FOR,
    ID,
    TITLE,
    begin,
    editing,
    go,
    published,
    save,
    state_of,
    written,
)


def test_a_first_draft_tells_what_its_quotes_tell(site: Any) -> None:
    id = begin(site)

    form = editing(site, id)
    assert id == ID
    assert form["codes"][0] == "station-rotation"
    assert form["quote-words"] == [words for words in form["quote-words"] if words]
    assert form["quote-bearing"] == ["support", "counter"]  # "we stopped" speaks against it
    assert "[1]" in form["context"][0]
    assert "D00" not in form["context"][0]
    assert state_of(site, id) == ("draft", 1, None)


def test_quotes_are_found_by_words_and_code_and_set_aside(site: Any) -> None:
    one, other = excerpt_of(site, FOR), excerpt_of(site, AGAINST)

    page = site.get("/exemplars/find?q=rotate+STATIONS&code=station-rotation", ANA).text
    assert one in page
    assert other not in page
    site.ask("POST", "/exemplars/selection", ANA, {"excerpt": [one, other], "do": "aside"})
    site.ask("POST", "/exemplars/selection", ANA, {"excerpt": [one], "do": "back"})
    id = site.post("/exemplars", ANA, title=TITLE).headers["location"].split("/")[2]

    assert editing(site, id)["quote-excerpt"] == [other]
    assert site.rows("select * from selections") == []


def test_the_checklist_says_what_is_missing_until_nothing_is(site: Any) -> None:
    id = begin(site, FOR)
    page = site.get(f"/exemplars/{id}", ANA).text
    assert "Write a promise." in page
    assert "Fill in: Grades, Subjects, Students do, The teacher does, Start tomorrow, How sure we are." in page
    assert "Add a quote that speaks against it" in page

    refused = go(site, id, "review")
    save(site, id, **{**FILLED, "body": "It works. [1]", "counter_looked_for": "All sources, “stopped”."})
    page = site.get(f"/exemplars/{id}", ANA).text
    assert "Another setting" in page
    save(site, id, setting_looked_for="Rural and suburban districts, code station-rotation.")

    assert refused.status_code == 422
    assert "promise" in refused.text
    assert "Nothing is missing" in site.get(f"/exemplars/{id}", ANA).text
    assert go(site, id, "review").status_code == 303


@pytest.mark.parametrize("words", ["They never said this.", ""])
def test_words_that_do_not_stand_in_the_excerpt_stop_it(site: Any, words: str) -> None:
    id = written(site)

    save(site, id, **{"quote-words": [words, AGAINST]})

    assert "choose words that stand in the excerpt" in site.get(f"/exemplars/{id}", ANA).text
    assert go(site, id, "review").status_code == 422


def test_a_quote_without_consent_stops_it(site: Any) -> None:
    id = written(site)

    site.do("update sources set consent = 'research' where id = 'survey'")

    assert "consent of its source is research" in site.get(f"/exemplars/{id}", ANA).text
    assert go(site, id, "review").status_code == 422


def test_numbers_in_the_text_follow_quotes_that_are_moved_or_taken_out(site: Any) -> None:
    id = written(site)

    save(site, id, **{"quote-place": ["2", "1"]})
    assert editing(site, id)["body"] == ["They move when the chime rings. [2] Some gave it up. [1]"]
    save(site, id, **{"quote-drop": [excerpt_of(site, AGAINST)]})

    assert editing(site, id)["body"] == ["They move when the chime rings. [1] Some gave it up."]
    assert editing(site, id)["students_do"] == ["Move when the chime rings. [1]\nRead aloud."]


def test_who_wrote_can_never_clear(site: Any) -> None:
    id = written(site)
    go(site, id, "review")

    refused = go(site, id, "clear", ANA)

    assert refused.status_code == 422
    assert "Its author cannot clear it" in refused.text
    assert "somebody else has to clear it" in site.get(f"/exemplars/{id}/clear", ANA).text
    assert '<button type="submit">Clear' not in site.get(f"/exemplars/{id}/clear", ANA).text
    assert go(site, id, "clear", BEN).status_code == 303
    assert state_of(site, id)[0] == "cleared"


def test_whoever_wrote_any_version_since_the_last_clearance_cannot_clear(site: Any) -> None:
    id = written(site)
    site.do("update accounts set role = 'curator' where name = ?", BEN)
    save(site, id, who=BEN, promise="Every child reads with you daily.")
    save(site, id, promise="Every child reads with you each day.")
    go(site, id, "review")

    assert [go(site, id, "clear", who).status_code for who in (ANA, BEN)] == [422, 422]


@pytest.mark.parametrize("state", ["cleared", "published"])
def test_the_database_itself_refuses_what_one_person_does_alone(site: Any, state: str) -> None:
    id = written(site)
    go(site, id, "review")

    with pytest.raises(sqlite3.IntegrityError, match=r"cannot clear|must have been cleared"):
        site.do(
            "insert into exemplar_versions select exemplar_id, 9, ?, title, front, body, citations, account_id, '', "
            "at, 0 from exemplar_versions where exemplar_id = ? and version = 2",
            state,
            id,
        )


def test_what_was_cleared_and_is_changed_has_to_be_cleared_again(site: Any) -> None:
    id = written(site)
    go(site, id, "review")
    go(site, id, "clear", BEN)

    save(site, id, promise="Another promise.")

    assert state_of(site, id)[0] == "draft"
    assert go(site, id, "publish").status_code == 422
    assert site.rows("select cleared_by from exemplars where id = ?", id) == [(None,)]


def test_clearing_shows_the_very_page_that_becomes_public(site: Any) -> None:
    id = written(site)
    go(site, id, "review")

    shown = site.get(f"/exemplars/{id}/clear", BEN).text

    article = shown[shown.index("<article") : shown.index("</article>")]
    for words in (TITLE, "Every child reads with you every day.", FOR, AGAINST, "Begin with two stations."):
        assert words in article
    go(site, id, "clear", BEN)
    go(site, id, "publish")
    build.run(site.study, jobs=1)
    (held,) = rows(site.study, "select title, promise, fields, body_html, reviewed_on from exemplars")
    assert held[:2] == (TITLE, "Every child reads with you every day.")
    assert held[3] in article
    assert json.loads(held[2])["students_do"][0] in article
    assert held[4] is not None


def test_what_is_public_stays_so_while_another_version_is_written(site: Any) -> None:
    id = published(site)
    build.run(site.study, jobs=1)

    save(site, id, promise="A better promise.")
    build.run(site.study, jobs=1)

    assert rows(site.study, "select promise from exemplars") == [("Every child reads with you every day.",)]
    assert state_of(site, id) == ("draft", 6, 5)
    page = site.get(f"/exemplars/{id}", ANA).text
    assert "an earlier version is public until this one is" in page


def test_withdrawing_leaves_a_stone_with_the_public_title_and_the_reason(site: Any) -> None:
    id = published(site)
    save(site, id, title="A title nobody cleared")

    assert go(site, id, "withdraw", reason="").status_code == 422
    assert go(site, id, "withdraw", reason="The district asked us to.").status_code == 303
    build.run(site.study, jobs=1)

    (row,) = rows(site.study, "select state, title, fields, body_html, markdown from exemplars")
    assert row[:2] == ("withdrawn", TITLE)
    assert "The district asked us to." in row[2]
    assert row[3:] == ("", "")
    assert rows(site.study, "select count(*) from citations") == [(0,)]


def test_a_state_that_does_not_follow_is_refused(site: Any) -> None:
    id = written(site)

    answers = [go(site, id, to, who) for to, who in (("clear", BEN), ("publish", ANA), ("withdraw", ANA))]

    assert [a.status_code for a in answers] == [422, 422, 422]
    assert state_of(site, id) == ("draft", 2, None)


def test_sending_back_says_why(site: Any) -> None:
    id = written(site)
    go(site, id, "review")

    go(site, id, "draft", BEN, reason="Quote 1 is cut too short.")

    page = site.get(f"/exemplars/{id}", ANA).text
    assert "Quote 1 is cut too short." in page
    assert state_of(site, id)[0] == "draft"


def test_comments_stay_and_are_never_published(site: Any) -> None:
    id = written(site)

    site.post(f"/exemplars/{id}/comment", PEOPLE["coder"], text="Is the second one about grade 2?")

    page = site.get(f"/exemplars/{id}", ANA).text
    assert "Is the second one about grade 2?" in page
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        site.do("delete from comments")


def test_the_file_of_an_exemplar_says_the_same_when_it_is_read_back(site: Any, tmp_path: Path) -> None:
    id = published(site)
    codes = load_codebook(site.study.taxonomy).by_id

    text = site.get(f"/exemplars/{id}.md", ANA).text

    (tmp_path / f"{id}.md").write_text(text, encoding="utf-8")
    (file,) = load_exemplars(tmp_path, codes)
    (kept,) = site.rows("select title, front, body, author, cleared_by from exemplars")
    front = {**file.front, "promise": file.promise, "codes": list(file.codes)}
    assert (file.title, front, file.body, file.author, file.cleared_by) == (kept[0], json.loads(kept[1]), *kept[2:])
    assert [c.excerpt for c in file.citations] == [excerpt_of(site, FOR), excerpt_of(site, AGAINST)]
