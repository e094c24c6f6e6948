"""An exemplar rests on words that exist, read as quoted and may be public, or the build says so and stops."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines import build
from pipelines.cli import main
from tests.contents import content, excerpt_ids, from_nothing, one, rows, words_of
from tests.small_study import SmallStudy, exemplar

ROTATE = "They rotate between the stations. It is loud, and it works."
CHOICE = "Students choose a topic each month."


@pytest.fixture
def small(tmp_path: Path) -> SmallStudy:
    """The small study, built once."""
    found = SmallStudy(tmp_path / "study")
    build.run(found.write(), jobs=1)
    return found


def built(small: SmallStudy) -> Result:
    """What `catalog build` says."""
    small.write()
    return CliRunner().invoke(main, ["build", "--jobs", "1", "--study", str(small.root)])


def refused(small: SmallStudy, *said: str) -> None:
    """The build ends with 1 and an error that says all of this, and a way out."""
    before = small.study.catalog_db.read_bytes()

    result = built(small)

    assert result.exit_code == 1, result.output
    assert all(part in result.stderr for part in (*said, "Error: ", "\n  Fix: ")), result.stderr
    assert small.study.catalog_db.read_bytes() == before


def test_an_excerpt_that_does_not_exist(small: SmallStudy) -> None:
    small.exemplars["rotate"] = exemplar([("0123456789abcdef", "They rotate between the stations.")])

    near = excerpt_ids(small.study)[ROTATE]
    refused(
        small,
        "corpus/exemplars/rotate.md, quote 1",
        "excerpt 0123456789abcdef does not exist",
        f"the nearest match is excerpt {near}",
    )


def test_an_excerpt_that_no_longer_reads_as_quoted(small: SmallStudy) -> None:
    key = excerpt_ids(small.study)[CHOICE]
    small.exemplars["choice"] = exemplar([(key, CHOICE)])
    assert built(small).exit_code == 0
    small.survey[1][3] = "Students choose one topic a week."

    refused(small, "corpus/exemplars/choice.md, quote 1", f"excerpt {key} no longer reads as quoted")


def test_a_coding_of_an_excerpt_that_does_not_exist_and_that_nothing_is_like(small: SmallStudy) -> None:
    small.codings["ana"] = [("0123456789abcdef", "Zqxjkv zqxjkv.", "student-choice")]

    refused(small, "corpus/codings/ana.csv:2", "excerpt 0123456789abcdef does not exist")


def test_an_excerpt_whose_source_left(small: SmallStudy) -> None:
    key = excerpt_ids(small.study)[ROTATE]
    small.exemplars["rotate"] = exemplar([(key, ROTATE)])
    assert built(small).exit_code == 0
    small.absent = {"talk"}

    refused(small, "corpus/exemplars/rotate.md, quote 1", f"excerpt {key} does not exist")


@pytest.mark.parametrize("consent", ["internal", "research"])
def test_an_excerpt_that_consent_does_not_cover(small: SmallStudy, consent: str) -> None:
    key = excerpt_ids(small.study)[ROTATE]
    small.exemplars["rotate"] = exemplar([(excerpt_ids(small.study)[CHOICE], CHOICE), (key, ROTATE)])
    small.consent["talk"] = consent

    refused(small, "corpus/exemplars/rotate.md, quote 2", f"excerpt {key} may not be public", consent)


def test_all_citations_that_are_wrong_are_told_together(small: SmallStudy) -> None:
    small.exemplars["one"] = exemplar([("0123456789abcdef", "words"), ("0123456789abcde0", "more words")])
    small.exemplars["two"] = exemplar([("0123456789abcdef", "words")])
    small.codings["ana"] = [("0123456789abcdef", "Zqxjkv.", "")]

    refused(small, "one.md, quote 1", "one.md, quote 2", "two.md, quote 1", "ana.csv:2")


def test_the_author_cannot_clear(small: SmallStudy) -> None:
    key = excerpt_ids(small.study)[ROTATE]
    small.exemplars["rotate"] = exemplar([(key, ROTATE)], cleared_by="Ana ")

    refused(small, "corpus/exemplars/rotate.md:8", "the author cleared the exemplar", "have a second person clear it")


def test_nobody_cleared(small: SmallStudy) -> None:
    key = excerpt_ids(small.study)[ROTATE]
    small.exemplars["rotate"] = exemplar([(key, ROTATE)], cleared_by=None)

    refused(small, "corpus/exemplars/rotate.md:6", "nobody cleared the exemplar")


def test_a_number_in_brackets_without_a_quote(small: SmallStudy) -> None:
    key = excerpt_ids(small.study)[ROTATE]
    small.exemplars["rotate"] = exemplar([(key, ROTATE)], students_do=["Move. [1]", "Choose. [9]"])

    refused(small, "corpus/exemplars/rotate.md:", "[9] cites a quote that is not listed")


def test_a_code_that_the_codebook_has_not(small: SmallStudy) -> None:
    key = excerpt_ids(small.study)[ROTATE]
    small.exemplars["rotate"] = exemplar([(key, ROTATE)], codes=["station-rotatoin"])

    refused(small, 'the code "station-rotatoin" is not in the codebook')


@pytest.mark.parametrize("state", ["draft", "in review", "cleared"])
def test_an_exemplar_is_published_only_in_the_state_published(small: SmallStudy, state: str) -> None:
    key = excerpt_ids(small.study)[ROTATE]
    small.exemplars["rotate"] = exemplar([(key, ROTATE)], state=state)

    assert built(small).exit_code == 0
    assert rows(small.study, "select * from exemplars") == []


def test_a_withdrawn_exemplar_leaves_a_stone_without_body_or_quotes(small: SmallStudy) -> None:
    key = excerpt_ids(small.study)[ROTATE]
    body, more = "A zqxjkv body. [1]", {"students_do": ["Do the zqxjkv thing."], "withdrawn_because": "They asked."}
    small.exemplars["rotate"] = exemplar([(key, ROTATE)], body=body, **more)
    assert built(small).exit_code == 0
    assert "zqxjkv" in words_of(small.study.catalog_db)
    small.exemplars["rotate"] = exemplar([(key, ROTATE)], body=body, state="withdrawn", **more)

    assert built(small).exit_code == 0

    assert rows(small.study, "select id, state, body_html, body_text, markdown from exemplars") == [
        ("rotate", "withdrawn", "", "", "")
    ]
    assert one(small.study, "select fields from exemplars") == '{"withdrawn_because": "They asked."}'
    assert rows(small.study, "select * from citations") == []
    assert b"zqxjkv" not in small.study.catalog_db.read_bytes()


def test_an_exemplar_can_be_withdrawn_together_with_the_words_it_rests_on(small: SmallStudy, tmp_path: Path) -> None:
    key = excerpt_ids(small.study)[ROTATE]
    small.exemplars["rotate"] = exemplar([(key, ROTATE)], state="withdrawn")
    small.absent = {"talk"}

    assert built(small).exit_code == 0, built(small).output
    assert one(small.study, "select state from exemplars") == "withdrawn"
    assert content(small.study) == content(from_nothing(small, tmp_path / "new"))


@pytest.mark.parametrize("consent", ["internal", "research"])
def test_nothing_without_public_consent_is_in_any_cell_of_the_catalog(tmp_path: Path, consent: str) -> None:
    small = SmallStudy(tmp_path, consent={"form": consent, "talk": consent})
    small.form = [["D001", "Our zqxform has no time.", "Zqxchoice, Time"], ["D002", "None zqxform.", "Zqxother"]]
    small.talk = [("Moderator", "What does the zqxprompt look like today?"), ("Zqxname", "A zqxturn of stations.")]

    assert built(small).exit_code == 0

    said = words_of(small.study.catalog_db).casefold()
    assert "chromebook" in said  # the words of the other files are there
    assert "zqx" not in said
    assert b"zqx" not in small.study.catalog_db.read_bytes().lower()


def test_consent_that_is_taken_back_takes_the_words_out_of_the_catalog_file(small: SmallStudy) -> None:
    small.talk.append(("Dana", "And the zqxjkv stations."))
    assert built(small).exit_code == 0
    assert b"zqxjkv" in small.study.catalog_db.read_bytes()
    small.consent["talk"] = "research"

    assert built(small).exit_code == 0

    assert b"zqxjkv" not in small.study.catalog_db.read_bytes()
