"""Files of people's codings: corpus/codings/<coder>.csv with excerpt, quote, codes and, if wanted, memo.

`codes` is code:stance;code:stance, the stance current where it is left out; an empty cell says that
the coder read the excerpt and found that no code applies. `quote` is the excerpt as the coder read it.
"""

from __future__ import annotations

import csv
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError, CodingsError, Problem
from catalog.records import STANCES
from catalog.spreadsheet import unguarded
from catalog.text import normalise

COLUMNS = ("excerpt", "quote", "codes")


@dataclass(frozen=True, slots=True)
class PersonReading:
    """One coder's reading of one excerpt: the words as read, and the codes with their stances."""

    where: str
    excerpt: str
    quote: str
    codes: dict[str, str]
    memo: str | None


def parse_codes(cell: str) -> Iterator[tuple[str, str]]:
    """(code, stance) of a cell such as code:stance;code.

    >>> list(parse_codes("devices; barrier-time:past"))
    [('devices', 'current'), ('barrier-time', 'past')]
    """
    for part in cell.split(";"):
        code, _, stance = part.strip().partition(":")
        if code:
            yield code.strip(), stance.strip() or "current"


def written_codes(codes: Mapping[str, str]) -> str:
    """{code: stance} as a cell.

    >>> written_codes({"devices": "current", "barrier-time": "past"})
    'devices:current;barrier-time:past'
    """
    return ";".join(f"{code}:{stance}" for code, stance in codes.items())


def load_codings(folder: Path, codes: Container[str]) -> dict[str, list[PersonReading]]:
    """The readings of every coder by the file's name; CodingsError lists every problem of all files.

    `codes` are the ids of the codebook.
    """
    found: dict[str, list[PersonReading]] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else []:
        try:
            found[path.stem.lower()] = _load(path, codes)
        except CatalogError as fault:
            problems += fault.problems
    if problems:
        raise CodingsError(problems)
    return found


def _load(path: Path, codes: Container[str]) -> list[PersonReading]:
    name = f"corpus/codings/{path.name}"
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
            if missing:
                raise CodingsError(
                    Problem(
                        f"{name}:1",
                        f"no column {' and no column '.join(missing)}",
                        "add it to the first line",
                    )
                )
            return _readings(name, rows, codes)
    except UnicodeDecodeError:
        raise CodingsError(Problem(name, "the file is not UTF-8", "save it as CSV UTF-8")) from None
    except csv.Error:
        raise CodingsError(Problem(name, "the file is not a CSV table", "save it as CSV UTF-8")) from None


def _readings(name: str, rows: csv.DictReader[Any], codes: Container[str]) -> list[PersonReading]:
    readings: list[PersonReading] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for row in rows:
        where = f"{name}:{rows.line_num}"
        excerpt = (row["excerpt"] or "").strip()
        if not excerpt:
            problems.append(Problem(where, "the row names no excerpt", "fill in `excerpt`, or remove the row"))
            continue
        if excerpt in lines:
            problems.append(
                Problem(
                    where,
                    f"excerpt {excerpt} is there twice (first at line {lines[excerpt]})",
                    "join the rows",
                )
            )
        lines.setdefault(excerpt, rows.line_num)
        given = dict(parse_codes(row["codes"] or ""))
        problems += unknown_codes(where, given, codes)
        memo = normalise(unguarded(row.get("memo") or "")) or None
        quote = normalise(unguarded(row["quote"] or ""))
        readings.append(PersonReading(where, excerpt, quote, given, memo))
    if problems:
        raise CodingsError(problems)
    return readings


def unknown_codes(where: str, given: dict[str, str], codes: Container[str]) -> Iterator[Problem]:
    """What is wrong with a cell's codes and stances, where `codes` are the ids of the codebook."""
    for code, stance in given.items():
        if code not in codes:
            near = get_close_matches(code, list(codes) if isinstance(codes, dict | set | list) else [], 1)
            fix = f"did you mean {near[0]}? Rename it, or" if near else "correct it, or"
            yield Problem(where, f'code "{code}" is not in the codebook', f"{fix} add it to taxonomy.yaml")
        if stance not in STANCES:
            yield Problem(where, f'"{stance}" is not a stance', f"use one of {', '.join(STANCES)}")
