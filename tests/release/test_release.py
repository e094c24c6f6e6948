"""A release: whole, described, the same each time, checked before it leaves, and enough to count everything again."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
import yaml
from frictionless import Package, system

from catalog.errors import PublicationRefused, StudyError
from catalog.manifest import load_manifest
from catalog.spreadsheet import unguarded
from catalog.study import Study
from pipelines.release.files import write
from pipelines.release.tables import sha256
from tests.contents import opened


@pytest.fixture(scope="session")
def released(demo_study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the demo study."""
    folder = tmp_path_factory.mktemp("release") / "1.0.0"
    return write(demo_study, load_manifest(demo_study.manifest), folder, "1.0.0", "2026-11-30", parquet=True)


@pytest.fixture
def db(released: Path) -> Iterator[sqlite3.Connection]:
    with opened(released / "catalog.db") as found:
        yield found


@pytest.fixture
def copy(demo_study: Study, tmp_path: Path) -> Study:
    """A copy of the built demo study, to be spoiled."""
    shutil.copytree(demo_study.root, tmp_path / "study")
    return Study(tmp_path / "study")


def test_every_file_is_in_the_checksums_and_right(released: Path) -> None:
    lines = (released / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    files = {p.relative_to(released).as_posix(): p for p in released.rglob("*") if p.is_file()}

    assert set(listed) == set(files) - {"SHA256SUMS"}
    assert all(sha256(files[name]) == digest for name, digest in listed.items())
    assert {"catalog.db", "README.md", "CITATION.cff", "datacite.json", "report/index.html"} <= set(listed)


def test_the_same_study_gives_the_same_bytes(demo_study: Study, released: Path, tmp_path: Path) -> None:
    again = write(demo_study, load_manifest(demo_study.manifest), tmp_path / "x", "1.0.0", "2026-11-30", parquet=True)

    assert (again / "SHA256SUMS").read_text() == (released / "SHA256SUMS").read_text()


def test_the_data_package_is_valid_in_every_row_key_and_reference(released: Path) -> None:
    with system.use_context(trusted=True):
        report = Package(str(released / "datapackage.json")).validate()

    assert report.valid, report.flatten(["name", "type", "note"])[:5]
    assert report.stats["tasks"] > 30


def test_the_csv_files_hold_every_row_of_every_table(db: sqlite3.Connection, released: Path) -> None:
    names = [row[0] for row in db.execute("select name from sqlite_schema where type in ('table', 'view')")]
    tables = [name for name in names if "_fts" not in name and not name.startswith("sqlite_")]
    assert sorted(tables) == sorted(path.stem for path in (released / "data").glob("*.csv"))
    for name in tables:
        with (released / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            head, *rows = csv.reader(stream)
        cursor = db.execute(f"select {', '.join(head)} from {name}")
        held = sorted(tuple(_text(value) for value in row) for row in cursor)
        assert sorted(tuple(map(unguarded, row)) for row in rows) == held, name


def _text(value: Any) -> str:
    return "" if value is None else value.hex() if isinstance(value, bytes) else str(value)


@pytest.mark.parametrize("name", ["excerpts", "codings", "prevalence", "coded_excerpts"])
def test_the_parquet_files_hold_the_words_as_they_are(db: sqlite3.Connection, released: Path, name: str) -> None:
    table = pyarrow.parquet.read_table(released / "parquet" / f"{name}.parquet")

    rows = {tuple(row.values()) for row in table.to_pylist()}

    assert rows == set(db.execute(f"select {', '.join(table.column_names)} from {name}"))


def test_every_query_of_the_release_brings_rows(db: sqlite3.Connection, released: Path) -> None:
    recipes = json.loads((released / "recipes.json").read_text(encoding="utf-8"))

    assert len(recipes) >= 12
    for recipe in recipes:
        rows = db.execute(recipe["sql"], recipe["parameters"]).fetchall()
        assert rows or recipe["name"] in ("codes_together", "codes_in_one_answer", "disagreements_on_code"), recipe[
            "name"
        ]


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="the sqlite3 shell is not here")
def test_the_sqlite3_shell_runs_all_queries(released: Path) -> None:
    done = subprocess.run(
        ["sqlite3", "-bail", "-header", "catalog.db"],  # noqa: S607 - found by its name, as users do
        cwd=released,
        input=(released / "recipes.sql").read_text(encoding="utf-8"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") > 1000
    assert not list(released.glob("catalog.db-*"))


def ask(db: sqlite3.Connection, released: Path, name: str, **values: str) -> list[dict[str, Any]]:
    recipes = json.loads((released / "recipes.json").read_text(encoding="utf-8"))
    recipe = next(one for one in recipes if one["name"] == name)
    assert set(values) <= set(recipe["parameters"])
    cursor = db.execute(recipe["sql"], {**recipe["parameters"], **values})
    return [dict(zip([column[0] for column in cursor.description], row, strict=True)) for row in cursor]


def table(released: Path, name: str) -> list[dict[str, str]]:
    with (released / "report/tables" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_reports_shares_of_districts_come_from_the_queries(db: sqlite3.Connection, released: Path) -> None:
    sql = (
        "select q.wording from questions q join sources s on s.id = q.source_id where type = 'open' "
        "group by 1 order by min(s.rowid), min(q.position)"
    )
    wordings = [row[0] for row in db.execute(sql)]

    for n, wording in enumerate(wordings, 1):
        counted = {row["code_id"]: row for row in ask(db, released, "share_of_districts", question=wording)}
        waves = ask(db, released, "change_between_waves", question=wording)
        for row in table(released, f"said-{n}")[:-1]:
            assert int(row["Districts"]) == counted[row["Category"]]["districts"]
            assert float(row["Share"]) == pytest.approx(counted[row["Category"]]["share"], abs=1.1e-4)
        for row in table(released, f"change-{n}"):
            found = {w["wave"]: w["share"] for w in waves if w["code_id"] == row["Category"]}
            for wave in ("spring 2025", "fall 2025"):
                # Python and SQLite round halves differently.
                assert float(row[wave.capitalize()]) == pytest.approx(found.get(wave, 0), abs=1.1e-4)


def test_the_reports_other_figures_come_from_the_queries(db: sqlite3.Connection, released: Path) -> None:
    tops = {
        r["item"]: r
        for r in ask(db, released, "often_or_always")
        if (r["wave"], r["district_kind"]) == ("fall 2025", "all")
    }
    ready = {
        (r["group_name"], r["value"]): r["cases"]
        for r in ask(db, released, "technical_readiness")
        if r["attribute"] == "network_ready_for"
    }
    new = {row["source_id"]: row["new_codes"] for row in ask(db, released, "new_codes_by_source")}

    for row in table(released, "often-1"):
        asked = tops[row["Practice"]]
        assert row[f"Fall 2025 (of {asked['asked']})"] == str(asked["respondents"] or "withheld")
    for row in table(released, "ready-school-network-ready-for"):
        group = row["Schools"].partition(": ")[2]
        for value in ("1:1", "1:2", "1:3", "not yet"):
            assert row[value] == str(ready[group, value])
    assert {row["Source"]: int(row["New codes"]) for row in table(released, "saturation")} == new
    for row in table(released, "codes-barriers"):
        counts = ask(db, released, "code_by_district_kind", code=row["Code"])
        both = next(r for r in counts if (r["district_kind"], r["stance"]) == ("all", "all"))
        assert (int(row["Districts"]), int(row["Quotes"])) == (both["cases"], both["excerpts"])


def test_citation_and_doi_metadata_are_complete(released: Path) -> None:
    cited = yaml.safe_load((released / "CITATION.cff").read_text(encoding="utf-8"))
    deposit = json.loads((released / "datacite.json").read_text(encoding="utf-8"))

    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert (cited["version"], cited["license"], str(cited["date-released"])) == ("1.0.0", "CC-BY-4.0", "2026-11-30")
    assert all(deposit[name] for name in ("creators", "titles", "publisher", "publicationYear", "types"))
    assert deposit["publicationYear"] == "2026"
    assert deposit["descriptions"][0]["description"].startswith("Synthetic demonstration data")


def test_a_release_that_stands_is_never_changed(demo_study: Study, released: Path) -> None:
    before = (released / "SHA256SUMS").stat().st_mtime_ns

    with pytest.raises(StudyError, match="never changed"):
        write(demo_study, load_manifest(demo_study.manifest), released, "1.0.0")

    assert (released / "SHA256SUMS").stat().st_mtime_ns == before


def test_what_was_built_before_the_study_changed_is_not_released(copy: Study, tmp_path: Path) -> None:
    with copy.consent.open("a", encoding="utf-8") as stream:
        stream.write("D001,research,,,\n")

    with pytest.raises(StudyError, match="changed after its catalog was built"):
        write(copy, load_manifest(copy.manifest), tmp_path / "release")

    assert not (tmp_path / "release").exists()


def test_a_catalog_that_holds_a_name_is_not_released(copy: Study, tmp_path: Path) -> None:
    with closing(sqlite3.connect(copy.catalog_db)) as db, db:
        db.execute("update exemplars set promise = 'Marguerite Halloran told us how.' where position = 1")

    with pytest.raises(PublicationRefused, match=r"exemplars\.promise") as refused:
        write(copy, load_manifest(copy.manifest), tmp_path / "release")

    assert "Halloran" not in str(refused.value)
    assert not (tmp_path / "release").exists()


@pytest.mark.parametrize(("version", "date"), [("../1", ""), ("1.0", "yesterday")])
def test_a_version_or_date_that_is_none_is_refused(demo_study: Study, tmp_path: Path, version: str, date: str) -> None:
    with pytest.raises(StudyError, match="is no"):
        write(demo_study, load_manifest(demo_study.manifest), tmp_path / "release", version, date)
