"""Reading taxonomy.yaml: what a codebook holds, and every problem told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.codebook import Codebook, load_codebook, parse_codebook
from catalog.errors import CodebookError

MINIMAL = """
codes:
- {id: choice, label: Choice, definition: Students choose.}
"""

FULL = """
codebook: {id: study, title: Study, version: 1.2.0, notes: [{version: 1.2.0, date: 2026-11-22, note: New}]}
dimensions:
- {id: practice, label: Practice, question: What is done?}
elements:
- {id: tech, label: Technology, definition: Means}
codes:
- id: blended
  label: Blended learning
  dimension: practice
  definition: Part online.
- id: stations
  label: Station rotation
  dimension: practice
  parent: blended
  definition: Groups move between stations.
  use_when: [Kids rotate.]
  examples:
  - text: We will rotate next year.
    stance: planned
    also: [blended]
  - Kids rotate.
  near_misses:
  - {text: The fire station came by., instead: [], why: Another station.}
  cues:
    strong: ["station rotation", "rotat* ~4 station"]
    weak: [station]
    block: ["fire station"]
  related: [old-code]
  elements: [tech]
  mappings: {canopy: [{tag: station_rotation, match: exactMatch}]}
- id: old-code
  label: Centers
  dimension: practice
  definition: What it was called.
""".replace("related: [old-code]", "related: [blended]")


def problems(text: str) -> list[str]:
    with pytest.raises(CodebookError) as caught:
        parse_codebook(text)
    return [str(problem) for problem in caught.value.problems]


def test_id_label_and_definition_are_enough() -> None:
    codebook = parse_codebook(MINIMAL)

    assert [code.id for code in codebook.codes] == ["choice"]
    assert codebook.codes[0].dimension == codebook.dimensions[0].id == "codes"
    assert codebook.version == "0.0.0"


def test_everything_in_the_file_is_in_the_records() -> None:
    code = parse_codebook(FULL).by_id["stations"]

    assert code.parent == "blended"
    assert [(e.text, e.stance, e.also) for e in code.examples] == [
        ("We will rotate next year.", "planned", ("blended",)),
        ("Kids rotate.", "current", ()),
    ]
    assert code.near_misses[0].why == "Another station."
    assert [p.source for p in code.cues.strong] == ["station rotation", "rotat* ~4 station"]
    assert code.mappings["canopy"][0]["tag"] == "station_rotation"
    assert parse_codebook(FULL).ancestors("stations") == ("blended",)
    assert [c.id for c in parse_codebook(FULL).children("blended")] == ["stations"]


def test_a_retired_code_stays_in_the_codebook_and_is_not_given() -> None:
    retired = FULL + "  retired: {version: 1.1.0, replaced_by: [stations], note: Renamed}\n"

    codebook = parse_codebook(retired)

    assert "old-code" in codebook.by_id
    assert "old-code" not in {code.id for code in codebook.active}


def test_the_hash_depends_on_content_alone() -> None:
    reordered = MINIMAL.replace(
        "{id: choice, label: Choice, definition: Students choose.}",
        "# a comment\n  definition: 'Students choose.'\n  id: choice\n  label: Choice",
    ).replace("- #", "-\n  #")

    assert parse_codebook(reordered).hash == parse_codebook(MINIMAL).hash
    assert parse_codebook(MINIMAL.replace("choose", "pick")).hash != parse_codebook(MINIMAL).hash


def test_a_change_of_one_code_changes_the_hash_of_that_code_alone() -> None:
    before, after = parse_codebook(FULL), parse_codebook(FULL.replace("rotat* ~4", "rotat* ~5"))

    changed = {code.id for code in after.codes if code.hash != before.by_id[code.id].hash}

    assert changed == {"stations"}
    assert before.hash != after.hash


WRONG = """\
codebook:
  version: 1.0
  titel: Study
dimensions:
- {id: practice, label: Practice}
codes:
- id: Student Choice
  label: Choice
  dimension: practise
  definition: Students choose.
- id: stations
  label: choice
  parent: rotation
  cues:
    strong:
    - "station ~x rotation"
    - 504
    stong: []
  examples:
  - {text: Kids rotate., stance: futur, also: [station]}
  near_misses:
  - {why: None}
- id: stations
  label: No
  definition: Twice.
  related: [stations]
  elements: [tech]
"""


def test_all_problems_of_a_file_are_told_at_once_each_with_line_and_way_out() -> None:
    found = problems(WRONG)

    assert [line.split("\n")[0] for line in found] == [
        "taxonomy.yaml:2: `version` 1.0 is not a version",
        "taxonomy.yaml:3: `titel` is not a key of `codebook`",
        'taxonomy.yaml:7: "Student Choice" is not an id',
        'taxonomy.yaml:9: there is no dimension "practise"',
        "taxonomy.yaml:11: the code has no `definition`",
        'taxonomy.yaml:12: code label "choice" is there twice (first at line 8)',
        'taxonomy.yaml:13: there is no code "rotation"',
        'taxonomy.yaml:16: pattern "station ~x rotation" cannot be read at column 9: "~x" is not a gap',
        "taxonomy.yaml:17: a pattern is not plain text",
        "taxonomy.yaml:18: `stong` is not a key of `cues`",
        'taxonomy.yaml:20: "futur" is not a stance',
        'taxonomy.yaml:20: there is no code "station"',
        "taxonomy.yaml:22: the near miss has no `text`",
        'taxonomy.yaml:23: code id "stations" is there twice (first at line 11)',
        "taxonomy.yaml:24: `label` is not plain text",
        'taxonomy.yaml:26: "stations" names itself under `related`',
        'taxonomy.yaml:27: there is no element "tech"',
    ]
    assert all("\n  Fix: " in line for line in found)
    assert 'did you mean "practice"?' in found[3]
    assert 'as in "student-choice"' in found[2]
    assert 'did you mean "stations"?' in found[11]


def test_parents_in_a_circle_are_told_once_with_the_way_round() -> None:
    circle = "codes:\n" + "".join(
        f"- {{id: {name}, label: {name}, definition: d, parent: {parent}}}\n"
        for name, parent in [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a"), ("e", "e")]
    )

    found = [line.split("\n")[0] for line in problems(circle)]

    assert found == [
        "taxonomy.yaml:2: the parents go in a circle: a > b > c > a",
        "taxonomy.yaml:6: the parents go in a circle: e > e",
    ]


def test_naming_a_retired_code_is_told_with_what_took_its_place() -> None:
    retired = FULL.replace("related: [blended]", "related: [old-code]") + (
        "  retired: {version: 1.1.0, replaced_by: [blended]}\n"
    )

    assert "Fix: name blended" in problems(retired)[0]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "there are no codes"),
        ("codes: []", "there are no codes"),
        ("codes: {a: b}", "`codes` is not a list"),
        ("- a\n- b", "the codebook is not a block"),
        ("codes:\n- just text", "a code is not a block"),
        ("codes: [", "not valid YAML"),
        ("codes:\n- {id: a, label: A, definition: [b], cues: [c]}", "`definition` is not plain text"),
        ("codes:\n- {id: a, label: A, definition: b, cues: {strong: move}}", "`strong` is not a list"),
    ],
)
def test_a_file_of_another_shape_is_told_rather_than_crashed_on(text: str, what: str) -> None:
    assert any(what in problem for problem in problems(text))


def test_the_shipped_codebook_is_valid(root: Path) -> None:
    codebook = load_codebook(root / "taxonomy.yaml")

    assert isinstance(codebook, Codebook)
    assert len(codebook.codes) == 61
