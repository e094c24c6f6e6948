"""De-identify: carry what was delivered from private.db to evidence.db, without what identifies people."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from catalog.consent import Terms
from catalog.manifest import Manifest, SourceEntry
from catalog.marks import Marks
from catalog.store import delivered_rows as delivered
from catalog.store import evidence as kept
from catalog.store import privacy
from catalog.store.connection import transaction
from catalog.store.cuts import pass_on
from catalog.store.privacy import forget_identifiers
from catalog.store.runs import Run, cut_off, last_good, run_of
from catalog.text import digest
from pipelines import versions
from pipelines.around import put_around
from pipelines.case_table import CaseTable
from pipelines.privacy.replacing import moved
from pipelines.redactor import Redactor
from pipelines.terms import Consents
from pipelines.workers import Workers

BATCH, LEAST = 5000, 250

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Inputs:
    """What the stage goes by besides the databases."""

    manifest: Manifest
    consent: Mapping[str, Terms]
    marks: Marks
    cache: Path
    today: date


def run(
    inputs: Inputs,
    private: sqlite3.Connection,
    evidence: sqlite3.Connection,
    workers: Workers,
    progress: Progress = lambda name, done: None,
) -> Run | None:
    """Bring the de-identified side of evidence.db up to date; None where nothing waits.

    Consents that have ended by `inputs.today` count as internal. A name found in one response is then
    looked up in all others, so that a person is replaced wherever the study speaks of them.
    """
    now = Consents(inputs.manifest, inputs.consent, inputs.today)
    rules, rest = _state(inputs, private, now)
    state = f"{rules} {rest}"
    before, _ = last_good(evidence, "deidentify")
    if before == state and not delivered.anything_pending(private):
        return None
    anew = not before.startswith(rules)
    if anew:  # another detector or other marks, or a new evidence.db beside an old private.db
        delivered.mark_all_pending(private)
        forget_identifiers(private)
    both, was_cut_off = (private, evidence), cut_off(evidence, "deidentify")
    with run_of(evidence, "deidentify", state) as done:
        with transaction(evidence):
            changed = _sources(inputs.manifest, now, private, evidence, done)
            redactor = Redactor(private, inputs.manifest, inputs.marks, now.unnamed(private), inputs.cache)
            redactor.note_told()
            # While people and questions are written here, the workers read.
            responses = _Responses(*both, redactor, workers, done, progress)
            # A case table that changed may say of anyone's words whose they are.
            tables = {e.id for e in inputs.manifest.sources if e.kind == "cases"}
            everyone = anew or bool(done.counts.get("sources gone")) or not tables.isdisjoint(changed)
            put_around(delivered.source_digests(private) if everyone else changed, *both, now, done, redactor)
            done.add("rows of consent.csv that name no known case, and end nothing", now.unknown(private))
        found = responses.put_all(again=was_cut_off)
        if redactor.stands_in_short_texts(evidence, found):
            with transaction(evidence):
                put_around(delivered.source_digests(private), *both, now, done, redactor)
            redactor.keep()
        with transaction(evidence):
            done.add("responses gone", kept.retire_responses(evidence, delivered.removed(private), done.id))
            kept.clear_responses(evidence, inputs.marks.responses, done.id)
        delivered.mark_passed_on(private)
    return done


def _state(inputs: Inputs, private: sqlite3.Connection, now: Consents) -> tuple[str, str]:
    """Digests of what decides how words are replaced, and of everything else the stage goes by."""
    marked = repr((inputs.marks.redact, inputs.marks.fine))
    settings = (repr(sorted(inputs.manifest.settings.items())), marked, *_told(private, now))
    read = map(" ".join, delivered.source_digests(private).items())
    rest = digest([*now.as_lines(), *read, *inputs.marks.responses])
    return digest([versions.DEIDENTIFY, *settings]), rest


def _told(private: sqlite3.Connection, now: Consents) -> Iterator[str]:
    """What the study tells the detector: when it changes, every response is read again."""
    people, _ = privacy.names(private)
    yield from people
    yield from sorted(now.unnamed(private))
    # Whose short names are one person's, and where few live.
    table = CaseTable(private)
    yield from (f"{c.key} {c.name} {table.scope(c.key)} {table.is_small(c.key)}" for c in table.cases)


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


class _Responses:
    """The responses that wait; they are read by the workers from the moment this is made."""

    def __init__(
        self,
        private: sqlite3.Connection,
        evidence: sqlite3.Connection,
        redactor: Redactor,
        workers: Workers,
        done: Run,
        progress: Progress,
    ) -> None:
        self._private, self._evidence, self._redactor = private, evidence, redactor
        self._workers, self._done, self._progress = workers, done, progress
        self._reading = self._read()

    def put_all(self, *, again: bool) -> list[tuple[str, str]]:
        """De-identify what waits, and look up everywhere what was found; the phrases that were not known before.

        `again`: the last run was cut off, perhaps before it looked up what it had found.
        """
        new = self._put()
        if again:
            new = list(privacy.identifiers(self._private))
        found = [*new]
        while new:  # what is read again may name someone in full who was known by half a name
            standing = self._redactor.look_for(self._evidence, new, self._workers)
            delivered.mark_read(self._private)  # while the workers look
            recalled = self._redactor.recall(self._evidence, standing)
            self._done.add("responses read again for names found elsewhere", recalled)
            self._reading = self._read()
            new = self._put()
            found += new
        delivered.mark_read(self._private)
        return found

    def _read(self) -> Iterator[list[tuple[delivered.Row, str, float, str]]]:
        waiting = delivered.count_pending(self._private)
        # Of few, every process gets some.
        size = min(BATCH, max(waiting // (2 * self._workers.jobs), LEAST))
        return self._redactor.redact(delivered.pending_responses(self._private, size), self._workers, waiting)

    def _put(self) -> list[tuple[str, str]]:
        """Write what was read; the phrases found that were not known before."""
        for batch in self._reading:
            rows = []
            for row, text, score, reasons in batch:
                mark = digest((str(row[6]), text, str(score)))
                rows.append((*row[:5], text, mark, score, reasons, *row[7:]))
            with transaction(self._evidence):
                self._done.add("responses", kept.put_responses(self._evidence, rows, self._done.id))
                pass_on(self._private, self._evidence, [str(row[0]) for row in rows], moved)
            self._progress("responses", len(batch))
        return self._redactor.keep()
