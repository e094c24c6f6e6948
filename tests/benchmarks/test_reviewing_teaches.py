"""Reviewing changes the model: 200 excerpts of the demo study, decided in the browser, then `catalog train`."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from catalog.codings import parse_codes
from catalog.study import Study
from tests.demo_study import ROOT, catalog
from tests.staff.conftest import Site, add_people
from tests.staff.reviewing import NAME

REVIEWED = 200


@pytest.mark.benchmark
def test_two_hundred_reviewed_excerpts_are_learned_from_and_the_step_is_seen(tmp_path: Path) -> None:
    study, apart = _study_without_some_codings(tmp_path)
    before = json.loads(catalog("train", "--study", tmp_path, "--json"))
    add_people(study)
    site = Site(study)

    for excerpt, codes in apart.items():
        form: dict[str, Any] = {"version": 0, "do": "code", "queue": "next", "add": list(codes)}
        form |= {f"stance:{code}": stance for code, stance in codes.items()}
        assert site.ask("POST", f"/review/{excerpt}", NAME, form).status_code == 303
    drawn = {row[0] for row in site.rows("select e.id from random_sample s join excerpts e on e.pk = s.excerpt_pk")}
    site.close()
    after = json.loads(catalog("train", "--study", tmp_path, "--json"))

    learned = set(apart) - drawn
    print(f"\nreviewed {len(apart)}, of them {len(apart) - len(learned)} in the random sample")  # noqa: T201
    for name, card in (("before", before), ("after", after)):
        print(f"{name:<7} {card['texts']:>4} texts  {json.dumps(card['figures'])[:300]}")  # noqa: T201
    assert after["texts"] - before["texts"] == len(learned)
    assert len(apart) == REVIEWED
    assert len(learned) > REVIEWED / 2
    assert after["model"] != before["model"]
    assert after["figures"] != before["figures"]


def _study_without_some_codings(folder: Path) -> tuple[Study, dict[str, dict[str, str]]]:
    """The demo study without 200 excerpts that one person alone had coded, built; and what they had given them."""
    shutil.copyfile(ROOT / "taxonomy.yaml", folder / "taxonomy.yaml")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    files = [folder / "corpus" / "codings" / f"{name}.csv" for name in ("ana", "ben")]
    tables = [list(csv.DictReader(file.read_text(encoding="utf-8").splitlines(keepends=True))) for file in files]
    ids = [row["excerpt"] for table in tables for row in table]
    apart = {}
    for file, table in zip(files, tables, strict=True):
        alone = [row for row in table if ids.count(row["excerpt"]) == 1][: REVIEWED // len(files)]
        apart |= {row["excerpt"]: dict(parse_codes(row["codes"])) for row in alone}
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, table[0].keys())
            writer.writeheader()
            writer.writerows(row for row in table if row["excerpt"] not in apart)
    catalog("build", "--study", folder)
    return Study(folder), apart
