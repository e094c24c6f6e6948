"""Surveys are read as the manifest says, with exact places, or not at all."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from catalog.errors import ManifestError, SourceError
from catalog.manifest import SourceEntry, entry_as_yaml, load_manifest
from catalog.records import Place, Question, Submission
from pipelines.readers import read_survey, recognise, resolve

TABLE = (
    "id,District,What works?,Devices\n"
    "a1,Oak,We use stations every day.,1:1\n"
    'a2,Elm," Two\r\nlines ",1:2\n'
    ",Oak,,1:1\n"
    ",Oak,Students choose projects.,\n"
)


def put(folder: Path, content: str = TABLE) -> Path:
    path = folder / "a.csv"
    path.write_bytes(content.encode())
    return path


def entry(**changes: object) -> SourceEntry:
    return SourceEntry(id="a", path="surveys/a.csv", kind="survey", **changes)  # type: ignore[arg-type]


def rows(path: Path, entry: SourceEntry) -> list[Submission]:
    return list(read_survey(path, entry))


OPEN = Question("works", "What works?", "open", ("What works?",))
CLOSED = Question("Devices", "Devices", "single", ("#4",))


def test_words_carry_their_exact_place(tmp_path: Path) -> None:
    found = rows(put(tmp_path), entry(respondent="id", case_column="District", questions=(OPEN, CLOSED)))

    assert [s.respondent.key for s in found[:2]] == ["a1", "a2"]
    assert found[1].respondent.case == "Elm"
    assert found[1].words[0].text == "Two\nlines"
    assert found[1].words[0].place == Place(row=3, column="What works?", end=9)
    assert [(a.question, a.value) for a in found[2].answers] == [("Devices", "1:1")]
    assert found[2].words == ()


def test_rows_without_respondent_get_keys_from_their_content(tmp_path: Path) -> None:
    twice = "text,n\nsame words here,1\nother words here,2\nsame words here,1\n"
    asked = entry(questions=(Question("text", "text", "open", ("text",)),))

    first = [s.respondent.key for s in rows(put(tmp_path, twice), asked)]
    moved = [s.respondent.key for s in rows(put(tmp_path, twice + "more words here,3\n"), asked)]

    assert len(set(first)) == 3
    assert first[2] == f"{first[0]}-2"
    assert moved[:3] == first


def test_every_column_that_is_missing_is_listed_at_once(tmp_path: Path) -> None:
    wrong = entry(
        respondent="ID", case_column="District", role="Role",
        questions=(Question("q", "q", "open", ("What work?",)), Question("n", "n", "number", ("#9",))),
    )  # fmt: skip

    with pytest.raises(ManifestError) as caught:
        rows(put(tmp_path), wrong)

    assert [p.what for p in caught.value.problems] == [
        f'there is no column "{name}"' for name in ("ID", "Role", "What work?", "#9")
    ]
    assert caught.value.problems[2].fix == 'did you mean "What works?"?'
    assert {p.where for p in caught.value.problems} == {"corpus/surveys/a.csv"}


def test_a_respondent_who_comes_twice_is_refused_with_both_rows(tmp_path: Path) -> None:
    path = put(tmp_path, TABLE + "a1,Oak,Again.,1:1\na2,Oak,Again.,1:1\n")

    with pytest.raises(SourceError) as caught:
        rows(path, entry(respondent="id", questions=(OPEN,)))

    assert [p.where for p in caught.value.problems] == ["a.csv: row 6", "a.csv: row 7"]
    assert "row 2 again" in caught.value.problems[0].what


def test_an_entry_without_questions_is_completed_from_the_file(tmp_path: Path) -> None:
    completed = resolve(put(tmp_path), entry(case="D7"))

    assert [(q.name, q.type) for q in completed.questions] == [("What works?", "open"), ("Devices", "single")]
    assert (completed.case, completed.case_column) == ("D7", None)
    assert completed.layout == "plain"


def test_a_correction_in_the_manifest_is_heeded(tmp_path: Path) -> None:
    as_words = entry(respondent="id", questions=(Question("Devices", "Devices", "open", ("Devices",)),))

    assert [s.words[0].text for s in rows(put(tmp_path), as_words) if s.words] == ["1:1", "1:2", "1:1"]


def test_an_open_question_of_two_columns_is_the_manifests_fault(tmp_path: Path) -> None:
    both = entry(questions=(Question("q", "q", "open", ("What works?", "Devices")),))

    with pytest.raises(ManifestError, match="2 columns"):
        rows(put(tmp_path), both)


def test_what_add_writes_is_what_build_reads(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    path = put(corpus)
    manifest = corpus / "sources.yaml"
    written = recognise(path).entry("a", consent="research")

    manifest.write_text("study:\n  title: T\nsources:\n" + entry_as_yaml(written), encoding="utf-8")

    assert load_manifest(manifest).sources == (written,)
    assert len(rows(path, load_manifest(manifest).sources[0])) == 4


def test_long_answers_name_their_question_and_keep_years_apart(tmp_path: Path) -> None:
    lines = [
        f"{year},{school},{question},We did a good thing in {year} at {school}."
        for year in (2021, 2022)
        for school in (7, 8)
        for question in ("purpose", "model")
    ]
    path = put(tmp_path, "year,school_id,question,text\n" + "\n".join(lines) + "\n")

    found = rows(path, entry())

    assert len({(s.respondent.key, s.words[0].question) for s in found}) == 8
    assert found[0].respondent.case == "7"
    assert found[0].respondent.attributes == (("year", "2021"),)
    assert found[1].words[0].question == "model"


def test_a_question_the_manifest_has_not_is_named_by_row(tmp_path: Path) -> None:
    path = put(tmp_path, "question,text\npurpose,We did a thing.\nmodel,We did another.\n")
    known = Question("purpose", "purpose", "open", ("text",))

    with pytest.raises(ManifestError, match=r"a\.csv: row 3"):
        rows(path, entry(question_column="question", text_column="text", questions=(known,)))


def test_errors_never_hold_what_people_wrote(tmp_path: Path) -> None:
    path = put(tmp_path, 'id,text\n1,secret words\n1,secret words\n2,"secret words\n')

    with pytest.raises(SourceError) as caught:
        rows(path, entry(respondent="id", questions=(Question("t", "t", "open", ("text",)),)))

    assert "secret" not in str(caught.value)


def test_memory_stays_flat_however_long_the_survey(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("id,text\n")
        file.writelines(f"x{i:06},{'students choose their own pace in math ' * 20}\n" for i in range(15_000))
    asked = entry(respondent="id", questions=(Question("text", "text", "open", ("text",)),))

    tracemalloc.start()
    count = sum(1 for _ in read_survey(path, asked))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 15_000
    assert peak < path.stat().st_size / 2
