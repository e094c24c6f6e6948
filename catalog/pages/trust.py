"""Records that the quality pages share: what was measured of a coder, the calibration picture, models over time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt

from catalog.pages.rows import Connection, fetch, listed

# The drawing, in its own units: the square from nothing to certain, room for words left and below.
LEFT, TOP, SIDE = 46, 12, 240
_SMALLEST, _LARGEST = 4.0, 13.0

MEASURED = {
    "left out": "On districts it had not learned from",
    "sample": "On quotes drawn by chance, which no model learns from",
    "read": "On all quotes that people read",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """How far a machine's codings agree with people's, measured in one way; None where nothing can be told."""

    coder: str = field(metadata={"help": "Name of the machine"})
    kind: str = field(metadata={"help": "model or rules"})
    how: str = field(metadata={"help": "On which quotes it was measured, in words"})
    texts: int = field(metadata={"help": "Quotes measured"})
    support: int = field(metadata={"help": "Codings that people gave"})
    given: int | None = field(metadata={"help": "Codings that the machine gave"})
    precision: float | None = field(metadata={"help": "Share of what it gave that is right"})
    recall: float | None = field(metadata={"help": "Share of what it should have given that it gave"})
    f1: float | None = field(metadata={"help": "Both in one figure"})
    low: float | None = field(metadata={"help": "95% interval of f1, from"})
    high: float | None = field(metadata={"help": "95% interval of f1, to"})
    mean_f1: float | None = field(metadata={"help": "Over all codes: mean f1 of those given at least 5 times"})
    average_precision: float | None = field(metadata={"help": "Mean precision over the ranking by probability"})
    learned: int | None = field(metadata={"help": "Quotes with the code that it learned from"})
    accepted: int | None = field(metadata={"help": "Codings accepted without review"})
    accepted_precision: float | None = field(metadata={"help": "Share of these that is right"})
    stance_accuracy: float | None = field(metadata={"help": "Share of right codings whose stance is right"})
    calibration_error: float | None = field(metadata={"help": "Mean distance of probability and share right"})


@dataclass(frozen=True, slots=True)
class Bin:
    """The codings to which the model gave about the same probability, with their place in the drawing."""

    words: str = field(metadata={"help": "The range, as in 60% to 70%"})
    pairs: int = field(metadata={"help": "How many pairs of quote and code lie in it"})
    mean: float = field(metadata={"help": "Mean probability"})
    correct: float = field(metadata={"help": "Share that people gave too"})
    x: float = field(metadata={"help": "Middle of the dot, from the left"})
    y: float = field(metadata={"help": "Middle of the dot, from the top"})
    radius: float = field(metadata={"help": "Half the width of the dot, whose area grows with the pairs"})


@dataclass(frozen=True, slots=True)
class Calibration:
    """Whether probabilities mean what they say: what the model said beside how often it was right."""

    bins: tuple[Bin, ...] = field(metadata={"help": "From improbable to certain"})
    left: int = field(default=LEFT, metadata={"help": "Where the square begins, from the left"})
    top: int = field(default=TOP, metadata={"help": "Where it begins, from the top"})
    side: int = field(default=SIDE, metadata={"help": "Its side"})
    ticks: tuple[tuple[str, float], ...] = field(
        default=tuple((f"{n}%", SIDE * n / 100) for n in (0, 25, 50, 75, 100)),
        metadata={"help": "Marks on both axes: words and distance from nought"},
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A model of the study, in the order in which they came."""

    name: str = field(metadata={"help": "Its name"})
    present: bool = field(metadata={"help": "Whether its codings are the published ones"})
    codebook: str = field(metadata={"help": "Version of the codebook it learned"})
    learned: int = field(metadata={"help": "Quotes it learned from; for one code, those that carry it"})
    f1: float | None = field(metadata={"help": "Agreement with people, on districts it had not learned from"})
    low: float | None = field(metadata={"help": "95% interval, from"})
    high: float | None = field(metadata={"help": "95% interval, to"})


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far people agree who read the same quotes apart from each other."""

    coders: int = field(metadata={"help": "People compared"})
    excerpts: int = field(metadata={"help": "Quotes that at least two of them read"})
    given: int = field(metadata={"help": "Quotes to which at least one gave the code"})
    alpha: float | None = field(metadata={"help": "Krippendorff's alpha"})
    low: float | None = field(metadata={"help": "95% interval, from"})
    high: float | None = field(metadata={"help": "95% interval, to"})
    kappa: float | None = field(metadata={"help": "Cohen's kappa"})
    ac1: float | None = field(metadata={"help": "Gwet's AC1"})
    percent: float | None = field(metadata={"help": "Share of readings that agree"})
    caution: str = field(metadata={"help": "What the figures cannot carry; empty where nothing speaks against them"})


# The present model first, then the cues; of each what is most honest first.
_MEASURED = """
select f.*, g.f1 as mean_f1 from coder_figures f
left join coder_figures g on f.code_id = 'all' and g.code_id = 'mean' and g.coder = f.coder and g.measured = f.measured
where f.code_id = :code
  and (f.kind = 'rules' or f.coder = (select name from models where present = 1 order by number desc limit 1))
