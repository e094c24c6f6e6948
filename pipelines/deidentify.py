"""De-identify: carry what was delivered from private.db to evidence.db, without what identifies people."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from catalog.consent import Terms
from catalog.manifest import Manifest, SourceEntry
from catalog.store import delivered_rows as delivered
from catalog.store import evidence as kept
from catalog.store.connection import transaction
from catalog.store.runs import Run, last_good, run_of
from catalog.text import digest, fold
from pipelines import versions
from pipelines.terms import Consents, put_cases

BATCH = 5000

Progress = Callable[[str, int], None]


def run(
    manifest: Manifest,
    consent: Mapping[str, Terms],
    private: sqlite3.Connection,
    evidence: sqlite3.Connection,
    progress: Progress = lambda name, done: None,
    today: date | None = None,
) -> Run | None:
    """Bring the de-identified side of evidence.db up to date; None where nothing waits.

    `consent` holds the terms of single cases; consents that have ended by `today` count as internal.
    """
    now = Consents(manifest, consent, today or datetime.now(UTC).date())
    state = digest([versions.DEIDENTIFY, *now.as_lines(), *map(" ".join, delivered.source_digests(private).items())])
    before, _ = last_good(evidence, "deidentify")
    if before == state and not delivered.anything_pending(private):
        return None
    if not before:  # a new evidence.db beside an old private.db needs everything again
        delivered.mark_all_pending(private)
    with run_of(evidence, "deidentify", state) as done:
        with transaction(evidence):
            changed = _sources(manifest, now, private, evidence, done)
            cases = put_cases(private, evidence, now, done)
            for source_id in changed:
                _questions_and_answers(source_id, private, evidence, done)
            # A case table that changed may say of anyone's words whose they are.
            everyone = bool(done.counts.get("sources gone")) or not set(changed).isdisjoint(
                e.id for e in manifest.sources if e.kind == "cases"
            )
            for source_id in delivered.source_digests(private) if everyone else changed:
                _people(source_id, private, evidence, cases)
        _responses(private, evidence, done, progress)
        with transaction(evidence):
            done.add("responses gone", kept.retire_responses(evidence, delivered.removed(private), done.id))
        delivered.mark_done(private)
    return done


def _sources(
    manifest: Manifest, now: Consents, private: sqlite3.Connection, evidence: sqlite3.Connection, done: Run
) -> list[str]:
    """Write the sources; the ids of those whose people and questions are to be written anew."""
    marks, before = delivered.source_digests(private), kept.source_digests(evidence)
    layouts = delivered.layouts(private)
    for position, entry in enumerate(manifest.sources, 1):
        if entry.id not in marks:
            continue
        row = (entry.id, position, entry.title or _title(entry), entry.path, entry.kind, layouts[entry.id])
        terms = (*now.of_source(entry), int(manifest.names_district(entry)), int(manifest.is_synthetic(entry)))
        if kept.put_source(evidence, (*row, *terms, entry.wave, entry.year, marks[entry.id], done.id)):
            done.add("sources")
    done.add("sources gone", kept.retire_sources(evidence, marks, done.id))
    return [key for key, mark in marks.items() if before.get(key) != mark]


def _title(entry: SourceEntry) -> str:
    return entry.id.replace("-", " ").replace("_", " ").capitalize()


def _people(
    source_id: str, private: sqlite3.Connection, evidence: sqlite3.Connection, cases: dict[str, str]
) -> None:
    """Whoever has a pseudonym keeps it; newcomers get the next numbers."""
    labels = kept.labels(evidence, source_id)
    highest: Counter[str] = Counter()
    for label in labels.values():
        kind, _, number = label.rpartition(" ")
        highest[kind] = max(highest[kind], int(number))
    rows = []
    usual = "Speaker" if delivered.is_transcript(private, source_id) else "Respondent"
    for key, case_key, role, moderator, attributes in delivered.respondents(private, source_id):
        kind = "Moderator" if moderator else usual
        label = labels.get(key, "")
        if label.rpartition(" ")[0] != kind:
            highest[kind] += 1
            label = f"{kind} {highest[kind]}"
        rows.append((key, source_id, cases.get(fold(case_key or "")), label, role, moderator, attributes))
    kept.put_respondents(evidence, rows)


def _questions_and_answers(
    source_id: str, private: sqlite3.Connection, evidence: sqlite3.Connection, done: Run
) -> None:
    kept.put_questions(evidence, source_id, delivered.questions(private, source_id), done.id)
    scales = {key: [fold(s) for s in json.loads(scale)] for key, scale in delivered.scales(private, source_id)}
    kept.replace_answers(
        evidence,
        source_id,
        (
            (p, q, item, value, _rank(scales.get(q, []), value))
            for p, q, item, value in delivered.answers(private, source_id)
        ),
    )


def _responses(private: sqlite3.Connection, evidence: sqlite3.Connection, done: Run, progress: Progress) -> None:
    for batch in delivered.pending_responses(private, BATCH):
        with transaction(evidence):
            done.add("responses", kept.put_responses(evidence, batch, done.id))
        progress("responses", len(batch))


def _rank(scale: list[str], value: str) -> int | None:
    folded = fold(value)
    return scale.index(folded) + 1 if folded in scale else None
