"""Every real survey and transcript goes through `add` and `build`, with counts worked out by opening the files.

The counts below were made with csv, openpyxl, python-docx and regular expressions over the bare files, and by
reading them; none was taken from what the program said.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from catalog.study import Study
from tests.contents import opened, soundness
from tests.demo_study import Site, catalog

pytestmark = pytest.mark.shared


@dataclass(frozen=True)
class Counted:
    """What a file holds: questions with columns for a survey, turns with speakers for a transcript."""

    kind: str
    family: str
    rows: int = 0
    open: int = 0
    closed: int = 0
    answers: int = 0
    turns: int = 0
    speakers: tuple[str, ...] = ()
    moderators: tuple[str, ...] = ()
    responses: int = 0


def talk(kind: str, family: str, turns: int, *speakers: str, asks: str = "") -> Counted:
    """A conversation: every turn is a response, the moderator's too."""
    asking = (asks,) if asks else ()
    return Counted(kind, family, turns=turns, speakers=speakers, moderators=asking, responses=turns)


A, B = ("Jordan Lee", "Alex Morgan"), ("Jordan Lee", "Priya Sharma")
EXPECTED = {
    # 38 columns: an id and 14 questions (of 1, 1, 6, 6, 14 and nine times 1 columns); 30,428 filled cells
    # beside the ids, each an answer. Nobody wrote words.
    "surveys/surveymonkey_StarWars.csv": Counted("survey", "surveymonkey", 1186, 0, 14, 30428),
    # 28 of 42 wrote to Q1; Q2 ticks 78 options in 42 cells; Q3 has 42 answers; the fifth column asks for consent.
    "surveys/googleforms_autistica.csv": Counted("survey", "google-forms", 42, 1, 2, 78 + 42, responses=28),
    # 32 columns, all of them filled 14 times: five of the form and the teacher, five of notes, and 22 of ratings
    # in ten questions, three of which are grids of 3, 6 and 6 items.
    "surveys/googleforms_classroom_observations.csv": Counted(
        "survey", "google-forms", 14, 5, 10, 22 * 14, responses=5 * 14
    ),
    "surveys/qualtrics_sample_de.csv": Counted("survey", "qualtrics", 1, 1, 1, 1, responses=1),
    "surveys/qualtrics_sample_legacy.csv": Counted("survey", "qualtrics", 1, 1, 1, 1, responses=1),
    # 100 cues without a name or a pause, from 68 s to 724 s: a turn ends with the first sentence that ends
    # a minute or more after it began, which happens ten times.
    "transcripts/GMT20240124-202901_Recording.cc.vtt": talk("transcript", "vtt", 11),
    # 102 cues, in which the name before the colon changes 25 times; cue 48 has none.
    "transcripts/GMT20240124-202901_Recording.transcript.vtt": talk(
        *("transcript", "zoom-vtt", 26),
        *("Srijani Ghosh", "Conor Healy", "Dr. Melissa Ko", "Shreeharsh Kelkar", "Ryan Sloan"),
    ),
    # 12 lines, four of which say who reacted to what; the fourth person only reacted.
    "transcripts/GMT20240124-202901_RecordingnewChat.txt": talk(
        "chat", "zoom-chat", 8, "Ryan Sloan", "Dr. Melissa Ko", "Shreeharsh Kelkar"
    ),
    # 264 cues of one teacher: the students cannot be heard.
    "transcripts/chemistry_lesson_zoom.vtt": talk("transcript", "zoom-vtt", 1, "Caleob King"),
    # 32 statements in turn, 16 of them questions.
    "transcripts/qux360_interview_A.csv": talk("transcript", "turns", 32, *A, asks="Jordan Lee"),
    "transcripts/qux360_interview_A.docx": talk("transcript", "docx", 32, *A, asks="Jordan Lee"),
    "transcripts/qux360_interview_A.xlsx": talk("transcript", "turns", 32, *A, asks="Jordan Lee"),
    "transcripts/qux360_interview_B.csv": talk("transcript", "turns", 32, *B, asks="Jordan Lee"),
    "transcripts/qux360_interview_B.docx": talk("transcript", "docx", 32, *B, asks="Jordan Lee"),
    "transcripts/qux360_interview_B.xlsx": talk("transcript", "turns", 32, *B, asks="Jordan Lee"),
}
INTERVIEWS = ("qux360_interview_A", "qux360_interview_B")


@dataclass(frozen=True)
class Built:
    """The study of all files: what `add` said of each, and the id that each has in the manifest."""

    study: Study
    said: dict[str, Any]
    ids: dict[str, str]

    def counted(self, sql: str) -> dict[str, int]:
        """Counts of evidence.db by source, under the names of the files."""
        with opened(self.study.evidence_db) as db:
            found = dict(db.execute(sql).fetchall())
        return {name: found.get(key, 0) for name, key in self.ids.items()}


