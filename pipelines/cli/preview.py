"""catalog preview: what another codebook would have the cues code otherwise, before it holds."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import asdict
from pathlib import Path

import click

from catalog.codebook import Codebook, parse_codebook
from catalog.errors import Problem, StudyError
from catalog.study import Study
from pipelines.cli.options import echo_json, json_option, study_option

MOST = 5000


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path), required=False)
@click.option("--most", type=click.IntRange(1), default=MOST, show_default=True, help="Excerpts to try, by chance.")
@study_option
@json_option
def preview(file: Path | None, most: int, study: Study, as_json: bool) -> None:
    """Show what a changed codebook would have the cues code otherwise. Nothing is stored.

    FILE is the changed codebook, - for standard input; by default the study's taxonomy.yaml, compared with the
    version that was last in use.

    \b
    Example:
      catalog preview
      catalog preview draft.yaml --json
    """
    from catalog.store.codebooks import current_codebook
    from catalog.store.connection import open_database
    from catalog.store.recoding import texts_by_chance
    from pipelines.recoding import preview as compared

    if not study.evidence_db.is_file():
        raise StudyError(Problem("build/evidence.db", "nothing has been built yet", "run `catalog build` first"))
    after = _codebook(file or study.taxonomy)
    with contextlib.closing(open_database(study.evidence_db, "evidence", readonly=True)) as db:
        before = current_codebook(db)
        texts = texts_by_chance(db, most)
        of = db.execute("select count(*) from excerpts where gone = 0").fetchone()[0]
        labels = {code.id: code.label for book in (before, after) for code in book.codes}
    found = compared(before, after, texts)
    if as_json:
        echo_json({"read": len(texts), "of": of, "codes": [asdict(one) for one in found]})
        return
    click.echo(f"From {before.version} to {after.version}, tried on {len(texts):,} of {of:,} excerpts.")
    for one in found:
        click.echo(
            f"{labels[one.code]:<44} {one.before:>6,} -> {one.after:<6,}"
            f" +{len(one.gained):,} -{len(one.lost):,}, another stance {one.stances:,}"
        )
    if not found:
        click.echo("The cues say the same: nothing would be coded otherwise.")


def _codebook(file: Path) -> Codebook:
    if str(file) == "-":
        return parse_codebook(sys.stdin.buffer.read().decode("utf-8-sig"), name="standard input")
    return parse_codebook(file.read_text(encoding="utf-8-sig"), name=file.name)
