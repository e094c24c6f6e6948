"""catalog check: every problem of a study's own files, at once."""

from __future__ import annotations

import click

from catalog.codebook import load_codebook
from catalog.codings import load_codings
from catalog.consent import load_consent
from catalog.errors import CatalogError, Problem
from catalog.exemplars import load_exemplars
from catalog.manifest import Manifest, load_manifest
from catalog.marks import load_marks
from catalog.study import Study
from pipelines.cli.options import echo_json, json_option, study_option


@click.command()
@click.option("--privacy", is_flag=True, help="What was found to identify people, what is left, what to look at.")
@study_option
@json_option
@click.pass_context
def check(ctx: click.Context, privacy: bool, study: Study, as_json: bool) -> None:
    """Check codebook, manifest, delivered files, consent, marks, codings and exemplars; list every problem.

    With --privacy: findings by kind, identifiers that still stand in the evidence, and the responses a
    person should look at, the riskiest first. Places and reasons only, never the words.

    \b
    Example:
      catalog check
      catalog check --privacy
      catalog check --study my-study --json
    """
    if privacy:
        _privacy(ctx, study, as_json)
        return
    problems = find_problems(study)
    if as_json:
        echo_json([{"where": p.where, "what": p.what, "fix": p.fix} for p in problems])
    for problem in problems if not as_json else ():
        click.echo(f"Error: {problem}", err=True)
    if problems:
        ctx.exit(1)
    elif not as_json:
        click.echo("No problem found.")


def _privacy(ctx: click.Context, study: Study, as_json: bool) -> None:
    from pipelines.privacy_report import report

    found = report(study)
    if as_json:
        echo_json(found)
    else:
        for kind, number in found["findings"].items():
            click.echo(f"replaced   {kind}: {number:,}")
        for left in found["left_in_evidence"]:
            click.echo(f"left       {left['place']} ({left['kind']})")
        for item in found["check_list"]:
            held = "held back" if item["risk"] >= found["high_risk"] else "shown"
            place = f"{item['source']}, {item['place']}"
            click.echo(
                f"look at    {item['risk']:.2f} {held}: response {item['response']} ({place}): {item['reasons']}"
            )
        if found["names_that_fit_several"]:
            click.echo(f"look at    {found['names_that_fit_several']} short names now fit several people")
    if found["left_in_evidence"]:
        ctx.exit(1)


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
    for read, path in ((load_consent, study.consent), (load_marks, study.marks)):
        try:
            read(path)
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
