"""catalog agree: how far coders agree, and where they do not."""

from __future__ import annotations

import contextlib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from catalog.errors import Problem, StudyError
from catalog.study import find_study
from pipelines.cli.options import echo_json, json_option

if TYPE_CHECKING:
    from catalog.agreement.ratings import Ratings
    from catalog.agreement.report import Agreement, Figure, Row


@click.command()
@click.option("--coder", "names", multiple=True, help="Coder to compare, or the beginning of one id (repeatable).")
@click.option(
    "--gold",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Table with `id`, maybe `case`, and a column a coder, instead of a study.",
)
@click.option("--list", "listed", type=click.Path(dir_okay=False, path_type=Path), help="CSV file for disagreements.")
@click.option(
    "--study", "folder", type=click.Path(file_okay=False, path_type=Path), default=".", help="Study's folder."
)
@json_option
def agree(names: tuple[str, ...], gold: Path | None, listed: Path | None, folder: Path, as_json: bool) -> None:
    """Measure how far coders agree: people, rules, models, two or more of them (default: all people).

    Per code and over all codes: Krippendorff's alpha, Cohen's kappa (of several coders the mean of their
    pairs), Gwet's AC1 and percent agreement, with 95% intervals by drawing cases anew; n, prevalence, and what a
    figure cannot carry. A code counts as given whatever its stance. Only excerpts that two of the coders
    read count.

    \b
    Example:
      catalog agree
      catalog agree --coder ana --coder rules --list differ.csv
      catalog agree --gold coders.csv --json
    """
    from catalog.agreement.report import agreement

    found = agreement(_ratings(names, gold, folder))
    if listed:
        _write(found, listed)
    if as_json:
        echo_json(asdict(found))
    else:
        _tell(found)


def _ratings(names: tuple[str, ...], gold: Path | None, folder: Path) -> Ratings:
    from catalog.agreement.ratings import from_study, from_table
    from catalog.store.connection import open_database

    if gold:
        return from_table(gold, names)
    study = find_study(folder)
    if not study.evidence_db.is_file():
        raise StudyError(Problem("build/evidence.db", "nothing has been built yet", "run `catalog build` first"))
    with contextlib.closing(open_database(study.evidence_db, "evidence", readonly=True)) as db:
        return from_study(db, names)


def _write(found: Agreement, path: Path) -> None:
    from catalog.spreadsheet import write_csv

    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = ([d.excerpt, d.case, d.code, *(d.given.get(c) for c in found.coders)] for d in found.disagreements)
        write_csv(stream, ["excerpt", "case", "code", *found.coders], rows)


def _tell(found: Agreement) -> None:
    click.echo(f"Coders: {', '.join(found.coders)}")
    click.echo(f"{found.n:,} excerpts read by at least two of them; intervals by {found.cases:,} {found.resampled}s")
    click.echo(f"the same set of codes on {found.exact:.1%} of excerpts")
    same, shared = found.same_stance
    if shared:
        click.echo(f"the same stance on {same / shared:.1%} of {shared:,} codes given by both")
    if found.spans.characters is not None and found.spans.spans is not None:
        click.echo(
            f"spans of {found.spans.n:,} codings: F1 {found.spans.characters:.3f} of characters, "
            f"{found.spans.spans:.3f} of spans"
        )
    click.echo(f"{len(found.disagreements):,} disagreements (--list FILE.csv writes them)\n")
    width = max((len(row.name) for row in (*found.pooled, *found.codes)), default=4)
    click.echo(f"{'code':<{width}} {'n':>6} {'given':>6} {'prev.':>6}  {'alpha':<19} {'kappa':<19} {'AC1':<19} percent")
    for row in (*found.pooled, *found.codes):
        click.echo(_line(row, width))


def _line(row: Row, width: int) -> str:
    cells = [_cell(row.figures.get(name)) for name in ("alpha", "kappa", "ac1")]
    percent = row.figures.get("percent")
    share = f"{percent.value:.1%}" if percent and percent.value is not None else ""
    line = f"{row.name:<{width}} {row.n:>6,} {row.given:>6,} {row.prevalence:>6.1%}  {' '.join(cells)} {share:>6}"
    return f"{line}  {'; '.join(row.warnings)}".rstrip()


def _cell(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return " " * 19
    low, high = ("?" if end is None else f"{end:.2f}" for end in (figure.low, figure.high))
    return f"{figure.value:5.3f} [{low}, {high}]".ljust(19)
