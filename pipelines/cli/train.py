"""catalog train: fit the model coder."""

from __future__ import annotations

from pathlib import Path

import click

from catalog.codebook import load_codebook
from catalog.study import Study
from pipelines.cli.figures import summary
from pipelines.cli.options import echo_json, json_option, study_option

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--gold", type=_FILE, help="Learn from this CSV (id,text,codes, optionally case,context).")
@click.option("--tune", type=_FILE, help="Weigh, calibrate and set thresholds with this CSV, for large gold files.")
@click.option("--seed", type=int, default=0, show_default=True, help="Which cases stand in which fold.")
@study_option
@json_option
def train(gold: Path | None, tune: Path | None, seed: int, study: Study, as_json: bool) -> None:
    """Fit the model coder from people's consensus in the study, or from a gold file, and save it.

    Prints how well it does on texts whose case it did not learn from. The next `catalog build` codes with
    it. Consensus on the random sample is never learned from: it is there to measure with.

    \b
    Example:
      catalog train
      catalog train --gold gold.csv --seed 1
    """
    from pipelines.model.study import train_study

    codebook = load_codebook(study.taxonomy)

    def tell(step: str) -> None:
        click.echo(f"{step} ...", err=True)

    card = train_study(study, codebook, gold, tune, seed, tell)
    if as_json:
        echo_json(card)
        return
    figures = card["figures"]
    click.echo(f"Model {card['model'][:8]}: learned from {card['texts']} texts of {card['cases']} cases.")
    click.echo("On texts whose case was not learned from:")
    for line in summary(figures):
        click.echo(f"  {line}")
    click.echo("It is in build/model. Code with it: catalog build")
