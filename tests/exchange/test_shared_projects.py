"""The real and the synthetic projects that are not part of this one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipelines.exchange.qdpx_read import read_qdpx
from tests.cli.conftest import answer, typed
from tests.contents import opened
from tests.small_study import SmallStudy

NAMES = ("cpcrlf", "lf100", "lfbom100", "nvwin", "u16")


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
def test_every_quote_of_every_encoding_is_exact(shared: Path, name: str) -> None:
    path = shared / "data" / "refi-qda" / f"{name}.qdpx"
    truth = json.loads(path.with_name(f"{path.name}.truth.json").read_text(encoding="utf-8"))

    project = read_qdpx(path)

    names = {code.key: code.name for code in project.codes}
    found = [(d.name, names[c], m.span.of(d.text)) for d in project.documents for m in d.marks for c in m.codes]
    assert sorted(found) == sorted((document, code, quote) for document, code, quote, *_ in truth)
    assert not project.losses.as_lines()


@pytest.mark.shared
def test_an_imported_project_reaches_the_evidence_with_every_quote_exact(shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / "refi-qda" / "nvwin.qdpx"
    truth = json.loads(path.with_name(f"{path.name}.truth.json").read_text(encoding="utf-8"))
    study = SmallStudy(tmp_path / "study", absent={"survey", "form", "talk", "notes", "districts"}).write()

    assert answer(typed("import", path, "--json", "--study", study.root))["codings"] == len(truth)
    typed("build", "--jobs", 1, "--study", study.root)

    with opened(study.evidence_db) as db:
        found = db.execute(
            "select k.code_id, e.text from codings k join excerpts e on e.pk = k.excerpt_pk "
            "join coders c on c.id = k.coder_id where c.kind = 'person'"
        ).fetchall()
    ids = {code: "-".join(re.findall("[a-z0-9]+", code.lower())) for _, code, *_ in truth}
    assert sorted(found) == sorted((ids[code], quote) for _, code, quote, *_ in truth)


@pytest.mark.shared
def test_a_project_of_atlas_whose_texts_are_missing_brings_its_codes_and_tells_all_that_is_lost(shared: Path) -> None:
    project = read_qdpx(shared / "data" / "refi-qda" / "atlasti_8_annex_a2.qdpx")

    assert len(project.codes) == 14
    assert not project.documents
    lost = {what: sum(n for (w, _), n in project.losses.lost.items() if w == what) for what, _ in project.losses.lost}
    assert lost["document whose text is not in the file"] == 11
    assert lost["coding of a document whose text is missing"] == 9
