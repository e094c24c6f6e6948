"""catalog evaluate: measure coders against a gold file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from catalog.codebook import Codebook, load_codebook
from catalog.codings import written_codes
from catalog.errors import GoldError, Problem
from catalog.gold import GoldText, load_gold, load_gold_coders
from catalog.spreadsheet import write_csv
from catalog.study import Study
from pipelines.cli.figures import summary
from pipelines.cli.options import echo_json, json_option, progress_line, study_option
from pipelines.model.language import PREFIX

if TYPE_CHECKING:
    from pipelines.model.evaluation import Given
    from pipelines.model.measures import Verdicts

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--gold", type=_FILE, help="CSV with id,text,codes, optionally case,context.")
@click.option(
    "--coder", "names", multiple=True, help="rules, model, llm:NAME, or a coder of --coders; may be repeated."
)
@click.option("--coders", type=_FILE, help="CSV with id and a column of codes per coder, to compare people.")
@click.option("--save", type=_FILE, help="Write what llm:NAME gave to this CSV, which --coders reads again.")
@study_option
@json_option
def evaluate(
    gold: Path | None,
    names: tuple[str, ...],
    coders: Path | None,
    save: Path | None,
    study: Study,
    as_json: bool,
) -> None:
    """Measure coders against codings that are taken as right.

    Without --gold these are people's consensus on the random sample. Without --coder the model is
    measured, or the rules where there is none. With --json the figures of the first coder stand at the
    top, those of all under `coders`.

    llm:NAME is any language model that the library llm knows (extra `llm`). It is sent the texts of --gold
    and the codebook, wherever it runs; a coding whose quote does not stand in the text is thrown away.

    \b
    Example:
      catalog evaluate --gold gold.csv
      catalog evaluate --gold gold.csv --coder rules --coder model --json
      catalog evaluate --gold gold.csv --coders people.csv --coder coder_a
      catalog evaluate --gold gold.csv --coder llm:gpt-4o-mini --save answers.csv
    """
    from pipelines.model.card import read_card
    from pipelines.model.measures import measure
    from pipelines.model.study import to_measure_with

    codebook = load_codebook(study.taxonomy)
    people: dict[str, dict[str, dict[str, str]]] = load_gold_coders(coders, codebook.by_id) if coders else {}
    wanted = list(dict.fromkeys(names)) or [("model" if read_card(study.model) else "rules"), *people]
    _refuse(wanted, people, gold, save)
    texts = load_gold(gold, codebook.by_id) if gold else to_measure_with(study)
    asked = {name: _asked(name, codebook, texts) for name in wanted if name not in people and name.startswith(PREFIX)}
    if save:
        _save(save, texts, asked)
    people = {**people, **asked}
    found = {name: measure(_verdicts(name, study, codebook, texts, people)).data() for name in wanted}
    if as_json:
        echo_json({"coder": wanted[0], **found[wanted[0]], "coders": found, "codebook": codebook.version})
        return
    for name, figures in found.items():
        click.echo(f"{name}, {figures['n']} texts of {figures['cases']} cases")
        for line in summary(figures):
            click.echo(f"  {line}")


def _verdicts(
    name: str, study: Study, codebook: Codebook, texts: list[GoldText], people: Mapping[str, Mapping[str, Given]]
) -> Verdicts:
    from pipelines.model import evaluation, files

    if name in people:
        return evaluation.of_person(codebook, texts, people[name])
    if name == "rules":
        return evaluation.of_rules(codebook, texts)
    return evaluation.of_model(codebook, files.load(study.model, codebook).learned, texts)


def _asked(name: str, codebook: Codebook, texts: list[GoldText]) -> dict[str, dict[str, str]]:
    """What a language model gives each text; says how much of it was thrown away, and why."""
    from pipelines.model.language import LanguageCoder

    coder = LanguageCoder(codebook, name.removeprefix(PREFIX))
    with progress_line() as progress:
        found = coder.code(
            [text.text for text in texts],
            [text.context for text in texts],
            lambda done: progress(name, "texts", done),
        )
    for reason, number in sorted(coder.rejected.items()):
        click.echo(f"{name}: {number:,} thrown away, {reason}", err=True)
    return {text.id: {s.code: s.stance for s in given} for text, given in zip(texts, found, strict=True)}


def _save(path: Path, texts: list[GoldText], asked: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = ([text.id, *(written_codes(given[text.id]) for given in asked.values())] for text in texts)
        write_csv(stream, ["id", *asked], rows)


def _refuse(wanted: Sequence[str], people: Iterable[str], gold: Path | None, save: Path | None) -> None:
    known = ["rules", "model", *people]
    language = [name for name in wanted if name.startswith(PREFIX) and name not in known]
    problems = [
        Problem("--coder", f'there is no coder "{name}"', f"use one of {', '.join(known)}, or {PREFIX}NAME")
        for name in wanted
        if name not in known and name not in language
    ]
    if language and not gold:
        # Words of people leave the machine with the question: which, somebody must say.
        what = "a language model is sent only texts that you name"
        problems.append(Problem("--coder", what, "name them with --gold FILE"))
    if save and not language:
        fix = f"name a language model, as in --coder {PREFIX}NAME"
        problems.append(Problem("--save", "no language model is asked, so there is nothing to save", fix))
    if problems:
        raise GoldError(problems)
