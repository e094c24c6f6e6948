"""What is refused in an exemplar's file, and its Markdown twin."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import ExemplarError
from catalog.exemplars import as_markdown, load_exemplars
from catalog.pages.coverage import bands_of

SOUND = """---
title: Move in groups
promise: It is quick.
codes: [stations]
state: draft
author: ana
{more}
---
Body.
"""
CLAIM = "- {text: It rose., who: A teacher, basis: local data"


def problems(folder: Path, more: str) -> list[str]:
    (folder / "move.md").write_text(SOUND.format(more=more), encoding="utf-8")
    with pytest.raises(ExemplarError) as fault:
        load_exemplars(folder, {"stations": None})
    return [f"{p.where} {p.what}" for p in fault.value.problems]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("claims: It rose.", "md:7 `claims` is not a list"),
        ("claims:\n- It rose.", "md:8 an entry of `claims` is not a block"),
        ("claims:\n- {text: It rose., who: A teacher}", "md:8 an entry of `claims` has no `basis`"),
        ("claims:\n- {text: a, who: b, basis: trust me}", 'md:8 `basis` cannot be "trust me"'),
        (f"claims:\n{CLAIM}, since: 2020}}", "md:8 `since` is not a part of `claims`"),
        (
            "research:\n- {text: a, scheme: b, rating: c, dated: 2009}",
            "md:8 an entry of `research` has no `checked_on`",
        ),
        (
            "research:\n- {text: a, scheme: b, rating: c, dated: 2009, checked_on: spring}",
            "md:8 `checked_on` is not a date",
        ),
        (
            "research:\n- {text: a, scheme: b, rating: c, dated: 2009, checked_on: 2026-11-01, link: 'javascript:1'}",
            "md:8 `link` is not an address of the web",
        ),
        ("reviewed_on: last fall", "md:7 `reviewed_on` is not a date"),
        ("problem: [a, b]", "md:7 `problem` is not plain text"),
        ("students_do:\n- Say: hello", "md:7 an item of `students_do` is not plain text"),
        ("related: [nobody]", '`related` names "nobody", which is no exemplar'),
    ],
)
def test_a_field_of_the_wrong_form_is_told_with_its_line(tmp_path: Path, more: str, told: str) -> None:
    assert any(told in problem for problem in problems(tmp_path, more)), problems(tmp_path, more)


def test_all_problems_of_a_block_are_told_at_once(tmp_path: Path) -> None:
    assert len(problems(tmp_path, "claims:\n- {basis: hearsay, since: 2020}\nreview_due: soon")) == 5


def test_a_sound_file_with_claims_and_research_is_taken(tmp_path: Path) -> None:
    more = f"claims:\n{CLAIM}, number: 12}}\nresearch:\n- {{text: a, scheme: b, rating: c, dated: 2009, "
    more += "checked_on: 2026-11-01, link: 'https://example.org/a?b=c'}"
    (tmp_path / "move.md").write_text(SOUND.format(more=more), encoding="utf-8")

    (file,) = load_exemplars(tmp_path, {"stations": None})

    assert file.front["claims"][0]["number"] == 12
    assert file.front["research"][0]["checked_on"] == "2026-11-01"


def test_the_markdown_twin_keeps_the_order_of_the_page() -> None:
    front = {
        "promise": "It is quick.",
        "grades": ["k-2", "3-5"],
        "students_do": ["Move. [1]"],
        "claims": [{"text": "It rose.", "who": "A teacher", "basis": "compared"}],
        "confidence": "Not very.",
    }
    quotes = [(1, "They move.", "Survey, 2025", "support"), (2, "They do not.", "Survey, 2025", "counter")]

    text = as_markdown("Move", front, "A story.", quotes)

    order = ["# Move", "It is quick.", "- Grades: k-2, 3-5", "- Move. [1]", "A story.", "> [1] They move."]
    order += ["> [2] They do not.", "- It rose.", "compared with others", "Not very."]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


def test_grades_fall_into_bands_however_they_are_written() -> None:
    assert bands_of(["6", "7", "8"]) == ("6-8",)
    assert bands_of(["Grades 4–7"]) == ("3-5", "6-8")
    assert bands_of(["Kindergarten", "Pre-K"]) == ("Pre-K", "K-2")
