"""catalog train: fit the model coder."""

from __future__ import annotations

import contextlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from catalog.codebook import Codebook, load_codebook
from catalog.manifest import load_manifest
from catalog.stopping import Learned, Stopping, stopping
from catalog.store.connection import open_database
from catalog.store.models import knows_model
from catalog.store.ordering import models_so_far
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

    Prints how well it does on texts whose case it did not learn from, and what reviewing 50 more excerpts is
    expected to bring: when that is little, it is time to stop. The next `catalog build` codes with
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
    report = _stopping(study, codebook, card)
    if as_json:
        echo_json({**card, "reviews": asdict(report) if report else None})
        return
    figures = card["figures"]
    click.echo(f"Model {card['model'][:8]}: learned from {card['texts']} texts of {card['cases']} cases.")
    click.echo("To be expected of texts of other cases, which no author of cues has read:")
    for line in summary(figures):
        click.echo(f"  {line}")
    for sentence in report.sentences() if report else ():
        click.echo(sentence)
    if gold and load_manifest(study.manifest).trains_model:
        click.echo("The manifest says `model: train`: the next build replaces this model by one of people's consensus.")
    click.echo("It is in build/model. Code with it: catalog build")


def _stopping(study: Study, codebook: Codebook, card: dict[str, Any]) -> Stopping | None:
    """What reviewing more is expected to bring with this model; None where there is nothing to review yet."""
    if not study.evidence_db.is_file():
        return None
    from pipelines.model.card import coder_id
    from pipelines.model.files import load
    from pipelines.model.waiting import gains_with

    with contextlib.closing(open_database(study.evidence_db, "evidence", readonly=True)) as db:
        gains = gains_with(db, codebook, load(study.model, codebook).learned)
        known = models_so_far(db)
        if not knows_model(db, coder_id(card)):
            known.append(Learned(card["texts"], card["figures"]["micro_f1"]))
    return stopping(gains, known)
