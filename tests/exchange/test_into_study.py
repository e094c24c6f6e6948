"""A project of another tool becomes part of a study, and the chain of evidence holds."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from catalog.codebook import load_codebook
from catalog.study import Study
from pipelines import build
from tests.cli.conftest import answer, typed
from tests.contents import opened, whole
from tests.exchange.qdpx_files import NVIVO_WINDOWS, Coded, Text, Tool
from tests.small_study import SmallStudy

TALK = (
    "We rotate 😀 between stations. Kids like it a lot.\nThey choose their own topic every month.\n"
    "Time is short. There is not enough of it to plan.\n"
)
ONE = "We rotate 😀 between stations."
TWO = "between stations. Kids like it a lot."
THREE = "They choose their own topic every month."


def coded(words: str, code: str = "Stations", coder: str | None = "Ana") -> Coded:
    start = TALK.index(words)
    return Coded(start, start + len(words), code, coder)


OVERLAPPING = [coded(ONE), coded(TWO, "Joy"), coded(TWO, "Joy", "Ben"), coded(THREE, "Choice of topic", "Ben")]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return SmallStudy(tmp_path / "study").write()


def imported(study: Study, path: Path, *more: str) -> Any:
    return answer(typed("import", path, "--json", "--study", study.root, *more))


def codings(study: Study) -> Counter[tuple[str, ...]]:
    """(coder, words of the excerpt, code) of all people's codings."""
    with opened(study.evidence_db) as db:
        return Counter(
            db.execute(
                "select k.coder_id, e.text, k.code_id from codings k join excerpts e on e.pk = k.excerpt_pk "
                "join coders c on c.id = k.coder_id where c.kind = 'person' and e.gone = 0"
            ).fetchall()
        )


def test_every_coded_span_becomes_an_excerpt_even_where_spans_overlap(study: Study, tmp_path: Path) -> None:
    path = NVIVO_WINDOWS.write(tmp_path / "Talks 1.qdpx", [Text("Talk", TALK, OVERLAPPING)])

    said = imported(study, path)
    build.run(study, jobs=1)

    assert said["codings"] == 4
    assert not said["left_out"]
    assert codings(study) == Counter(
        {
            ("ana", ONE, "stations"): 1,
            ("ana", TWO, "joy"): 1,
            ("ben", TWO, "joy"): 1,
            ("ben", THREE, "choice-of-topic"): 1,
        }
    )
    with opened(study.evidence_db) as db:
        sound = db.execute(
            "select count(*) from excerpts e join responses r on r.pk = e.response_pk where e.gone = 0 "
            "and e.text <> substr(r.text, e.start_offset + 1, e.end_offset - e.start_offset)"
        ).fetchone()[0]
        assert sound == 0
        assert db.execute("select count(*) from doubts").fetchone()[0] == 0


def test_names_in_a_coded_span_are_replaced_and_the_coding_stays(study: Study, tmp_path: Path) -> None:
    text = "Mrs. Delgado\nMrs. Delgado rotates with us. Ask Mr. Okafor.\n"
    marked = [Coded(0, 12), Coded(18, 36, memo="Ask Mrs. Delgado at dana@example.org about it.")]
    path = NVIVO_WINDOWS.write(tmp_path / "p.qdpx", [Text("Talk", text, marked)])

    imported(study, path)
    build.run(study, jobs=1)

    with opened(study.evidence_db) as db:
        tables = ("responses", "excerpts", "readings")
        everything = "\n".join(str(row) for t in tables for row in db.execute(f"select * from {t}"))
        assert db.execute("select count(*) from doubts").fetchone()[0] == 0
    assert sum(codings(study).values()) == 2
    assert "Delgado" not in everything
    assert "example.org" not in everything
    assert "about it" in everything


def test_importing_again_changes_nothing_and_a_changed_project_replaces_what_it_brought(
    study: Study, tmp_path: Path
) -> None:
    path = NVIVO_WINDOWS.write(tmp_path / "p.qdpx", [Text("Talk", TALK, OVERLAPPING)])
    imported(study, path)
    build.run(study, jobs=1)
    before, files = whole(study), {p: p.read_bytes() for p in study.corpus.rglob("*") if p.is_file()}

    imported(study, path)
    assert {p: p.read_bytes() for p in study.corpus.rglob("*") if p.is_file()} == files
    assert not build.run(study, jobs=1).stages
    assert whole(study) == before

    NVIVO_WINDOWS.write(path, [Text("Talk", TALK, [*OVERLAPPING[1:], coded("Time is short.", "Time")])])
    imported(study, path)
    build.run(study, jobs=1)
    assert Counter(code for _, _, code in codings(study).elements()) == {"joy": 2, "choice-of-topic": 1, "time": 1}
    assert ("ana", "Time is short.", "time") in codings(study)

    NVIVO_WINDOWS.write(path, [Text("Talk", TALK)])
    imported(study, path)
    build.run(study, jobs=1)
    assert not codings(study)
    with opened(study.evidence_db) as db:
        live = "select e.text from excerpts e join responses r on r.pk = e.response_pk where r.source_id = 'p' "
        words = [row[0] for row in db.execute(f"{live} and e.gone = 0 order by e.number")]
    assert " ".join(words).split() == TALK.split()


