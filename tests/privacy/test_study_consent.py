"""Consent by source and by case, until a day, withdrawn: what it does not cover is in no published file."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from catalog.codebook import load_codebook
from catalog.consent import load_consent
from catalog.manifest import load_manifest
from catalog.marks import load_marks
from catalog.store.connection import open_database
from pipelines import deidentify, publish, review
from pipelines.privacy.lexicon import load
from pipelines.workers import Workers
from tests.contents import content, excerpt_ids, one, opened, rows
from tests.privacy.studies import WORDS, Answer, Tiny, column, published, texts
from tests.small_study import exemplar

# A word that only this district says.
OURS = "Our wombats rotate through the stations."
COLUMNS = ["case", "consent", "until", "withdrawn", "named"]
TODAY = datetime.now(UTC).date()
YESTERDAY, TOMORROW = str(TODAY - timedelta(1)), str(TODAY + timedelta(1))
ANSWERS: list[Answer] = [
    ("R_1", "D001", "Teacher", OURS, "Often"),
    ("R_2", "D002", "Teacher", WORDS, "Often"),
    ("R_3", "D003", "Teacher", "Students choose a topic.", "Often"),
]


@pytest.fixture
def tiny(tmp_path: Path, word_cache: Path) -> Tiny:
    """A study of three districts; the exemplar rests on the words of one; built."""
    load(word_cache)
    made = Tiny(tmp_path / "study", word_cache, surveys={"spring": list(ANSWERS)})
    made.built()
    made.exemplars = {"wombats": exemplar([(excerpt_ids(made.study)[OURS], OURS)], body="They rotate. [1]")}
    made.built()
    assert one(made.study, "select count(*) from exemplars") == 1
    return made


def without_a_trace(tiny: Tiny) -> None:
    """No byte of the published file tells what the district said; the rest is there."""
    assert b"wombat" not in tiny.study.catalog_db.read_bytes().lower()
    assert sorted(published(tiny.study)) == sorted([WORDS, "Students choose a topic."])
    assert rows(tiny.study, "select count(*) from cases where id in (select case_id from excerpts)") == [(2,)]
    assert rows(tiny.study, "select * from exemplars") == []


def drafts(tiny: Tiny) -> list[tuple[str, str]]:
    with opened(tiny.study.evidence_db) as db:
        return db.execute("select id, state_reason from exemplars where state = 'draft'").fetchall()


@pytest.mark.parametrize("case", ["D001", "d001", "Alder Falls", "ALDER  falls"])
@pytest.mark.parametrize(
    ("terms", "why"),
    [
        (["", "", YESTERDAY, ""], f"consent was withdrawn on {YESTERDAY}"),
        (["", "", str(TODAY), ""], f"consent was withdrawn on {TODAY}"),
        (["public", YESTERDAY, "", ""], f"consent expired after {YESTERDAY}"),
    ],
    ids=["withdrawn", "withdrawn today", "expired"],
)
def test_what_ended_leaves_no_trace_however_the_case_is_spelled(
    tiny: Tiny, case: str, terms: list[str], why: str
) -> None:
    tiny.consent = [COLUMNS, [case, *terms]]

    did = tiny.built()

    without_a_trace(tiny)
    assert "ingest" not in did
    assert drafts(tiny) == [("wombats", f"quote of excerpt {excerpt_ids(tiny.study)[OURS]}: {why}")]
    assert "exemplars whose consent ended: 1" in tiny.typed("status").stdout


@pytest.mark.parametrize("terms", [["public", str(TODAY), "", ""], ["", "", TOMORROW, ""], ["", TOMORROW, "", "no"]])
def test_what_has_not_ended_yet_is_published(tiny: Tiny, terms: list[str]) -> None:
    tiny.consent = [COLUMNS, ["D001", *terms]]

    tiny.built()

    assert OURS in published(tiny.study)
    assert drafts(tiny) == []


@pytest.mark.parametrize("narrower", ["internal", "research"])
def test_a_case_may_agree_to_less_than_its_source(tiny: Tiny, narrower: str) -> None:
    tiny.exemplars = {}
    tiny.consent = [COLUMNS, ["D001", narrower, "", "", ""]]

    tiny.built()

    without_a_trace(tiny)


def test_a_case_cannot_agree_to_more_than_its_source(tiny: Tiny) -> None:
    tiny.exemplars, tiny.entries = {}, {"spring": {"consent": "research"}}
    tiny.consent = [COLUMNS, ["D001", "public", "", "", "yes"]]

    tiny.built()

    assert published(tiny.study) == []
    assert b"wombat" not in tiny.study.catalog_db.read_bytes().lower()


@pytest.mark.parametrize("terms", [{"withdrawn": YESTERDAY}, {"consent_until": YESTERDAY}])
def test_a_source_whose_consent_ended_leaves_no_trace(tiny: Tiny, terms: dict[str, str]) -> None:
    tiny.entries = {"spring": dict(terms)}

    did = tiny.built()

    assert published(tiny.study) == []
    assert one(tiny.study, "select count(*) from sources") == 0
    assert b"wombat" not in tiny.study.catalog_db.read_bytes().lower()
    assert [state for state, _ in drafts(tiny)] == ["wombats"]
    assert "ingest" not in did


def test_an_exemplar_that_quotes_what_was_never_public_stops_the_build(tiny: Tiny) -> None:
    tiny.consent = [COLUMNS, ["D001", "research", "", "", ""]]
    tiny.write()

    refused = tiny.typed("build", "--jobs", 1)

    assert refused.exit_code == 1
    assert "corpus/exemplars/wombats.md, quote 1" in refused.stderr


SCHOOL = ("R_9", "S01", "Teacher", "Choice boards and wombats in every room.", "Often")


@pytest.mark.parametrize("own", [[], ["Wexcombe Elementary School", "public", "", "", ""]], ids=["silent", "public"])
def test_a_school_goes_with_its_district(tiny: Tiny, own: list[str]) -> None:
    tiny.schools = [["S01", "Wexcombe Elementary School", "D001"]]
    tiny.surveys["spring"].append(SCHOOL)
    tiny.built()
    assert SCHOOL[3] in published(tiny.study)

    tiny.consent = [COLUMNS, *([own] if own else []), ["Alder Falls", "", "", YESTERDAY, ""]]
    tiny.built()

    without_a_trace(tiny)


def test_a_district_that_withdrew_is_not_named_any_more(tiny: Tiny) -> None:
    tiny.exemplars = {}
    tiny.surveys["spring"].append(("R_5", "D003", "Coach", "Birch Harbor lent us its stations.", "Often"))
    tiny.built()
    assert "Birch Harbor lent us its stations." in published(tiny.study)

    tiny.consent = [COLUMNS, ["D002", "", "", YESTERDAY, ""]]
    tiny.built()

    assert "[district] lent us its stations." in published(tiny.study)
    assert b"Birch" not in tiny.study.catalog_db.read_bytes()
    assert b"Birch" not in tiny.study.evidence_db.read_bytes()


def test_a_row_for_a_case_that_nothing_names_is_told(tiny: Tiny) -> None:
    tiny.consent = [COLUMNS, ["D01", "", "", YESTERDAY, ""]]

    assert tiny.built()["deidentify"]["rows of consent.csv that name no known case, and end nothing"] == 1


def test_the_catalog_after_a_withdrawal_is_that_of_a_study_without_the_consent(tiny: Tiny, tmp_path: Path) -> None:
    tiny.consent, tiny.exemplars = [COLUMNS, ["D001", "", "", YESTERDAY, ""]], {}
    tiny.built()

    new = Tiny(tmp_path / "new", tiny.cache, surveys=tiny.surveys, consent=tiny.consent)
    new.built()

    assert content(tiny.study) == content(new.study)


def test_an_answer_taken_back_leaves_no_trace_of_an_incremental_publication(tiny: Tiny) -> None:
    tiny.exemplars = {}
    tiny.surveys["spring"] = tiny.surveys["spring"][1:]

    tiny.built()

    without_a_trace(tiny)


@pytest.fixture
def on(tiny: Tiny) -> Callable[[date], None]:
    """The stages after reading, as they run on a day."""

    def run(today: date) -> None:
        study = tiny.write()
        manifest, codebook = load_manifest(study.manifest), load_codebook(study.taxonomy)
        consent, marks = load_consent(study.consent), load_marks(study.marks)
        with (
            contextlib.closing(open_database(study.private_db, "private")) as private,
            contextlib.closing(open_database(study.evidence_db, "evidence")) as evidence,
            Workers(1) as workers,
        ):
            inputs = deidentify.Inputs(manifest, consent, marks, study.build / "cache", today)
            deidentify.run(inputs, private, evidence, workers)
            review.run(study, codebook, evidence)
            publish.run(study, manifest, codebook, evidence, str(today), workers)

    return run


def test_a_withdrawal_announced_for_a_day_takes_place_on_it(tiny: Tiny, on: Callable[[date], None]) -> None:
    tiny.consent = [COLUMNS, ["D001", "", "", str(TODAY + timedelta(30)), ""]]
    tiny.built()
    assert OURS in published(tiny.study)

    on(TODAY + timedelta(29))
    assert OURS in published(tiny.study)

    on(TODAY + timedelta(30))

    without_a_trace(tiny)
    assert [name for name, _ in drafts(tiny)] == ["wombats"]


def test_consent_that_is_given_again_brings_words_and_exemplar_back(tiny: Tiny) -> None:
    before = content(tiny.study)
    tiny.consent = [COLUMNS, ["D001", "", "", YESTERDAY, ""]]
    tiny.built()

    tiny.consent = []
    did = tiny.built()

    assert {k: v for k, v in content(tiny.study).items() if k != "about"} == {
        k: v for k, v in before.items() if k != "about"
    }
    assert drafts(tiny) == []
    assert "ingest" not in did
    assert len(texts(tiny.study)) == len(column(tiny.study.private_db, "select id from responses"))
