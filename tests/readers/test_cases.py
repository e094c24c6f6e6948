"""Case tables are told from surveys, and read with parents and attributes."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import CasesError, ManifestError
from catalog.manifest import SourceEntry
from pipelines.readers import read_cases, recognise

SCHOOLS = (
    "case,name,district,level,enrolment\n"
    "D1-S1,Oak Elementary School,D1,Elementary,320\n"
    "D1-S2,Oak High School,D1,High,610\n"
    "D2-S1,Elm School,D2,K-12,200\n"
)


def put(folder: Path, content: str) -> Path:
    path = folder / "schools.csv"
    path.write_text(content, encoding="utf-8")
    return path


def entry(**changes: object) -> SourceEntry:
    return SourceEntry(id="schools", path="cases/schools.csv", kind="cases", **changes)  # type: ignore[arg-type]


def test_schools_belong_to_districts(tmp_path: Path) -> None:
    path = put(tmp_path, SCHOOLS)

    found = recognise(path, "cases/schools.csv")
    first = next(read_cases(path, found.entry("schools")))

    assert (found.kind, found.path, found.case_kind) == ("cases", "cases/schools.csv", "school")
    assert (first.id, first.name, first.parent, first.kind) == (
        "D1-S1",
        "Oak Elementary School",
        "D1",
        "school",
    )
    assert first.attributes == (("level", "Elementary"), ("enrolment", "320"))


def test_an_entry_that_says_only_cases_is_completed(tmp_path: Path) -> None:
    cases = list(read_cases(put(tmp_path, SCHOOLS), entry()))

    assert [c.id for c in cases] == ["D1-S1", "D1-S2", "D2-S1"]


def test_every_duplicate_and_blank_id_is_named_with_its_rows(tmp_path: Path) -> None:
    path = put(tmp_path, SCHOOLS + "D1-S1,Again,D1,High,1\n,No id,D1,High,1\n")

    with pytest.raises(CasesError) as caught:
        list(read_cases(path, entry(case_column="case", name_column="name")))

    assert [(p.where, p.what) for p in caught.value.problems] == [
        ("schools.csv: row 5", "the case's id stands in row 2 already"),
        ("schools.csv: row 6", "the case has no id"),
    ]


def test_a_column_the_table_has_not_is_the_manifests_fault(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r'no column "nane"\n  Fix: did you mean "name"'):
        list(read_cases(put(tmp_path, SCHOOLS), entry(case_column="case", name_column="nane")))


@pytest.mark.parametrize(
    "content",
    [
        "district,What works well?\nOak,We use stations every day in math.\nElm,Students choose projects.\n",
        "district,text\nOak,We use stations every day in math now.\nElm,Students choose projects here.\n",
        "id,case,text\n1,D1,We use stations in math every day.\n2,D1,Students choose their projects.\n",
        "Timestamp,District,Devices\n5/1/2024 10:00:00,Oak,1:1\n5/1/2024 11:00:00,Elm,1:2\n",
        "id,district,rating\n1,Oak,4\n2,Oak,5\n3,Elm,2\n",
    ],
)
def test_people_answering_are_no_case_table(tmp_path: Path, content: str) -> None:
    assert recognise(put(tmp_path, content)).kind == "survey"


def test_what_is_no_case_table_is_refused_as_one(tmp_path: Path) -> None:
    path = put(tmp_path, "id,text\n1,We use stations every day in math.\n2,Students choose projects now.\n")

    with pytest.raises(ManifestError, match="calls it cases, but it reads like survey"):
        list(read_cases(path, entry()))
