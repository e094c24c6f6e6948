"""The chain of evidence holds in both directions, from a delivered cell to the published quote and back."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import openpyxl
import pytest
import webvtt

from catalog.study import Study
from pipelines import build
from tests.contents import excerpt_ids, one, opened, rows, soundness, words_of
from tests.small_study import LONG_ANSWER, SmallStudy, exemplar

ROTATE = "They rotate between the stations. It is loud, and it works."
CHOICE = "Students choose a topic each month."
STOPPED = "We tried station rotation last year and stopped."
NO_TIME = "There is not enough time."


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallStudy:
    """The small study, read by two people and with one exemplar, built."""
    found = SmallStudy(tmp_path_factory.mktemp("chain"))
    build.run(found.write(), jobs=1)
    ids = excerpt_ids(found.study)
    found.codings = {
        "ana": [
            (ids[ROTATE], ROTATE, "station-rotation; mastery"),
            (ids[STOPPED], STOPPED, "station-rotation:past"),
            (ids[NO_TIME], NO_TIME, ""),
        ],
        "ben": [(ids[ROTATE], ROTATE, "station-rotation"), (ids[CHOICE], CHOICE, "student-choice:planned")],
    }
    found.exemplars = {
        "rotate": exemplar([(ids[ROTATE], "They rotate between the stations."), (ids[STOPPED], STOPPED)])
    }
    build.run(found.write(), jobs=1)
    return found


@pytest.fixture(scope="module")
def study(small: SmallStudy) -> Study:
    return small.study


def delivered(study: Study, source: str, place: str) -> str:
    """What stands at a place of a delivered file, read with other libraries than ours where there are any."""
    path = next((study.corpus).glob(f"{source}.*"))
    if cell := re.fullmatch(r"row (\d+), column (.+)", place):
        table = _table(path)
        return table[int(cell[1]) - 1][table[0].index(cell[2])]
    parts = [int(number) for number in re.findall(r"\d+", place)]
    first, last = parts[0], parts[-1]
    lines = (
        [cue.text for cue in webvtt.read(str(path))]
        if path.suffix == ".vtt"
        else path.read_text(encoding="utf-8").splitlines()
    )
    return " ".join(line.partition(": ")[2] for line in lines[first - 1 : last])


def _table(path: Path) -> list[list[str]]:
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        return [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_every_excerpt_is_the_text_of_its_response_between_its_offsets(study: Study) -> None:
    with opened(study.catalog_db) as catalog, opened(study.evidence_db) as evidence:
        texts = dict(evidence.execute("select id, text from responses").fetchall())
        published = catalog.execute("select text, response_id, start_offset, end_offset from excerpts").fetchall()

    assert len(published) == 10
    assert all(text == texts[response][start:end] for text, response, start, end in published)


def test_the_place_of_every_excerpt_leads_to_the_cell_or_turn_it_was_cut_from(study: Study) -> None:
    published = rows(study, "select source_id, place, start_offset, end_offset, text from excerpts")

    for source, place, start, end, text in published:
        assert delivered(study, source, place)[start:end] == text, (source, place)


def test_the_excerpts_of_a_response_are_its_words_in_order(study: Study) -> None:
    cut = rows(study, "select text from excerpts where place = 'row 2, column What works' order by source_id, number")

    assert len(cut) == 2
    assert " ".join(row[0] for row in cut) == LONG_ANSWER


def test_a_moderators_words_are_the_question_and_never_an_excerpt(small: SmallStudy, study: Study) -> None:
    asked = {words for who, words in small.talk + small.notes if who in ("Moderator", "Interviewer")}
    said = {row[0] for row in rows(study, "select text from excerpts")}

    assert not asked & said
    assert rows(
        study,
        "select q.wording from excerpts e join questions q on q.id = e.question_id "
        "where e.text in (?, ?) order by e.text",
        NO_TIME,
        ROTATE,
    ) == [
        ("What gets in the way of doing this more often?",),
        ("How do your students work during a reading lesson?",),
    ]


def test_the_names_of_speakers_are_not_published(study: Study) -> None:
    assert rows(study, "select distinct speaker from excerpts where source_id = 'talk' order by 1") == [
        ("Speaker 1",),
        ("Speaker 2",),
    ]


def test_closed_answers_are_kept_with_their_rank_on_the_scale(study: Study) -> None:
    with opened(study.evidence_db) as db:
        ranks = db.execute(
            "select distinct q.name, a.value, a.rank from answers a join questions q on q.id = a.question_id "
            "order by 1 desc, 3"
        ).fetchall()

    assert ranks == [
        *(("Q2", "Never", 1), ("Q2", "Sometimes", 2), ("Q2", "Often", 3), ("Q2", "Always", 4)),
        *(("Barriers", "Time", 1), ("Barriers", "Devices", 2)),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (STOPPED, "suburban"),  # its row names the id, D003
        (CHOICE, "urban"),  # its row names the name, Birch Harbor
        ("There is no time, and the Chromebooks are old.", "rural"),  # another spelling, alder falls
        (ROTATE, "urban"),  # the manifest names the case of the file
        ("Chromebooks on every table, and a choice board on the wall.", None),  # nobody names one
    ],
)
def test_a_case_is_found_by_its_id_and_by_its_name(study: Study, text: str, kind: str | None) -> None:
    assert one(study, "select district_kind from excerpts where text = ?", text) == kind


def test_districts_without_leave_to_be_named_are_told_by_their_kind(small: SmallStudy, study: Study) -> None:
    shown = rows(study, "select label, named from cases order by label")

    assert [label.partition(",")[0] for label, _ in shown] == ["Rural district", "Suburban district", "Urban district"]
    assert {named for _, named in shown} == {0}
    assert not any(name in words_of(study.catalog_db) for _, name, *_ in small.districts)


def test_only_what_both_readers_gave_is_published_of_an_excerpt_two_people_read(study: Study) -> None:
    assert rows(
        study,
        "select c.code_id, c.stance, c.status, c.coder from codings c join excerpts e on e.pk = c.excerpt_pk "
        "where e.text = ?",
        ROTATE,
    ) == [("station-rotation", "current", "reviewed", "Ana, Ben")]


def test_a_person_outranks_the_cues(study: Study) -> None:
    sql = "select c.code_id, c.stance, c.status from codings c join excerpts e on e.pk = c.excerpt_pk where e.text = ?"

    assert rows(study, sql, CHOICE) == [("student-choice", "planned", "reviewed")]
    assert rows(study, sql, NO_TIME) == []  # a person read it and found that no code applies


def test_the_spans_that_carry_a_verdict_stand_in_the_excerpt(study: Study) -> None:
    coded = rows(
        study,
        "select e.text, c.because from codings c join excerpts e on e.pk = c.excerpt_pk "
        "where c.status = 'rules' and c.code_id = 'devices'",
    )

    assert {text[start:end] for text, because in coded for start, end in json.loads(because)} == {
        "Chromebook",
        "Chromebooks",
    }


def test_an_exemplar_leads_to_its_quotes_and_they_to_their_source(study: Study) -> None:
    assert rows(
        study,
        "select c.position, c.quote, e.source_id, e.place from citations c join excerpts e on e.pk = c.excerpt_pk "
        "where c.exemplar_id = 'rotate' and instr(e.text, c.quote) order by 1",
    ) == [
        (1, "They rotate between the stations.", "talk", "parts 2 to 3"),
        (2, STOPPED, "survey", "row 4, column What works"),
    ]
    assert '<a href="#quote-1"' in one(study, "select body_html from exemplars")


def test_the_databases_are_sound(study: Study) -> None:
    assert [soundness(path) for path in (study.private_db, study.evidence_db, study.catalog_db)] == [[], [], []]
