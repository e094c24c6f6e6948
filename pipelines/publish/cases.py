"""Cases as they may be shown: by name where that was agreed, else by kind and size."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

_SIZES = (500, 1000, 2500, 5000, 10000)
_SIZE_NAMES = ("enrolment", "enrollment", "students", "total enrollment", "total_enrollment")


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
    for case_id, label, name, kind, parent in rows:
        if case_id not in shown:
            continue
        own = {**attributes.get(parent or "", {}), **attributes[case_id]}
        sort, tier, band = _word(own, "district_kind"), _word(own, "tier"), _band(own)
        described = name or _description(kind, sort, band) or label
        values = (
            public[case_id],
            described,
            kind,
            public.get(parent or ""),
            int(bool(name)),
            sort,
            band,
            tier,
        )
        db.execute("insert into cases values (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*values, counts.get(public[case_id], 0)))
        # Exact figures would tell an unnamed district as its name would; words are shared by many.
        safe = {k: v for k, (v, number) in attributes[case_id].items() if name or number is None}
        db.executemany(
            "insert into case_attributes values (?, ?, ?)",
            [(public[case_id], k, v) for k, v in sorted(safe.items())],
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


def _description(kind: str, sort: str | None, band: str | None) -> str | None:
    if not sort and not band:
        return None
    words = f"{sort} {kind}" if sort else kind
    return f"{words[0].upper()}{words[1:]}" + (f", {band}" if band else "")
