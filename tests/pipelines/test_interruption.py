"""A build may be killed at any moment: what was there stays, and the next build ends where it would have."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from catalog.study import Study
from pipelines import build
from tests.contents import content, one, soundness, words_of
from tests.pipelines.killed import build_killed
from tests.small_study import LONG_ANSWER, SmallStudy

KILLS = 8


def grow(small: SmallStudy) -> None:
    """Edits of every kind, for a build that has rows to add, to change and to take out."""
    small.survey[1][3] = "Students choose one topic a week."
    small.survey += [[f"R_{n}", "D003", "Coach", LONG_ANSWER, "Often"] for n in range(10, 20)]
    # A name found in one answer is looked up in all others: nobody may be forgotten on the way.
    small.survey[2][3] = "My colleague Maria Gonzalez rotates them. You can reach her at maria@example.org."
    small.form[1][1] = "A choice board that Gonzalez made."
    del small.form[0]
    small.talk.insert(2, ("Pat", "We rotate between two stations."))


@pytest.mark.parametrize("first", [True, False], ids=["the first build", "a later build"])
def test_a_build_that_was_killed_ends_where_an_undisturbed_one_does(tmp_path: Path, first: bool) -> None:
    small = SmallStudy(tmp_path / "before")
    if not first:
        build.run(small.write(), jobs=1)
    grow(small)
    small.write()
    undisturbed = Study(shutil.copytree(small.root, tmp_path / "undisturbed"))
    calls = build_killed(undisturbed.root)
    assert calls
    chance = random.Random(f"{first}")  # noqa: S311 - moments, not secrets

    for n in range(KILLS):
        study = Study(shutil.copytree(small.root, tmp_path / str(n)))
        moment = chance.randrange(calls * n // KILLS, calls * (n + 1) // KILLS)
        assert build_killed(study.root, moment) is None

        assert all(soundness(path) == [] for path in study.build.glob("*.db"))
        if not first:  # whoever looks finds the old catalog or the new one, whole
            assert one(study, "select count(*) from excerpts") in (
                10,
                one(undisturbed, "select count(*) from excerpts"),
            )
        build.run(study, jobs=1)
        assert content(study) == content(undisturbed)
        assert "gonzalez" not in words_of(study.catalog_db).casefold()
        assert all(soundness(path) == [] for path in study.build.glob("*.db"))
        assert not list(study.build.glob("*.new"))
