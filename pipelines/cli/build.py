"""catalog build, and the verbs that run one stage."""

from __future__ import annotations

import time

import click

from catalog.study import Study
from pipelines.build import run
from pipelines.cli.options import counted, echo_json, json_option, progress_line, study_option


def _report(study: Study, only: str | None, as_json: bool, jobs: int | None, check: bool = False) -> None:
    began = time.perf_counter()
    with progress_line() as progress:
        report = run(study, only, progress, jobs, check=check)
    if as_json:
        echo_json({"stages": report.stages, "seconds": round(time.perf_counter() - began, 2)})
        return
    for stage, counts in report.stages.items():
        click.echo(f"{stage:<11} {counted(counts)}")
    if not report.stages:
        click.echo("Nothing has changed since the last run.")
    elif check:
        click.echo("Nothing is refused. The catalog that is public is as it was.")
    elif only in (None, "publish"):
        click.echo("The catalog is in build/catalog.db. Open it with: catalog serve")


_jobs = click.option("--jobs", type=click.IntRange(1, 256), help="Processes to use (default: the machine's cores).")


@click.command()
@study_option
@json_option
@_jobs
@click.option("--check", is_flag=True, help="Only see what publishing would refuse; what is public stays as it is.")
def build(study: Study, as_json: bool, jobs: int | None, check: bool) -> None:
    """Run all stages on what is new: ingest, deidentify, segment, tag, review, train, publish.

    Where the manifest says `model: train`, the model coder is trained from people's codings whenever these
    have changed, and codes what nobody has read. Running it again changes nothing. An interrupted run
    leaves the last good state.

    \b
    Example:
      catalog build
      catalog build --study my-study --json
      catalog build --check
    """
    _report(study, None, as_json, jobs, check)


def _stage(name: str, does: str) -> click.Command:
    @click.command(name, help=f"{does}\n\n\b\nExample:\n  catalog {name} --study my-study")
    @study_option
    @json_option
    @_jobs
    def command(study: Study, as_json: bool, jobs: int | None) -> None:
        _report(study, name, as_json, jobs)

    return command


ingest = _stage("ingest", "Read delivered files that are new or changed into build/private.db.")
deidentify = _stage("deidentify", "Carry what was read to build/evidence.db without what identifies people.")
segment = _stage("segment", "Cut responses into excerpts of one to five sentences.")
tag = _stage("tag", "Have the cues of the codebook code every excerpt that is new or changed.")
review = _stage("review", "Take in people's codings and exemplars from the corpus.")
publish = _stage("publish", "Build build/catalog.db from what may be public, and swap it in whole.")
