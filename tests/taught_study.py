"""A small study whose people coded enough for a model to learn from: 96 answers of eight districts."""

from __future__ import annotations

import shutil
from copy import deepcopy
from pathlib import Path

from pipelines import build
from tests.contents import excerpt_ids
from tests.small_study import SmallStudy

# Ways to say each code, only some of which the cues know.
SAID = {
    "station-rotation": (
        "The groups rotate between the stations after {n} minutes.",
        "Station rotation fills our {n} o'clock hour.",
        "At the bell each group of {n} moves on to the next table and its task.",
        "Small groups travel from table to table, {n} minutes at each.",
    ),
    "student-choice": (
        "They choose a topic for project number {n}.",
        "A choice board with {n} squares hangs on the wall.",
        "Children pick which of {n} books to write about.",
        "Each child decides how to show unit {n}: a poster, a film or a talk.",
    ),
    "devices": (
        "There is one Chromebook for every {n} children.",
        "The Chromebooks are {n} years old and slow.",
        "Our tablets are shared by {n} rooms.",
        "We lend out {n} laptops for homework.",
    ),
    "barrier-time": (
        "There is not enough time for {n} lessons a week.",
        "I have no time to plan for {n} groups.",
        "The day is {n} hours too short for this.",
        "Planning eats {n} evenings a week that I do not have.",
    ),
}
DISTRICTS = [
    (f"D{n:03}", f"District of {place}", "Rural", "900")
    for n, place in enumerate(("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gum", "Hazel"), 1)
]


def answers() -> list[tuple[str, str]]:
    """(words, code) of every answer; every sixth deserves no code."""
    found = []
    for n in range(80):
        code = list(SAID)[n % len(SAID)]
        found.append((SAID[code][n // len(SAID) % 4].format(n=n + 3), code))
        if n % 5 == 4:
            found.append((f"The bus comes at {n} minutes past, and lunch is warm.", ""))
    return found


def taught_study(root: Path) -> SmallStudy:
    """The study, built once before anyone coded and with what Ana and Ben coded then; not built since.

    Ben read every second excerpt that Ana read and differs on every ninth.
    """
    small = SmallStudy(root, districts=[list(row) for row in DISTRICTS], absent={"form", "talk", "notes"})
    small.settings = {"model": "train"}
    said = answers()
    small.survey = [
        [f"R_{n}", DISTRICTS[n % len(DISTRICTS)][0], "Teacher", text, "Often"] for n, (text, _) in enumerate(said)
    ]
    build.run(small.write(), jobs=1)
    ids = excerpt_ids(small.study)
    rows = [(ids[text], text, code) for text, code in said]
    small.codings["ana"] = rows
    small.codings["ben"] = [(key, text, "" if n % 9 == 0 else code) for n, (key, text, code) in enumerate(rows)][::2]
    small.write()
    return small


def copied(small: SmallStudy, root: Path) -> SmallStudy:
    """The study with all that was built of it, elsewhere."""
    shutil.copytree(small.root, root)
    kept = {name: deepcopy(getattr(small, name)) for name in ("districts", "survey", "absent", "codings", "settings")}
    return SmallStudy(root, **kept)
