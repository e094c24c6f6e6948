"""How far coders agree, in words and figures, for a sample or for all coders; and the page of all coders."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from catalog.codebook import Codebook
from catalog.pages.rows import Connection, fetch, first
from catalog.store.coded import coders

if TYPE_CHECKING:  # numpy is loaded only where something is measured
    from catalog.agreement.report import Agreement, Figure, Row

FIRM, TENTATIVE = 0.8, 0.667  # Krippendorff 2019, p. 356
MOST_UNITS = 20_000
KINDS = {"person": "a person", "model": "a model", "rules": "cues"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A measure; both parts are empty where it is not defined."""

    value: str = field(metadata={"help": "The figure"})
    range: str = field(metadata={"help": "Its 95% interval"})


@dataclass(frozen=True, slots=True)
class Line:
    """The agreement on one code, or on all codes together."""

    code: str = field(metadata={"help": "Slug; empty for all codes together"})
    label: str = field(metadata={"help": "Name"})
    n: int = field(metadata={"help": "Excerpts that at least two of the coders read"})
    given: int = field(metadata={"help": "How many of them got the code from at least one"})
    share: str = field(metadata={"help": "Share of readings that gave the code"})
    alpha: Cell = field(metadata={"help": "Krippendorff's alpha"})
    kappa: Cell = field(metadata={"help": "Cohen's kappa"})
    ac1: Cell = field(metadata={"help": "Gwet's AC1"})
    percent: str = field(metadata={"help": "Share of excerpts on which pairs agree"})
    verdict: str = field(metadata={"help": "What the figure is good for: firm, tentative, weak or unknown"})
    says: str = field(metadata={"help": "The verdict in plain words"})
    warnings: tuple[str, ...] = field(metadata={"help": "What the figure cannot carry"})


