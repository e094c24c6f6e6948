"""A study that says so has its model trained by its builds, from what people agreed on and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from catalog.errors import ManifestError
from catalog.manifest import load_manifest
from catalog.study import Study
from pipelines import build
from tests.contents import content, from_nothing, opened, rows, whole
from tests.small_study import SmallStudy
from tests.taught_study import copied


@pytest.fixture
def small(taught: SmallStudy, tmp_path: Path) -> SmallStudy:
    """A copy of the study, to change."""
    return copied(taught, tmp_path / "study")


def card(study: Study) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((study.model / "card.json").read_text(encoding="utf-8"))
    return found


def machine_readers(study: Study) -> set[str]:
    with opened(study.evidence_db) as db:
        return {row[0] for row in db.execute("select distinct kind from coders c join readings r on r.coder_id = c.id")}


def test_a_build_trains_the_model_and_codes_with_it(taught: SmallStudy) -> None:
    assert card(taught.study)["learned_from"] == "consensus of people in the study"
    assert machine_readers(taught.study) == {"person", "rules", "model"}


def test_the_random_sample_is_not_learned_from(taught: SmallStudy) -> None:
    with opened(taught.study.evidence_db) as db:
        drawn = db.execute("select count(*) from random_sample").fetchone()[0]

    assert drawn > 0
    assert card(taught.study)["texts"] == len(taught.survey) - drawn


def test_a_second_build_changes_nothing(small: SmallStudy) -> None:
    before = whole(small.study)

    assert build.run(small.study, jobs=1).stages == {}
    assert build.run(small.study, "train", jobs=1).stages == {}
    assert whole(small.study) == before


def test_a_build_from_nothing_makes_the_same_model_and_catalog(small: SmallStudy, tmp_path: Path) -> None:
    again = from_nothing(small, tmp_path / "again")

    assert (again.model / "model.skops").read_bytes() == (small.study.model / "model.skops").read_bytes()
    assert content(again) == content(small.study)


def test_another_coding_by_a_person_makes_another_model(small: SmallStudy) -> None:
    before = card(small.study)
    key, quote, _ = small.codings["ana"][1]
    small.codings["ana"][1] = (key, quote, "mastery")
    del small.codings["ben"]

    done = build.run(small.write(), jobs=1).stages

    assert done["train"] == {"excerpts learned from": before["texts"]}
    assert done["tag"]["excerpts read"] == len(small.survey)
    assert card(small.study)["model"] != before["model"]


def test_a_model_that_was_lost_is_made_again(small: SmallStudy) -> None:
    before = card(small.study)
    shutil.rmtree(small.study.model)

    build.run(small.study, jobs=1)

    assert card(small.study) == before


def test_too_few_codings_are_no_error_and_leave_no_model(small: SmallStudy) -> None:
    small.codings = {"ana": small.codings["ana"][:20]}

    done = build.run(small.write(), jobs=1).stages

    assert any("too few" in what for what in done["train"])
    assert not small.study.model.exists()
    assert {row[0] for row in rows(small.study, "select distinct status from codings")} == {"reviewed", "rules"}
    assert build.run(small.study, jobs=1).stages == {}


def test_a_study_that_does_not_say_so_is_not_trained(small: SmallStudy) -> None:
    shutil.rmtree(small.root / "build")
    small.settings = {}

    assert "train" not in build.run(small.write(), jobs=1).stages
    assert not small.study.model.exists()


def test_where_the_model_is_unsure_a_cue_counts_only_if_the_model_suggests_the_same(taught: SmallStudy) -> None:
    unread = "select excerpt_pk from readings r join coders c on c.id = r.coder_id where c.kind = 'person'"
    with opened(taught.study.evidence_db) as db:
        said = {
            kind: set(db.execute(
                "select excerpt_pk, code_id, accepted from codings k join coders c on c.id = k.coder_id "
                f"where c.kind = ? and excerpt_pk not in ({unread})", (kind,)).fetchall())
            for kind in ("rules", "model")
        }  # fmt: skip
    suggested = {(pk, code) for pk, code, accepted in said["model"] if not accepted}
    cued = {(pk, code) for pk, code, _ in said["rules"]}
    published = set(rows(taught.study, "select excerpt_pk, code_id from codings where status = 'rules'"))

    assert published == suggested & cued


def test_another_setting_than_train_is_told_with_its_line(small: SmallStudy) -> None:
    small.settings = {"model": "trained"}
    small.write()

    with pytest.raises(ManifestError, match=r"sources\.yaml:\d+.*`model`.*\n.*write `model: train`"):
        load_manifest(small.study.manifest)