@pytest.fixture(scope="module")
def built(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("shared") / "study"
    files = [shared / "data" / name for name in EXPECTED]
    catalog("init", folder, "--title", "All the real files")
    said = json.loads(catalog("add", "--study", folder, "--json", *files))
    catalog("build", "--study", folder)
    study = Study(folder)
    with opened(study.private_db) as db:
        by_path = dict(db.execute("select path, id from sources").fetchall())
    ids = {name: next(key for path, key in by_path.items() if Path(path).name == Path(name).name) for name in EXPECTED}
    names = {str(file): name for file, name in zip(files, EXPECTED, strict=True)}
    return Built(study, {names[one["path"]]: one for one in said}, ids)


def test_the_table_names_every_file_there_is(shared: Path) -> None:
    there = {
        f"{folder}/{p.name}" for folder in ("surveys", "transcripts") for p in (shared / "data" / folder).iterdir()
    }

    assert there == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_add_says_what_the_file_holds(built: Built, name: str) -> None:
    said, expected = built.said[name], EXPECTED[name]

    assert said["kind"] == expected.kind
    assert expected.family in said["layout"]
    assert len(said["open_questions"]) == expected.open
    assert len(said["closed_questions"]) == expected.closed
    assert tuple(said["speakers"]) == expected.speakers
    assert tuple(said["moderators"]) == expected.moderators
    if expected.kind == "survey":
        assert said["rows"] == expected.rows
    else:
        assert said["turns"] == expected.turns


def test_every_answer_in_words_and_every_turn_is_a_response(built: Built) -> None:
    responses = built.counted("select source_id, count(*) from responses where gone = 0 group by 1")

    assert responses == {name: expected.responses for name, expected in EXPECTED.items()}


def test_every_answer_to_a_closed_question_is_kept(built: Built) -> None:
    answers = built.counted(
        "select q.source_id, count(*) from answers a join questions q on q.id = a.question_id group by 1"
    )

    assert answers == {name: expected.answers for name, expected in EXPECTED.items()}


def test_every_speaker_and_respondent_with_words_or_answers_is_one_person(built: Built) -> None:
    people = built.counted("select source_id, count(*) from respondents group by 1")

    # The captions and one cue of the transcript name nobody: one unnamed speaker each.
    recording = "transcripts/GMT20240124-202901_Recording"
    unnamed = {f"{recording}.cc.vtt", f"{recording}.transcript.vtt"}
    assert people == {
        name: expected.rows or len(expected.speakers) + (name in unnamed) for name, expected in EXPECTED.items()
    }


def test_an_answer_stands_in_its_cell(built: Built, shared: Path) -> None:
    with opened(built.study.private_db) as db:
        placed = db.execute(
            "select s.path, r.row_number, r.column_name, r.start_offset, r.end_offset, r.text "
            "from responses r join sources s on s.id = r.source_id where s.kind = 'survey'"
        ).fetchall()

    assert len(placed) == 28 + 70 + 1 + 1
    tables = {Path(path).name: _table(shared / "data/surveys" / Path(path).name) for path, *_ in placed}
    for path, row, column, start, end, text in placed:
        table = tables[Path(path).name]
        cell = table[row - 1][table[0].index(column)].replace("\r\n", "\n")
        assert cell[start:end] == text


@pytest.mark.parametrize("interview", INTERVIEWS)
def test_document_workbook_and_table_of_one_interview_give_the_same_responses(built: Built, interview: str) -> None:
    of_csv, of_docx, of_xlsx = (_turns(built, f"transcripts/{interview}.{kind}") for kind in ("csv", "docx", "xlsx"))

    assert len(of_csv) == 32
    assert of_docx == of_csv
    assert of_xlsx == of_csv


@pytest.mark.parametrize("interview", INTERVIEWS)
def test_the_responses_of_an_interview_are_its_statements(built: Built, shared: Path, interview: str) -> None:
    with (shared / f"data/transcripts/{interview}.csv").open(encoding="utf-8-sig", newline="") as stream:
        statements = [row["statement"] for row in csv.DictReader(stream)]

    with opened(built.study.private_db) as db:
        key = built.ids[f"transcripts/{interview}.docx"]
        texts = db.execute("select text from responses where source_id = ? order by position", (key,)).fetchall()

    assert [row[0] for row in texts] == statements


def test_a_second_build_finds_nothing_to_do_and_all_is_sound(built: Built) -> None:
    assert "Nothing has changed" in catalog("build", "--study", built.study.root)
    for path in (built.study.private_db, built.study.evidence_db, built.study.catalog_db):
        assert soundness(path) == []


def test_the_site_over_all_files_answers(built: Built) -> None:
    site = Site(built.study.catalog_db)
    try:
        found = site.page("/?q=remote+work")

        assert len(found.quotes) >= 6  # three formats of two interviews about it
        assert found.links("/excerpt/")
        assert site.page(found.links("/excerpt/")[0]).quotes
    finally:
        site.close()


def _table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def _turns(built: Built, name: str) -> list[tuple[str, str]]:
    """Speaker and words of each turn. A first name is one person within its file only, so that each file has
    pseudonyms of its own: they are numbered here as they appear."""
    with opened(built.study.evidence_db) as db:
        turns = db.execute(
            "select p.label, r.text from responses r join respondents p on p.pk = r.respondent_pk "
            "where r.source_id = ? order by r.position",
            (built.ids[name],),
        ).fetchall()
    met: dict[str, str] = {}

    def numbered(label: re.Match[str]) -> str:
        return met.setdefault(label[0], f"[{label[1]} no. {len(met) + 1}]")

    return [(who, re.sub(r"\[(\w+) \d+\]", numbered, text)) for who, text in turns]
