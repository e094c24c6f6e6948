"""catalog train and catalog status say the same of what reviewing more would bring."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from pipelines import build
from pipelines.cli import main
from tests.small_study import SmallStudy
from tests.taught_study import copied


def said(*arguments: object) -> str:
    done = CliRunner().invoke(main, [str(part) for part in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_training_foretells_what_the_order_of_the_next_build_says(taught: SmallStudy, tmp_path: Path) -> None:
    small = copied(taught, tmp_path / "study")
    # Half is left for machines to suggest codes for.
    small.codings = {"ana": small.codings["ana"][:50]}
    small.settings = {}
    build.run(small.write(), jobs=1)

    foretold = json.loads(said("train", "--study", small.root, "--json"))["reviews"]
    build.run(small.study, jobs=1)

    told = json.loads(said("status", "--study", small.root, "--json"))["reviews"]
    assert foretold["ordered"] > 0
    assert {**foretold, "worth_it": told["worth_it"]} == told
    first = f"add or correct {told['expected']:g} codings"
    assert first in said("status", "--study", small.root)
    assert first in said("train", "--study", small.root)


def test_a_model_of_a_gold_file_that_the_next_build_replaces_is_told_so(taught: SmallStudy, tmp_path: Path) -> None:
    small = copied(taught, tmp_path / "study")
    gold = tmp_path / "gold.csv"
    lines = [f"{key},{json.dumps(text)},{code},D{n % 6}" for n, (key, text, code) in enumerate(small.codings["ana"])]
    gold.write_text("\n".join(["id,text,codes,case", *lines]) + "\n", encoding="utf-8")

    assert "the next build replaces this model" in said("train", "--study", small.root, "--gold", gold)
    small.settings = {}
    small.write()
    assert "replaces" not in said("train", "--study", small.root, "--gold", gold)