@dataclass(frozen=True, slots=True)
class Step:
    """Agreement at an earlier moment."""

    n: int = field(metadata={"help": "Excerpts that all had read by then"})
    alpha: str = field(metadata={"help": "Alpha over all codes"})
    x: float = field(metadata={"help": "Place in the drawing, 0 to 320"})
    y: float = field(metadata={"help": "Height in the drawing, 0 to 100 for alpha 0 to 1"})


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of some coders."""

    coders: tuple[str, ...] = field(metadata={"help": "Names of the coders"})
    n: int = field(metadata={"help": "Excerpts that at least two of them read"})
    cases: int = field(metadata={"help": "Districts or respondents these come from"})
    exact: str = field(metadata={"help": "Share of excerpts to which all gave the same codes"})
    stance: str = field(metadata={"help": "Share of shared codes with the same stance; empty where there is none"})
    disagreements: int = field(metadata={"help": "Codes of excerpts on which they differ"})
    whole: tuple[Line, ...] = field(metadata={"help": "Over all codes together"})
    codes: tuple[Line, ...] = field(
        metadata={"help": "Codes of which the figures say something: those to talk about first"}
    )
    few: tuple[Line, ...] = field(metadata={"help": "Codes that too few excerpts got"})
    steps: tuple[Step, ...] = field(metadata={"help": "How it grew; empty where the order is not known"})


_SAYS = {
    "firm": "good to build on",
    "tentative": "usable with care",
    "weak": "talk about this code",
    "unknown": "too little to say",
}
_ORDER = {"weak": 0, "tentative": 1, "unknown": 2, "firm": 3}


def figures_of(
    found: Agreement,
    labels: Mapping[str, str],
    names: Mapping[str, str],
    steps: Sequence[tuple[int, float | None]] = (),
) -> Figures:
    """The figures as they are shown; `labels` are names of codes, `names` those of coders."""
    lines = [_line(row, labels.get(row.name, row.name)) for row in found.codes]
    lines.sort(key=lambda line: (_ORDER[line.verdict], -line.given, line.label))
    same, shared = found.same_stance
    defined = [(n, alpha) for n, alpha in steps if alpha is not None]
    last = steps[-1][0] if steps else 1
    return Figures(
        coders=tuple(names.get(coder, coder) for coder in found.coders),
        n=found.n,
        cases=found.cases,
        exact=f"{found.exact:.0%}",
        stance=f"{same / shared:.0%}" if shared else "",
        disagreements=len(found.disagreements),
        whole=tuple(_line(row, _WHOLE.get(row.name, row.name), whole=True) for row in found.pooled),
        codes=tuple(line for line in lines if line.verdict != "unknown"),
        few=tuple(line for line in lines if line.verdict == "unknown"),
        steps=tuple(
            Step(n, f"{alpha:.2f}", round(320 * n / last, 1), round(100 * min(max(alpha, 0), 1), 1))
            for n, alpha in defined
        ),
    )


_WHOLE = {"all codes": "All codes, one by one", "sets of codes (MASI)": "The whole set of codes of an excerpt"}


def _line(row: Row, label: str, *, whole: bool = False) -> Line:
    verdict = _verdict(row)
    return Line(
        code="" if whole else row.name,
        label=label,
        n=row.n,
        given=row.given,
        share=f"{row.prevalence:.1%}",
        alpha=_cell(row.figures.get("alpha")),
        kappa=_cell(row.figures.get("kappa")),
        ac1=_cell(row.figures.get("ac1")),
        percent=_share(row.figures.get("percent")),
        verdict=verdict,
        says="talk about the codes" if whole and verdict == "weak" else _SAYS[verdict],
        warnings=row.warnings,
    )


def _verdict(row: Row) -> str:
    """What alpha is good for; a figure that rests on little says nothing, however high."""
    from catalog.agreement.report import FEW_GIVEN, FEW_UNITS

    alpha = row.figures["alpha"]
    if alpha.value is None or alpha.low is None or row.n < FEW_UNITS or row.given < FEW_GIVEN:
        return "unknown"
    if alpha.value < TENTATIVE:
        return "weak"
    return "firm" if alpha.value >= FIRM and alpha.low >= TENTATIVE else "tentative"


def _cell(figure: Figure | None) -> Cell:
    if figure is None or figure.value is None:
        return Cell("", "")
    known = figure.low is not None and figure.high is not None
    return Cell(f"{figure.value:.2f}", f"{figure.low:.2f} to {figure.high:.2f}" if known else "")


def _share(figure: Figure | None) -> str:
    return "" if figure is None or figure.value is None else f"{figure.value:.0%}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A coder to compare."""

    id: str = field(metadata={"help": "Id"})
    label: str = field(metadata={"help": "Name"})
    kind: str = field(metadata={"help": "A person, a model or cues"})
    read: int = field(metadata={"help": "Excerpts read"})
    chosen: bool = field(metadata={"help": "Whether they are compared now"})


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """How far people and machines agree."""

    choices: tuple[Choice, ...] = field(metadata={"help": "Everyone who read something"})
    figures: Figures | None = field(metadata={"help": "The figures; None where they cannot be had"})
    why_not: str = field(metadata={"help": "Why there are none"})
    most: int = field(metadata={"help": "Of more excerpts than this, so many are drawn by chance"})


def agreement_page(
    conn: Connection, codebook: Codebook, found: Agreement | None, chosen: Collection[str], why_not: str = ""
) -> AgreementPage:
    """The page for some coders; `found` is what was measured, `why_not` why nothing could be."""
    names = coder_names(conn)
    choices = tuple(Choice(c.id, names.get(c.id, c.id), KINDS[c.kind], c.read, c.id in chosen) for c in coders(conn))
    figures = figures_of(found, labels_of(codebook), names) if found else None
    return AgreementPage(choices, figures, why_not, MOST_UNITS)


def labels_of(codebook: Codebook) -> dict[str, str]:
    """The names of all codes, retired ones included."""
    return {code.id: code.label for code in codebook.codes}


def coder_names(conn: Connection) -> dict[str, str]:
    """The names of all coders as shown."""
    return {row[0]: row[1] for row in fetch(conn, "select id, label from coders")}


def state_of(conn: Connection) -> tuple[object, ...]:
    """Changes whenever agreement may have changed: figures of one state need not be measured twice."""
    row = first(
        conn,
        "select (select max(id) from reviews), (select max(id) from adjudications), (select max(id) from runs), "
        "(select max(finished_at) from runs), (select count(*) from open_blind), "
        "(select count(closed_at) from batches)",
    )
    return tuple(row) if row else ()
