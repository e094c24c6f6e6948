"""Build: all stages in order, each doing only what is new, with nothing loaded when nothing changed."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.locking import only_one
from catalog.store.connection import open_database, references_checked_last
from catalog.store.runs import Run, decided_since, last_good
from catalog.study import Study
from catalog.text import digest
from pipelines import versions
from pipelines.inputs import input_digests

if TYPE_CHECKING:
    from catalog.codebook import Codebook
    from catalog.manifest import Manifest
    from pipelines.workers import Workers

STAGES = ("ingest", "deidentify", "segment", "tag", "review", "train", "publish")
# A new model reads everything, and what it says changes in which order the rest is best reviewed.
AFTER_TRAINING = ("tag", "review")
# Of a survey export, its other columns included.
BYTES_A_TEXT = 400

Progress = Callable[[str, str, int], None]


@dataclass
class Report:
    """What each stage did, in order; a stage that had nothing to do is absent."""

    stages: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, done: Run | None) -> None:
        """Note a run, if there was anything to do; where a stage ran twice, the latest number of each kind."""
        if done is None:
            return
        found = self.stages.setdefault(done.stage, {})
        found |= {name: number for name, number in done.counts.items() if number}


def run(
    study: Study,
    only: str | None = None,
    progress: Progress = lambda stage, name, done: None,
    jobs: int | None = None,
    *,
    check: bool = False,
) -> Report:
    """Run all stages, or only one, on what is new since they last ran.

    With `check` the catalog is made and looked through as ever, and then thrown away: what is public stays as it is.
    Raises CatalogError; whatever stage fails leaves the last good state of its database. StoreError where another
    process builds the study.
    """
    state = _state(study)
    if only is None and _is_done(study, state):
        return Report()
    # Libraries load from here on: a build in which nothing changed does without.
    from catalog.codebook import load_codebook
    from catalog.consent import load_consent
    from catalog.manifest import load_manifest
    from pipelines.terms import Consents
    from pipelines.workers import Workers

    report = Report()
    with Workers(jobs) as workers, contextlib.ExitStack() as opened:
        many = only is None and _never_coded(study) and _warmed(study, workers)
        # Both are read whole before any stage runs, so that a mistake in either stops it all early.
        manifest, codebook = load_manifest(study.manifest), load_codebook(study.taxonomy)
        opened.enter_context(only_one(study.build_lock))
        private, evidence = opened.enter_context(_databases(study))
        references = opened.enter_context(contextlib.ExitStack())
        if not last_good(evidence, "build")[0].startswith(state):
            # What a build that fails has begun must not pass for done when its files are put back.
            evidence.execute("delete from stages where name = 'build'")
        if many:
            references.enter_context(references_checked_last(private, evidence))
        for stage in _in_order(only, report):
            if stage == "review":
                references.close()
            databases = (private, evidence)
            report.add(_stage(stage, study, manifest, codebook, databases, state, progress, workers, check))
            if stage == "train":
                state = _state(study)  # the model is one of the files it is told from
        if only is None and not check:
            change = Consents(manifest, load_consent(study.consent), today()).next_change()
            _remember(evidence, f"{state} {change}" if change else state)
    return report


def _never_coded(study: Study) -> bool:
    """Whether no build has come as far as to code anything, not even one that was cut off."""
    if not study.evidence_db.is_file():
        return True
    with contextlib.closing(open_database(study.evidence_db, "evidence")) as evidence:
        return not last_good(evidence, "tag")[1]


def _warmed(study: Study, workers: Workers) -> bool:
    """Of a first build have the workers load what they will need; whether there is so much to do that it pays to
    prepare for it."""
    from pipelines.workers import WORTH_WORKERS

    expected = sum(path.stat().st_size for path in study.corpus.rglob("*") if path.is_file()) // BYTES_A_TEXT
    workers.warm(expected, partial(_load_names, study.build / "cache"), partial(_load_coder, study))
    return expected >= WORTH_WORKERS


def _in_order(only: str | None, report: Report) -> Iterator[str]:
    """The stages to run, or only one; where `report` says that a model was trained, some once more."""
    if only is not None:
        yield only
        return
    for stage in STAGES:
        yield stage
        if stage == "train" and stage in report.stages:
            yield from AFTER_TRAINING


def _state(study: Study) -> str:
    """What the study's files, and the program, are at this moment."""
    return digest([*versions.ALL, *input_digests(study)])


