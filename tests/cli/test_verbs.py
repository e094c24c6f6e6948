"""The verbs besides add: init, build, try, status, check, and what every one of them owes its caller."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.codebook import load_codebook
from catalog.manifest import load_manifest
from catalog.study import Study
from pipelines.cli.main import VERBS
from tests.cli.conftest import Cli, answer, typed
from tests.cli.test_add import TALK, snapshot
from tests.small_study import SmallStudy, save_vtt


def test_init_makes_a_study_that_passes_its_check_and_can_be_added_to_and_built(tmp_path: Path) -> None:
    folder = tmp_path / "our study"

    assert typed("init", folder, "--title", 'What works: "Spring" #2').exit_code == 0

    assert typed("check", "--study", folder).stdout == "No problem found.\n"
    assert load_manifest(Study(folder).manifest).title == 'What works: "Spring" #2'
    assert len(load_codebook(Study(folder).taxonomy).codes) == 61
    assert typed("build", "--study", folder, "--jobs", 1).exit_code == 0
    save_vtt(tmp_path / "talk.vtt", TALK)
    assert typed("add", tmp_path / "talk.vtt", "--study", folder).exit_code == 0
    assert answer(typed("build", "--study", folder, "--jobs", 1, "--json"))["stages"]["publish"]["excerpts"] == 2


def test_init_prints_and_writes_the_consent_it_was_given(tmp_path: Path) -> None:
    assert typed("init", tmp_path / "study", "--consent", "internal").exit_code == 0

    assert load_manifest(Study(tmp_path / "study").manifest).consent == "internal"


@pytest.mark.parametrize("what", ["a file in it", "is a file"])
def test_init_refuses_a_folder_that_is_not_empty(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "study"
    if what == "is a file":
        folder.write_text("words", encoding="utf-8")
    else:
        folder.mkdir()
        (folder / "notes.txt").write_text("words", encoding="utf-8")
    before = snapshot(tmp_path)

    result = typed("init", folder)

    assert result.exit_code == 1
    assert "the folder is not empty" in result.stderr
    assert snapshot(tmp_path) == before


def test_init_takes_a_folder_that_is_there_and_empty(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()

    assert typed("init", tmp_path / "study").exit_code == 0


@pytest.mark.parametrize("verb", [v for v in VERBS if v not in ("init", "redact")])
def test_outside_a_study_every_verb_says_what_is_missing(tmp_path: Path, verb: str) -> None:
    (tmp_path / "file.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    words = {"add": [tmp_path / "file.csv"], "staff": ["list"], "try": ["words"]}

    result = typed(verb, *words.get(verb, []), "--study", tmp_path)

    assert result.exit_code == 1
    assert "this is not a study" in result.stderr
    assert "Fix: run `catalog init DIR` to make one" in result.stderr


@pytest.mark.parametrize(
    "words", [["bild"], ["build", "--jsn"], ["add"], ["try"], ["build", "--jobs", "many"], ["serve", "--port", "-1"]]
)
def test_misuse_ends_with_2_and_shows_the_usage(words: list[str]) -> None:
    result = typed(*words)

    assert result.exit_code == 2
    assert "Usage: " in result.stderr
    assert result.stdout == ""


def test_build_says_what_each_stage_did_and_then_that_nothing_changed(cli: Cli) -> None:
    first, second = cli("build", "--jobs", 1), cli("build", "--jobs", 1)

    assert [line.split()[0] for line in first.stdout.splitlines()[:6]] == [
        *("ingest", "deidentify", "segment", "tag", "review", "publish")
    ]
    assert second.stdout == "Nothing has changed since the last run.\n"
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stderr == second.stderr == ""


def test_build_tells_the_same_in_json(cli: Cli) -> None:
    found = answer(cli("build", "--jobs", 1, "--json"))

    assert found.keys() == {"stages", "seconds"}
    assert found["stages"]["publish"] == {"excerpts": 10}
    assert answer(cli("build", "--jobs", 1, "--json"))["stages"] == {}


def test_try_gives_code_stance_probability_and_because(cli: Cli) -> None:
    text = "Kids rotate between stations. Next year we plan to buy Chromebooks."

    found = answer(cli("try", text, "--json"))

    assert all(f.keys() >= {"code", "stance", "probability", "because"} for f in found)
    assert [(f["code"], f["stance"], f["probability"]) for f in found] == [
        ("station-rotation", "current", None),
        ("devices", "planned", None),
    ]
    assert all(text[b["start"] : b["end"]] == b["text"] for f in found for b in f["because"])


def test_try_says_so_where_it_finds_no_code_and_stores_nothing(cli: Cli, small: SmallStudy) -> None:
    result = cli("try", "Lunch is at noon.")

    assert result.exit_code == 0
    assert result.stdout.startswith("No code.")
    assert answer(cli("try", "Lunch is at noon.", "--json")) == []
    assert not small.study.build.exists()


def test_status_before_the_first_build(cli: Cli, small: SmallStudy) -> None:
    assert answer(cli("status", "--json"))["built"] is False
    assert "catalog build" in cli("status").stdout
    assert not small.study.build.exists()


def test_status_tells_what_is_held_what_waits_and_what_ran(cli: Cli) -> None:
    cli("build", "--jobs", 1)

    found = answer(cli("status", "--json"))

    assert found["built"] is True
    assert found["holds"]["excerpts"] == 10
    assert found["holds"]["sources"] == 5
    assert found["consent"]["talk"] == "public"
    assert found["waits"] == {"excerpts no person has read": 10, "excerpts of the random sample no person has read": 1}
    assert [run["stage"] for run in found["runs"]][:2] == ["publish", "review"]
    assert "holds    excerpts: 10" in cli("status").stdout


def test_check_passes_over_nothing_and_tells_everything_in_json(cli: Cli, small: SmallStudy) -> None:
    assert cli("check").stdout == "No problem found.\n"
    small.codes[0]["parent"] = "nowhere"
    small.write()
    (small.study.corpus / "talk.vtt").write_bytes(b"%PDF-1.7\n")
    (small.study.exemplars / "one.md").write_text("no front matter\n", encoding="utf-8")

    result = cli("check", "--json")

    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert all(problem.keys() == {"where", "what", "fix"} for problem in found)
    assert {problem["where"].partition(":")[0] for problem in found} >= {"taxonomy.yaml", "talk.vtt"}


def test_serve_without_a_catalog_says_what_to_do(cli: Cli) -> None:
    result = cli("serve")

    assert result.exit_code == 1
    assert "run `catalog build` first" in result.stderr
