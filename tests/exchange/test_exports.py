"""Tables, linked data and citations say what the evidence says, and nothing that consent does not cover."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import SKOS

from catalog.codebook import load_codebook
from catalog.study import Study
from pipelines import build
from tests.cli.conftest import typed
from tests.contents import opened
from tests.small_study import SmallStudy, save_csv

FORMULA = "=SUM(A1) is what we do."


def exported(study: Study, *arguments: object) -> str:
    done = typed("export", *arguments, "--study", study.root)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_long_table_has_a_row_for_every_coding_of_every_coder(coded: Study) -> None:
    rows = table(exported(coded, "codings"))

    with opened(coded.evidence_db) as db:
        number = db.execute("select count(*) from codings").fetchone()[0]
        empty = db.execute(
            "select count(*) from readings d join coders c on c.id = d.coder_id where c.kind = 'person' and not exists "
            "(select 1 from codings k where k.excerpt_pk = d.excerpt_pk and k.coder_id = d.coder_id)"
        ).fetchone()[0]
    assert len(rows) == number + empty
    assert {row["coder_kind"] for row in rows} == {"person", "rules"}
    assert {row["stance"] for row in rows if row["code"]} >= {"past", "desired", "negated", "planned"}


def test_whose_codings_go_out_can_be_chosen(coded: Study) -> None:
    for by, kinds in (("people", {"person"}), ("machines", {"rules"})):
        assert {row["coder_kind"] for row in table(exported(coded, "codings", "--by", by))} == kinds


def test_the_matrix_has_1_where_all_people_who_read_agree(coded: Study) -> None:
    rows = table(exported(coded, "matrix"))

    with opened(coded.evidence_db) as db:
        agreed = set(db.execute("select e.id, k.code_id from consensus k join excerpts e on e.pk = k.excerpt_pk"))
    ones = {(row["excerpt"], code) for row in rows for code, cell in row.items() if cell == "1"}
    assert ones == agreed
    assert {row["coder_kind"] for row in rows} == {"person"}


def test_no_cell_of_a_table_runs_as_a_formula(tmp_path: Path) -> None:
    small = SmallStudy(tmp_path / "study")
    small.survey[1][3], small.form[0][1] = FORMULA, "@SUM(A1) we said."
    small.codes[0]["definition"] = "+1 for stations."
    study = small.write()
    build.run(study, jobs=1)
    with opened(study.evidence_db) as db:
        rows = db.execute("select id, text from excerpts where gone = 0").fetchall()
    save_csv(study.codings / "ana.csv", [["excerpt", "quote", "codes"], *([k, words, "devices"] for k, words in rows)])
    build.run(study, "review", jobs=1)

    for format, path in (("codings", tmp_path / "codings.xlsx"), ("codebook", tmp_path / "codebook.xlsx")):
        exported(study, format, "-o", path)
        cells = [c for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for c in row]
        assert not [c.value for c in cells if c.data_type == "f" or str(c.value).startswith(("=", "+", "@"))]
    for text in (exported(study, "codings"), exported(study, "codebook", "--as", "csv")):
        assert not [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell.startswith(("=", "+", "@"))]
    assert f"'{FORMULA}" in {row["quote"] for row in table(exported(study, "codings"))}


@pytest.mark.parametrize(("scope", "words"), [("research", True), ("public", False)])
def test_only_words_go_out_whose_consent_covers_it(tmp_path: Path, scope: str, words: bool) -> None:
    small = SmallStudy(tmp_path / "study", consent={"survey": "research", "form": "internal"})
    study = small.write()
    build.run(study, jobs=1)

    said = exported(study, "annotations", "--scope", scope)

    assert ("rotate through four stations" in said) is words
    assert "spelling" not in said
    assert "choose a topic and read" in said


def test_an_unnamed_district_shows_no_more_than_on_the_site(coded: Study, tmp_path: Path) -> None:
    from pipelines.exchange.qdpx_read import read_qdpx

    exported(coded, "qdpx", "-o", tmp_path / "out.qdpx")

    project = read_qdpx(tmp_path / "out.qdpx")
    assert all(case.name.startswith("District ") for case in project.cases)
    assert {name for case in project.cases for name in case.attributes} == {"district_kind"}


def test_skos_says_the_same_in_both_forms_and_keeps_the_hierarchy(root: Path, tmp_path: Path) -> None:
    book = load_codebook(root / "taxonomy.yaml")
    study = Study(root)
    graphs = [
        rdflib.Graph().parse(data=exported(study, "skos", "--as", form), format=name)
        for form, name in (("jsonld", "json-ld"), ("ttl", "turtle"))
    ]

    assert isomorphic(*graphs)
    graph = graphs[0]
    assert len(set(graph.subjects(rdflib.RDF.type, SKOS.Concept))) == len(book.codes)
    assert len(list(graph.triples((None, SKOS.broader, None)))) == sum(bool(code.parent) for code in book.codes)
    for concept in graph.subjects(rdflib.RDF.type, SKOS.Concept):
        assert len(list(graph.objects(concept, SKOS.prefLabel))) == 1
        related = set(graph.objects(concept, SKOS.related))
        assert not related & set(graph.transitive_objects(concept, SKOS.broader))
    exported(study, "skos", "-o", tmp_path / "book.ttl", "--base", "https://example.org/code")
    assert "<https://example.org/code/station-rotation>" in (tmp_path / "book.ttl").read_text(encoding="utf-8")


def test_annotations_select_their_words_by_quote_and_by_position(coded: Study, tmp_path: Path) -> None:
    from pipelines.exchange.qdpx_read import read_qdpx

    exported(coded, "qdpx", "-o", tmp_path / "out.qdpx")
    texts = [document.text for document in read_qdpx(tmp_path / "out.qdpx").documents]

    found: list[Any] = json.loads(exported(coded, "annotations"))

    assert found
    assert len({annotation["id"] for annotation in found}) == len(found)
    for annotation in found:
        quote, position = annotation["target"]["selector"]
        around = quote["prefix"] + quote["exact"] + quote["suffix"]
        place = slice(position["start"], position["end"])
        assert any(text[place] == quote["exact"] and around in text for text in texts)


def test_citations_name_the_catalog_and_its_published_exemplars(coded: Study) -> None:
    data = json.loads(exported(coded, "citations", "--base", "https://example.org"))

    assert [one["id"] for one in data] == ["catalog", "rotate"]
    assert data[1]["URL"] == "https://example.org/exemplar/rotate"
    assert exported(coded, "citations", "--as", "bib").count("@misc{") == 2
    assert exported(coded, "citations", "--as", "ris").count("TY  - ") == 2


def test_a_form_that_an_export_has_not_is_refused_with_those_it_has(coded: Study, tmp_path: Path) -> None:
    done = typed("export", "codings", "-o", tmp_path / "a.docx", "--study", coded.root)

    assert done.exit_code == 2
    assert "csv, xlsx" in done.stderr


def test_an_export_before_the_first_build_says_what_to_do(tmp_path: Path) -> None:
    study = SmallStudy(tmp_path / "study").write()

    done = typed("export", "qdpx", "--study", study.root)

    assert done.exit_code == 1
    assert "catalog build" in done.stderr
