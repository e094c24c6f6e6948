"""The page on agreement: how far those who coded the same excerpts say the same, code by code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from sqlite3 import Row

from catalog.pages.parts import CodeLink
from catalog.pages.rows import Connection, fetch, listed
from catalog.pages.site import Site, load_site

MEASURES = {"alpha": "Alpha", "kappa": "Kappa", "ac1": "AC1", "percent": "Percent"}
MOST_DIFFERENCES = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure with its 95% interval."""

    value: str = field(metadata={"help": "The figure, as in 0.83 or 94%; a dash where it is not defined"})
    interval: str = field(metadata={"help": "Its interval, as in 0.71 to 0.92; empty where there is none"})


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """The agreement on one code, or on all together."""

    name: str = field(metadata={"help": "What it is on, where it is no single code"})
    code: CodeLink | None = field(metadata={"help": "The code; None for all together"})
    unit: str = field(metadata={"help": "What is agreed on"})
    n: int = field(metadata={"help": "Units that two coders read"})
    given: int = field(metadata={"help": "Units to which one of them gave it"})
    figures: tuple[Figure, ...] = field(metadata={"help": "Alpha, kappa, AC1 and percent"})
    warnings: tuple[str, ...] = field(metadata={"help": "Why a figure cannot carry weight"})


@dataclass(frozen=True, slots=True)
class Compared:
    """One set of coders."""

    id: str = field(metadata={"help": "Name in the address, after #"})
    title: str = field(metadata={"help": "Whose codings are compared"})
    coders: tuple[str, ...] = field(metadata={"help": "The coders"})
    pooled: tuple[AgreementRow, ...] = field(metadata={"help": "All codes together"})
    codes: tuple[AgreementRow, ...] = field(metadata={"help": "Code by code, in the codebook's order"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A code on which people who read an excerpt differ."""

    excerpt: str = field(metadata={"help": "Id of the excerpt"})
    text: str = field(metadata={"help": "Its words"})
    code: CodeLink = field(metadata={"help": "The code"})
    said: str = field(metadata={"help": "What each person gave"})


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """How far coders agree."""

    site: Site = field(metadata={"help": "The site's facts"})
    compared: tuple[Compared, ...] = field(metadata={"help": "Sets of coders; none where nobody read the same"})
    measures: tuple[str, ...] = field(metadata={"help": "Names of the measures, in the order of the figures"})
    differences: tuple[Difference, ...] = field(metadata={"help": "Where people differ, the first of them"})
    differing: int = field(metadata={"help": "How many differences there are"})


_ROWS = """
select a.*, k.label from agreement a left join codes k on k.id = a.code_id
order by a.scope, a.code_id is not null, a.unit, k.position
"""
_DIFFERENCES = "select excerpt_id, text, code_id, code, said from disagreements order by code, excerpt_id limit :most"
_TITLES = {
    "people": "People with each other",
    "people and machine": "People with the machine",
}


def agreement_page(conn: Connection) -> AgreementPage:
    """The page; empty where no two coders read the same excerpts."""
    found: dict[str, dict[tuple[str, str], dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))
    for row in fetch(conn, _ROWS):
        found[row["scope"]][row["code_id"] or "", row["unit"]][row["measure"]] = row
    return AgreementPage(
        site=load_site(conn),
        compared=tuple(_compared(scope, list(rows.values())) for scope, rows in found.items()),
        measures=tuple(MEASURES.values()),
        differences=tuple(
            Difference(row["excerpt_id"], row["text"], CodeLink(row["code_id"], row["code"]), row["said"])
            for row in fetch(conn, _DIFFERENCES, {"most": MOST_DIFFERENCES})
        ),
        differing=fetch(conn, "select count(*) from disagreements")[0][0],
    )


def _compared(scope: str, rows: list[dict[str, Row]]) -> Compared:
    shown = [_row(measures) for measures in rows]
    any_row = next(iter(rows[0].values()))
    return Compared(
        id=scope.replace(" ", "-"),
        title=_TITLES.get(scope, scope),
        coders=tuple(map(str, listed(any_row["coders"]))),
        pooled=tuple(row for row in shown if row.code is None),
        codes=tuple(row for row in shown if row.code),
    )


def _row(measures: Mapping[str, Row]) -> AgreementRow:
    one = next(iter(measures.values()))
    return AgreementRow(
        name="" if one["code_id"] else ("Sets of codes" if one["unit"].startswith("set") else "All codes"),
        code=CodeLink(one["code_id"], one["label"]) if one["code_id"] else None,
        unit=one["unit"],
        n=one["n"],
        given=one["given"],
        figures=tuple(_figure(measures.get(name), percent=name == "percent") for name in MEASURES),
        warnings=tuple(map(str, listed(one["warnings"]))),
    )


def _figure(row: Row | None, *, percent: bool) -> Figure:
    def told(value: float) -> str:
        return f"{value:.0%}" if percent else f"{value:.2f}"

    if row is None or row["value"] is None:
        return Figure("–", "")
    known = row["low"] is not None and row["high"] is not None
    return Figure(told(row["value"]), f"{told(row['low'])} to {told(row['high'])}" if known else "")
