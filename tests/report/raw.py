"""The demo study's figures counted anew, from the delivered files and from what each coder gave: no code of ours."""

from __future__ import annotations

import csv
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

SPRING, FALL = "district-survey-spring-2025", "district-form-fall-2025"
FILES = {SPRING: ("surveys/district_survey_spring_2025.csv", 3), FALL: ("surveys/district_form_fall_2025.csv", 1)}
DISTRICT = {SPRING: "Q0_1", FALL: "Which district are you answering for?"}
BARRIERS = {SPRING: "Q10", FALL: "Which of these are barriers in your district? Select all that apply."}
OFTEN = "How often does each of these happen in your classrooms?"


@dataclass(frozen=True)
class Said:
    """A published excerpt: where it stands, what was asked, whose it is, and the codes that hold, with stances."""

    id: str
    source: str
    question: str
    district: str
    codes: dict[str, str]


class Raw:
    """What the files say."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sources = yaml.safe_load((root / "corpus/sources.yaml").read_text(encoding="utf-8"))["sources"]
        self.districts = {row["case"]: row for row in self.table("cases/districts.csv")}
        self.schools = list(self.table("cases/schools.csv"))
        self.ids = {row["name"].strip().lower(): row["case"] for row in self.districts.values()}
        self.surveys = {source: self._survey(source) for source in FILES}
        self.said = list(self._said())

    def table(self, path: str) -> Iterator[dict[str, str]]:
        with (self.root / "corpus" / path).open(encoding="utf-8-sig", newline="") as stream:
            yield from csv.DictReader(stream)

    def kind(self, district: str) -> str:
        return self.districts[district]["district_kind"]

    def _survey(self, source: str) -> dict[int, dict[str, str]]:
        """The rows by their number in a spreadsheet; of three headers the second is kept under 0."""
        path, headers = FILES[source]
        with (self.root / "corpus" / path).open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        found = {n: dict(zip(rows[0], row, strict=True)) for n, row in enumerate(rows, 1) if n > headers}
        return {0: dict(zip(rows[0], rows[headers - 2], strict=True)), **found}

    def district(self, source: str, row: int) -> str:
        name = self.surveys[source][row][DISTRICT[source]].strip().lower()
        return self.ids[name]

    def answers(self, source: str, column: str) -> dict[int, str]:
        """What was answered in a column, by row, blanks left out."""
        rows = {n: row[column].strip() for n, row in self.surveys[source].items() if n}
        return {n: value for n, value in rows.items() if value}

    def often(self, source: str) -> dict[str, dict[int, str]]:
        """The answers to each item of the grid, by row."""
        found = {}
        for column, words in self.surveys[source][0].items():
            if source == SPRING and words.startswith(f"{OFTEN} - "):
                found[words.removeprefix(f"{OFTEN} - ")] = self.answers(source, column)
            if source == FALL and column.startswith(f"{OFTEN} ["):
                found[column.removeprefix(f"{OFTEN} [").removesuffix("]")] = self.answers(source, column)
        return found

    def _said(self) -> Iterator[Said]:
        wordings, cases = {}, {}
        for source in self.sources:
            cases[source["id"]] = source.get("case")
            for question in source.get("questions", ()):
                for column in question.get("columns", [question["name"]]):
                    wordings[source["id"], column] = question["wording"]
        people = self._people()
        machine: dict[str, dict[str, str]] = defaultdict(dict)
        with closing(sqlite3.connect(self.root / "build/catalog.db")) as db:
            public = {row[0] for row in db.execute("select id from excerpts")}
            for excerpt, code, stance in db.execute(
                "select e.id, k.code_id, k.stance from codings k join excerpts e on e.pk = k.excerpt_pk "
                "where k.status <> 'reviewed'"
            ):
                machine[excerpt][code] = stance
        with closing(sqlite3.connect(self.root / "build/evidence.db")) as db:
            places = db.execute(
                "select e.id, r.source_id, r.row_number, r.column_name from excerpts e "
                "join responses r on r.pk = e.response_pk join sources s on s.id = r.source_id "
                "order by s.position, r.position, e.number"
            ).fetchall()
        for excerpt, source, row, column in places:
            if excerpt in public:
                district = cases[source] or self.district(source, row)
                codes = people.get(excerpt, machine[excerpt])
                yield Said(excerpt, source, wordings.get((source, column), ""), district, codes)

    def _people(self) -> dict[str, dict[str, str]]:
        """What all people who read an excerpt gave it."""
        found: dict[str, dict[str, str]] = {}
        for name in ("ana", "ben"):
            for row in self.table(f"codings/{name}.csv"):
                pairs = (item.split(":") for item in row["codes"].split(";") if item)
                given = {code.strip(): stance.strip() for code, stance in pairs}
                before = found.get(row["excerpt"])
                if before is not None:
                    given = {code: min(given[code], before[code]) for code in given if code in before}
                found[row["excerpt"]] = given
        return found


def cells(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of a table of the report."""
    with (folder / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def asked(raw: Raw) -> list[str]:
    """The open questions, as first asked."""
    open_ones = (q["wording"] for s in raw.sources for q in s.get("questions", ()) if q["type"] == "open")
    return list(dict.fromkeys(open_ones))


@cache
def codebook(root: Path) -> dict[str, dict[str, str]]:
    """Every code of taxonomy.yaml with its label and dimension."""
    codes = yaml.safe_load((root / "taxonomy.yaml").read_text(encoding="utf-8"))["codes"]
    return {code["id"]: {"label": code["label"], "dimension": code["dimension"]} for code in codes}
