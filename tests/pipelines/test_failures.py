"""What a build that fails leaves behind: what was there before, and every problem told at once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from catalog.errors import CatalogError, CodebookError, ExemplarError, ManifestError, SourceError, StoreError
from pipelines import build
from tests.contents import content, every_row, excerpt_ids, from_nothing, one
from tests.small_study import SmallStudy, exemplar

NEW = ["R_9", "D003", "Coach", "We rotate between two stations.", "Often"]


@pytest.fixture
def small(tmp_path: Path) -> SmallStudy:
    """The small study, built once."""
    found = SmallStudy(tmp_path / "study")
    build.run(found.write(), jobs=1)
    return found


def refused(small: SmallStudy, kind: type[CatalogError]) -> str:
    """What a build that must fail says."""
    with pytest.raises(kind) as fault:
        build.run(small.study, jobs=1)
    return str(fault.value)


def test_all_files_that_cannot_be_read_are_told_together(small: SmallStudy) -> None:
    (small.study.corpus / "survey.csv").write_text('ResponseId,District\nR_1,"D001\n', encoding="utf-8")
    (small.study.corpus / "form.xlsx").write_bytes(b"PK\3\4 and then nothing")
    (small.study.corpus / "talk.vtt").write_bytes(b"%PDF-1.7\n")

    said = refused(small, SourceError)

    assert all(name in said for name in ("survey.csv", "form.xlsx", "talk.vtt"))
    assert said.count("Fix:") >= 3


def test_a_file_that_cannot_be_read_leaves_what_was_read_of_it_before(small: SmallStudy) -> None:
    rows, catalog = every_row(small.study.private_db), small.study.catalog_db.read_bytes()
    (small.study.corpus / "survey.csv").write_text('ResponseId,District\nR_1,"D001\n', encoding="utf-8")

    refused(small, SourceError)

    assert every_row(small.study.private_db) == rows
    assert small.study.catalog_db.read_bytes() == catalog


def test_a_fault_late_in_a_file_keeps_nothing_of_its_beginning(small: SmallStudy) -> None:
    rows = every_row(small.study.private_db)
    small.survey += [[f"R_{n}", "D001", "", "Some words.", "Often"] for n in range(10, 5000)]
    small.survey.append(["R_9", "D001", "", "The same respondent again.", "Often"])
    small.survey.append(NEW)

    small.write()

    assert "row 4996" in refused(small, SourceError)
    assert every_row(small.study.private_db) == rows


def test_a_row_that_left_and_came_back_while_another_file_was_broken_is_still_published(
    small: SmallStudy, tmp_path: Path
) -> None:
    kept = small.survey.pop(1)
    small.write()
    (small.study.corpus / "form.xlsx").write_bytes(b"PK\3\4 and then nothing")
    refused(small, SourceError)
    small.survey.insert(1, kept)
    small._delivered.clear()

    build.run(small.write(), jobs=1)

    assert content(small.study) == content(from_nothing(small, tmp_path / "new"))
    assert one(small.study, "select count(*) from excerpts where text = ?", kept[3]) == 1


def test_a_change_that_failed_late_and_was_taken_back_leaves_no_trace(small: SmallStudy) -> None:
    said = small.survey[1][3]
    small.exemplars["choice"] = exemplar([(excerpt_ids(small.study)[said], said)])
    build.run(small.write(), jobs=1)
    small.survey[1][3] = "Something else."
    small.write()
    refused(small, ExemplarError)
    small.survey[1][3] = said

    build.run(small.write(), jobs=1)

    assert said in excerpt_ids(small.study)


def test_a_mistake_in_the_codebook_stops_the_build_before_any_stage(small: SmallStudy) -> None:
    small.survey.append(NEW)
    small.codes[0]["parent"] = "nowhere"
    small.write()
    rows = every_row(small.study.private_db)

    assert "taxonomy.yaml:" in refused(small, CodebookError)
    assert every_row(small.study.private_db) == rows


def test_a_file_that_is_not_there_is_told_with_its_line_in_the_manifest(small: SmallStudy) -> None:
    (small.study.corpus / "talk.vtt").unlink()

    said = refused(small, ManifestError)

    assert "corpus/sources.yaml:" in said
    assert "corpus/talk.vtt" in said


def test_a_publication_that_fails_leaves_the_catalog_that_was_there(small: SmallStudy) -> None:
    before = small.study.catalog_db.read_bytes()
    small.survey.append(NEW)
    small.consent["talk"] = "research"
    quoted = "There is not enough time."
    small.exemplars["time"] = exemplar([(excerpt_ids(small.study)[quoted], quoted)])
    small.write()

    refused(small, CatalogError)

    assert small.study.catalog_db.read_bytes() == before
    assert sorted(p.name for p in small.study.build.iterdir() if "catalog" in p.name) == ["catalog.db"]


def test_what_a_crash_left_of_a_publication_is_cleared_away(small: SmallStudy) -> None:
    (small.study.build / "catalog.db.new").write_bytes(b"half a database")
    small.survey.append(NEW)

    build.run(small.write(), jobs=1)

    assert one(small.study, "select count(*) from excerpts") == 11
    assert not (small.study.build / "catalog.db.new").exists()


@pytest.mark.parametrize("name", ["private.db", "evidence.db"])
def test_a_damaged_database_is_told_with_the_way_out(small: SmallStudy, name: str) -> None:
    small.survey.append(NEW)
    small.write()
    for path in small.study.build.glob(f"{name}*"):
        path.unlink()
    (small.study.build / name).write_bytes(b"this is no database, whatever its name says " * 100)

    said = refused(small, StoreError)

    assert said.startswith(f"{name}: this is not a database")


def test_a_damaged_catalog_is_built_again(small: SmallStudy) -> None:
    before = small.study.catalog_db.read_bytes()
    small.study.catalog_db.write_bytes(before[: len(before) // 3])
    (small.study.corpus / "note.txt").write_text("something new", encoding="utf-8")

    build.run(small.study, jobs=1)

    assert one(small.study, "select count(*) from excerpts") == 10


def test_a_database_of_a_newer_program_is_left_alone(small: SmallStudy) -> None:
    with closing(sqlite3.connect(small.study.evidence_db)) as db:
        db.execute("pragma user_version = 99")

    assert "newer than this program" in refused(small, StoreError)
