"""Survey exports as the tests of layouts write and read them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from catalog.records import Submission
from pipelines.readers import Recognition, read, recognise

PROSE = (
    "We use station rotation in most elementary classrooms.",
    "Students choose their own pace in math.",
    "Not much yet; we plan a pilot next fall.",
    "Choice boards and playlists, mostly in grade 4.",
    "Teachers need more time to plan together.",
    "The network fails often, so we print everything!",
)
FREQUENCY = ("Always", "Often", "Sometimes", "Rarely", "Never", "Often")
OPTIONS = ("Playlists", "Advisory", "Stations")


def saved(folder: Path, rows: list[list[Any]], name: str = "export.csv", **dialect: Any) -> Path:
    path = folder / name
    with path.open("w", encoding=dialect.pop("encoding", "utf-8"), newline="") as file:
        csv.writer(file, **dialect).writerows(rows)
    return path


def shape(found: Recognition) -> list[tuple[str, str, int]]:
    return [(q.name, q.type, len(q.columns)) for q in found.questions]


def read_all(path: Path) -> list[Submission]:
    return [s for s in read(path, recognise(path).entry("x")) if isinstance(s, Submission)]


def surveymonkey() -> list[list[Any]]:
    top = [
        "Respondent ID", "Collector ID", "Start Date", "IP Address", "Email Address",
        "Which do you use?", "", "", "", "How often do you ...?", "", "Tell us a story", "How many students?",
    ]  # fmt: skip
    below = [
        "", "", "", "", "", *OPTIONS, "Other (please specify)", "Confer", "Regroup",
        "Open-Ended Response", "Response",
    ]  # fmt: skip
    rows = [
        [
            11890000000 + i, 400, f"05/0{i + 1}/2024 10:00:00", f"10.0.0.{i}", "",
            OPTIONS[0] if i % 2 else "", OPTIONS[1], "", "Makerspaces" if i == 3 else "",
            FREQUENCY[i], FREQUENCY[-i - 1], PROSE[i], 17 + i,
        ]
        for i in range(6)
    ]  # fmt: skip
    return [top, below, *rows]


def qualtrics() -> list[list[Any]]:
    names = [
        "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Finished", "ResponseId", "UserLanguage",
        "Q1", "Q2", "Q2_5_TEXT", "Q3_1", "Q3_2", "Q4_1", "Q4_2", "Q5", "Q6_First Click", "District",
    ]  # fmt: skip
    texts = [
        "Début", "Fin", "Type", "Adresse IP", "Progrès", "Terminé", "ID", "Langue",
        "Do you consent to take part?",
        "What is your role? - Selected Choice", "What is your role? - Other - Text",
        "How often? - Confer", "How often? - Regroup", "Which tools? - Chromebooks", "Which tools? - Paper",
        "Describe a practice.", "Timing - First Click", "District",
    ]  # fmt: skip
    ids = [
        "startDate", "endDate", "status", "ipAddress", "progress", "finished", "_recordId", "userLanguage",
        "QID1",
        "QID2", "QID2_5_TEXT", "QID3_1", "QID3_2", "QID4_1", "QID4_2", "QID5_TEXT", "QID6_FIRST_CLICK",
        "District",
    ]  # fmt: skip
    rows = [
        [
            "2024-05-01 10:00:00", "2024-05-01 10:09:00", "IP Address", f"10.0.0.{i}", "100", "True",
            f"R_{i}abc",
            "FR", "No, I do not consent" if i == 4 else "Yes, I consent", ("Teacher", "Principal")[i % 2],
            "Librarian" if i == 2 else "", FREQUENCY[i], FREQUENCY[-i - 1], "Chromebooks" if i % 2 else "",
            "Paper", PROSE[i], "1.25", ("Oak", "Elm", "Ash")[i % 3],
        ]
        for i in range(6)
    ]  # fmt: skip
    return [names, texts, [f'{{"ImportId":"{i}"}}' for i in ids], *rows]
