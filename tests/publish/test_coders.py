"""What is published of who coded what."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from catalog.store.connection import open_database
from catalog.study import Study
from pipelines.publish import coders


@pytest.fixture
def copy(demo_study: Study, tmp_path: Path) -> Study:
    """Both databases of the demo study, to be written to."""
    (tmp_path / "build").mkdir()
    study = Study(tmp_path)
    shutil.copyfile(demo_study.evidence_db, study.evidence_db)
    shutil.copyfile(demo_study.catalog_db, study.catalog_db)
    return study


@pytest.fixture
def evidence(copy: Study) -> Iterator[sqlite3.Connection]:
    with closing(open_database(copy.evidence_db, "evidence")) as db:
        yield db


def published(study: Study, evidence: sqlite3.Connection, sql: str) -> list[tuple[object, ...]]:
    """What a query finds once the tables are written anew."""
    with closing(sqlite3.connect(study.catalog_db)) as db:
        db.execute("attach ? as ev", (str(study.evidence_db),))
        coders.replace(db, evidence, 10)
        return db.execute(sql).fetchall()


def test_what_people_still_code_blind_is_not_shown(copy: Study, evidence: sqlite3.Connection) -> None:
    both = (
        "select excerpt_pk from readings join coders using (coder) where kind = 'person' group by 1 having count(*) > 1"
    )
    pk = published(copy, evidence, both)[0][0]
    evidence.execute("insert into coders values ('cy', 'person', 'Cy', null)")
    evidence.execute(
        "insert into accounts (name, label, role, password, coder_id, created_at, changed_at) "
        "values ('cy', 'Cy', 'coder', '-', 'cy', '2026', '2026')"
    )
    evidence.execute("insert into batches (title, made_by, made_at) values ('again', 1, '2026')")
    evidence.execute("insert into assignments select 1, id, 'cy', 1, null from excerpts where pk = ?", (pk,))
    evidence.commit()

    shown = "select excerpt_pk from readings union select excerpt_pk from verdicts"
    assert (pk,) not in published(copy, evidence, shown)


def test_two_coders_of_one_name_are_told_apart(copy: Study, evidence: sqlite3.Connection) -> None:
    evidence.execute("update coders set label = 'A coder' where kind = 'person'")
    evidence.commit()

    names = published(copy, evidence, "select coder from coders where kind = 'person' order by 1")

    assert names == [("A coder",), ("A coder (2)",)]


def test_where_nobody_read_anything_there_is_nothing_but_the_machine(copy: Study, evidence: sqlite3.Connection) -> None:
    evidence.execute("delete from codings where coder_id in (select id from coders where kind = 'person')")
    evidence.execute("delete from readings where coder_id in (select id from coders where kind = 'person')")
    evidence.commit()

    tables = ("readings", "verdicts", "agreement", "prevalence")
    counts = " + ".join(f"(select count(*) from {table})" for table in tables)
    machines = "(select count(*) from coders where kind = 'person')"
    assert published(copy, evidence, f"select {counts}, {machines}, (select count(*) > 0 from coders)") == [(0, 0, 1)]


def test_agreement_is_worked_out_anew_only_where_a_reading_changed(copy: Study, evidence: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(copy.catalog_db)) as db, db:
        db.execute("update agreement set value = 7")

    kept = published(copy, evidence, "select min(value) from agreement")
    evidence.execute("update codings set stance = 'planned' where coder_id = 'ana' and stance = 'current'")
    evidence.commit()

    assert kept == [(7.0,)]
    assert published(copy, evidence, "select max(value) from agreement")[0][0] <= 1