def today() -> date:
    """The day by which consent is judged (UTC)."""
    return datetime.now(UTC).date()


def is_current(study: Study) -> bool:
    """Whether all products are of the study's files as they now are, and of what its people decided."""
    return _is_done(study, digest([*versions.ALL, *input_digests(study)]))


def _is_done(study: Study, state: str) -> bool:
    """Whether the last build finished on these very files and its products are there."""
    if not (study.private_db.is_file() and study.evidence_db.is_file() and study.catalog_db.is_file()):
        return False
    with contextlib.closing(open_database(study.evidence_db, "evidence")) as evidence:
        built, _ = last_good(evidence, "build")
        if decided_since(evidence, "publish"):
            return False
        until = built.removeprefix(state).strip()
        # Consent can end by time alone.
        return built.startswith(state) and (not until or today().isoformat() < until)


@contextlib.contextmanager
def _databases(study: Study) -> Iterator[tuple[sqlite3.Connection, sqlite3.Connection]]:
    with (
        contextlib.closing(open_database(study.private_db, "private")) as private,
        contextlib.closing(open_database(study.evidence_db, "evidence")) as evidence,
    ):
        yield private, evidence


def _stage(  # noqa: PLR0913 - the one place where everything a stage may need is at hand
    stage: str,
    study: Study,
    manifest: Manifest,
    codebook: Codebook,
    databases: tuple[sqlite3.Connection, sqlite3.Connection],
    state: str,
    progress: Progress,
    workers: Workers,
    check: bool,
) -> Run | None:
    from catalog.consent import load_consent
    from catalog.marks import load_marks
    from pipelines import deidentify, ingest, publish, review, segment, tag, train

    private, evidence = databases

    def tell(name: str, done: int) -> None:
        progress(stage, name, done)

    match stage:
        case "ingest":
            return ingest.run(study, manifest, private, evidence, tell)
        case "deidentify":
            marks = load_marks(study.marks)
            inputs = deidentify.Inputs(manifest, load_consent(study.consent), marks, study.build / "cache", today())
            return deidentify.run(inputs, private, evidence, workers, tell)
        case "segment":
            return segment.run(evidence, workers, tell)
        case "tag":
            return tag.run(study, codebook, manifest.random_sample, evidence, workers, tell)
        case "review":
            return review.run(study, codebook, evidence)
        case "train":
            return train.run(study, manifest, codebook, evidence, lambda step: tell(step, 0))
        case _:
            return publish.run(study, manifest, codebook, evidence, state, workers, check=check)


def _load_names(cache: Path) -> None:
    """Load, in a worker, what the de-identifying will need."""
    from pipelines.privacy.lexicon import load

    load(cache)


def _load_coder(study: Study) -> None:
    """Load, in a worker, what the tagging will need; a mistake in the codebook is told by who reads it first."""
    from catalog.errors import CatalogError
    from pipelines import tag

    with contextlib.suppress(CatalogError):
        tag.load_coder(study)


def _remember(evidence: sqlite3.Connection, state: str) -> None:
    """Note that all stages finished on these files, so that the next build can stop at once."""
    newest = evidence.execute("select coalesce(max(id), 0) from runs").fetchone()[0]
    evidence.execute(
        "insert into stages values ('build', ?, ?) on conflict (name) do update set digest = excluded.digest, "
        "run_id = excluded.run_id",
        (state, newest),
    )
