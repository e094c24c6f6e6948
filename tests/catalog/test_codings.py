"""People's codings are read as they wrote them, or refused with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.codings import load_codings
from catalog.errors import CodingsError

CODES = {"devices": 1, "student-choice": 1}


def load(
    folder: Path, text: str, encoding: str = "utf-8"
) -> dict[str, list[tuple[str, str, dict[str, str], str | None]]]:
    (folder / "ana.csv").write_text(text, encoding=encoding)
    found = load_codings(folder, CODES)
    return {name: [(r.excerpt, r.quote, r.codes, r.memo) for r in readings] for name, readings in found.items()}


def test_an_empty_cell_says_that_no_code_applies(tmp_path: Path) -> None:
    text = 'excerpt,quote,codes,memo\nab12,Some words,"devices; student-choice:past",Hm\ncd34,Other words,,\n'

    assert load(tmp_path, text) == {
        "ana": [
            ("ab12", "Some words", {"devices": "current", "student-choice": "past"}, "Hm"),
            ("cd34", "Other words", {}, None),
        ]
    }


def test_a_file_saved_by_excel_reads_the_same(tmp_path: Path) -> None:
    assert load(tmp_path, "excerpt,quote,codes\r\nab12,Ça va,devices\r\n", "utf-8-sig")["ana"][0][1] == "Ça va"


@pytest.mark.parametrize(
    ("text", "where", "what", "fix"),
    [
        ("excerpt,codes\nab12,devices\n", "ana.csv:1", "no column quote", "add it"),
        ("excerpt,quote,codes\nab12,w,device\n", "ana.csv:2", 'code "device" is not', "did you mean devices"),
        ("excerpt,quote,codes\nab12,w,devices:often\n", "ana.csv:2", '"often" is not a stance', "use one of current"),
        ("excerpt,quote,codes\n,w,devices\n", "ana.csv:2", "names no excerpt", "fill in"),
        ("excerpt,quote,codes\nab12,w,\nab12,w,\n", "ana.csv:3", "is there twice (first at line 2)", "join"),
        ("excerpt,quote,codes\nab12\n", "ana.csv:2", "", ""),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, where: str, what: str, fix: str) -> None:
    if not what:  # a row that is too short reads as one with empty cells
        assert load(tmp_path, text) == {"ana": [("ab12", "", {}, None)]}
        return
    with pytest.raises(CodingsError) as fault:
        load(tmp_path, text)

    (problem,) = fault.value.problems
    assert problem.where == f"corpus/codings/{where}"
    assert what in problem.what
    assert fix in problem.fix


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CodingsError, match="is not UTF-8"):
        load(tmp_path, "excerpt,quote,codes\nab12,Ça va,devices\n", "latin-1")


def test_a_study_without_codings_has_none(tmp_path: Path) -> None:
    assert load_codings(tmp_path / "nowhere", CODES) == {}
