"""catalog evaluate: measure coders against a gold file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from catalog.codebook import load_codebook
from catalog.errors import GoldError, Problem
from catalog.gold import load_gold, load_gold_coders
from catalog.study import Study
from pipelines.cli.figures import summary
from pipelines.cli.options import echo_json, json_option, study_option

if TYPE_CHECKING:
    from pipelines.model.measures import Verdicts

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--gold", type=_FILE, help="CSV with id,text,codes, optionally case,context.")
@click.option("--coder", "names", multiple=True, help="rules, model, or a coder of --coders; may be repeated.")
@click.option("--coders", type=_FILE, help="CSV with id and a column of codes per coder, to compare people.")
@study_option
@json_option
def evaluate(gold: Path | None, names: tuple[str, ...], coders: Path | None, study: Study, as_json: bool) -> None:
    """Measure coders against codings that are taken as right.

    Without --gold these are people's consensus on the random sample. Without --coder the model is
    measured, or the rules where there is none. With --json the figures of the first coder stand at the
    top, those of all under `coders`.

    \b
    Example:
      catalog evaluate --gold gold.csv
      catalog evaluate --gold gold.csv --coder rules --coder model --json
      catalog evaluate --gold gold.csv --coders people.csv --coder coder_a
    """
    from pipelines.model import evaluation, files
    from pipelines.model.card import read_card
    from pipelines.model.measures import measure
    from pipelines.model.study import to_measure_with

    codebook = load_codebook(study.taxonomy)
    texts = load_gold(gold, codebook.by_id) if gold else to_measure_with(study)
    people = load_gold_coders(coders, codebook.by_id) if coders else {}
    wanted = names or (("model" if read_card(study.model) else "rules"), *people)

    def verdicts(name: str) -> Verdicts:
        if name in people:
            return evaluation.of_person(codebook, texts, people[name])
        if name == "rules":
            return evaluation.of_rules(codebook, texts)
        return evaluation.of_model(codebook, files.load(study.model, codebook).learned, texts)

    _refuse_unknown(wanted, people)
    found = {name: measure(verdicts(name)).data() for name in dict.fromkeys(wanted)}
    if as_json:
        echo_json({"coder": wanted[0], **found[wanted[0]], "coders": found, "codebook": codebook.version})
        return
    for name, figures in found.items():
        click.echo(f"{name}, {figures['n']} texts of {figures['cases']} cases")
        for line in summary(figures):
            click.echo(f"  {line}")


def _refuse_unknown(wanted: tuple[str, ...], people: Iterable[str]) -> None:
    known = ["rules", "model", *people]
    problems = [
        Problem("--coder", f'there is no coder "{name}"', f"use one of {', '.join(known)}")
        for name in wanted
        if name not in known
    ]
    if problems:
        raise GoldError(problems)
