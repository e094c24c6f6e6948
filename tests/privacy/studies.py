"""Tiny studies for the tests of privacy: surveys, talks and a table of districts, as plain data."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from catalog.study import Study
from pipelines import build
from pipelines.cli import main
from tests.contents import opened
from tests.small_study import CODES, save_csv, save_vtt, save_yaml

DISTRICTS = [
    ["D001", "Alder Falls", "Rural", "812", "no"],
    ["D002", "Birch Harbor", "Urban", "10450", "yes"],
    ["D003", "Cedar Mills", "Suburban", "3120", "no"],
]
WORDS = "We rotate through the stations every morning."
# Respondent, district, role, words, how often.
Answer = tuple[str, str, str, str, str]


@dataclass
class Tiny:
    """A study of what a test gives it; `built` writes it and builds it."""

    root: Path
    cache: Path
    surveys: dict[str, list[Answer]] = field(default_factory=dict)
    talks: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    districts: list[list[str]] = field(default_factory=lambda: [list(row) for row in DISTRICTS])
    schools: list[list[str]] = field(default_factory=list)
    consent: list[list[str]] = field(default_factory=list)
    marks: list[list[str]] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: list[dict[str, Any]] = field(default_factory=lambda: [dict(code) for code in CODES])
    exemplars: dict[str, str] = field(default_factory=dict)
    codings: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)

    @property
    def study(self) -> Study:
        """The study as the program sees it."""
        return Study(self.root)

    def write(self) -> Study:
        """Write the study's files; build/ stays, and the word tables are put there."""
        corpus = self.root / "corpus"
        for folder in (corpus, self.root / "build/cache"):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        for table in self.cache.glob("*.txt"):
            shutil.copyfile(table, self.root / "build/cache" / table.name)
        for folder in ("codings", "exemplars"):
            (corpus / folder).mkdir()
        save_yaml(self.root / "taxonomy.yaml", {"codes": self.codes})
        study = {"title": "Tiny", "synthetic": True, "defaults": {"consent": "public"}}
        save_yaml(
            corpus / "sources.yaml", {"study": study, "sources": [*self._deliver(corpus)], "settings": self.settings}
        )
        for name, rows in (("consent", self.consent), ("privacy", self.marks)):
            if rows:
                save_csv(corpus / f"{name}.csv", rows)
        for name, readings in self.codings.items():
            save_csv(corpus / "codings" / f"{name}.csv", [["excerpt", "quote", "codes"], *map(list, readings)])
        for name, text in self.exemplars.items():
            (corpus / "exemplars" / f"{name}.md").write_text(text, encoding="utf-8")
        return self.study

    def _deliver(self, corpus: Path) -> Sequence[Mapping[str, Any]]:
        found: list[dict[str, Any]] = []
        for name, answers in self.surveys.items():
            save_csv(
                corpus / f"{name}.csv", [["Id", "District", "Role", "What works", "How often"], *map(list, answers)]
            )
            found.append(
                {
                    **{"id": name, "path": f"{name}.csv", "kind": "survey", "layout": "plain", "header_rows": 1},
                    **{"respondent": "Id", "case_column": "District", "role": "Role"},
                    "questions": [
                        {"name": "Q1", "type": "open", "columns": ["What works"], "wording": "What works?"},
                        {
                            **{"name": "Q2", "type": "likert", "columns": ["How often"], "wording": "How often?"},
                            "scale": ["Never", "Sometimes", "Often"],
                        },
                    ],
                }
            )
        for name, turns in self.talks.items():
            save_vtt(corpus / f"{name}.vtt", turns)
            found.append({"id": name, "path": f"{name}.vtt", "kind": "transcript", "moderators": ["Moderator"]})
        cases = {"kind": "cases", "layout": "plain", "header_rows": 1, "case_column": "id", "name_column": "name"}
        columns = ["district_kind", "enrolment", "named"]
        save_csv(corpus / "districts.csv", [["id", "name", *columns], *self.districts])
        found.append(
            {**cases, "id": "districts", "path": "districts.csv", "case_kind": "district", "attributes": columns}
        )
        if self.schools:
            save_csv(corpus / "schools.csv", [["id", "name", "district"], *self.schools])
            found.append(
                {**cases, "id": "schools", "path": "schools.csv", "case_kind": "school", "parent_column": "district"}
            )
        return [{**entry, **self.entries.get(entry["id"], {})} for entry in found]

    def built(self) -> dict[str, dict[str, int]]:
        """Write and build; what each stage did."""
        return build.run(self.write(), jobs=1).stages

    def typed(self, *arguments: object) -> Result:
        """`catalog ARGUMENTS` on the study as it stands."""
        return CliRunner(catch_exceptions=False).invoke(main, [*map(str, arguments), "--study", str(self.root)])


def texts(study: Study) -> list[str]:
    """The de-identified words of every live response, in the order of arrival."""
    return column(study.evidence_db, "select text from responses where gone = 0 order by pk")


def published(study: Study) -> list[str]:
    """The words of every published excerpt, in order."""
    return column(study.catalog_db, "select text from excerpts order by source_id, position, number")


def column(path: Path, sql: str, *values: object) -> list[Any]:
    """The first cell of every row that the database answers."""
    with opened(path) as db:
        return [row[0] for row in db.execute(sql, values)]


def cells(path: Path, but: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """(table.column, text) of every text cell of every table, without the indexes of words."""
    with opened(path) as db:
        return [
            (f"{table}.{name}", cell)
            for table in tables(db)
            if table not in but
            for names in [[row[1] for row in db.execute(f"pragma table_info({table})")]]
            for row in db.execute(f"select * from {table}")
            for name, cell in zip(names, row, strict=True)
            if isinstance(cell, str)
        ]


def tables(db: sqlite3.Connection) -> list[str]:
    """The tables that hold words; those of an index hold the same words again."""
    sql = "select name from sqlite_schema where type = 'table' and name not like '%\\_fts%' escape '\\'"
    return [row[0] for row in db.execute(sql) if not row[0].startswith("sqlite_")]
