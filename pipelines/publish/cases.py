"""Cases as they may be shown: by name where that was agreed, else by kind and size."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_SHOWN_UNNAMED = ("district_kind", "level", "tier")
# Fewer cases than this behind one description, and it is shortened to what more of them share.
_ALIKE = 3
_SIZES = (500, 1000, 2500, 5000, 10000)
_SIZE_NAMES = ("enrolment", "enrollment", "students", "total enrollment", "total_enrollment")


# Id, label, name where it may be named, kind, the case it belongs to.
Case = tuple[str, str, str | None, str, str | None]


def size_band(students: float) -> str:
    """Enrolment as a band.

    >>> size_band(1418)
    '1,000 to 2,499 students'
    """
    low = 0
    for high in _SIZES:
        if students < high:
            return f"{low:,} to {high - 1:,} students" if low else f"under {high:,} students"
        low = high
    return f"{low:,} students or more"


@dataclass(frozen=True, slots=True)
class About:
    """What a case is described by when it is not named."""

    sort: str | None
    tier: str | None
    band: str | None

    @classmethod
    def of(cls, own: dict[str, tuple[str, float | None]]) -> About:
        """From its own attributes and its district's."""
        return cls(_word(own, "district_kind"), _word(own, "tier"), _band(own))

    def words(self, kind: str) -> str | None:
        """As in "Rural district, 500 to 999 students"; None where nothing is known."""
        if not self.sort and not self.band:
            return None
        words = f"{self.sort} {kind}" if self.sort else kind
        return f"{words[0].upper()}{words[1:]}" + (f", {self.band}" if self.band else "")


def described(
    rows: Sequence[Case], attributes: Mapping[str, Mapping[str, tuple[str, float | None]]]
) -> Iterator[tuple[Case, About, dict[str, str]]]:
    """Each of all cases (id, label, name, kind, parent id), what describes it, and the attributes it may show."""
    about = {row[0]: About.of({**attributes.get(row[4] or "", {}), **attributes.get(row[0], {})}) for row in rows}
    alike = Counter((row[3], about[row[0]]) for row in rows)
    for row in rows:
        known, name = about[row[0]], row[2]
        if not name and alike[row[3], known] < _ALIKE:
            known = About(known.sort, None, None)
        # Exact figures, towns and the like would tell an unnamed district as its name would.
        safe = {k: v for k, (v, _) in attributes.get(row[0], {}).items() if name or k in _SHOWN_UNNAMED}
        if not name and known.tier is None:
            safe.pop("tier", None)
        yield row, known, safe


def replace(db: sqlite3.Connection) -> None:
    """Write the cases that stand behind published excerpts, and those above them."""
    attributes: dict[str, dict[str, tuple[str, float | None]]] = defaultdict(dict)
    for case_id, name, value, number in db.execute("select case_id, name, value, number from ev.case_attributes"):
        attributes[case_id][name] = (value, number)
    counts = dict(db.execute("select case_id, count(*) from excerpts where case_id is not null group by 1").fetchall())
    rows = db.execute("select id, label, name, kind, parent_id from ev.cases order by id").fetchall()
    public = {row[0]: row[1].lower().replace(" ", "-") for row in rows}
    shown = _with_parents({row[0]: row[4] for row in rows}, {k for k, v in public.items() if v in counts})
    db.execute("delete from cases")
    db.execute("delete from case_attributes")
    for (case_id, label, name, kind, parent), known, safe in described(rows, attributes):
        if case_id not in shown:
            continue
        words = name or known.words(kind) or label
        values = (public[case_id], words, kind, public.get(parent or ""), int(bool(name)))
        db.execute(
            "insert into cases values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, known.sort, known.band, known.tier, counts.get(public[case_id], 0)),
        )
        db.executemany(
            "insert into case_attributes values (?, ?, ?)", [(public[case_id], k, v) for k, v in sorted(safe.items())]
        )


def _with_parents(parents: dict[str, str | None], wanted: set[str]) -> set[str]:
    shown: set[str] = set()
    for case_id in wanted:
        step: str | None = case_id
        while step and step not in shown:
            shown.add(step)
            step = parents.get(step)
    return shown


def _word(own: dict[str, tuple[str, float | None]], name: str) -> str | None:
    value = own.get(name, ("", None))[0].strip().lower()
    return value or None


def _band(own: dict[str, tuple[str, float | None]]) -> str | None:
    for name in _SIZE_NAMES:
        number = own.get(name, ("", None))[1]
        if number is not None:
            return size_band(number)
    return None
