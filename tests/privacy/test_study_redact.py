"""`catalog redact`: JSON lines in, the same lines without identifiers out, with the place of every finding."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.cli import main
from pipelines.privacy.lexicon import load
from tests.privacy.studies import WORDS, Tiny, texts

SECRET = "Zqxjkva Halloranova"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory, word_cache: Path) -> Tiny:
    """A built study that knows a speaker, a district that is not named and a mark."""
    load(word_cache)
    made = Tiny(tmp_path_factory.mktemp("redact"), word_cache)
    made.surveys = {"spring": [("R_1", "D003", "Teacher", "Mrs. Quintanilova says so.", "Often")]}
    made.talks = {"talk": [("Bex Aronowitz", WORDS)]}
    made.marks = [["mark", "phrase", "response", "note"], ["redact", "the goat farm", "", ""]]
    made.built()
    return made


def typed(tiny: Tiny, lines: str | bytes) -> Result:
    return CliRunner(catch_exceptions=False).invoke(main, ["redact", "--study", str(tiny.root)], input=lines)


def redacted(tiny: Tiny, *rows: Any) -> list[dict[str, Any]]:
    result = typed(tiny, "".join(json.dumps(row) + "\n" for row in rows))
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.split("\n") if line]


def test_names_of_the_study_get_the_pseudonyms_of_the_study(tiny: Tiny) -> None:
    said = "bex aronowitz met Mrs. Bex Aronowitz at the goat farm in Cedar Mills."
    [line] = redacted(tiny, {"id": "a", "text": said})

    assert line["text"] == "[Person 1] met [Person 1] at [redacted] in [district]."
    assert [said[f["start"] : f["end"]] for f in line["findings"]] == [
        "bex aronowitz",
        "Mrs. Bex Aronowitz",
        "the goat farm",
        "Cedar Mills",
    ]
    assert {f["kind"] for f in line["findings"]} == {"person", "marked", "district"}
    assert all(f["why"] and "aronowitz" not in f["why"].lower() for f in line["findings"])


def test_ids_come_back_as_they_were_in_order_and_nothing_is_stored(tiny: Tiny) -> None:
    before, ids = tiny.study.private_db.read_bytes(), [7, "7", None, "ünï", 0.5]

    lines = redacted(tiny, *({"id": key, "text": "Ms. Newcomerova", "more": 1} for key in ids))

    assert [line["id"] for line in lines] == ids
    assert all(set(line) == {"id", "text", "findings"} for line in lines)
    assert tiny.study.private_db.read_bytes() == before
    assert texts(tiny.study)[0] == "[Teacher 1] says so."


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", ""),
        (" \n\t", " \n\t"),
        ("👩‍🏫 Ms. Núñez 👩‍🏫", "👩‍🏫 [Teacher 2] 👩‍🏫"),
        (unicodedata.normalize("NFD", "é: Ms. Núñez, é"), unicodedata.normalize("NFD", "é: [Teacher 2], é")),
        ("Ms. Núñez\r\n\u2028and more", "[Teacher 2]\r\n\u2028and more"),
        ("half a pair \ud83d Ms. Núñez", "half a pair \ud83d [Teacher 2]"),
        ("[Student 4] and [e-mail] stay", "[Student 4] and [e-mail] stay"),
        ("nul \0 Ms. Núñez", "nul \0 [Teacher 2]"),
    ],
)
def test_offsets_are_those_of_the_text_as_given(tiny: Tiny, said: str, told: str) -> None:
    [line] = redacted(tiny, {"id": 1, "text": said})

    assert line["text"] == told
    assert all(said[f["start"] : f["end"]].startswith("Ms.") for f in line["findings"])


_PIECES = st.sampled_from(
    [
        *("Ms. Núñez", "bex aronowitz", "a@b.example", "508-555-0137", "Cedar Mills", "[Student 1]"),
        *("e\u0301", "👩‍🏫", " ", ". ", "\n"),
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(st.lists(_PIECES, max_size=8).map("".join), st.text(max_size=30)), min_size=1, max_size=6))
def test_twice_is_once_and_offsets_say_what_was_replaced(tiny: Tiny, said: list[str]) -> None:
    once = redacted(tiny, *({"id": n, "text": text} for n, text in enumerate(said)))

    for text, line in zip(said, once, strict=True):
        rest, at = [], 0
        for f in line["findings"]:
            assert at <= f["start"] < f["end"] <= len(text)
            rest.append(text[at : f["start"]])
            at = f["end"]
        left = line["text"]
        for part in [*rest, text[at:]]:
            assert part in left
            left = left[left.index(part) + len(part) :]
    again = redacted(tiny, *({"id": line["id"], "text": line["text"]} for line in once))
    assert [line["text"] for line in again] == [line["text"] for line in once]
    assert not any(line["findings"] for line in again)


@pytest.mark.parametrize(
    "line",
    [
        b"not json " + SECRET.encode(),
        b'{"id": 1, "text": "' + SECRET.encode(),
        b'{"id": 1, "words": "' + SECRET.encode() + b'"}',
        b'{"text": "' + SECRET.encode() + b'"}',
        b'["' + SECRET.encode() + b'"]',
        b'{"id": 1, "text": null}',
        b'{"id": 1, "text": "\xff' + SECRET.encode() + b'"}',
        b"[" * 100_000,
    ],
    ids=range(8),
)
def test_a_line_that_cannot_be_read_is_named_by_its_number_and_not_by_its_words(tiny: Tiny, line: bytes) -> None:
    result = typed(tiny, b'\n{"id": 1, "text": "Fine."}\n' + line + b"\n")

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: standard input:3: the line is not an object with id and text\n  Fix: ")
    assert SECRET.split()[0].lower() not in result.output.lower()


def test_thousands_of_lines_go_through_processes_in_order_and_alike(tiny: Tiny, tmp_path: Path) -> None:
    said = ["Ask bex aronowitz {}.", "Nothing here {}.", "Ms. Zettelbaumova said {}.", "Write to x{}@alder.example."]
    rows = [{"id": n, "text": said[n % 4].format(n)} for n in range(9000)]
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    with path.open("rb") as stream:
        ran = subprocess.run(
            [sys.executable, "-c", _MAIN, "redact", "--study", str(tiny.root), "--jobs", "2"],
            stdin=stream,
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "ascii"},
            cwd=tmp_path,
        )

    lines = [json.loads(line) for line in ran.stdout.decode("utf-8").splitlines()]
    assert [line["id"] for line in lines] == list(range(9000))
    assert lines[:400] == redacted(tiny, *rows[:400])
    assert {line["text"].split(" ")[0] for line in lines[2::4]} == {"[Teacher"}
    assert not any("aronowitz" in line["text"] or "@" in line["text"] for line in lines)
    assert list(tmp_path.iterdir()) == [path]


# Spawned workers import the main module: it must do nothing there.
_MAIN = "from pipelines.cli import main\nif __name__ == '__main__':\n    main()"


def test_outside_of_a_study_it_works_as_well_and_leaves_nothing(tmp_path: Path) -> None:
    result = CliRunner(catch_exceptions=False).invoke(
        main, ["redact", "--study", str(tmp_path)], input='{"id": 1, "text": "Ask Mrs. Delgado"}\n'
    )

    assert json.loads(result.stdout)["text"] == "Ask [Teacher 1]"
    assert list(tmp_path.iterdir()) == []
