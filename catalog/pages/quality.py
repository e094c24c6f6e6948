"""How far the codings can be trusted, as a page: people among themselves, machines beside people, code by code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from catalog.pages.parts import CodeLink
from catalog.pages.rows import Connection, fetch, first, listed
from catalog.pages.site import Site, load_site
from catalog.pages.trust import Agreed, Calibration, Measured, Step, agreed, calibration, measured, steps


@dataclass(frozen=True, slots=True)
class CodeRow:
    """What is known of one code; None where nothing can be told."""

    code: CodeLink = field(metadata={"help": "The code"})
    href: str = field(metadata={"help": "Address of its own quality page"})
    by_people: int = field(metadata={"help": "Quotes to which people gave it"})
    alpha: float | None = field(metadata={"help": "Agreement between people"})
    doubtful: bool = field(metadata={"help": "Whether the agreement cannot carry weight"})
    kind: str = field(metadata={"help": "Which machine the figures are of: model, rules, or empty"})
    precision: float | None = field(metadata={"help": "Share of what the machine gave that is right"})
    recall: float | None = field(metadata={"help": "Share of what it should have given that it gave"})
    f1: float | None = field(metadata={"help": "Both in one figure"})
    average_precision: float | None = field(metadata={"help": "Mean precision over the ranking by probability"})
    learned: int | None = field(metadata={"help": "Quotes with the code that the model learned from"})


@dataclass(frozen=True, slots=True)
class Group:
    """The codes of one dimension."""

    id: str = field(metadata={"help": "Name in the address, after #"})
    label: str = field(metadata={"help": "The dimension"})
    rows: tuple[CodeRow, ...] = field(metadata={"help": "Its codes in order"})


@dataclass(frozen=True, slots=True)
class QualityPage:
    """Figures of all coders."""

    site: Site = field(metadata={"help": "The site's facts"})
    model: str = field(metadata={"help": "Name of the model whose codings are published; empty where there is none"})
    learned_from: str = field(metadata={"help": "Where what the model learned from comes from"})
    texts: int = field(metadata={"help": "Quotes the model learned from"})
    cases: int = field(metadata={"help": "Districts these come from"})
    level: float = field(metadata={"help": "Share of accepted codings that shall be right"})
    read: int = field(metadata={"help": "Published quotes that people read with the whole codebook"})
    people: Agreed | None = field(metadata={"help": "Agreement of people over all codes; None where nobody can tell"})
    machines: tuple[Measured, ...] = field(metadata={"help": "What was measured of the machines over all codes"})
    calibration: Calibration | None = field(metadata={"help": "Whether the model's probabilities mean what they say"})
    steps: tuple[Step, ...] = field(metadata={"help": "The study's models over time"})
    groups: tuple[Group, ...] = field(metadata={"help": "Every code in use, by dimension"})


# The machine of a code's row: the present model where there is one, else the cues on all that people read.
_ROWS = """
with present as (select name from models where present = 1 order by number desc limit 1),
own as (
  select f.* from coder_figures f
  where (f.measured = 'left out' and f.coder = (select name from present))
    or (f.measured = 'read' and f.kind = 'rules' and not exists (select 1 from present))
)
select c.id, c.label, c.dimension_id, d.label as dimension, a.value as alpha, a.warnings,
  (select r.support from coder_figures r where r.kind = 'rules' and r.measured = 'read' and r.code_id = c.id)
    as by_people, o.kind, o.precision, o.recall, o.f1, o.average_precision, o.learned
from codes c join dimensions d on d.id = c.dimension_id left join agreement a on a.code_id = c.id and a.scope = 'people'
    and a.unit = 'excerpt' and a.measure = 'alpha'
  left join own o on o.code_id = c.id
where c.retired = 0 order by d.position, c.position
"""
_MODEL = "select * from models where present = 1 order by number desc limit 1"
_READ = "select value from about where name = 'reviewed_excerpts'"


def quality_page(conn: Connection) -> QualityPage:
    """All figures; where nobody coded or no model was trained, the parts that rest on it are empty."""
    model, read = first(conn, _MODEL), first(conn, _READ)
    groups: dict[tuple[str, str], list[CodeRow]] = {}
    for row in fetch(conn, _ROWS):
        groups.setdefault((row["dimension_id"], row["dimension"]), []).append(_code_row(row))
    return QualityPage(
        site=load_site(conn),
        model=model["name"] if model else "",
        learned_from=model["learned_from"] if model else "",
        texts=model["texts"] if model else 0,
        cases=model["cases"] if model else 0,
        level=model["level"] if model else 0.0,
        read=int(read["value"]) if read else 0,
        people=agreed(conn),
        machines=measured(conn),
        calibration=calibration(conn),
        steps=steps(conn),
        groups=tuple(Group(*key, tuple(rows)) for key, rows in groups.items()),
    )


def _code_row(row: Any) -> CodeRow:
    figures = ("precision", "recall", "f1", "average_precision", "learned")
    return CodeRow(
        code=CodeLink(row["id"], row["label"]),
        href=f"/quality/{row['id']}",
        by_people=row["by_people"] or 0,
        alpha=row["alpha"],
        doubtful=bool(listed(row["warnings"])),
        kind=row["kind"] or "",
        **{name: row[name] for name in figures},
    )