def test_what_a_person_coded_in_the_study_stays_beside_an_import(study: Study, tmp_path: Path) -> None:
    build.run(study, jobs=1)
    with opened(study.evidence_db) as db:
        key, words = db.execute("select id, text from excerpts where gone = 0 order by pk").fetchone()
    with (study.codings / "ana.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["excerpt", "quote", "codes", "mood"], [key, words, "devices", "calm"]])

    imported(study, NVIVO_WINDOWS.write(tmp_path / "p.qdpx", [Text("Talk", TALK, OVERLAPPING)]))
    build.run(study, jobs=1)

    assert ("ana", words, "devices") in codings(study)
    assert "calm" in (study.codings / "ana.csv").read_text(encoding="utf-8")


def test_codes_keep_their_hierarchy_and_those_that_are_there_are_matched(study: Study, tmp_path: Path) -> None:
    tool = Tool(origin="MAXQDA 24")
    inner = tool.code("Group work", tool.code("Group work ", said="Pairs.") + tool.code("漢字"))
    tool.codes = tool.code("Practice", inner + tool.code("Not enough time"), codable="false", said="What is done.")
    texts = [Text("Talk", TALK, [coded(ONE, "Group work "), coded(THREE, "Not enough time")])]

    said = imported(study, tool.write(tmp_path / "p.qdpx", texts))

    book = load_codebook(study.taxonomy)
    assert (said["new_codes"], said["codes_that_were_there"]) == (3, 1)
    assert [d.label for d in book.dimensions][:1] == ["Practice"]
    assert book.by_id["group-work"].dimension == "practice"
    assert book.by_id["group-work-group-work"].parent == "group-work"
    assert book.by_id["group-work-group-work"].definition == "Pairs."
    assert [code.label for code in book.codes if code.id.startswith("code-")] == ["漢字"]


def test_a_missing_user_a_whole_document_and_a_group_of_codes_are_coped_with(study: Study, tmp_path: Path) -> None:
    tool = Tool(origin="MAXQDA 24")
    whole_text = tool.coding("Talk", "whole", "Joy")
    texts = [Text("Talk", TALK, [coded(ONE, "Joy", None)], whole_text)]

    imported(study, tool.write(tmp_path / "p.qdpx", texts))
    build.run(study, jobs=1)

    assert codings(study) == Counter({("imported", ONE, "joy"): 1, ("imported", TALK.strip(), "joy"): 1})


def test_a_long_document_is_cut_at_paragraphs_but_never_within_a_coded_span(study: Study, tmp_path: Path) -> None:
    lines = [f"Paragraph number {n} says that we rotate {n} times a week, all of us." for n in range(80)]
    text = "\n".join(lines)
    start, end = text.index("number 7 says"), text.index("Paragraph number 10 ") + 9
    path = Tool().write(tmp_path / "p.qdpx", [Text("Long", text, [Coded(start, end)])])

    imported(study, path)
    build.run(study, jobs=1)

    with opened(study.evidence_db) as db:
        source = "select count(*) from responses where source_id = 'p'"
        assert db.execute(source).fetchone()[0] == 77
        assert (
            db.execute("select text from excerpts where id in (select id from cuts)").fetchone()[0] == text[start:end]
        )


def test_consent_and_cases_hold_for_imported_words(study: Study, tmp_path: Path) -> None:
    tool = Tool(origin="NVivo")
    refs = f'<SourceRef targetGUID="{tool.guid("source", "Talk")}"/>'
    tool.before = f'<Cases><Case guid="{tool.guid("case")}" name="Case seven">{refs}</Case></Cases>'
    path = tool.write(tmp_path / "p.qdpx", [Text("Talk", TALK, OVERLAPPING)])

    assert imported(study, path, "--consent", "research")["consent"] == "research"
    build.run(study, jobs=1)

    with opened(study.evidence_db) as db:
        assert db.execute("select consent from sources where id = 'p'").fetchone() == ("research",)
        cases = "select c.kind from respondents p join cases c on c.id = p.case_id where p.source_id = 'p'"
        assert db.execute(cases).fetchone() == ("case",)
    with opened(study.catalog_db) as db:
        assert db.execute("select count(*) from excerpts where source_id = 'p'").fetchone() == (0,)


def test_check_reads_imported_documents_and_names_the_line_that_was_edited(study: Study, tmp_path: Path) -> None:
    imported(study, Tool().write(tmp_path / "p.qdpx", [Text("Talk", TALK, OVERLAPPING)]))
    assert typed("check", "--study", study.root).exit_code == 0

    path = study.corpus / "imported" / "p.jsonl"
    head, line = path.read_text(encoding="utf-8").splitlines()
    data = json.loads(line)
    data["spans"] = [[0, 10_000]]
    path.write_text(f"{head}\n{json.dumps(data)}\n", encoding="utf-8")

    assert "p.jsonl:2" in typed("check", "--study", study.root).stderr


def test_evidence_from_before_the_tables_of_spans_is_migrated(study: Study) -> None:
    build.run(study, jobs=1)
    with closing(sqlite3.connect(study.evidence_db)) as db:
        db.execute("drop table cuts")
        db.execute("delete from _sqlite_migrations where name = 'm005_exchange'")
        db.execute("pragma user_version = 1")
        db.commit()

    build.run(study, "segment", jobs=1)

    with opened(study.evidence_db) as db:
        assert db.execute("select count(*) from cuts").fetchone() == (0,)
