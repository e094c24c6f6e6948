"""Writing a release: the folder beside its place, then in it; a version that stands is never changed."""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from catalog.errors import Problem, StudyError
from catalog.manifest import Manifest
from catalog.study import Study
from pipelines.release import allowed, tables, texts
from pipelines.report.files import write as write_report

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,63}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def write(
    study: Study, manifest: Manifest, folder: Path | None, version: str = "", date: str = "", *, parquet: bool = False
) -> Path:
    """Write a release into `folder` (default: build/releases/VERSION) and return it.

    The same catalog, version and date give the same bytes. Raises StudyError and PublicationRefused.
    """
    _check_words(version, date)
    with contextlib.closing(sqlite3.connect(f"{study.catalog_db.resolve().as_uri()}?mode=ro", uri=True)) as db:
        allowed.refuse(study, db)
        release = texts.about(db, manifest, version, date)
        target = folder or study.build / "releases" / release.version
        with _new(target) as made:
            _files(db, study, release, made, parquet=parquet)
            _sums(made)
    return target


def _check_words(version: str, date: str) -> None:
    if version and not _VERSION.fullmatch(version):
        what = f'"{version}" is no version'
        raise StudyError(Problem("--version", what, "use letters, digits, dots, plus and hyphen, as in 1.2.0"))
    if date and not _DATE.fullmatch(date):
        raise StudyError(Problem("--date", f'"{date}" is no date', "write it as 2026-11-30"))


def _files(db: sqlite3.Connection, study: Study, release: texts.About, made: Path, *, parquet: bool) -> None:
    shutil.copyfile(study.catalog_db, made / "catalog.db")
    shutil.copyfile(study.taxonomy, made / "taxonomy.yaml")
    tables.write_tables(db, made / "data")
    if parquet:
        tables.write_parquet(db, made / "parquet")
    write_report(db, made / "report")
    about = {
        "name": re.sub(r"[^a-z0-9]+", "-", release.title.lower()).strip("-"),
        "title": release.title,
        "version": release.version,
        "description": release.description,
        **({"licenses": [{"name": release.spdx, "title": release.licence}]} if release.licence else {}),
        **({"homepage": release.address} if release.address else {}),
    }
    counts = {
        table.name: int(db.execute(f"select count(*) from {table.name}").fetchone()[0])  # noqa: S608 - of our schema
        for table in tables.tables()
    }
    described = {table.name: table.description for table in tables.tables()}
    for name, words in {
        "datapackage.json": texts.as_json(tables.package(db, made / "data", about)),
        "CITATION.cff": texts.citation(release),
        "datacite.json": texts.datacite(release),
        "recipes.sql": texts.recipes_sql(db),
        "recipes.json": texts.recipes_json(db),
        "README.md": texts.written("README.md", release, parquet=parquet, described=described),
        "RELEASE_NOTES.md": texts.written("RELEASE_NOTES.md", release, counts=counts),
    }.items():
        (made / name).write_text(words, encoding="utf-8", newline="\n")


def _sums(folder: Path) -> None:
    """SHA256SUMS of all files, for `sha256sum -c SHA256SUMS`."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{tables.sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


@contextlib.contextmanager
def _new(target: Path) -> Iterator[Path]:
    """A folder that stands in its place only when it is whole."""
    if target.exists():
        what = "there is a release already, and a release is never changed"
        raise StudyError(Problem(str(target.name), what, "give a new --version, or another folder with --out"))
    target.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}-"))
    try:
        yield made
        made.chmod(0o755)
        made.replace(target)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
