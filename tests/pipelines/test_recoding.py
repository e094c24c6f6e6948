"""When the codebook changes, the rules code anew what the change concerns, and nothing else."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from catalog.codebook import load_codebook
from catalog.store.connection import open_database
from pipelines import build
from pipelines.cli import main
from pipelines.recoding import touched
from tests.small_study import SmallStudy, save_yaml

READINGS = (
    "select e.id, b.version, d.run_id from readings d join excerpts e on e.pk = d.excerpt_pk "
    "join coders c on c.id = d.coder_id join codebooks b on b.hash = d.codebook_hash where c.kind = 'rules' order by 1"
)
CODINGS = (
    "select e.id, k.code_id, k.stance, k.because from codings k join excerpts e on e.pk = k.excerpt_pk "
    "join coders c on c.id = k.coder_id where c.kind = 'rules' order by 1, 2"
)


@pytest.fixture
def small(tmp_path: Path) -> SmallStudy:
    """The small study, built with version 1.0.0 of its codebook."""
    found = SmallStudy(tmp_path / "small")
    found.write()
    number(found, "1.0.0")
    build.run(found.study, jobs=1)
    return found


def number(small: SmallStudy, version: str) -> None:
    """Write the codebook under a version."""
    save_yaml(small.study.taxonomy, {"codebook": {"version": version}, "codes": small.codes})


def rows(small: SmallStudy, sql: str) -> list[Any]:
    with closing(open_database(small.study.evidence_db, "evidence")) as db:
        return db.execute(sql).fetchall()


def test_other_words_that_the_rules_do_not_look_at_leave_every_reading_as_it_was(small: SmallStudy) -> None:
    before = rows(small, READINGS), rows(small, CODINGS)
    small.codes[0] |= {"definition": "Said otherwise.", "near_misses": ["We stop at the station."]}
    number(small, "1.1.0")

    stages = build.run(small.study, jobs=1).stages

    assert stages["tag"] == {}
    assert (rows(small, READINGS), rows(small, CODINGS)) == before
    assert {version for _, version, _ in before[0]} == {"1.0.0"}


def test_only_what_a_change_concerns_is_coded_anew_and_all_is_as_from_nothing(
    small: SmallStudy, tmp_path: Path
) -> None:
    before = {id: (version, run) for id, version, run in rows(small, READINGS)}
    small.codes[2]["cues"] = {"strong": ["chromebook", "my aide"], "block": ["old chromebook"]}
    small.codes[1]["retired"] = {"version": "2.0.0"}
    number(small, "2.0.0")

    done = build.run(small.study, jobs=1).stages["tag"]["excerpts coded anew"]

    after = {id: (version, run) for id, version, run in rows(small, READINGS)}
    anew = {id for id in after if after[id] != before[id]}
    assert 0 < len(anew) == done < len(after)
    assert {after[id][0] for id in anew} == {"2.0.0"}
    new = SmallStudy(tmp_path / "new", codes=small.codes)
    new.write()
    number(new, "2.0.0")
    build.run(new.study, jobs=1)
    assert rows(small, CODINGS) == rows(new, CODINGS)
    assert rows(small, "select distinct coder_id from readings") == rows(new, "select distinct coder_id from readings")


def test_words_that_came_with_the_new_codebook_are_read_whole(small: SmallStudy, tmp_path: Path) -> None:
    small.codes[4]["cues"] = {"strong": ["my aide"]}
    small.survey.append(["R_9", "D001", "Teacher", "There is no time and no Chromebook, says my aide.", "Often"])
    small.write()
    number(small, "1.1.0")

    stages = build.run(small.study, jobs=1).stages

    assert stages["tag"]["excerpts read"] == 1
    assert stages["tag"]["excerpts coded anew"] == 1
    new = SmallStudy(tmp_path / "new", codes=small.codes, survey=small.survey)
    new.write()
    number(new, "1.1.0")
    build.run(new.study, jobs=1)
    assert rows(small, CODINGS) == rows(new, CODINGS)


def test_a_preview_says_what_a_build_would_do_and_stores_nothing(small: SmallStudy) -> None:
    before, book = rows(small, CODINGS), load_codebook(small.study.taxonomy)
    small.codes[2]["cues"] = {"strong": ["choice board"]}
    number(small, "1.0.1")

    answer = CliRunner().invoke(main, ["preview", "--json", "--study", str(small.root)])

    found = json.loads(answer.stdout)
    (devices,) = found["codes"]
    assert touched(book, load_codebook(small.study.taxonomy)) == {"devices"}
    assert rows(small, CODINGS) == before
    build.run(small.study, jobs=1)
    was, now = ({row[0] for row in codings if row[1] == "devices"} for codings in (before, rows(small, CODINGS)))
    assert (devices["before"], devices["after"]) == (len(was), len(now))
    assert (set(devices["gained"]), set(devices["lost"])) == (now - was, was - now)
    again = CliRunner().invoke(main, ["preview", "--study", str(small.root)])
    assert "nothing would be coded otherwise" in again.stdout
