"""Readers: delivered files of any format to records with exact places.

`recognise` says what a file is; `resolve` completes a manifest entry; `read_survey`, `read_turns`
and `read_cases` stream its records.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

from catalog.errors import CatalogError, ManifestError, Problem
from catalog.manifest import SourceEntry
from catalog.records import CaseRow, Submission, Turn
from pipelines.readers import documents
from pipelines.readers.recognition import Recognition

__all__ = ["Recognition", "read", "read_cases", "read_survey", "read_turns", "recognise", "resolve"]

_TABLES = ("csv", "xlsx", "ods")
# What a person wrote in the manifest stands; what they left out is filled in from what is recognised.
_FILLED = {
    "survey": (
        "layout", "header_rows", "respondent", "case_column", "role", "consent_column", "question_column",
        "text_column", "attributes", "questions", "ignored", "sheet",
    ),
    "cases": (
        "layout", "header_rows", "case_column", "name_column", "parent_column", "case_kind", "attributes",
        "ignored", "sheet",
    ),
    "transcript": ("layout", "moderators", "respondent", "text_column", "sheet"),
    "chat": ("layout", "moderators"),
}  # fmt: skip


def recognise(path: Path, name: str | None = None) -> Recognition:
    """What the file is and how it is laid out; `name` is its path as the manifest will give it.

    Raises SourceError, with the way out, for a file that cannot be read.
    """
    from pipelines.readers.files import sniff

    format = sniff(path)
    found = _table(path, format) if format in _TABLES else _words(path, format)
    return replace(found, path=name or path.name)


def _words(path: Path, format: str) -> Recognition:
    from pipelines.readers.transcripts import recognise_transcript

    return recognise_transcript(path, format)


def _is_turns(path: Path) -> bool:
    """Whether a table is a transcript, a turn a row, and not what a survey platform wrote."""
    from pipelines.readers.headers import HEAD, find_header
    from pipelines.readers.tables import open_table
    from pipelines.readers.transcripts import is_turn_table

    table = open_table(path)
    head = list(itertools.islice(table.rows(), HEAD))
    if not head or find_header(head).layout != "plain":
        return False
    return is_turn_table(cells for cells, _ in table.rows())


def _table(path: Path, format: str) -> Recognition:
    from pipelines.readers.cases import cases_of
    from pipelines.readers.inspection import inspect
    from pipelines.readers.survey import survey_of

    if _is_turns(path):
        return _words(path, format)
    inspection = inspect(path)
    return cases_of(path, inspection) or survey_of(path, inspection)


def resolve(path: Path, entry: SourceEntry) -> SourceEntry:
    """The entry with everything it leaves out filled in from the file.

    An entry that lists its questions (or, for cases, its id column) is taken as it is: a column that
    a person took out stays out. Raises as `recognise`, and ManifestError where the file is of
    another kind than the entry says.
    """
    if entry.questions or (entry.kind == "cases" and entry.case_column):
        return entry
    if entry.layout == documents.LAYOUT:
        return replace(entry, questions=documents.questions(path))
    found = _recognise_as(path, entry)
    default = {f.name: f.default for f in fields(SourceEntry)}
    changes = {
        name: getattr(found, name)
        for name in _FILLED[entry.kind]
        if getattr(entry, name) == default[name] and not (name == "case_column" and entry.case)
    }
    return replace(entry, **changes)


def _recognise_as(path: Path, entry: SourceEntry) -> Recognition:
    """As `recognise`, held to the kind and the hints of the entry."""
    if entry.kind in ("transcript", "chat"):
        found = recognise(path) if entry.layout is None else None
        if found is None:
            return Recognition(path.name, "", entry.kind, entry.layout or "", moderators=entry.moderators)
        if found.kind not in ("transcript", "chat"):
            raise _other_kind(entry, found)
        return found
    from pipelines.readers.cases import cases_of
    from pipelines.readers.inspection import inspect
    from pipelines.readers.survey import survey_of

    inspection = inspect(path, entry)
    if entry.kind == "survey":
        return survey_of(path, inspection, entry=entry)
    cases = cases_of(path, inspection)
    if cases is None:
        raise _other_kind(entry, survey_of(path, inspection))
    return cases


def _other_kind(entry: SourceEntry, found: Recognition) -> CatalogError:
    return ManifestError(
        Problem(
            f"corpus/{entry.path}",
            f"the manifest calls it {entry.kind}, but it reads like {found.kind}",
            f"write `kind: {found.kind}`, or name its columns in the entry",
        )
    )


def read(path: Path, entry: SourceEntry) -> Iterator[Submission] | Iterator[Turn] | Iterator[CaseRow]:
    """The records of a delivered file, whatever its kind."""
    if entry.kind == "survey":
        return read_survey(path, entry)
    return read_cases(path, entry) if entry.kind == "cases" else read_turns(path, entry)


def read_survey(path: Path, entry: SourceEntry) -> Iterator[Submission]:
    """The submissions of a survey in the order of the file, streaming.

    Columns are those of the entry; an entry without questions is completed first. A respondent whose
    consent column is blank or refuses is left out. Raises ManifestError listing every column the file
    has not; SourceError naming rows that repeat a respondent (then nothing should be kept).
    """
    if entry.layout == documents.LAYOUT:
        yield from documents.read_documents(path)
        return
    from pipelines.readers.survey_rows import read_rows

    yield from read_rows(path, resolve(path, entry))


def read_cases(path: Path, entry: SourceEntry) -> Iterator[CaseRow]:
    """The cases of a case table in the order of the file; see `cases.read_cases` for errors."""
    from pipelines.readers.cases import read_cases as cases

    yield from cases(path, resolve(path, entry))


def read_turns(path: Path, entry: SourceEntry) -> Iterator[Turn]:
    """The turns of a transcript or chat in the order of the file."""
    from pipelines.readers.transcripts import read_turns as turns

    yield from turns(path, entry)
