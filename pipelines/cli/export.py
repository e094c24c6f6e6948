"""catalog export: what the study holds, for the tools of the field."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from catalog.errors import Problem, StudyError
from catalog.store.connection import open_database
from catalog.study import Study
from pipelines.cli.options import study_option

FORMATS = ("codebook", "codings", "matrix", "qdpx", "qdc", "skos", "annotations", "citations")


@click.command()
@click.argument("format", type=click.Choice(FORMATS))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@click.option(
    "--as", "form", help="Form, where the file's ending does not say it: yaml, csv, xlsx, qdc, jsonld, ttl, ..."
)
@click.option(
    "--scope",
    type=click.Choice(("research", "public")),
    default="research",
    show_default=True,
    help="Least consent that words must have.",
)
@click.option("--by", type=click.Choice(("all", "people", "machines")), default="all", help="Whose codings.")
@click.option("--memos", is_flag=True, help="With analysts' memos (qdpx).")
@click.option("--plain", is_flag=True, help="Replace emoji and the like, for tools that count them as two (qdpx).")
@click.option("--base", default="", help="What links begin with (default: the study's address).")
@study_option
def export(  # noqa: PLR0913 - click gives one argument an option
    format: str,
    output: Path | None,
    form: str | None,
    scope: Any,
    by: str,
    memos: bool,
    plain: bool,
    base: str,
    study: Study,
) -> None:
    """Write the codebook or the coded words in a FORMAT of the field.

    \b
    codebook     yaml, csv, xlsx, qdc (REFI-QDA), jsonld or ttl (SKOS)
    codings      csv or xlsx: a row a coding, with coder, stance, place and quote
    matrix       csv or xlsx: a row an excerpt, a column a code, 0 or 1
    qdpx         REFI-QDA project for NVivo, ATLAS.ti, MAXQDA, QualCoder
    qdc, skos    the codebook alone, as above
    annotations  jsonld: W3C Web Annotations with quote and position
    citations    csl, bib or ris: the catalog and its published exemplars

    Only de-identified words go out whose consent is `research` or wider (`--scope public`: public). In
    tables no cell runs as a formula. Text goes to standard output unless --output names a file.

    \b
    Example:
      catalog export qdpx --output study.qdpx
      catalog export codings --output codings.xlsx --by people
      catalog export codebook --as csv > codebook.csv
    """
    from pipelines.exchange.forms import BINARY, ENDINGS, FORMS, Wishes

    said = (form or (output.suffix.lstrip(".") if output else "")).lower()
    said = ENDINGS.get(said, said) or FORMS[format][0]
    if said not in FORMS[format]:
        if form or len(FORMS[format]) > 1:
            raise click.UsageError(f'{format} is written as {", ".join(FORMS[format])}, not as "{said}".')
        said = FORMS[format][0]
    target = output
    if target is None and said in BINARY:
        target = study.build / "export" / f"{format}.{said}"
    with _file(target) as path:
        _write(study, format, said, path, (scope, by, plain), Wishes(memos, base))
    if target is not None:
        click.echo(f"Written to {target}", err=True)


@contextlib.contextmanager
def _file(target: Path | None) -> Iterator[Path]:
    """A file to write, put in its place when it is whole; without a target its text is printed."""
    folder = target.parent if target else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".export-") as temporary:
        path = Path(temporary) / "export"
        yield path
        if target:
            path.replace(target)
        else:
            sys.stdout.buffer.write(path.read_bytes())


def _write(study: Study, name: str, form: str, path: Path, chosen: tuple[Any, str, bool], wishes: Any) -> None:
    from catalog.codebook import load_codebook
    from catalog.manifest import load_manifest
    from pipelines.exchange import forms

    manifest, codebook = load_manifest(study.manifest), load_codebook(study.taxonomy)
    if name == "citations":
        with _database(study.catalog_db) as db:
            from pipelines.exchange.citations import references

            forms.write_citations(references(db, wishes.base), form, path)
        return
    wishes = replace(wishes, base=wishes.base or (f"{manifest.address}/practice" if manifest.address else ""))
    if name in forms.OF_CODEBOOK:
        forms.write_codebook(codebook, study.taxonomy, form, path, wishes)
        return
    from catalog.store.exchange import Evidence
    from pipelines.exchange.outgoing import gather, without_astral
    from pipelines.privacy.risk import HIGH

    scope, by, plain = chosen
    with _database(study.evidence_db) as db:
        out = gather(Evidence(db, scope, HIGH), codebook, manifest.title, scope, by)
    if not out.documents:
        what = f"no words have the consent `{scope}`"
        raise StudyError(Problem("build/evidence.db", what, "look at `consent` in corpus/sources.yaml and consent.csv"))
    forms.write_evidence(without_astral(out) if plain else out, name, form, path, wishes)
    held = f"; {out.withheld:,} responses stay back" if out.withheld else ""
    click.echo(f"De-identified words of {scope} consent or wider{held}.", err=True)


@contextlib.contextmanager
def _database(path: Path) -> Iterator[sqlite3.Connection]:
    """A database of the study, read-only."""
    if not path.is_file():
        raise StudyError(Problem(f"build/{path.name}", "nothing has been built yet", "run `catalog build` first"))
    if path.stem == "evidence":
        db = open_database(path, "evidence", readonly=True)
    else:
        db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    with contextlib.closing(db):
        yield db
