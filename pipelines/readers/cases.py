"""Case tables: one row a district or school, with its attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from catalog.errors import CasesError, Problem
from catalog.manifest import Ignored, SourceEntry
from catalog.records import CaseRow, Place
from pipelines.readers.evidence import words_of
from pipelines.readers.header_columns import Column
from pipelines.readers.inspection import Inspection, below, header_and_columns, open_entry
from pipelines.readers.profiles import Profile
from pipelines.readers.questions import plan_of
from pipelines.readers.recognition import Recognition
from pipelines.readers.survey_rows import column_finder, missing_columns

_UNITS = {
    "district",
    "school",
    "lea",
    "campus",
    "case",
    "site",
    "organization",
    "organisation",
    "org",
    "institution",
}
_SCHOOL = re.compile(r"(?i)\b(school|elementary|middle|high|academy|primary|kindergarten|charter public)\b")
_PRIVATE = {"e-mail address", "telephone number", "network address"}


def cases_of(path: Path, inspection: Inspection) -> Recognition | None:
    """The case table that a table is, or None where rows are no units: see `_is_table_of_units`."""
    columns, profiles = inspection.columns, inspection.profiles
    key, name = _key_and_name(columns, profiles)
    if key is None or not _is_table_of_units(inspection, key, name):
        return None
    used = [c for c in (key, name) if c is not None]
    parent = _parent(columns, profiles, used)
    plan = plan_of(columns, profiles)
    private = {g.column: g.why for g in plan.ignored if g.why in (*_PRIVATE, "empty", "name of a person")}
    used += [parent] if parent else []
    rest = [c for c in columns if c not in used]
    table, header = inspection.table, inspection.header
    return Recognition(
        path=path.name,
        format=table.format,
        kind="cases",
        layout="plain",
        rows=inspection.rows,
        ignored=tuple(Ignored(c.key, private[c.key]) for c in rest if c.key in private),
        case_column=key.key,
        name_column=name.key if name else None,
        parent_column=parent.key if parent else None,
        case_kind=_kind(key, name, parent, profiles),
        attributes=tuple(c.key for c in rest if c.key not in private),
        header_rows=header.rows,
        sheet=table.sheet if len(table.sheets) > 1 else None,
        encoding=table.encoding,
        delimiter=table.delimiter,
        warnings=inspection.warnings,
    )


def _key_and_name(columns: tuple[Column, ...], profiles: list[Profile]) -> tuple[Column | None, Column | None]:
    """The column that identifies the units, and the one that names them for people, if another does."""
    unique = [c for c in columns if (p := profiles[c.index]).filled > 1 and p.distinct == p.filled]
    names = [c for c in columns if _names_units(c, profiles[c.index])]
    name = min(names, key=lambda c: ("name" not in words_of(c.name), c.index), default=None)

    def rank(column: Column) -> tuple[int, int]:
        words = set(words_of(column.name))
        coded = {"id", "code", "number", "nces"} & words
        order = (
            "case" in words,
            words == {"id"},
            bool(coded and words & _UNITS),
            bool(coded),
            bool(words & _UNITS),
        )
        return next((i for i, yes in enumerate(order) if yes), 9), column.index

    key = min((c for c in unique if rank(c)[0] < 9 or c is name), key=rank, default=None)
    return key, (name if name is not key else None)


def _names_units(column: Column, profile: Profile) -> bool:
    """Whether the column holds names of units; schools of two districts may share one."""
    words = set(words_of(column.name))
    least = 0.6 if "name" in words else 0.9
    apart = profile.filled > 1 and profile.distinct >= least * profile.filled
    return apart and bool({"name", *_UNITS} & words) and _is_worded(profile)


def _is_worded(profile: Profile) -> bool:
    return profile.share(lambda v: re.search(r"[^\W\d_]{3}", v)) > 0.8


def _is_table_of_units(inspection: Inspection, key: Column, name: Column | None) -> bool:
    """One row a uniquely named unit, with short attributes and no questions.

    A survey has prose, wordings that ask, consent, several people of one unit, or a platform's columns.
    """
    columns, profiles = inspection.columns, inspection.profiles
    if inspection.header.layout != "plain" or not inspection.header.rows or inspection.rows < 2:
        return False
    speaks = {*words_of(key.name), *(words_of(name.name) if name else ())}
    if not (_UNITS & speaks or (name is not None and "name" in words_of(name.name))):
        return False
    if name is None and not {"case", *_UNITS} & set(words_of(key.name)):
        return False
    if any("?" in c.wording or len(c.wording.split()) > 10 for c in columns):
        return False
    plan = plan_of(columns, profiles)
    if "consent" in plan.parts or any(g.why == "date or time" for g in plan.ignored):
        return False
    prose = [d for d in plan.drafts if d.kind == "open" and d.columns[0] not in (key, name)]
    return all(profiles[d.columns[0].index].words <= 5 and not _is_prose(profiles[d.columns[0].index]) for d in prose)


def _is_prose(profile: Profile) -> bool:
    return profile.prose > 0.2


def _parent(columns: tuple[Column, ...], profiles: list[Profile], used: list[Column]) -> Column | None:
    """The column that names the unit above: a district that several rows share."""
    found = []
    for c in columns:
        words, profile = set(words_of(c.name)), profiles[c.index]
        named = "parent" in words or ({"district", "lea"} & words and not {"type", "kind", "size", "level"} & words)
        if c not in used and named and profile.distinct < profile.filled:
            found.append(c)
    return min(
        found,
        key=lambda c: ("parent" not in words_of(c.name), profiles[c.index].words > 1.2, c.index),
        default=None,
    )


def _kind(key: Column, name: Column | None, parent: Column | None, profiles: list[Profile]) -> str:
    words = {*words_of(key.name), *(words_of(name.name) if name else ())}
    if {"district", "lea"} & words:
        return "district"
    if parent is not None or {"school", "campus"} & words:
        return "school"
    schools = profiles[(name or key).index].share(_SCHOOL.search)
    return "school" if schools > 0.5 else "district"


def read_cases(path: Path, entry: SourceEntry) -> Iterator[CaseRow]:
    """The cases of a table, in order.

    Raises CasesError for every id that is blank or stands twice, ManifestError for columns that the
    file has not. Attributes are those the entry names; where it names none, all columns it does not
    use or ignore.
    """
    table = open_entry(path, entry)
    header, columns = header_and_columns(path, table, entry)
    found = column_finder(columns)
    wanted = (entry.case_column, entry.name_column, entry.parent_column, *entry.attributes)
    missing_columns(entry, found, wanted)
    key = found[entry.case_column or columns[0].key]
    name = found[entry.name_column] if entry.name_column else key
    parent = found[entry.parent_column] if entry.parent_column else None
    taken = {key.key, name.key, *(g.column for g in entry.ignored), parent.key if parent else ""}
    attributes = [found[a] for a in entry.attributes] or [c for c in columns if c.key not in taken]
    rows: dict[str, int] = {}
    problems: list[Problem] = []
    for cells, number in below(table, header):
        cells += [""] * (len(columns) - len(cells))
        id_ = cells[key.index]
        if fault := _fault(path, id_, number, rows):
            problems.append(fault)
        if not problems:
            yield CaseRow(
                id_,
                cells[name.index] or id_,
                entry.case_kind or "district",
                (cells[parent.index] or None) if parent else None,
                tuple((c.key, cells[c.index]) for c in attributes if cells[c.index]),
                Place(sheet=table.sheet, row=number),
            )
    if problems:
        raise CasesError(problems)


def _fault(path: Path, id_: str, number: int, rows: dict[str, int]) -> Problem | None:
    where = f"{path.name}: row {number}"
    if not id_:
        return Problem(where, "the case has no id", "write one, or remove the row")
    first = rows.setdefault(id_, number)
    if first == number:
        return None
    return Problem(where, f"the case's id stands in row {first} already", "remove one of the two rows")
