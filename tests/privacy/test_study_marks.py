"""What staff mark is followed in the whole study, and undone with the line; what is risky waits for a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.store.connection import open_database
from pipelines.privacy.lexicon import load
from tests.contents import one, opened, whole
from tests.privacy.studies import WORDS, Tiny, column, published, texts

BARN = "Everyone learns at the goat farm on Fridays."
RISKY = "Our only librarian was arrested after the fire at Cutler Road School, and she was 61."


@pytest.fixture
def tiny(tmp_path: Path, word_cache: Path) -> Tiny:
    """A study with a place that only locals know, a program named like a person, and a risky answer; built."""
    load(word_cache)
    answers = [
        ("R_1", "D001", "Teacher", BARN, "Often"),
        ("R_2", "D003", "Teacher", "They choose a topic with Mrs. Quintanilla.", "Often"),
        ("R_3", "D001", "Principal", RISKY, "Never"),
        ("R_4", "D003", "Coach", WORDS, "Never"),
    ]
    talk = [("Dana", "We met at the Goat Farm too. Quintanilla is what we call the room.")]
    made = Tiny(tmp_path / "study", word_cache, surveys={"spring": answers}, talks={"talk": talk})
    made.built()
    return made


def risks(tiny: Tiny) -> dict[str, float]:
    with opened(tiny.study.evidence_db) as db:
        return dict(db.execute("select id, risk from responses where gone = 0").fetchall())


def build(tiny: Tiny) -> None:
    """Build what `catalog mark` wrote, without writing the study anew."""
    assert tiny.typed("build", "--jobs", 1).exit_code == 0


def test_building_again_changes_no_row_of_any_database(tiny: Tiny) -> None:
    before = whole(tiny.study)

    assert tiny.built() == {}
    assert whole(tiny.study) == before


def test_reading_everything_again_changes_no_text_and_no_pseudonym(tiny: Tiny) -> None:
    key = "select label from people order by position"
    before, people = texts(tiny.study), column(tiny.study.private_db, key)
    db = open_database(tiny.study.private_db, "private")
    db.execute("update responses set pending = 1")
    db.close()

    tiny.typed("deidentify", "--jobs", 1)

    assert texts(tiny.study) == before
    assert column(tiny.study.private_db, key) == people


def test_a_phrase_marked_redact_goes_everywhere_and_comes_back_with_the_line(tiny: Tiny) -> None:
    before = texts(tiny.study)

    assert tiny.typed("mark", "redact", "the goat farm", "--note", "one in the county").exit_code == 0
    build(tiny)

    assert "Everyone learns at [redacted] on Fridays." in texts(tiny.study)
    assert not any("goat farm" in text.lower() for text in [*texts(tiny.study), *published(tiny.study)])
    for path in (tiny.study.evidence_db, tiny.study.catalog_db):
        assert b"goat farm" not in path.read_bytes().lower(), path.name

    tiny.study.marks.unlink()
    build(tiny)

    assert texts(tiny.study) == before


def test_a_phrase_marked_fine_stays_everywhere_and_goes_again_with_the_line(tiny: Tiny) -> None:
    before = texts(tiny.study)
    assert not any("Quintanilla" in text for text in before)

    tiny.typed("mark", "fine", "Quintanilla")
    build(tiny)

    # A title says that someone is meant, but the name is no secret any more.
    assert "We met at the Goat Farm too. Quintanilla is what we call the room." in texts(tiny.study)
    assert any("Quintanilla is what" in text for text in published(tiny.study))

    tiny.study.marks.unlink()
    build(tiny)

    assert texts(tiny.study) == before


def test_a_phrase_marked_fine_that_holds_a_name_does_not_stop_the_publication(tiny: Tiny) -> None:
    tiny.surveys["spring"].append(("R_9", "D003", "Coach", "We meet in Quintanilla Hall.", "Never"))
    tiny.marks = [["mark", "phrase", "response", "note"], ["fine", "Quintanilla Hall", "", "a building"]]

    tiny.built()

    assert "We meet in Quintanilla Hall." in published(tiny.study)
    assert "They choose a topic with [Teacher 1]." in published(tiny.study)


def test_a_risky_response_is_held_back_counted_and_listed(tiny: Tiny) -> None:
    [risky] = [key for key, risk in risks(tiny).items() if risk >= 0.6]

    listed = tiny.typed("check", "--privacy").stdout

    assert not any("librarian" in text for text in published(tiny.study))
    assert one(tiny.study, "select value from about where name = 'excerpts_withheld'") == "1"
    assert "held back: response " + risky in listed
    assert "librarian" not in listed
    assert "responses at high risk of giving someone away: 1" in tiny.typed("status").stdout


def test_a_response_found_fine_is_published_and_held_back_again_with_the_line(tiny: Tiny) -> None:
    [risky] = [key for key, risk in risks(tiny).items() if risk >= 0.6]

    assert tiny.typed("mark", "fine", "--response", risky).exit_code == 0
    build(tiny)

    assert any("librarian" in text for text in published(tiny.study))
    assert one(tiny.study, "select value from about where name = 'excerpts_withheld'") == "0"
    assert risky not in tiny.typed("check", "--privacy").stdout

    tiny.study.marks.unlink()
    build(tiny)

    assert not any("librarian" in text for text in published(tiny.study))
    assert b"librarian" not in tiny.study.catalog_db.read_bytes()


def test_a_mark_is_added_to_a_file_that_was_edited_by_hand(tiny: Tiny) -> None:
    tiny.study.marks.write_text("mark,phrase,response,note\nredact,the room,,", encoding="utf-8")

    tiny.typed("mark", "redact", "the goat farm")

    assert tiny.typed("check").exit_code == 0
    build(tiny)
    assert "[redacted]" in texts(tiny.study)[0]


@pytest.mark.parametrize("words", [("redact",), ("fine", "a", "--response", "b"), ("redact", "--response", "b")])
def test_a_mark_of_not_one_thing_is_refused(tiny: Tiny, words: tuple[str, ...]) -> None:
    assert tiny.typed("mark", *words).exit_code == 1
    assert not tiny.study.marks.exists()
