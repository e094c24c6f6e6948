"""Gold files: texts with the codes they deserve, to train a model from and to measure coders against.

A CSV with `id,text,codes` and optionally `case` (texts of one case are never split between training and
test) and `context` (the question the text answers). `codes` is code:stance;code:stance, the stance
current where it is left out; an empty cell says that no code applies. A file of coders has `id` and one
such column of codes per coder.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from catalog.codings import parse_codes, unknown_codes
from catalog.errors import GoldError, Problem
from catalog.text import normalise

_Read = TypeVar("_Read")
# Long answers are longer than the csv module's default allows.
_FIELD_LIMIT = 10_000_000


@dataclass(frozen=True, slots=True)
class GoldText:
    """One text with its codes and their stances, its case, and the question it answers, if any."""

    id: str
    text: str
    codes: dict[str, str]
    case: str
    context: str = ""


def load_gold(path: Path, codes: Container[str]) -> list[GoldText]:
    """Read a gold file; GoldError lists every problem with its line. `codes` are the ids of the codebook."""

    def read(where: str, row: dict[str, str], problems: list[Problem]) -> GoldText:
        text = normalise(row["text"])
        if not text:
            problems.append(Problem(where, "the row has no text", "fill in `text`, or remove the row"))
        given = dict(parse_codes(row["codes"]))
        problems += unknown_codes(where, given, codes)
        case = row.get("case", "").strip() or f"text {row['id'].strip()}"
        return GoldText(row["id"].strip(), text, given, case, normalise(row.get("context", "")))

    return _load(path, ("id", "text", "codes"), read)


def load_gold_coders(path: Path, codes: Container[str]) -> dict[str, dict[str, dict[str, str]]]:
    """What each coder (column) gave each text: {coder: {text id: {code: stance}}}."""

    def read(where: str, row: dict[str, str], problems: list[Problem]) -> tuple[str, dict[str, dict[str, str]]]:
        given = {name: dict(parse_codes(cell)) for name, cell in row.items() if name != "id"}
        for of_one in given.values():
            problems += unknown_codes(where, of_one, codes)
        return row["id"].strip(), given

    found: dict[str, dict[str, dict[str, str]]] = {}
    for key, given in _load(path, ("id",), read):
        for coder, of_one in given.items():
            found.setdefault(coder, {})[key] = of_one
    return found


def _load(
    path: Path, needed: tuple[str, ...], read: Callable[[str, dict[str, str], list[Problem]], _Read]
) -> list[_Read]:
    csv.field_size_limit(_FIELD_LIMIT)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return _rows(path.name, csv.DictReader(stream, restval=""), needed, read)
    except FileNotFoundError:
        raise GoldError(Problem(path.name, "there is no such file", "check the path")) from None
    except UnicodeDecodeError:
        raise GoldError(Problem(path.name, "the file is not UTF-8", "save it as CSV UTF-8")) from None
    except csv.Error:
        raise GoldError(Problem(path.name, "the file is not a CSV table", "save it as CSV UTF-8")) from None
    except OSError:
        raise GoldError(Problem(path.name, "the file cannot be read", "check that it is a file you may read")) from None


def _rows(
    name: str,
    rows: csv.DictReader[Any],
    needed: tuple[str, ...],
    read: Callable[[str, dict[str, str], list[Problem]], _Read],
) -> list[_Read]:
    problems = list(_missing(name, rows.fieldnames or (), needed))
    if problems:
        raise GoldError(problems)
    found = []
    lines: dict[str, int] = {}
    for row in rows:
        where = f"{name}:{rows.line_num}"
        key = row["id"].strip()
        if not key:
            problems.append(Problem(where, "the row has no id", "fill in `id`"))
        elif key in lines:
            what = f"id {key} is there twice (first at line {lines[key]})"
            problems.append(Problem(where, what, "give each row an id of its own"))
        lines.setdefault(key, rows.line_num)
        found.append(read(where, {k: v for k, v in row.items() if isinstance(k, str)}, problems))
    if not found:
        problems.append(Problem(name, "the file has no rows", "add texts with their codes"))
    if problems:
        raise GoldError(problems)
    return found


def _missing(name: str, columns: Container[str], needed: tuple[str, ...]) -> Iterator[Problem]:
    for column in needed:
        if column not in columns:
            yield Problem(f"{name}:1", f"no column {column}", "add it to the first line")
