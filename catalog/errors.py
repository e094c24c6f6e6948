"""What can go wrong that a person can mend, as one tree of exceptions.

    CatalogError            anything the user can fix; carries one or more problems
    ├── StudyError          the folder is not a study, or lacks a part
    ├── ManifestError       corpus/sources.yaml is wrong
    ├── CodebookError       taxonomy.yaml is wrong
    ├── SourceError         a delivered file cannot be read as what it claims to be
    ├── CasesError          a case table is wrong
    ├── CodingsError        a file of people's codings is wrong
    ├── GoldError           a gold file is wrong, or too small to learn from
    ├── ModelError          a model cannot be loaded, or does not fit the codebook
    ├── ExemplarError       an exemplar or one of its citations is wrong
    ├── StoreError          a database is locked, damaged, full, or of another version
    ├── PublicationRefused  the finished catalog may not be published
    └── StaffError          what someone asked of the staff site cannot be done
        └── Conflict        somebody else was quicker

A problem says what, where and how to fix it. It never holds source text: places are file names,
rows, columns and offsets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend.

    >>> print(Problem("taxonomy.yaml:12", 'code "a" is there twice', "rename one"))
    taxonomy.yaml:12: code "a" is there twice
      Fix: rename one
    """

    where: str
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}\n  Fix: {self.fix}"


class CatalogError(Exception):
    """Something a person can mend; `problems` lists all that were found, in order."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class StudyError(CatalogError):
    """The folder is not a study, or lacks a part."""


class ManifestError(CatalogError):
    """The manifest, corpus/sources.yaml, is wrong."""


class CodebookError(CatalogError):
    """The codebook, taxonomy.yaml, is wrong."""


class SourceError(CatalogError):
    """A delivered file cannot be read as what it claims to be."""


class CasesError(CatalogError):
    """A case table is wrong."""


class CodingsError(CatalogError):
    """A file of people's codings is wrong."""


class GoldError(CatalogError):
    """A gold file is wrong, or too small to learn from."""


class ModelError(CatalogError):
    """A model cannot be loaded, or does not fit the codebook."""


class ExemplarError(CatalogError):
    """An exemplar, or one of its citations, is wrong."""


class StoreError(CatalogError):
    """A database is locked, damaged, full, or of another version."""


class PublicationRefused(CatalogError):
    """The finished catalog may not be published."""


class StaffError(CatalogError):
    """What someone asked of the staff site cannot be done as asked; nothing was changed. `back` is the address of the
    page on which to go on, if it is known."""

    back = ""


class Conflict(StaffError):
    """Somebody else was quicker; the problem says who did what. Nothing was changed."""
