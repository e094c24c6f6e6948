"""The figures of quality in the catalog are those that anyone can work out from who gave which code to what."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from catalog.study import Study
from pipelines import build
from tests.contents import from_nothing, one, opened, rows
from tests.small_study import SmallStudy
from tests.taught_study import copied

Pairs = set[tuple[str, str]]


def given_by(study: Study, who: str) -> tuple[set[str], Pairs]:
    """What coders of a kind, or one coder, read and which codes they gave."""
    with opened(study.evidence_db) as db:
        read = {row[0] for row in db.execute(
            "select e.id from readings r join excerpts e on e.pk = r.excerpt_pk join coders c on c.id = r.coder_id "
            "where ? in (c.id, c.kind)", (who,))}  # fmt: skip
        given = db.execute(
            "select e.id, k.code_id from codings k join excerpts e on e.pk = k.excerpt_pk "
            "join coders c on c.id = k.coder_id where ? in (c.id, c.kind)", (who,)).fetchall()  # fmt: skip
    return read, set(given)


def agreed(study: Study) -> tuple[set[str], Pairs]:
    """The excerpts that people read, and what all who read one gave it."""
    by_both = [given_by(study, who) for who in ("ana", "ben")]
    read = by_both[0][0] | by_both[1][0]
    pairs = by_both[0][1] | by_both[1][1]
    return read, {pair for pair in pairs if all(pair in given for who, given in by_both if pair[0] in who)}


def test_the_cues_are_measured_on_all_that_people_read(taught: SmallStudy) -> None:
    read, right = agreed(taught.study)
    cued = {pair for pair in given_by(taught.study, "rules")[1] if pair[0] in read}

    texts, support, given, precision, recall = rows(
        taught.study,
        "select texts, support, given, precision, recall from coder_figures "
        "where kind = 'rules' and measured = 'read' and code_id = 'all'",
    )[0]

    assert (texts, support, given) == (len(read), len(right), len(cued))
    assert precision == pytest.approx(len(cued & right) / len(cued), abs=1e-4)
    assert recall == pytest.approx(len(cued & right) / len(right), abs=1e-4)


def test_the_model_is_measured_on_the_sample_that_it_never_learned_from(taught: SmallStudy) -> None:
    with opened(taught.study.evidence_db) as db:
        drawn = {row[0] for row in db.execute("select id from random_sample s join excerpts e on e.pk = s.excerpt_pk")}
    right = {pair for pair in agreed(taught.study)[1] if pair[0] in drawn}
    said = {pair for pair in given_by(taught.study, "model")[1] if pair[0] in drawn}

    found = rows(
        taught.study,
        "select code_id, support, given from coder_figures where kind = 'model' and measured = 'sample' "
        "and code_id not in ('all', 'mean')",
    )

    assert drawn
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for place, pairs in enumerate((right, said)):
        for _, code in pairs:
            counts[code][place] += 1
    assert {code: [support, given] for code, support, given in found} == counts


def test_the_models_own_figures_are_those_of_its_card(taught: SmallStudy) -> None:
    card = json.loads((taught.study.model / "card.json").read_text(encoding="utf-8"))

    found = rows(
        taught.study,
        "select m.texts, m.present, f.f1, f.calibration_error from models m join coder_figures f on f.coder = m.name "
        "where f.measured = 'left out' and f.code_id = 'all'",
    )

    assert found == [(card["texts"], 1, card["figures"]["micro_f1"], card["figures"]["ece"])]


def test_the_bins_of_a_calibration_add_up(taught: SmallStudy) -> None:
    bins = rows(taught.study, "select low, high, pairs, mean, correct from calibration where code_id = 'all'")

    assert bins
    assert all(low <= mean <= high and 0 <= correct <= 1 and pairs for low, high, pairs, mean, correct in bins)
    told = "select calibration_error from coder_figures where measured = 'left out' and code_id = 'all'"
    error = sum(pairs * abs(mean - correct) for _, _, pairs, mean, correct in bins) / sum(b[2] for b in bins)
    assert error == pytest.approx(one(taught.study, told), abs=1e-3)


def test_an_error_is_one_and_is_told_only_of_what_may_be_quoted(taught: SmallStudy, tmp_path: Path) -> None:
    small = copied(taught, tmp_path / "study")
    right = agreed(small.study)[1]
    told = "select e.id, x.code_id, x.kind from coder_errors x join excerpts e on e.pk = x.excerpt_pk"
    errors = rows(small.study, told)

    small.consent = {"survey": "research"}
    build.run(small.write(), jobs=1)

    assert errors
    assert all(((key, code) in right) == (kind == "missed") for key, code, kind in errors)
    assert rows(small.study, told) == []
    assert one(small.study, "select count(*) from coder_figures") > 0


def test_more_reviews_make_a_step_in_the_history(taught: SmallStudy, tmp_path: Path) -> None:
    small = copied(taught, tmp_path / "study")
    shutil.rmtree(small.root / "build")
    coded = small.codings
    small.codings = {"ana": coded["ana"][:50]}
    build.run(small.write(), jobs=1)

    small.codings = coded
    build.run(small.write(), jobs=1)

    steps = rows(small.study, "select number, present, texts from models order by number")
    assert [(number, present) for number, present, _ in steps] == [(1, 0), (2, 1)]
    assert steps[0][2] < steps[1][2]
    assert one(small.study, "select count(*) from coder_figures where code_id = 'all' and measured = 'left out'") == 2


def test_a_study_that_nobody_coded_has_no_figures(taught: SmallStudy, tmp_path: Path) -> None:
    small = copied(taught, tmp_path / "study")
    small.codings, small.settings = {}, {}
    study = from_nothing(small, tmp_path / "new") if small.write() else small.study

    tables = ("models", "coder_figures", "calibration", "coder_errors")
    assert [one(study, f"select count(*) from {table}") for table in tables] == [0] * len(tables)
