"""The small study with people's codings, as several tests export it."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.study import Study
from pipelines import build
from tests.contents import opened
from tests.small_study import SmallStudy, exemplar, save_csv


@pytest.fixture
def coded(tmp_path: Path) -> Study:
    """The small study, built, with two coders' readings, memos and an exemplar."""
    small = SmallStudy(tmp_path / "study")
    study = small.write()
    build.run(study, jobs=1)
    with opened(study.evidence_db) as db:
        rows = db.execute("select id, text from excerpts where gone = 0 order by id").fetchall()
    codes = ["station-rotation:past;devices", "", "barrier-time:desired", "mastery:negated;devices:planned"]
    small.exemplars = {"rotate": exemplar([rows[0]])}
    small.write()
    for coder, shift in (("ana", 0), ("ben", 1)):
        memos = [f"=memo {n}" if n % 3 == 0 else "" for n in range(len(rows))]
        table = [[key, text, codes[(n + shift) % 4], memos[n]] for n, (key, text) in enumerate(rows)]
        save_csv(study.codings / f"{coder}.csv", [["excerpt", "quote", "codes", "memo"], *table])
    build.run(study, jobs=1)
    return study
