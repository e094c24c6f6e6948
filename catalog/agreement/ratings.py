"""Codings of several coders as arrays, from a study or from a table of coders."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from catalog.codings import parse_codes
from catalog.errors import CodingsError, Problem
from catalog.people import CONSENSUS
from catalog.store import coded

Floats = npt.NDArray[np.float64]
Spans = tuple[tuple[int, int], ...]
# Columns of a coders' table that are not coders', where no column is named coder...
_ABOUT = frozenset(
    ("id", "excerpt", "case", "district", "school", "source", "context", "question", "text", "quote", "memo")
)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What one coder gave one excerpt: code to stance, and code to the spans that carry it."""

    stances: Mapping[str, str]
    spans: Mapping[str, Spans]


@dataclass(frozen=True, slots=True)
class Ratings:
    """What coders gave the excerpts that at least two of them read.

    `given[c]` maps excerpt to verdicts; `cases[u]` is the case of the excerpt `units[u]`, or the excerpt
    itself where no case is known.
    """

    coders: tuple[str, ...]
    units: tuple[str, ...]
    cases: tuple[str, ...]
    given: tuple[Mapping[str, Verdicts], ...]
    unit_of_cases: str

    def codes(self) -> tuple[str, ...]:
        """Every code that any of the coders gave, in alphabetical order."""
        both = set(self.units)
        return tuple(
            sorted({code for one in self.given for unit, v in one.items() if unit in both for code in v.stances})
        )

    def table(self, codes: Sequence[str]) -> Floats:
        """0 and 1 as (coder, unit, code); nan where the coder did not read the excerpt."""
        column = {code: j for j, code in enumerate(codes)}
        values = np.full((len(self.coders), len(self.units), len(codes)), np.nan)
        for c, one in enumerate(self.given):
            for u, unit in enumerate(self.units):
                if unit in one:
                    values[c, u] = 0
                    values[c, u, [column[code] for code in one[unit].stances if code in column]] = 1
        return values


def from_study(
    db: sqlite3.Connection, names: Sequence[str], among: Collection[str] | None = None, most: int | None = None
) -> Ratings:
    """The codings of the named coders, or of all people, in a study; CodingsError where a name fits nobody.

    A name may be the beginning of one coder's id, as `rules` or `model`. `among` keeps to these excerpts; of more
    than `most` those with the smallest ids, which is by chance, since ids are digests. Excerpts that someone is
    still to read blind are left out.
    """
    chosen = _chosen(coded.coders(db), names)
    blind = coded.read_blind(db)
    given: list[dict[str, Verdicts]] = []
    cases: dict[str, str] = {}
    for coder in chosen:
        read = {
            excerpt: case
            for excerpt, case in coded.readings(db, coder)
            if excerpt not in blind and (among is None or excerpt in among)
        }
        cases |= read
        found: dict[str, tuple[dict[str, str], dict[str, Spans]]] = {excerpt: ({}, {}) for excerpt in read}
        for excerpt, code, stance, spans in coded.verdicts(db, coder):
            if excerpt in found:
                found[excerpt][0][code] = stance
                found[excerpt][1][code] = tuple((start, end) for start, end in spans)
        given.append({excerpt: Verdicts(*both) for excerpt, both in found.items()})
    return of_two(chosen, given, cases, "case", most)


def _chosen(known: Sequence[coded.Coder], names: Sequence[str]) -> tuple[str, ...]:
    """The coders that are named; else all people, with the machines where there is only one person."""
    known = [c for c in known if names or c.id != CONSENSUS]  # what was settled is nobody's independent reading
    people = [c.id for c in known if c.kind == "person"]
    others = people if len(people) > 1 else [c.id for c in known]
    return tuple(dict.fromkeys([_coder(name, known) for name in names] or others))


def _coder(name: str, known: Sequence[coded.Coder]) -> str:
    fits = [c.id for c in known if c.id == name] or [c.id for c in known if c.id.startswith(name)]
    if len(fits) == 1:
        return fits[0]
    what = f'"{name}" fits {"several coders" if fits else "no coder who read anything"}'
    ids = ", ".join(c.id for c in known) or "nobody yet: run `catalog build`"
    raise CodingsError(Problem("--coder", what, f"use one of {ids}"))


def of_two(
    names: tuple[str, ...],
    given: Sequence[Mapping[str, Verdicts]],
    cases: Mapping[str, str],
    unit_of_cases: str,
    most: int | None = None,
) -> Ratings:
    """Ratings of the excerpts that at least two of the coders read; CodingsError where there are none."""
    read = dict.fromkeys(unit for one in given for unit in one)
    units = tuple(unit for unit in read if sum(unit in one for one in given) > 1)
    if most is not None and len(units) > most:
        units = tuple(sorted(units)[:most])
    if len(names) < 2 or not units:
        what = "no excerpt was read by two coders" if len(names) > 1 else "there is only one coder"
        fix = "have a second coder read some excerpts, or compare with a machine: --coder NAME --coder rules"
        raise CodingsError(Problem("build/evidence.db" if unit_of_cases == "case" else "--gold", what, fix))
    return Ratings(names, units, tuple(cases[unit] for unit in units), tuple(given), unit_of_cases)


def from_table(path: Path, names: Sequence[str] = ()) -> Ratings:
    """A CSV table with `id`, if known `case`, and a column a coder with code:stance;code:stance.

    An empty cell says that the coder found no code to give. CodingsError lists what is wrong.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            header = list(rows.fieldnames or ())
            records = [(rows.line_num, row) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise CodingsError(Problem(path.name, "the file cannot be read", "save it as CSV UTF-8")) from None
    columns = _coder_columns(path.name, header, names)
    key = "id" if "id" in header else "excerpt"
    _check_keys(path.name, key, records)
    ids = [row[key].strip() for _, row in records]
    case = "case" if "case" in header else key
    cases = {i: (row[case] or i).strip() for i, (_, row) in zip(ids, records, strict=True)}
    given = [
        {i: Verdicts(dict(parse_codes(row[column] or "")), {}) for i, (_, row) in zip(ids, records, strict=True)}
        for column in columns
    ]
    return of_two(columns, given, cases, "case" if case == "case" else "excerpt")


def _coder_columns(file: str, header: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    coders = [c for c in header if c.lower().startswith("coder")] or [c for c in header if c.lower() not in _ABOUT]
    problems = []
    if not {"id", "excerpt"} & set(header):
        problems.append(Problem(f"{file}:1", "no column id", "name the excerpts in a column `id`"))
    if len(coders) < 2:
        problems.append(Problem(f"{file}:1", "fewer than two columns of coders", "give each coder a column"))
    use = f"use one of {', '.join(coders)}"
    problems += [Problem("--coder", f'"{n}" is not a column of {file}', use) for n in names if n not in header]
    if problems:
        raise CodingsError(problems)
    return tuple(dict.fromkeys(names)) or tuple(coders)


def _check_keys(file: str, key: str, records: Iterable[tuple[int, Mapping[str, str]]]) -> None:
    problems, seen = [], set[str]()
    for line, row in records:
        name = (row[key] or "").strip()
        if not name or name in seen:
            what = f"excerpt {name} is there twice" if name else "the row names no excerpt"
            problems.append(Problem(f"{file}:{line}", what, "give each excerpt one row, with its id"))
        seen.add(name)
    if problems:
        raise CodingsError(problems)
