"""catalog import: take a project of another tool into the study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from catalog.records import CONSENTS
from catalog.study import Study
from pipelines.cli.options import counted, echo_json, json_option, study_option

if TYPE_CHECKING:
    from pipelines.exchange.study import Taken


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--consent", type=click.Choice(CONSENTS), help="What the respondents agreed to (default: the study's).")
@click.option("--synthetic", is_flag=True, help="The words were invented; every page will say so.")
@study_option
@json_option
def import_file(file: Path, consent: Any, synthetic: bool, study: Study, as_json: bool) -> None:
    """Take FILE of another tool into the study: documents, cases, codes and people's codings.

    REFI-QDA projects and codebooks (.qdpx, .qdc) of NVivo, ATLAS.ti, MAXQDA, QualCoder and others,
    Taguette projects (.sqlite3), codebooks and highlights in tables (.csv, .xlsx). The delivered file is
    kept in corpus/imported; codes that the codebook has are matched by id or name, new ones are added to
    taxonomy.yaml. Says what could not be taken along. Importing a file again replaces what it brought.

    \b
    Example:
      catalog import interviews.qdpx --consent research
      catalog import codebook.qdc
      catalog import project.sqlite3 --json
    """
    from pipelines.exchange.read import read_project
    from pipelines.exchange.study import Terms, take_in

    project = read_project(file)
    taken = take_in(study, file, project, Terms(consent, synthetic or None))
    if as_json:
        echo_json(_as_data(taken))
        return
    click.echo(f"{file.name}: {counted({name: n for name, n in taken.counts.items() if n})}")
    if taken.sources:
        click.echo(f"  consent: {taken.consent}" + ("" if consent else " (as the manifest says)"))
        click.echo(f"  offsets: {taken.reading}")
    for doubt in taken.losses.doubts:
        click.echo(f"  look at: {doubt}")
    for line in taken.losses.as_lines():
        click.echo(f"  left out: {line}")
    click.echo("Written to corpus/ and taxonomy.yaml. Next: catalog build")


def _as_data(taken: Taken) -> dict[str, Any]:
    lost = [{"what": what, "where": where, "number": n} for (what, where), n in sorted(taken.losses.lost.items())]
    return {
        **{name.replace(" ", "_"): number for name, number in taken.counts.items()},
        "sources": taken.sources,
        "consent": taken.consent,
        "offsets": taken.reading,
        "doubts": taken.losses.doubts,
        "left_out": lost,
    }
