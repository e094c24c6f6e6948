"""A study small enough to read: two surveys, two focus groups, a table of districts, five codes.

Its parts are plain data, so that a test can change one of them, write the study again and look at what
the next build makes of it.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from catalog.study import Study

Row = list[str]

CODES: list[dict[str, Any]] = [
    {
        "id": "station-rotation",
        "label": "Station rotation",
        "definition": "Groups move between stations in one lesson.",
        "cues": {"strong": ["station rotation", "rotate ~3 station"]},
    },
    {
        "id": "student-choice",
        "label": "Student choice",
        "definition": "Students choose what or how they learn.",
        "cues": {"strong": ["choose ~3 topic", "choice board"]},
    },
    {
        "id": "devices",
        "label": "Devices",
        "definition": "What students work on.",
        "cues": {"strong": ["chromebook"]},
    },
    {
        "id": "barrier-time",
        "label": "Not enough time",
        "definition": "Time is what is missing.",
        "cues": {"strong": ["not enough time", "no time"]},
    },
    {"id": "mastery", "label": "Mastery", "definition": "Students move on once they have shown that they can."},
]

DISTRICTS = [
    ["D001", "Alder Falls", "Rural", "812"],
    ["D002", "Birch Harbor", "Urban", "10450"],
    ["D003", "Cedar Mills", "Suburban", "3120"],
]

LONG_ANSWER = (
    "We rotate through four stations every morning. One station is reading with me. Another one is on the "
    "Chromebooks.\nThe third is word work. However, there is not enough time to plan it. Some weeks I give up. "
    "My aide helps on Tuesdays. On Fridays the children choose their own topic for writing."
)

SURVEY = [
    ["R_1", "D001", "Teacher", LONG_ANSWER, "Often"],
    ["R_2", "Birch Harbor", "Principal", "Students choose a topic each month.", "Never"],
    ["R_3", "D003", "Teacher", "We tried station rotation last year and stopped.", "Sometimes"],
    ["R_4", "D001", "Teacher", "", "Always"],
]

FORM = [
    ["alder falls", "There is no time, and the Chromebooks are old.", "Devices, Time"],
    ["Cedar Mills", "A choice board for spelling. — Ça marche", "Time"],
]

TALK_VTT = [
    ("Moderator", "How do your students work during a reading lesson?"),
    ("Dana", "They rotate between the stations. It is loud, and it works."),
    ("Lee", "Mine choose a topic and read on a Chromebook."),
    ("Moderator", "What gets in the way of doing this more often?"),
    ("Dana", "There is not enough time."),
]

TALK_TXT = [
    ("Interviewer", "Could you tell us what a visitor would see in your room?"),
    ("Kim", "Chromebooks on every table, and a choice board on the wall."),
]


@dataclass
class SmallStudy:
    """What the study is made of; `write` puts it on disk."""

    root: Path
    codes: list[dict[str, Any]] = field(default_factory=lambda: deepcopy(CODES))
    districts: list[Row] = field(default_factory=lambda: deepcopy(DISTRICTS))
    survey: list[Row] = field(default_factory=lambda: deepcopy(SURVEY))
    form: list[Row] = field(default_factory=lambda: deepcopy(FORM))
    talk: list[tuple[str, str]] = field(default_factory=lambda: list(TALK_VTT))
    notes: list[tuple[str, str]] = field(default_factory=lambda: list(TALK_TXT))
    consent: dict[str, str] = field(default_factory=dict)
    wording: str = "What does personalized learning look like in your school?"
    absent: set[str] = field(default_factory=set)
    codings: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    exemplars: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    _delivered: dict[Path, str] = field(default_factory=dict)

    @property
    def study(self) -> Study:
        """The study as the program sees it."""
        return Study(self.root)

    def write(self) -> Study:
        """Write what changed of the study's files; build/ stays."""
        corpus = self.root / "corpus"
        for folder in (corpus / "codings", corpus / "exemplars"):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        save_yaml(self.root / "taxonomy.yaml", {"codes": self.codes})
        entries = self.sources()
        for entry in entries:
            self._deliver(str(entry["id"]), corpus / str(entry["path"]))
        present = [entry for entry in entries if entry["id"] not in self.absent]
        study = {"title": "A small study", "synthetic": True, "defaults": {"consent": "public"}}
        save_yaml(corpus / "sources.yaml", {"study": study, "settings": self.settings, "sources": present})
        for name, rows in self.codings.items():
            save_csv(corpus / "codings" / f"{name}.csv", [["excerpt", "quote", "codes"], *map(list, rows)])
        for name, text in self.exemplars.items():
            (corpus / "exemplars" / f"{name}.md").write_text(text, encoding="utf-8")
        return self.study

    def sources(self) -> list[dict[str, Any]]:
        """The entries of the manifest."""
        entries = [
            {
                **{"id": "survey", "path": "survey.csv", "kind": "survey", "layout": "plain", "header_rows": 1},
                **{"respondent": "ResponseId", "case_column": "District", "role": "Role"},
                "questions": [
                    {"name": "Q1", "type": "open", "wording": self.wording, "columns": ["What works"]},
                    {
                        **{"name": "Q2", "type": "likert", "wording": "How often?", "columns": ["How often"]},
                        "scale": ["Never", "Sometimes", "Often", "Always"],
                    },
                ],
            },
            {
                **{"id": "form", "path": "form.xlsx", "kind": "survey", "layout": "plain", "header_rows": 1},
                "case_column": "District",
                "questions": [
                    {"name": "Barriers in words", "type": "open"},
                    {"name": "Barriers", "type": "multiple", "scale": ["Time", "Devices", "Training"]},
                ],
            },
            {
                **{"id": "talk", "path": "talk.vtt", "kind": "transcript", "case": "D002"},
                "moderators": ["Moderator"],
            },
            {"id": "notes", "path": "notes.txt", "kind": "transcript", "moderators": ["Interviewer"]},
            {
                **{"id": "districts", "path": "districts.csv", "kind": "cases", "case_column": "id"},
                **{"name_column": "name", "case_kind": "district"},
                "attributes": ["district_kind", "enrolment"],
            },
        ]
        return [{**e, "consent": self.consent[e["id"]]} if e["id"] in self.consent else e for e in entries]

    def _deliver(self, name: str, path: Path) -> None:
        """A file whose words are the same stays, byte for byte, as it would in a real corpus."""
        words = repr(getattr(self, name))
        if name in self.absent:
            path.unlink(missing_ok=True)
        elif self._delivered.get(path) != words or not path.is_file():
            getattr(self, f"_{name}")(path)
        self._delivered[path] = words

    def _survey(self, path: Path) -> None:
        save_csv(path, [["ResponseId", "District", "Role", "What works", "How often"], *self.survey])

    def _form(self, path: Path) -> None:
        save_xlsx(path, [["District", "Barriers in words", "Barriers"], *self.form])

    def _talk(self, path: Path) -> None:
        save_vtt(path, self.talk)

    def _notes(self, path: Path) -> None:
        path.write_text("\n\n".join(f"{who}: {words}" for who, words in self.notes), encoding="utf-8")

    def _districts(self, path: Path) -> None:
        save_csv(path, [["id", "name", "district_kind", "enrolment"], *self.districts])


