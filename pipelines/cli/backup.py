"""catalog backup and catalog restore: a copy of people's decisions, and the way back."""

from __future__ import annotations

from pathlib import Path

import click

from catalog.store.backup import Copy, back_up
from catalog.store.backup import restore as put_back
from catalog.study import Study
from pipelines.cli.options import echo_json, json_option, study_option

_file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.command()
@_file
@study_option
@json_option
def backup(file: Path, study: Study, as_json: bool) -> None:
    """Copy build/evidence.db, in which people's decisions live, to FILE.

    The copy is of one moment, also while the staff site and builds are at work, and is opened and looked through
    before it gets its name. Keep the corpus too: files that were delivered are not in it.

    \b
    Example:
      catalog backup ~/backups/evidence-2026-11-30.db
    """
    copy = back_up(study, file)
    if as_json:
        echo_json(_told(copy))
    else:
        click.echo(f"{file}: {_counted(copy)}")


@click.command()
@_file
@study_option
@json_option
def restore(file: Path, study: Study, as_json: bool) -> None:
    """Put FILE, made by `catalog backup`, in the place of build/evidence.db.

    FILE is looked through first; stop the staff site before. The database that was there is kept beside. Everybody
    is signed out; accounts are as they were when the copy was made. Then run `catalog build`.

    \b
    Example:
      catalog restore ~/backups/evidence-2026-11-30.db
      catalog build
    """
    copy, kept = put_back(study, file)
    if as_json:
        echo_json({**_told(copy), "kept": str(kept) if kept else None})
        return
    click.echo(f"Restored: {_counted(copy)}")
    if kept:
        click.echo(f"What was there before is in build/{kept.name}.")
    click.echo("Now run: catalog build")


def _told(copy: Copy) -> dict[str, object]:
    return {
        "schema": copy.version,
        "bytes": copy.bytes,
        "excerpts": copy.excerpts,
        "readings": copy.readings,
        "decisions": copy.decisions,
        "newest": copy.newest,
    }


def _counted(copy: Copy) -> str:
    newest = f", the newest deed of {copy.newest.replace('T', ' ')[:16]} UTC" if copy.newest else ""
    counts = f"{copy.excerpts:,} excerpts, {copy.readings:,} readings, {copy.decisions:,} decisions"
    return f"{counts}{newest} ({copy.bytes / 1e6:.1f} MB, looked through and sound)"
