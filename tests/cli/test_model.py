"""catalog train, evaluate and try: from a gold file to codings with probability and reason."""

from __future__ import annotations

import contextlib
import csv
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Cli, answer
from tests.small_study import SmallStudy

SAID = {
    "station-rotation": ["we rotate between the stations", "kids move from table to table"],
    "student-choice": ["they choose their topic", "kids pick what to read"],
    "devices": ["each has a chromebook", "laptops are on the desks"],
    "barrier-time": ["there is no time", "the day is too short"],
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Eighty answers of twenty cases, with the codes they deserve."""
    draw = np.random.default_rng(0)
    path = tmp_path / "gold.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "case", "text", "codes"])
        for n in range(80):
            codes = sorted(draw.choice(sorted(SAID), size=draw.integers(0, 3), replace=False).tolist())
            text = ", ".join(["on most days", *(str(draw.choice(SAID[code])) for code in codes)])
            writer.writerow([f"t{n}", f"c{n // 4}", text, ";".join(f"{code}:current" for code in codes)])
    return path


def test_a_model_is_trained_measured_and_codes_the_next_build(small: SmallStudy, cli: Cli, gold: Path) -> None:
    card = answer(cli("train", "--gold", gold, "--json"))
    measured = answer(cli("evaluate", "--gold", gold, "--json"))
    [found] = answer(cli("try", "Laptops are on the desks.", "--json"))
    built = cli("build")

    assert (card["texts"], card["cases"], card["seed"]) == (80, 20, 0)
    assert measured["coder"] == "model"
    assert {"micro_f1", "macro_f1", "stance_accuracy", "ece", "n", "per_code"} <= measured.keys()
    assert measured["micro_f1"] > 0.9
    assert measured["stance_accuracy"] > 0.9
    assert (found["code"], found["stance"]) == ("devices", "current")
    assert 0 < found["probability"] <= 1
    assert "Laptops" in found["because"][0]["text"]
    assert built.exit_code == 0
    assert _coders(small) == {f"model-{card['model'][:8]}"}


def test_training_prints_a_figure_for_each_code_and_the_next_step(cli: Cli, gold: Path) -> None:
    said = cli("train", "--gold", gold)

    assert said.exit_code == 0
    for expected in ("learned from 80 texts of 20 cases", "micro-F1", "calibration error", "devices", "catalog build"):
        assert expected in said.stdout
    assert "learning words" in said.stderr


def test_a_model_of_another_codebook_is_left_out_of_the_build_and_refused_elsewhere(
    small: SmallStudy, cli: Cli, gold: Path
) -> None:
    cli("train", "--gold", gold)
    cli("build")
    small.codes[0]["definition"] = "Groups of children move between stations in one lesson."
    small.write()

    built = cli("build")
    refused = cli("evaluate", "--gold", gold, "--coder", "model")

    assert built.exit_code == 0
    assert "it learned another codebook" in built.output
    assert _coders(small) == set()
    assert refused.exit_code == 1
    assert "trained with another codebook" in refused.output
    assert "run `catalog train`" in refused.output


def test_rules_and_model_are_measured_side_by_side(cli: Cli, gold: Path) -> None:
    cli("train", "--gold", gold)

    measured = answer(cli("evaluate", "--gold", gold, "--coder", "rules", "--coder", "model", "--json"))

    assert measured["coder"] == "rules"
    assert measured["micro_f1"] == measured["coders"]["rules"]["micro_f1"] < measured["coders"]["model"]["micro_f1"]
    assert measured["coders"]["rules"]["ece"] is None


def test_too_little_to_learn_from_is_told_with_what_is_needed(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text("id,text,codes\n1,We rotate,station-rotation\n", encoding="utf-8")

    said = cli("train", "--gold", path)

    assert said.exit_code == 1
    assert "1 texts of 1 cases" in said.output
    assert "code at least 30 texts" in said.output
    assert "rotate" not in said.output


def _coders(small: SmallStudy) -> set[str]:
    """The models whose codings stand in the evidence."""
    with contextlib.closing(sqlite3.connect(small.study.evidence_db)) as db:
        rows = db.execute("select distinct coder_id from codings where coder_id like 'model-%'").fetchall()
    return {name for (name,) in rows}
