"""catalog add: it shows what it understood, and adds all files or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.manifest import load_manifest
from tests.cli.conftest import Cli, answer
from tests.small_study import LONG_ANSWER, SmallStudy, save_csv, save_vtt

ROWS = [
    ["ResponseId", "IPAddress", "District", "What does personalized learning look like?", "How often do you confer?"],
    ["R_1", "10.0.0.1", "D001", LONG_ANSWER, "Often"],
    ["R_2", "10.0.0.2", "D002", "Students choose a topic each month.", "Never"],
    ["R_3", "10.0.0.3", "D003", "We tried it last year, and then we stopped.", "Sometimes"],
    ["R_4", "10.0.0.4", "D001", "Nothing that I would call by that name yet.", "Often"],
    ["R_5", "10.0.0.5", "D002", "My class keeps a playlist of tasks for the week.", "Never"],
]
TALK = [
    ("Moderator", "How do your students work? Could you tell us more?"),
    ("Dana", "They rotate between the stations."),
    ("Moderator", "And what gets in the way?"),
    ("Lee", "Mine choose a topic and read on a Chromebook, all of them, for most of the day."),
]
KEYS = {
    *("path", "kind", "layout", "rows", "open_questions", "closed_questions", "ignored_columns", "turns"),
    *("speakers", "warnings"),
}


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """Files as they were delivered."""
    folder = tmp_path / "Downloads"
    folder.mkdir()
    save_csv(folder / "Spring Survey.csv", ROWS)
    save_vtt(folder / "talk two.vtt", TALK)
    (folder / "empty.csv").touch()
    return folder


def test_a_survey_is_shown_as_it_was_understood(cli: Cli, downloads: Path) -> None:
    (found,) = answer(cli("add", downloads / "Spring Survey.csv", "--json"))

    assert found.keys() >= KEYS
    assert (found["kind"], found["rows"], found["turns"]) == ("survey", 5, 0)
    assert [q["wording"] for q in found["open_questions"]] == [ROWS[0][3]]
    assert [(q["wording"], q["scale"]) for q in found["closed_questions"]] == [
        (ROWS[0][4], ["Never", "Sometimes", "Often"])
    ]
    assert [c["column"] for c in found["ignored_columns"]] == ["IPAddress"]
    assert all(c["why"] for c in found["ignored_columns"])


def test_a_transcript_is_shown_with_its_turns_and_speakers(cli: Cli, downloads: Path) -> None:
    (found,) = answer(cli("add", downloads / "talk two.vtt", "--json"))

    assert found.keys() >= KEYS
    assert (found["kind"], found["turns"], found["rows"]) == ("transcript", 4, 0)
    assert found["speakers"] == ["Moderator", "Dana", "Lee"]
    assert found["moderators"] == ["Moderator"]


def test_what_was_added_is_copied_to_the_corpus_written_to_the_manifest_and_built(
    cli: Cli, downloads: Path, small: SmallStudy
) -> None:
    before = small.study.manifest.read_text(encoding="utf-8")

    result = cli("add", downloads / "Spring Survey.csv", downloads / "talk two.vtt", "--consent", "research")

    assert result.exit_code == 0, result.output
    assert (small.study.corpus / "surveys" / "Spring Survey.csv").read_bytes() == (
        downloads / "Spring Survey.csv"
    ).read_bytes()
    assert small.study.manifest.read_text(encoding="utf-8").startswith(before.rstrip())
    added = load_manifest(small.study.manifest).sources[-2:]
    assert [(e.id, e.kind, e.consent) for e in added] == [
        ("spring-survey", "survey", "research"),
        ("talk-two", "transcript", "research"),
    ]
    assert cli("build", "--jobs", 1).exit_code == 0


def test_a_dry_run_writes_nothing(cli: Cli, downloads: Path, small: SmallStudy) -> None:
    before = snapshot(small.root)

    assert "Nothing was written." in cli("add", downloads / "talk two.vtt", "--dry-run").stdout
    assert snapshot(small.root) == before


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_where_one_of_several_files_is_bad_none_is_added_and_all_bad_ones_are_told(
    cli: Cli, downloads: Path, small: SmallStudy
) -> None:
    before = snapshot(small.root)

    result = cli("add", downloads / "Spring Survey.csv", downloads / "empty.csv", downloads / "nowhere.vtt")

    assert result.exit_code == 1
    assert "empty.csv: the file is empty" in result.stderr
    assert "nowhere.vtt: there is no such file" in result.stderr
    assert result.stderr.count("Fix: ") == 2
    assert snapshot(small.root) == before


def test_a_file_that_is_in_the_manifest_already_is_refused(cli: Cli, downloads: Path, small: SmallStudy) -> None:
    assert cli("add", downloads / "talk two.vtt").exit_code == 0
    before = snapshot(small.root)

    result = cli("add", downloads / "talk two.vtt")

    assert result.exit_code == 1
    assert "is in the manifest already" in result.stderr
    assert snapshot(small.root) == before


def test_another_file_of_the_same_name_does_not_overwrite_the_first(
    cli: Cli, downloads: Path, small: SmallStudy
) -> None:
    (small.study.corpus / "focus_groups").mkdir()
    (small.study.corpus / "focus_groups" / "talk two.vtt").write_text("WEBVTT\n\nanother\n", encoding="utf-8")
    before = snapshot(small.root)

    result = cli("add", downloads / "talk two.vtt")

    assert result.exit_code == 1
    assert "another file stands at corpus/focus_groups/talk two.vtt" in result.stderr
    assert snapshot(small.root) == before


def test_an_id_that_is_taken_is_refused(cli: Cli, downloads: Path, small: SmallStudy) -> None:
    before = snapshot(small.root)

    result = cli("add", downloads / "talk two.vtt", "--id", "talk")

    assert result.exit_code == 1
    assert 'there is a source "talk" already' in result.stderr
    assert snapshot(small.root) == before


def test_one_id_for_several_files_is_refused(cli: Cli, downloads: Path, small: SmallStudy) -> None:
    before = snapshot(small.root)

    result = cli("add", downloads / "talk two.vtt", downloads / "Spring Survey.csv", "--id", "both")

    assert result.exit_code in (1, 2)
    assert snapshot(small.root) == before


def test_two_files_of_one_name_get_ids_of_their_own(cli: Cli, downloads: Path, small: SmallStudy) -> None:
    save_vtt(downloads / "talk-two.srt.vtt", TALK)
    (downloads / "talk-two.vtt").write_bytes((downloads / "talk two.vtt").read_bytes())

    assert cli("add", downloads / "talk two.vtt", downloads / "talk-two.vtt").exit_code == 0

    assert [e.id for e in load_manifest(small.study.manifest).sources[-2:]] == ["talk-two", "talk-two-2"]


def test_a_file_that_stands_in_the_corpus_already_stays_where_it_is(
    cli: Cli, downloads: Path, small: SmallStudy
) -> None:
    place = small.study.corpus / "my own folder" / "talk.vtt"
    place.parent.mkdir()
    place.write_bytes((downloads / "talk two.vtt").read_bytes())

    assert cli("add", place).exit_code == 0

    assert load_manifest(small.study.manifest).sources[-1].path == "my own folder/talk.vtt"
