"""Nobody's writing is lost: not to a colleague, to a file, or to a build."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from catalog.disclosure import HIGH_RISK
from catalog.marks import append_mark
from catalog.store.exchange import Evidence
from pipelines import build
from tests.contents import every_row, rows, words_of
from tests.small_study import SmallStudy, exemplar
from tests.staff.conftest import PEOPLE
from tests.staff.reviewing import excerpt_of
from tests.staff.writing import ANA, BEN, FOR, TITLE, editing, form_of, go, published, save, state_of, written


def test_who_saves_second_sees_what_the_first_did_and_keeps_every_word(site: Any) -> None:
    id = written(site)
    site.do("update accounts set role = 'curator' where name = ?", BEN)
    mine, theirs = editing(site, id), editing(site, id, BEN)
    save(site, id, theirs, BEN, promise="Ben wrote this promise.")

    late = save(site, id, mine, body="A whole evening of writing. [1]")

    assert late.status_code == 409
    assert "saved version 3" in late.text
    assert "<ins>Ben wrote" in late.text
    again = form_of(late.text, "/edit")
    assert again["body"] == ["A whole evening of writing. [1]"]
    assert save(site, id, again).status_code == 303
    assert state_of(site, id)[:2] == ("draft", 4)


def test_a_state_is_changed_on_the_version_that_was_seen_or_not_at_all(site: Any) -> None:
    id = written(site)
    save(site, id, promise="Another promise.")

    late = site.post(f"/exemplars/{id}/review", ANA, version=2)

    assert late.status_code == 409
    assert "saved version 3" in late.text
    assert state_of(site, id) == ("draft", 3, None)


def test_a_preview_saves_nothing(site: Any) -> None:
    id = written(site)

    seen = save(site, id, do="look", promise="Only looked at.")

    assert seen.status_code == 200
    assert "Only looked at." in seen.text[seen.text.index("<article") :]
    assert state_of(site, id) == ("draft", 2, None)


def test_what_changed_is_shown_word_by_word(site: Any) -> None:
    id = written(site)
    save(site, id, promise="Every child reads with you every single day.", note="Clearer")

    page = site.get(f"/exemplars/{id}/versions", ANA).text

    assert "<ins>single </ins>day." in page
    assert "From version 2 to 3" in page
    assert "Clearer" in site.get(f"/exemplars/{id}", ANA).text


def test_a_file_is_shown_taken_over_and_then_left_aside(site: Any) -> None:
    small = SmallStudy(site.study.root)
    small.exemplars["rotate"] = exemplar([(excerpt_of(site, FOR), FOR)])
    build.run(small.write(), jobs=1)
    assert "kept in the file corpus/exemplars/rotate.md" in site.get("/exemplars/rotate", ANA).text
    assert save(site, "rotate", {"version": ["1"], "title": ["x"]}).status_code == 422

    assert site.post("/exemplars/rotate/adopt", ANA).status_code == 303
    assert site.post("/exemplars/rotate/adopt", ANA).status_code == 409
    save(site, "rotate", promise="Written on the site.")
    small.exemplars["rotate"] = exemplar([("0123456789abcdef", "Nobody said this.")], promise="Written in the file.")
    report = build.run(small.write(), jobs=1)

    assert report.stages["review"]["exemplar files left aside, since staff took them over"] == 1
    assert editing(site, "rotate")["promise"] == ["Written on the site."]
    assert rows(site.study, "select promise from exemplars") == [("Every child reads with you every day.",)]


def test_the_author_that_a_file_names_cannot_clear_what_was_taken_over(site: Any) -> None:
    small = SmallStudy(site.study.root)
    front = {"state": "in review", "author": PEOPLE["curator"], "cleared_by": None}
    small.exemplars["rotate"] = exemplar([(excerpt_of(site, FOR), FOR)], **front)
    build.run(small.write(), jobs=1)

    site.post("/exemplars/rotate/adopt", ANA)

    assert "Its author cannot clear it" in go(site, "rotate", "clear", ANA).text


def test_building_again_changes_nothing_that_was_written(site: Any) -> None:
    published(site)
    build.run(site.study, jobs=1)
    before = every_row(site.study.evidence_db)

    build.run(site.study, "review", jobs=1)
    build.run(site.study, jobs=1)

    assert every_row(site.study.evidence_db) == before


def test_an_exemplar_whose_consent_ended_is_a_draft_again_and_off_the_site(site: Any) -> None:
    id = published(site)
    build.run(site.study, jobs=1)
    (site.study.corpus / "consent.csv").write_text("case,withdrawn\nD002,2026-01-01\n", encoding="utf-8")

    build.run(site.study, jobs=1)

    assert rows(site.study, "select count(*) from exemplars") == [(0,)]
    assert state_of(site, id) == ("draft", 5, None)
    assert "consent was withdrawn on 2026-01-01" in site.get(f"/exemplars/{id}", ANA).text
    assert "exemplars that lost a quote" in site.get("/", ANA).text


def test_words_that_turn_out_to_name_someone_leave_every_version(site: Any) -> None:
    id = published(site)
    build.run(site.study, jobs=1)
    append_mark(site.study.marks, ("redact", "between the stations", "", "(test)"))

    build.run(site.study, jobs=1)

    assert "between the stations" not in words_of(site.study.evidence_db)
    assert "between the stations" not in words_of(site.study.catalog_db)
    assert state_of(site, id) == ("draft", 5, None)
    form = editing(site, id)
    assert form["quote-words"][0] == ""
    assert form["quote-excerpt"][0] == excerpt_of(site, "They rotate")


def test_a_review_that_falls_due_is_told(site: Any) -> None:
    id = published(site)
    assert "due for another look" not in site.get("/", ANA).text

    site.do("update exemplars set review_due = date('now', '+3 days') where id = ?", id)

    assert "due for another look" in site.get("/", ANA).text
    assert id in site.get("/exemplars?state=due", ANA).text


def test_what_leaves_for_other_tools_is_the_version_that_is_public(site: Any) -> None:
    id = published(site)
    save(site, id, title="A title nobody cleared", **{"quote-drop": [excerpt_of(site, FOR)]})

    with closing(site.db()) as db:
        left = Evidence(db, "public", HIGH_RISK).exemplars()

    assert [(row[0], row[1]) for row in left] == [(id, TITLE)] * 2
