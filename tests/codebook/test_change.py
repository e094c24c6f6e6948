"""Changes of the codebook: what each makes of taxonomy.yaml, and that all else stays as people wrote it."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest

from catalog.codebook import load_codebook, parse_codebook
from catalog.codebook.change import Change, changed, differences
from catalog.errors import CodebookError

TEXT = """\
# Our codebook. This line is ours.
codebook:
  title: Ours
  version: 1.2.3   # raised by hand
  notes:
  - {version: 1.0.0, date: 2026-01-01, note: "First."}

codes:
# Stations first, because most schools have them.
- id: stations
  label: Stations
  definition: >
    Groups move between stations
    in one lesson.
  use_when:
  - Groups change places.   # not seats
  - "A timer: it rings."
  examples:
  - We rotate.   # short
  - text: We rotate, and each one has a tablet.
    also: [tablets]
  cues:
    strong:
    - rotate ~3 station   # measured
    - station rotation
    block: [police station]
  related: [tablets, choice]
- label: Tablets
  id: tablets
  definition: What students work on.
  near_misses:
  - text: We rotate.
    instead: [stations]
# Choice is the newest.
- id: choice
  label: Choice
  definition: Students choose.
  parent: stations
elements: []
"""


def lines_changed(change: Change, text: str = TEXT) -> tuple[list[str], list[str]]:
    """The lines that are gone and those that are new, but for the version's own."""
    after = changed(text, change, "What changed.", "2026-11-22")
    diff = list(difflib.unified_diff(text.split("\n"), after.split("\n"), n=0, lineterm=""))[2:]
    own = ("version:", "date: '2026-11-22'", "note: What changed.", "{version: 1.0.0")
    wanted = [d for d in diff if not d.startswith("@@") and not any(part in d for part in own)]
    return [d[1:] for d in wanted if d[0] == "-"], [d[1:] for d in wanted if d[0] == "+"]


def code(id: str, change: Change) -> Any:
    return parse_codebook(changed(TEXT, change, "What changed.", "2026-11-22")).by_id[id]


@pytest.mark.parametrize(
    ("fields", "gone", "new"),
    [
        ({"label": "Station rotation"}, ["  label: Stations"], ["  label: Station rotation"]),
        (
            {"definition": "Groups move."},
            ["  definition: >", "    Groups move between stations", "    in one lesson."],
            ["  definition: Groups move."],
        ),
        (
            {"use_when": ["Groups change places.", "A bell: it rings."]},
            ['  - "A timer: it rings."'],
            ["  - 'A bell: it rings.'"],
        ),
        ({"not_when": ["They sit."]}, [], ["  not_when:", "  - They sit."]),
        (
            {"cues": {"strong": ["rotate ~3 station", "centers"], "block": ["police station"]}},
            ["    - station rotation"],
            ["    - centers"],
        ),
        ({"alt_labels": ["centers"]}, [], ["  alt_labels:", "  - centers"]),
        ({"use_when": []}, ["  use_when:", "  - Groups change places.   # not seats", '  - "A timer: it rings."'], []),
    ],
)
def test_only_the_lines_that_say_it_are_written_anew(fields: dict[str, Any], gone: list[str], new: list[str]) -> None:
    assert lines_changed(Change("define", "stations", {"fields": fields})) == (gone, new)


def test_a_field_behind_the_dash_is_replaced_there() -> None:
    change = Change("define", "tablets", {"fields": {"label": "Devices"}})

    assert lines_changed(change) == (["- label: Tablets"], ["- label: Devices"])


def test_the_new_version_says_what_changed_and_the_old_notes_stay() -> None:
    book = parse_codebook(changed(TEXT, Change("define", "choice", {"fields": {"label": "Free choice"}}), "Why.", "x"))

    assert book.version == "1.2.4"
    assert [(n.version, n.note) for n in book.notes] == [("1.0.0", "First."), ("1.2.4", "Why.")]


def test_a_codebook_without_a_head_gets_one() -> None:
    text = "# Mine.\ncodes:\n- id: a\n  label: A\n  definition: An a.\n"

    after = changed(text, Change("example", "a", {"text": {"text": "An example."}}), "One more.", "2026-11-22")

    assert after.startswith("# Mine.\ncodebook:\n  version: 0.0.1\n")
    assert parse_codebook(after).notes[0].note == "One more."


