"""How far the codings of one code can be trusted, as a page, with quotes on which model and people differ."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.pages.parts import CodeLink, Quote, quotes
from catalog.pages.rows import Connection, fetch, first
from catalog.pages.site import Site, load_site
from catalog.pages.trust import Agreed, Calibration, Measured, Step, agreed, calibration, measured, steps

# So many quotes of each kind are shown.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Differs:
    """A quote on which the model, not having learned from its district, and people differ."""

    quote: Quote = field(metadata={"help": "The quote"})
    probability: float = field(metadata={"help": "Probability that the model gave the code"})


@dataclass(frozen=True, slots=True)
class CodeQualityPage:
    """Figures of one code."""

    site: Site = field(metadata={"help": "The site's facts"})
    code: CodeLink = field(metadata={"help": "The code"})
    dimension: str = field(metadata={"help": "The dimension it belongs to"})
    definition: str = field(metadata={"help": "Its definition"})
    retired: bool = field(metadata={"help": "Whether the codebook no longer uses it"})
    model: str = field(metadata={"help": "Name of the present model; empty where there is none"})
    people: Agreed | None = field(metadata={"help": "Agreement between people; None where nobody can tell"})
    machines: tuple[Measured, ...] = field(metadata={"help": "What was measured of the machines on it"})
    calibration: Calibration | None = field(metadata={"help": "Whether its probabilities mean what they say"})
    steps: tuple[Step, ...] = field(metadata={"help": "The study's models over time, on this code"})
    wrong: tuple[Differs, ...] = field(metadata={"help": "Quotes to which the model gives it and people do not"})
    missed: tuple[Differs, ...] = field(metadata={"help": "Quotes to which people give it and the model does not"})


_CODE = """
select c.id, c.label, c.definition, c.retired, d.label as dimension
from codes c join dimensions d on d.id = c.dimension_id where c.id = :code
"""
_ERRORS = """
select excerpt_pk, probability from coder_errors where code_id = :code and kind = :kind
order by case kind when 'wrong' then -probability else probability end, excerpt_pk limit :count
"""


def code_quality_page(conn: Connection, code_id: str) -> CodeQualityPage | None:
    """The figures of a code; None where there is no such code."""
    row = first(conn, _CODE, {"code": code_id})
    if row is None:
        return None
    model = first(conn, "select name from models where present = 1 order by number desc limit 1")
    return CodeQualityPage(
        site=load_site(conn),
        code=CodeLink(row["id"], row["label"]),
        dimension=row["dimension"],
        definition=row["definition"],
        retired=bool(row["retired"]),
        model=model["name"] if model else "",
        people=agreed(conn, code_id),
        machines=measured(conn, code_id),
        calibration=calibration(conn, code_id),
        steps=steps(conn, code_id),
        wrong=_differing(conn, code_id, "wrong"),
        missed=_differing(conn, code_id, "missed"),
    )


def _differing(conn: Connection, code_id: str, kind: str) -> tuple[Differs, ...]:
    rows = fetch(conn, _ERRORS, {"code": code_id, "kind": kind, "count": SHOWN})
    shown = quotes(conn, [row["excerpt_pk"] for row in rows])
    return tuple(Differs(quote, row["probability"]) for quote, row in zip(shown, rows, strict=True))
