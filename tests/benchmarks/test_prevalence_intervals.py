"""Nominal 95% intervals of prevalence, on 500 simulated studies with a machine that errs as ours was measured to."""

from __future__ import annotations

from contextlib import closing

import pytest

from catalog.records import STANCES
from catalog.store import coded
from catalog.store.connection import open_database
from catalog.study import Study
from tests.benchmarks import prevalence
from tests.benchmarks.processes import say

REPETITIONS = "500"


def measured(study: Study) -> tuple[float, float]:
    """Of the codings that people agreed on, the share the cues give; of all else, the share they give too."""
    stances = [stance for stance in STANCES if stance != "negated"]
    with closing(open_database(study.evidence_db, "evidence", readonly=True)) as db:
        cues = next(coder.id for coder in coded.coders(db) if coder.kind == "rules")
        people, given = coded.agreed_by_people(db, stances), coded.codes_given(db, cues, stances)
    right = sum(map(len, people.values()))
    codes = len({code for of in (people, given) for found in of.values() for code in found})
    found = sum(len(codes & given[excerpt]) for excerpt, codes in people.items())
    false = sum(len(given[excerpt] - codes) for excerpt, codes in people.items())
    return found / right, false / (len(people) * codes - right)


@pytest.mark.quality
@pytest.mark.parametrize("share", ["0.1", "0.2"])
def test_corrected_intervals_cover_and_are_narrower_and_naive_ones_do_not_cover(demo_study: Study, share: str) -> None:
    found, false = measured(demo_study)
    say(f"machine as measured: finds {found:.1%}, gives {false:.2%} wrongly; {share} of excerpts have the code")

    holds(["--prevalence", share, "--found", str(found), "--false", str(false)])


@pytest.mark.quality
def test_the_same_holds_of_a_machine_that_finds_more_and_errs_more() -> None:
    holds(["--found", "0.55", "--false", "0.03"])


def holds(arguments: list[str]) -> None:
    figures = prevalence.main(["--repetitions", REPETITIONS, *arguments])

    for unit in ("excerpts", "districts"):
        assert figures[f"{unit} corrected coverage"] >= 0.93
        assert figures[f"{unit} corrected width"] < figures[f"{unit} people width"]
        assert figures[f"{unit} machine coverage"] < 0.5
