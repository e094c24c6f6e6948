"""A build does what is new and nothing else, and ends where a build from nothing would."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.study import Study
from pipelines import build
from tests.contents import content, excerpt_ids, from_nothing, labels_that_two_share, one, soundness, whole, words_of
from tests.small_study import LONG_ANSWER, SmallStudy
from tests.strategies import Edit, edits


@pytest.fixture
def small(tmp_path: Path) -> SmallStudy:
    """The small study, built once."""
    found = SmallStudy(tmp_path / "grown")
    build.run(found.write(), jobs=1)
    return found


def rebuilt(small: SmallStudy) -> dict[str, dict[str, int]]:
    """Build what has changed; what each stage did."""
    return build.run(small.write(), jobs=1).stages


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(edits(), min_size=1, max_size=6))
def test_whatever_happened_to_the_corpus_the_catalog_is_that_of_a_build_from_nothing(changes: list[Edit]) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        small = SmallStudy(Path(folder, "grown"))
        build.run(small.write(), jobs=1)

        for change in changes:
            change(small)
            build.run(small.write(), jobs=1)

        assert content(small.study) == content(from_nothing(small, Path(folder, "new")))
        assert labels_that_two_share(small.study) == []
        assert soundness(small.study.catalog_db) == []


def test_building_twice_changes_no_row_and_reports_nothing(small: SmallStudy) -> None:
    before = whole(small.study)

    assert rebuilt(small) == {}
    assert whole(small.study) == before


@pytest.mark.parametrize("stage", build.STAGES)
def test_a_single_stage_with_nothing_to_do_changes_no_row(small: SmallStudy, stage: str) -> None:
    before = whole(small.study)

    assert build.run(small.study, stage, jobs=1).stages == {}
    assert whole(small.study) == before


def test_stage_by_stage_is_the_same_as_all_at_once(small: SmallStudy, tmp_path: Path) -> None:
    apart = Study(shutil.copytree(small.root, tmp_path / "apart", ignore=shutil.ignore_patterns("build")))

    for stage in build.STAGES:
        build.run(apart, stage, jobs=1)

    assert content(apart) == content(small.study)


def test_two_builds_of_the_same_files_give_the_same_catalog_byte_for_byte(small: SmallStudy, tmp_path: Path) -> None:
    again = from_nothing(small, tmp_path / "again")

    assert again.catalog_db.read_bytes() == small.study.catalog_db.read_bytes()


def test_a_row_added_at_the_end_costs_one_response_and_one_excerpt(small: SmallStudy) -> None:
    small.survey.append(["R_9", "D003", "Coach", "We rotate between two stations.", "Often"])

    done = rebuilt(small)

    assert done["ingest"]["responses"] == done["deidentify"]["responses"] == 1
    assert done["segment"] == {"excerpts": 1}
    assert done["tag"] == {"excerpts read": 1, "codings": 1}
    assert done["publish"]["excerpts"] == 1


def test_a_row_put_in_at_the_top_renames_nobody_and_codes_nothing_again(small: SmallStudy) -> None:
    before = excerpt_ids(small.study)
    small.survey.insert(0, ["R_9", "D003", "Coach", "We rotate between two stations.", "Often"])

    done = rebuilt(small)

    assert done["tag"]["excerpts read"] == 1
    assert before.items() <= excerpt_ids(small.study).items()
    assert one(small.study, "select speaker from excerpts where text like 'We rotate between%'") == "Respondent 5"
    assert one(small.study, "select place from excerpts where text like 'Students choose%'").startswith("row 4,")


def test_an_edited_cell_costs_one_response_and_keeps_the_ids_of_its_excerpts(small: SmallStudy) -> None:
    before = excerpt_ids(small.study)
    small.survey[1][3] = "Students choose one topic a week."

    done = rebuilt(small)

    assert done["deidentify"]["responses"] == 1
    assert done["tag"]["excerpts read"] == 1
    after = excerpt_ids(small.study)
    assert after["Students choose one topic a week."] == before["Students choose a topic each month."]


def test_a_longer_answer_keeps_the_ids_of_its_first_excerpts(small: SmallStudy) -> None:
    before = excerpt_ids(small.study)
    small.survey[0][3] = LONG_ANSWER + " " + LONG_ANSWER

    rebuilt(small)

    after = set(excerpt_ids(small.study).values())
    assert {key for text, key in before.items() if text in LONG_ANSWER} <= after
    assert len(after) > len(before)


def test_a_shorter_answer_loses_its_last_excerpts(small: SmallStudy) -> None:
    small.survey[0][3] = "We rotate through four stations every morning."

    rebuilt(small)

    assert one(small.study, "select count(*) from excerpts where place = 'row 2, column What works'") == 1


def test_a_row_taken_out_takes_its_words_out_of_the_catalog_file(small: SmallStudy) -> None:
    small.survey.append(["R_9", "D003", "Coach", "Our zqxjkv program rotates between stations.", "Often"])
    rebuilt(small)
    assert "zqxjkv" in words_of(small.study.catalog_db)
    small.survey.pop()

    done = rebuilt(small)

    assert done["deidentify"]["responses gone"] == 1
    assert "zqxjkv" not in words_of(small.study.catalog_db)
    assert b"zqxjkv" not in small.study.catalog_db.read_bytes()


def test_words_that_were_corrected_are_not_left_in_the_catalog_file(small: SmallStudy) -> None:
    small.survey[1][3] = "Students of our zqxjkv program choose a topic."
    rebuilt(small)
    small.survey[1][3] = "Students of our program choose a topic."

    rebuilt(small)

    assert b"zqxjkv" not in small.study.catalog_db.read_bytes()


def test_a_source_taken_out_of_the_manifest_leaves_the_catalog_and_comes_back_the_same(small: SmallStudy) -> None:
    before = content(small.study)
    small.absent = {"talk"}
    rebuilt(small)
    assert one(small.study, "select count(*) from excerpts where source_id = 'talk'") == 0
    assert one(small.study, "select count(*) from questions where source_id = 'talk'") == 0

    small.absent = set()
    rebuilt(small)

    assert content(small.study) == before


def test_a_new_cue_has_only_the_excerpts_it_finds_coded_again(small: SmallStudy) -> None:
    small.codes[4]["cues"] = {"strong": ["it work*"]}

    done = rebuilt(small)

    assert done["tag"] == {"excerpts coded anew": 1}
    assert one(small.study, "select excerpts from codes where id = 'mastery'") == 1


def test_another_wording_of_the_question_has_its_answers_coded_again(small: SmallStudy) -> None:
    small.wording = "What would you like to do next year?"

    done = rebuilt(small)

    assert done["tag"]["excerpts read"] == 4
    assert one(small.study, "select wording from questions where name = 'Q1'") == small.wording


def test_a_role_that_was_corrected_is_the_one_published(small: SmallStudy) -> None:
    small.survey[1][2] = "Librarian"

    rebuilt(small)

    assert one(small.study, "select role from excerpts where text like 'Students choose%'") == "Librarian"


def test_a_role_that_turns_out_to_name_a_district_is_hidden_wherever_it_stands(
    small: SmallStudy, tmp_path: Path
) -> None:
    small.survey[0][1] = "Principal"

    rebuilt(small)

    assert content(small.study) == content(from_nothing(small, tmp_path / "new"))


def test_a_speaker_found_to_moderate_is_quoted_no_longer(small: SmallStudy) -> None:
    small.notes += [("Interviewer", "And what else is there?"), ("Kim", "What else would you like to see?")]
    rebuilt(small)
    said = "select count(*) from excerpts where source_id = 'notes'"
    assert one(small.study, said) == 2
    manifest = small.study.manifest
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace("  - Interviewer", "  - Interviewer\n  - Kim"), "utf-8"
    )

    build.run(small.study, jobs=1)

    assert one(small.study, said) == 0


def test_districts_that_come_after_the_answers_are_joined_to_them(tmp_path: Path) -> None:
    small = SmallStudy(tmp_path, absent={"districts"})
    build.run(small.write(), jobs=1)
    kind = "select district_kind from excerpts where text like 'Students choose%'"
    assert one(small.study, kind) is None
    small.absent = set()

    rebuilt(small)

    assert one(small.study, kind) == "urban"
    assert one(small.study, "select count(*) from cases") == 3


def test_a_question_taken_out_of_the_manifest_leaves_the_catalog(small: SmallStudy) -> None:
    manifest = small.study.manifest
    text = manifest.read_text(encoding="utf-8")
    start, end = text.index("  - name: Barriers\n"), text.index("- id: talk")
    manifest.write_text(text[:start] + text[end:], encoding="utf-8")

    build.run(small.study, jobs=1)

    assert one(small.study, "select count(*) from questions where name = 'Barriers'") == 0


def test_evidence_lost_with_its_private_side_intact_is_made_again(small: SmallStudy) -> None:
    before = content(small.study)
    for path in small.study.build.glob("evidence.db*"):
        path.unlink()

    build.run(small.study, jobs=1)

    assert content(small.study) == before


def test_a_catalog_that_was_deleted_is_made_again(small: SmallStudy) -> None:
    before = small.study.catalog_db.read_bytes()
    small.study.catalog_db.unlink()

    build.run(small.study, jobs=1)

    assert small.study.catalog_db.read_bytes() == before