order by f.kind, case f.measured when 'left out' then 0 when 'sample' then 1 else 2 end
"""
_BINS = """
select b.* from calibration b join models m on m.name = b.coder and m.present = 1 where b.code_id = :code order by b.low
"""
_STEPS = """
select m.name, m.present, m.codebook_version, m.texts, f.learned, f.f1, f.low, f.high from models m
left join coder_figures f on f.coder = m.name and f.measured = 'left out' and f.code_id = :code order by m.number
"""
_UNITS = ("excerpt x code", "excerpt")
_AGREED = """
select * from agreement where scope = 'people' and coalesce(code_id, '') = :code and unit = :unit
"""
_READ_BY_TWO = "select max(n) from agreement where scope = 'people' and code_id is not null"


def measured(conn: Connection, code_id: str = "all") -> tuple[Measured, ...]:
    """What was measured of the machines that code now, for one code or for all."""
    return tuple(
        Measured(
            how=MEASURED[row["measured"]],
            **{name: row[name] for name in Measured.__dataclass_fields__ if name != "how"},
        )
        for row in fetch(conn, _MEASURED, {"code": code_id})
    )


def calibration(conn: Connection, code_id: str = "all") -> Calibration | None:
    """The present model's calibration; None where there is no model or too little to draw."""
    rows = fetch(conn, _BINS, {"code": code_id})
    return Calibration(tuple(_bins(rows))) if rows else None


def _bins(rows: Sequence[sqlite3.Row]) -> Iterable[Bin]:
    most = max(row["pairs"] for row in rows)
    for row in rows:
        yield Bin(
            words=f"{row['low']:.0%} to {row['high']:.0%}",
            pairs=row["pairs"],
            mean=row["mean"],
            correct=row["correct"],
            x=round(LEFT + SIDE * row["mean"], 1),
            y=round(TOP + SIDE * (1 - row["correct"]), 1),
            radius=round(_SMALLEST + (_LARGEST - _SMALLEST) * sqrt(row["pairs"] / most), 1),
        )


def steps(conn: Connection, code_id: str = "all") -> tuple[Step, ...]:
    """Every model that there was, the oldest first; for one code how it did on it."""
    return tuple(
        Step(
            name=row["name"],
            present=bool(row["present"]),
            codebook=row["codebook_version"],
            learned=row["texts"] if code_id == "all" else row["learned"] or 0,
            f1=row["f1"],
            low=row["low"],
            high=row["high"],
        )
        for row in fetch(conn, _STEPS, {"code": code_id})
    )


def agreed(conn: Connection, code_id: str = "") -> Agreed | None:
    """How far people agree on a code, or on all; None where no two read the same quotes, or nobody gave the code."""
    rows = {row["measure"]: row for row in fetch(conn, _AGREED, {"code": code_id, "unit": _UNITS[bool(code_id)]})}
    if not rows:
        return None
    one = next(iter(rows.values()))
    read = one["n"] if code_id else fetch(conn, _READ_BY_TWO)[0][0] or 0
    alpha = rows.get("alpha")
    return Agreed(
        coders=len(listed(one["coders"])),
        excerpts=read,
        given=one["given"],
        alpha=alpha["value"] if alpha else None,
        low=alpha["low"] if alpha else None,
        high=alpha["high"] if alpha else None,
        **{name: rows[name]["value"] if name in rows else None for name in ("kappa", "ac1", "percent")},
        caution="; ".join(map(str, listed(one["warnings"]))),
    )
