"""The demo study, built: nothing that was planted in it to identify someone reaches the coders or the public."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from catalog.manifest import load_manifest
from catalog.store import privacy
from catalog.study import Study
from pipelines.privacy.residue import leaks
from pipelines.privacy.wordlists import fold
from tests.contents import opened
from tests.privacy.studies import cells, column

# The codebook is the consortium's own words, kept whole: its near misses may use the name of a town or a month.
OURS = ("codebooks",)


@pytest.fixture(scope="module")
def demo(demo_study: Study) -> Study:
    """The demo study, built."""
    return demo_study


@pytest.fixture(scope="module")
def planted(root: Path) -> list[dict[str, str]]:
    """What was planted, and where."""
    return [json.loads(line) for line in (root / "tests/data/planted.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def names(root: Path) -> dict[str, list[str]]:
    """The districts of the demo that may be named, and those that may not."""
    found = defaultdict(list)
    with (root / "corpus/cases/districts.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            found[row["named"]].append(row["name"])
    return found


def stands(words: str, text: str) -> bool:
    """Whether the words stand in the text, whatever the case and the accents."""
    return re.search(rf"(?<!\w){re.escape(fold(words))}(?!\w)", fold(text)) is not None


def planted_in(study: Study, where: str) -> dict[str, str]:
    """The delivered texts among which something was planted, by response: of "D004 Q2 spring" what that district
    answered, of a file name its turns."""
    with opened(study.private_db) as db:
        if " " not in where:
            source = next(e.id for e in load_manifest(study.manifest).sources if e.path.endswith(where))
            return dict(db.execute("select id, text from responses where source_id = ?", (source,)).fetchall())
        case, question, season = where.split(" ")
        if season == "fall":  # the form asks for the role first, and numbers from there
            question = f"Q{int(question[1:]) + 1}"
        return dict(
            db.execute(
                "select r.id, r.text from responses r join questions q on q.id = r.question_id "
                "join respondents p on p.id = r.respondent_id where q.name = ? and r.source_id like ? "
                "and p.case_key in (select ? union select name from cases where key = ?)",
                (question, f"%{season}%", case, case),
            ).fetchall()
        )


def test_nothing_planted_stands_where_it_was_planted(demo: Study, planted: list[dict[str, str]]) -> None:
    with opened(demo.evidence_db) as db:
        replaced = dict(db.execute("select id, text from responses").fetchall())
        found = db.execute(
            "select r.id, e.text from excerpts e join responses r on r.pk = e.response_pk where e.gone = 0"
        ).fetchall()
    excerpts = defaultdict(list)
    for response, text in found:
        excerpts[response].append(text)
    left, looked = [], set()

    for number, item in enumerate(planted):
        words = item["text"].removesuffix("'s")
        for response, text in planted_in(demo, item["where"]).items():
            if not re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text):
                continue
            looked.add(number)
            month = words == "April" and "April still cries" not in text
            if not month and any(stands(words, t) for t in (replaced[response], *excerpts[response])):
                left.append((item["where"], item["kind"]))

    assert left == []
    unseen = [planted[n] for n in sorted(set(range(len(planted))) - looked)]
    # Some speakers are named by their label alone, which is no part of the words.
    assert all(item["kind"] == "person" and "." in item["where"] for item in unseen)


def test_what_can_be_no_other_word_stands_in_no_cell_at_all(demo: Study, planted: list[dict[str, str]]) -> None:
    words = {
        fold(item["text"].removesuffix("'s"))
        for item in planted
        if item["kind"] != "person" or " " in item["text"].strip()
    }

    left = [
        (path.name, place)
        for path in (demo.evidence_db, demo.catalog_db)
        for place, text in cells(path)
        if any(word in folded for folded in [fold(text)] for word in words) and any(stands(w, text) for w in words)
    ]

    assert left == []


def test_no_speaker_is_named_anywhere(demo: Study) -> None:
    speakers = column(
        demo.private_db,
        "select p.key from respondents p join sources s on s.id = p.source_id where s.kind in ('transcript', 'chat')",
    )
    full = tuple(sorted({(fold(name), "person") for name in speakers if " " in name.strip()}))

    for path in (demo.evidence_db, demo.catalog_db):
        assert leaks(cells(path), full) == []
    assert len(full) > 10


def test_districts_are_named_only_where_they_agreed(demo: Study, names: dict[str, list[str]]) -> None:
    hidden = tuple(sorted((fold(name), "district") for name in names["no"] if " " in name))

    for path in (demo.evidence_db, demo.catalog_db):
        assert leaks(cells(path, OURS), hidden) == []
        text = "\n".join(text for place, text in cells(path) if place in ("cases.name", "cases.label"))
        assert not any(re.search(rf"(?m)^{re.escape(name)}$", text) for name in names["no"])
        assert any(re.search(rf"(?m)^{re.escape(name)}$", text) for name in names["yes"])


def test_no_identifier_of_the_private_database_stands_in_another(demo: Study) -> None:
    with opened(demo.private_db) as db:
        known = tuple(privacy.identifiers(db))

    for path in (demo.evidence_db, demo.catalog_db):
        assert [place for place, _ in leaks(cells(path, (*OURS, "coders")), known)] == []
    assert len(known) > 150
