"""catalog release: a frozen, citable folder of all that is public."""

from __future__ import annotations

from pathlib import Path

import click

from catalog.errors import Problem, StudyError
from catalog.study import Study
from pipelines.cli.options import study_option


@click.command()
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Folder (default: build/releases/VERSION)."
)
@click.option("--version", default="", help="As in 1.2.0 (default: the codebook's version and the catalog's build).")
@click.option("--date", default="", help="Day of the release, as 2026-11-30, for citations (default: none).")
@click.option("--parquet", is_flag=True, help="Parquet files too; needs the extra `parquet`.")
@study_option
def release(out: Path | None, version: str, date: str, parquet: bool, study: Study) -> None:
    """Write a frozen release: catalog.db, CSV, data package, report, queries, citation, checksums.

    Refuses where the study changed after its last build, and where the check before release finds a name
    that became known since. The same catalog, version and date give the same bytes; a release that
    stands is never changed.

    \b
    Example:
      catalog release --version 1.0.0 --date 2026-11-30
      catalog release --version 1.0.0 --parquet --out ~/landscape-1.0.0
    """
    from catalog.manifest import load_manifest
    from pipelines.release.files import write

    if not study.catalog_db.is_file():
        raise StudyError(Problem("build/catalog.db", "there is no catalog yet", "run `catalog build` first"))
    folder = write(study, load_manifest(study.manifest), out, version, date, parquet=parquet)
    click.echo(f"Released in {folder}")
