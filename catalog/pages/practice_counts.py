"""How many districts speak of a practice, by stance and kind: rows of a table, bars of a picture."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.pages.rows import Connection, fetch
from catalog.pages.wording import STANCE_ORDER, kind_words, stance_words

Counts = dict[tuple[str, str], tuple[int | None, int | None]]


@dataclass(frozen=True, slots=True)
class CountRow:
    """One row of the table of mentions: a kind of district."""

    label: str = field(metadata={"help": "Kind of district in plain words"})
    cells: tuple[int | None, ...] = field(metadata={"help": "Districts by stance; None where too few to show"})
    excerpts: int | None = field(metadata={"help": "Quotes of all stances; None where too few to show"})
    cases: int | None = field(metadata={"help": "Districts of all stances; None where too few to show"})


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the picture beside the table."""

    stance: str = field(metadata={"help": "current, planned, past, desired or negated"})
    label: str = field(metadata={"help": "The stance in plain words"})
    districts: int = field(metadata={"help": "Districts of all kinds"})
    width: int = field(metadata={"help": "Length of the bar, the longest being 100"})


@dataclass(frozen=True, slots=True)
class Mentions:
    """Districts that speak of a practice."""

    stances: tuple[str, ...] = field(metadata={"help": "Stances that occur, in plain words: the table's columns"})
    rows: tuple[CountRow, ...] = field(metadata={"help": "Kinds of district, all of them together last"})
    bars: tuple[Bar, ...] = field(metadata={"help": "Districts of all kinds by stance"})


_COUNTS = "select district_kind, stance, excerpts, cases from code_counts where code_id = :code"


def code_counts(conn: Connection, code: str) -> Counts:
    """(excerpts, districts) by kind of district and stance; None where too few to show."""
    rows = fetch(conn, _COUNTS, {"code": code})
    return {(row["district_kind"], row["stance"]): (row["excerpts"], row["cases"]) for row in rows}


def mentions(counts: Counts, dimension: str) -> Mentions:
    """The counts of one code as table and bars."""
    stances = [stance for stance in STANCE_ORDER if any(of == stance for _, of in counts)]
    totals = [(stance, counts.get(("all", stance), (0, 0))[1] or 0) for stance in stances]
    longest = max((n for _, n in totals), default=0)
    return Mentions(
        stances=tuple(stance_words(stance, dimension) for stance in stances),
        rows=_rows(counts, stances),
        bars=tuple(
            Bar(stance, stance_words(stance, dimension), n, round(100 * n / longest)) for stance, n in totals if n
        ),
    )


def _rows(counts: Counts, stances: list[str]) -> tuple[CountRow, ...]:
    kinds = sorted({kind for kind, _ in counts}, key=lambda kind: (kind == "all", kind))
    return tuple(
        CountRow(
            label=kind_words(kind),
            cells=tuple(counts.get((kind, stance), (0, 0))[1] for stance in stances),
            excerpts=counts.get((kind, "all"), (0, 0))[0],
            cases=counts.get((kind, "all"), (0, 0))[1],
        )
        for kind in kinds
    )
