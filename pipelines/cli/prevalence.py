"""catalog prevalence: how common each code is, corrected for the machine's errors."""

from __future__ import annotations

import contextlib
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from catalog.errors import Problem, StudyError
from catalog.records import STANCES
from catalog.study import Study
from pipelines.cli.options import echo_json, json_option, study_option

if TYPE_CHECKING:
    from pipelines.prevalence.estimates import Estimate
    from pipelines.prevalence.study import Prevalence

METHODS = {
    "machine": "what the machine coded, taken for the truth; interval from differences between districts",
    "people": "people's codings of the random sample, weighted by the chance of being drawn",
    "corrected": "prediction-powered inference: the machine's share less its error as the random sample shows it",
}


@click.command()
@click.option("--by", help="Break down by kind, tier, role, wave, source or another attribute of districts.")
@click.option("--code", "codes", multiple=True, help="Only this code (repeatable).")
@click.option(
    "--stance", "stances", multiple=True, type=click.Choice(STANCES), help="Stances that count (default: not negated)."
)
@click.option("--machine", help="Beginning of the machine's id (default: the model, else the rules).")
@study_option
@json_option
def prevalence(
    by: str | None, codes: tuple[str, ...], stances: tuple[str, ...], machine: str | None, study: Study, as_json: bool
) -> None:
    """Estimate the share of excerpts and of districts with each code, with 95% intervals.

    Three figures stand side by side: from people's codings of the random sample alone, from the machine's codings
    alone, and corrected, which is the one to quote. A * says that the machine's figure is outside the
    corrected interval. For analysis: small groups are not withheld as they are on the site.

    \b
    Example:
      catalog prevalence
      catalog prevalence --by kind --code devices
      catalog prevalence --by wave --json
    """
    from catalog.store.connection import open_database
    from pipelines.prevalence.study import groups_of, rows_of
    from pipelines.prevalence.study import prevalence as measure

    if not study.evidence_db.is_file():
        raise StudyError(Problem("build/evidence.db", "nothing has been built yet", "run `catalog build` first"))
    wanted = stances or tuple(stance for stance in STANCES if stance != "negated")
    with contextlib.closing(open_database(study.evidence_db, "evidence", readonly=True)) as db:
        rows = rows_of(db, wanted, machine)
        found = [one for name, places in groups_of(db, rows, by).items() for one in measure(name, places, rows)]
    found = [one for one in found if not codes or one.code in codes]
    if as_json:
        told = {"machine": rows.coder, "stances": list(wanted), "methods": METHODS, "level": 0.95}
        echo_json(told | {"figures": [asdict(one) for one in found]})
    else:
        click.echo(f"Machine: {rows.coder}; stances: {', '.join(wanted)}")
        _tell(found)


def _tell(found: list[Prevalence]) -> None:
    width = max((len(one.code) for one in found), default=4)
    group = ""
    for one in found:
        if one.group != group:
            group = one.group
            click.echo(f"\n{group}\n{'code':<{width}} {'of':>16}  {'people':<20} {'machine':<20} corrected")
        cells = f"{_cell(one.people)} {_cell(one.machine)} {_cell(one.corrected)}"
        star = "*" if one.naive_is_wrong else ""
        of = f"{one.n:,} {one.unit}"
        click.echo(f"{one.code:<{width}} {of:>16}  {cells}{star} {'; '.join(one.warnings)}".rstrip())


def _cell(estimate: Estimate | None) -> str:
    if estimate is None:
        return "-".ljust(20)
    return f"{estimate.share:6.1%} [{estimate.low:.1%}, {estimate.high:.1%}]".ljust(20)
