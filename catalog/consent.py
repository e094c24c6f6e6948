"""What respondents agreed to: by source in the manifest, by case in corpus/consent.csv.

    case,consent,until,withdrawn,named
    D014,public,2027-06-30,,yes
    D020,,,2026-10-01,

An empty cell leaves the matter to the source's terms. Consent ends after `until` and with `withdrawn`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from catalog.errors import ManifestError, Problem
from catalog.records import CONSENTS, Consent

COLUMNS = ("case", "consent", "until", "withdrawn", "named")
_YES, _NO = {"yes", "true", "1", "y"}, {"no", "false", "0", "n"}


@dataclass(frozen=True, slots=True)
class Terms:
    """Consent as given, and when it ends or ended; `named` is None where nothing was said."""

    consent: Consent | None = None
    until: date | None = None
    withdrawn: date | None = None
    named: bool | None = None

    def ended(self, today: date) -> str | None:
        """Why the consent no longer holds, or None.

        >>> Terms("public", until=date(2026, 1, 31)).ended(date(2026, 2, 1))
        'consent expired after 2026-01-31'
        """
        if self.withdrawn is not None and self.withdrawn <= today:
            return f"consent was withdrawn on {self.withdrawn}"
        if self.until is not None and self.until < today:
            return f"consent expired after {self.until}"
        return None

    def next_change(self, today: date) -> date | None:
        """The first day on which the answer of `ended` will be another, if time alone changes it."""
        if self.ended(today):
            return None
        last = self.until + timedelta(days=1) if self.until else None
        return min((day for day in (self.withdrawn, last) if day is not None), default=None)


def load_consent(path: Path) -> dict[str, Terms]:
    """The terms of each case that corpus/consent.csv names; ManifestError lists every problem.

    A study without the file has none.
    """
    if not path.is_file():
        return {}
    name, found = "corpus/consent.csv", {}
    problems: list[Problem] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            if "case" not in (rows.fieldnames or ()):
                raise ManifestError(Problem(f"{name}:1", "no column case", f"begin with {','.join(COLUMNS)}"))
            for row in rows:
                where, case = f"{name}:{rows.line_num}", (row.get("case") or "").strip()
                if not case or case in found:
                    what = "the case is there twice" if case else "the row names no case"
                    problems.append(Problem(where, what, "correct or remove the row"))
                    continue
                problems += _row_problems(where, row)
                found[case] = row
    except UnicodeDecodeError:
        raise ManifestError(Problem(name, "the file is not UTF-8", "save it as CSV UTF-8")) from None
    if problems:
        raise ManifestError(problems)
    return {case: _terms(row) for case, row in found.items()}


def _row_problems(where: str, row: dict[str, str]) -> Iterator[Problem]:
    if (given := _cell(row, "consent")) and given not in CONSENTS:
        yield Problem(where, "`consent` is not known", f"use one of {', '.join(CONSENTS)}, or leave it empty")
    for column in ("until", "withdrawn"):
        if (given := _cell(row, column)) and parse_day(given) is None:
            yield Problem(where, f"`{column}` is not a date", "write it as 2027-06-30")
    if (given := _cell(row, "named").lower()) and given not in _YES | _NO:
        yield Problem(where, "`named` is neither yes nor no", "write yes or no, or leave it empty")


def _terms(row: dict[str, str]) -> Terms:
    consent, named = _cell(row, "consent"), _cell(row, "named").lower()
    return Terms(
        next((c for c in CONSENTS if c == consent), None),
        parse_day(_cell(row, "until")),
        parse_day(_cell(row, "withdrawn")),
        None if not named else named in _YES,
    )


def parse_day(text: str | None) -> date | None:
    """A day written as 2027-06-30; None for anything else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _cell(row: dict[str, str], column: str) -> str:
    return (row.get(column) or "").strip()
