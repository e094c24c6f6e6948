"""The stage: decide between nothing, a few rows and everything, build beside the old file, swap."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from catalog.codebook import Codebook
from catalog.errors import ExemplarError, Problem, PublicationRefused, StoreError
from catalog.manifest import Manifest
from catalog.store.connection import explained, refuse_broken_links, schema
from catalog.store.runs import Run, last_good, published_frame, put_published_frame, run_of
from catalog.study import Study
from catalog.text import digest
from pipelines import versions
from pipelines.publish import (
    about,
    answers,
    attributes,
    cases,
    coders,
    counts,
    excerpts,
    exemplars,
    filters,
    finding,
    leaks,
    quality,
)
from pipelines.publish.beside import Beside
from pipelines.publish.codebook import put_codebook
from pipelines.workers import Workers

# Tables that hold a million rows are made by joins with what they refer to, and need no second look.
_SMALL = (
    "citations",
    "exemplar_codes",
    "exemplar_links",
    "cases",
    "questions",
    "related_codes",
    "code_counts",
    "code_pairs",
    "coder_errors",
)
_WAITS = (0.2, 0.5, 1.0, 2.0)  # seconds between attempts to swap the file in


def run(
    study: Study,
    manifest: Manifest,
    codebook: Codebook,
    evidence: sqlite3.Connection,
    build: str,
    workers: Workers,
    *,
    check: bool = False,
) -> Run | None:
    """Bring catalog.db up to date; None where nothing changed.

    `build` names the state of the study's input files. Only the excerpts that changed since the last
    publication are written anew, unless something changed that concerns all of them. With `check` everything is done
    but the swap, and nothing is noted as published.
    """
    frame = {
        digest([versions.PUBLISH, schema("catalog"), codebook.hash, manifest.title, str(manifest.minimum_cell)]),
        *_frame(evidence, manifest.minimum_cell),
    }
    state = f"{digest(sorted(frame))} {_mark(evidence)} {build}"
    before, run_id = last_good(evidence, "publish")
    published = _published_build(study.catalog_db)
    if before == state and published == build:
        return None
    # A new source or case adds lines to the frame; a line that is gone or changed concerns what is published.
    same = published is not None and published == before.rpartition(" ")[2] and frame >= published_frame(evidence)
    since = run_id if same else None
    if check:
        looked = Run(0, "publish")
        with _staged(study, keep=same, swap=False) as catalog:
            _write((catalog, evidence), study, manifest, codebook, build, workers, looked, since)
        return looked
    with run_of(evidence, "publish", state) as done:
        with _staged(study, keep=same) as catalog:
            _write((catalog, evidence), study, manifest, codebook, build, workers, done, since)
        # Only now: were it noted before the swap, a crash between would hide a withdrawn consent.
        put_published_frame(evidence, frame)
    return done


def _write(  # noqa: PLR0913 - what it is made of
    databases: tuple[sqlite3.Connection, sqlite3.Connection],
    study: Study,
    manifest: Manifest,
    codebook: Codebook,
    build: str,
    workers: Workers,
    done: Run,
    since: int | None,
) -> None:
    """Write what changed after run `since`, or all, and look through it; all that is refused is told together."""
    (catalog, evidence), whole, problems = databases, since is None, list[Problem]()
    excerpts.choose(catalog, since)
    done.add("excerpts", excerpts.replace(catalog, manifest.minimum_cell, whole=whole))
    check = leaks.Check(catalog, study, workers, whole=whole)
    excerpts.put_codings(catalog)
    cases.replace(catalog)
    put_codebook(catalog, codebook, study.taxonomy)
    with Beside(catalog, own=whole) as beside:
        counted = beside.read(counts.count)
        sets = beside.read(partial(filters.of_excerpts, whole=whole))
        uses = beside.read(partial(finding.uses_of_words, whole=whole))
        excerpts.index(catalog, whole=whole)
        counts.replace(catalog, counted())
        done.add("coders measured", quality.replace(catalog, evidence, codebook))
        hidden = answers.replace(catalog, manifest.minimum_cell)
        attributes.replace(catalog, manifest.minimum_cell)
        coders.replace(catalog, evidence, manifest.minimum_cell)
        try:
            done.add("exemplars", exemplars.replace(catalog, codebook))
        except ExemplarError as fault:
            problems += fault.problems
        about.replace(catalog, manifest, codebook, {"build": build, "suppressed_cells": str(hidden)})
        filters.replace(catalog, sets(), whole=whole)
        finding.replace(catalog, finding.cue_words(codebook), uses())
    try:
        check.refuse()
        workers.dismiss()  # it was the last that they had to do
    except PublicationRefused as fault:
        raise PublicationRefused([*problems, *fault.problems]) from None
    if problems:
        raise ExemplarError(problems)


def _frame(evidence: sqlite3.Connection, minimum: int) -> Iterator[str]:
    """What concerns every excerpt: who consented to what, which case is what, whose role is shown, who codes."""
    for sql in (
        "select id, position, title, kind, layout, consent, consent_note, synthetic, wave, year, gone "
        "from sources order by id",
        "select id, label, name, kind, parent_id, consent, consent_note, gone from cases order by id",
        "select case_id, name, value from case_attributes order by case_id, name",
        "select id, kind, label from coders order by id",
        f"select o.case_id, o.role, count(*) >= {int(minimum)} from ({excerpts.SPOKEN.format(schema='')}) o "
        "join cases c on c.id = o.case_id where c.name is not null or c.kind = 'school' group by 1, 2",
    ):
        for row in evidence.execute(sql):
            yield repr(row)


def _mark(evidence: sqlite3.Connection) -> int:
    """The latest run that changed anything that is published."""
    return int(
        evidence.execute(
            "select max(coalesce((select max(run_id) from excerpts), 0), "
            "coalesce((select max(run_id) from responses), 0), coalesce((select max(run_id) from readings), 0), "
            "coalesce((select max(run_id) from exemplars), 0))"
        ).fetchone()[0]
    )


def _published_build(path: Path) -> str | None:
    """The build that catalog.db says it is of; None where there is no sound file."""
    if not path.is_file():
        return None
    with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        try:
            row = db.execute("select value from about where name = 'build'").fetchone()
        except sqlite3.DatabaseError:
            return None
        return row[0] if row else None


@contextlib.contextmanager
def _staged(study: Study, *, keep: bool, swap: bool = True) -> Iterator[sqlite3.Connection]:
    """A connection to the new file with evidence.db attached as ev; swapped in when all went well, or thrown away."""
    staging = study.build / "catalog.db.new"
    staging.unlink(missing_ok=True)
    with explained(study.catalog_db):
        if keep:
            shutil.copyfile(study.catalog_db, staging)
        db = sqlite3.connect(staging, isolation_level=None)
        try:
            # A crash leaves the old file in place and this one to be deleted: no journal is needed.
            db.execute("pragma journal_mode = off")
            db.execute("pragma synchronous = off")
            # What is taken out of the old file's copy, such as a withdrawn quote, must not stay in its free pages.
            db.execute("pragma secure_delete = on")
            db.execute("pragma cache_size = -128000")
            db.execute("pragma temp_store = memory")
            tables, indexes = _schema_in_two()
            if not keep:
                db.executescript(tables)
            db.execute("attach ? as ev", (str(study.evidence_db),))
            db.execute("begin")
            yield db
            if not keep:
                for index in indexes:
                    db.execute(index)
            refuse_broken_links(db, *_SMALL)
            db.execute("commit")
            db.execute("detach ev")
            db.execute("analyze main")
        except BaseException:
            db.close()
            staging.unlink(missing_ok=True)
            raise
        db.close()
        if swap:
            _swap(staging, study.catalog_db)
        else:
            staging.unlink()


def _schema_in_two() -> tuple[str, list[str]]:
    """The tables, and the indexes, which are quicker to make once the tables are full."""
    lines = schema("catalog").splitlines()
    indexes = [line for line in lines if line.startswith("create index ")]
    return "\n".join(line for line in lines if line not in indexes), indexes


def _swap(staging: Path, final: Path) -> None:
    with staging.open("rb+") as stream:
        os.fsync(stream.fileno())
    for wait in (*_WAITS, None):
        try:
            staging.replace(final)
        except PermissionError as fault:  # on Windows, while somebody has the file open: a site copying it is soon done
            if wait is None:
                staging.unlink(missing_ok=True)
                raise StoreError(
                    Problem("catalog.db", "another program has the file open", "stop it, then build again")
                ) from fault
            time.sleep(wait)
        else:
            return
