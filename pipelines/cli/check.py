"""catalog check: every problem of a study's own files, at once."""

from __future__ import annotations

import click

from catalog.codebook import load_codebook
from catalog.codings import load_codings
from catalog.errors import CatalogError, Problem
from catalog.exemplars import load_exemplars
from catalog.manifest import Manifest, load_manifest
from catalog.study import Study
from pipelines.cli.options import echo_json, json_option, study_option


@click.command()
@study_option
@json_option
@click.pass_context
def check(ctx: click.Context, study: Study, as_json: bool) -> None:
    """Check codebook, manifest, delivered files, cases, codings and exemplars; list every problem.

    \b
    Example:
      catalog check
      catalog check --study my-study --json
    """
    problems = find_problems(study)
    if as_json:
        echo_json([{"where": p.where, "what": p.what, "fix": p.fix} for p in problems])
    for problem in problems if not as_json else ():
        click.echo(f"Error: {problem}", err=True)
    if problems:
        ctx.exit(1)
    elif not as_json:
        click.echo("No problem found.")


def find_problems(study: Study) -> list[Problem]:
    """Every problem of the study's own files; each part is checked even where another is wrong."""
    problems: list[Problem] = []
    codes: dict[str, object] | None = None
    try:
        codes = dict(load_codebook(study.taxonomy).by_id)
    except CatalogError as fault:
        problems += fault.problems
    try:
        problems += _file_problems(study, load_manifest(study.manifest))
    except CatalogError as fault:
        problems += fault.problems
    for load, folder in ((load_codings, study.codings), (load_exemplars, study.exemplars)):
        try:
            if codes is not None:
                load(folder, codes)
        except CatalogError as fault:
            problems += fault.problems
    return problems


def _file_problems(study: Study, manifest: Manifest) -> list[Problem]:
    """Read every delivered file as its entry says, keeping nothing."""
    from pipelines import readers

    problems: list[Problem] = []
    for entry in manifest.sources:
        try:
            for _ in readers.read(study.corpus / entry.path, entry):
                pass
        except CatalogError as fault:
            problems += fault.problems
    return problems
