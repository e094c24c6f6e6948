"""What staff marked, in corpus/privacy.csv: phrases to redact, phrases and responses that are fine.

mark,phrase,response,note
redact,the goat farm on Hollis Street,,only one in the county
fine,Reading Recovery,,a program
fine,,3f2a9c0d11e4b7a8,read by two of us
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from catalog.errors import ManifestError, Problem
from catalog.text import normalise

COLUMNS = ("mark", "phrase", "response", "note")


@dataclass(frozen=True, slots=True)
class Marks:
    """Phrases to redact, phrases that name nobody, and responses that a person found fine."""

    redact: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()


def load_marks(path: Path) -> Marks:
    """The marks of a study; none where the file is missing. ManifestError lists every problem."""
    if not path.is_file():
        return Marks()
    redact: set[str] = set()
    fine: set[str] = set()
    responses: set[str] = set()
    problems: list[Problem] = []
    with _utf8(path.open(encoding="utf-8-sig", newline="")) as stream:
        rows = csv.DictReader(stream)
        if not {"mark", "phrase"} <= {*(rows.fieldnames or ())}:
            begin = f"begin with {','.join(COLUMNS)}"
            raise ManifestError(Problem("corpus/privacy.csv:1", "the columns mark and phrase are missing", begin))
        for row in rows:
            where = f"corpus/privacy.csv:{rows.line_num}"
            mark, phrase = (row.get("mark") or "").strip(), normalise(row.get("phrase") or "")
            response = (row.get("response") or "").strip()
            if mark not in ("redact", "fine") or not (phrase or response) or (mark == "redact" and not phrase):
                fix = "write redact or fine, and a phrase (or, for fine, a response id)"
                problems.append(Problem(where, "the mark cannot be read", fix))
            elif phrase:
                (redact if mark == "redact" else fine).add(phrase)
            else:
                responses.add(response)
    if problems:
        raise ManifestError(problems)
    return Marks(tuple(sorted(redact)), tuple(sorted(fine)), tuple(sorted(responses)))


@contextmanager
def _utf8(stream: TextIO) -> Iterator[TextIO]:
    with stream:
        try:
            yield stream
        except UnicodeDecodeError:
            fault = Problem("corpus/privacy.csv", "the file is not UTF-8", "save it as CSV UTF-8")
            raise ManifestError(fault) from None


def append_mark(path: Path, row: tuple[str, str, str, str]) -> None:
    """Add (mark, phrase, response, note) at the end of the file, making it where it is missing."""
    before = path.read_bytes() if path.is_file() else b""
    with path.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if before and not before.endswith((b"\n", b"\r")):  # edited by hand
            stream.write("\n")
        if not before:
            writer.writerow(COLUMNS)
        writer.writerow(row)