def test_an_example_and_a_near_miss_are_added_at_the_end() -> None:
    example = {"text": "They move on the bell.", "stance": "planned", "also": ["choice"]}
    found = code("stations", Change("example", "stations", {"text": example}))
    assert [e.text for e in found.examples][-1] == "They move on the bell."
    assert (found.examples[-1].stance, found.examples[-1].also) == ("planned", ("choice",))

    miss = {"text": "We stop at the station.", "instead": [], "why": "A train."}
    found = code("choice", Change("near miss", "choice", {"text": miss}))
    assert [(m.text, m.why) for m in found.near_misses] == [("We stop at the station.", "A train.")]


def test_a_retired_code_stays_and_what_named_it_names_what_took_its_place() -> None:
    after = parse_codebook(changed(TEXT, Change("retire", "stations", {"replaced_by": ["tablets"]}), "Gone.", "x"))

    old = after.by_id["stations"]
    assert (after.version, old.retired.version if old.retired else "") == ("2.0.0", "2.0.0")
    assert old.definition.startswith("Groups move")
    assert after.by_id["choice"].parent == "tablets"
    assert after.by_id["tablets"].near_misses[0].instead == ()  # a code does not name itself


def test_a_code_that_is_retired_for_nothing_is_named_no_more() -> None:
    after = parse_codebook(changed(TEXT, Change("retire", "stations", {}), "Gone.", "x"))

    assert after.by_id["choice"].parent is None
    assert [code.id for code in after.active] == ["tablets", "choice"]


def test_a_merged_code_leaves_its_names_examples_and_cues() -> None:
    change = Change("merge", "stations", {"into": "tablets", "take": ["alt_labels", "examples", "cues"]})
    after = parse_codebook(changed(TEXT, change, "One.", "x"))

    kept = after.by_id["tablets"]
    assert kept.alt_labels == ("Stations",)
    assert [(e.text, e.also) for e in kept.examples] == [
        ("We rotate.", ()),
        ("We rotate, and each one has a tablet.", ()),
    ]
    assert [p.source for p in kept.cues.strong] == ["rotate ~3 station", "station rotation"]
    assert after.by_id["stations"].retired


def test_a_code_is_split_into_new_ones_of_its_dimension() -> None:
    parts = [
        {"id": "slow", "label": "Slow", "definition": "Slowly."},
        {"id": "fast", "label": "Fast", "definition": "F."},
    ]
    after = parse_codebook(changed(TEXT, Change("split", "stations", {"into": parts}), "Two.", "x"))

    assert [c.id for c in after.active] == ["tablets", "choice", "slow", "fast"]
    retired = after.by_id["stations"].retired
    assert retired
    assert retired.replaced_by == ("slow", "fast")
    assert after.by_id["choice"].parent is None  # of which part, nobody has said


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (Change("define", "nothing", {"fields": {"label": "x"}}), "no code"),
        (Change("add", "choice", {"code": {"id": "choice", "label": "C", "definition": "d"}}), "already"),
        (Change("add", "new", {"code": {"id": "new", "label": "Choice", "definition": "d"}}), "there twice"),
        (Change("merge", "choice", {"into": "choice"}), "itself"),
        (Change("split", "choice", {"into": []}), "two at least"),
        (Change("retire", "choice", {"replaced_by": ["nobody"]}), "no code"),
        (Change("example", "stations", {"text": {"text": "We rotate."}}), "already"),
        (Change("define", "choice", {"fields": {"cues": {"strong": ["(a"]}}}), "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said(change: Change, what: str) -> None:
    with pytest.raises(CodebookError, match=what):
        changed(TEXT, change, "x", "x")


def test_a_code_in_brackets_is_left_to_people() -> None:
    text = "codes:\n- {id: a, label: A, definition: An a.}\n"

    with pytest.raises(CodebookError, match="in brackets"):
        changed(text, Change("define", "a", {"fields": {"label": "B"}}), "x", "x")


def test_the_shipped_codebook_takes_every_kind_of_change_and_keeps_its_comments(root: Path) -> None:
    text = (root / "taxonomy.yaml").read_text(encoding="utf-8")
    before = load_codebook(root / "taxonomy.yaml")
    change = Change("merge", "station-rotation", {"into": "blended-learning", "take": ["cues"]})

    after = changed(text, change, "Tried.", "2026-11-22")

    assert [line for line in after.split("\n") if line.startswith("#")] == [
        line for line in text.split("\n") if line.startswith("#")
    ]
    kept = set(text.split("\n")) - set(after.split("\n"))
    assert len(kept) < 60
    concerned = {d.code for d in differences(before, parse_codebook(after))}
    assert {"station-rotation", "blended-learning"} <= concerned
    assert len(concerned) < 15