def save_yaml(path: Path, data: Any) -> None:
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")


def save_csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def save_xlsx(path: Path, rows: Sequence[Sequence[str]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(path)


def save_vtt(path: Path, turns: Sequence[tuple[str, str]]) -> None:
    """Every sentence is a cue of its own, as captioning delivers them."""
    cues, second = [], 0
    for who, words in turns:
        for sentence in words.replace(". ", ".\n").split("\n"):
            start, end = f"{second // 60:02}:{second % 60:02}", f"{(second + 3) // 60:02}:{(second + 3) % 60:02}"
            cues.append(f"00:{start}.000 --> 00:{end}.000\n{who}: {sentence}\n")
            second += 4
    path.write_text("WEBVTT\n\n" + "\n".join(cues), encoding="utf-8")


def exemplar(
    quotes: Sequence[tuple[str, str]], *, body: str = "They move when the chime rings. [1]", **more: Any
) -> str:
    """The file of an exemplar that rests on (excerpt, quote) pairs; `more` replaces or adds fields."""
    front: dict[str, Any] = {
        "title": "Rotate second graders through four stations so that each meets the teacher",
        "promise": "Every child reads with you every day.",
        "codes": ["station-rotation"],
        **{"state": "published", "author": "ana", "cleared_by": "ben"},
        "quotes": [{"excerpt": key, "quote": quote} for key, quote in quotes],
        **more,
    }
    kept: Mapping[str, Any] = {key: value for key, value in front.items() if value is not None}
    return f"---\n{yaml.safe_dump(kept, sort_keys=False, allow_unicode=True)}---\n{body}\n"
