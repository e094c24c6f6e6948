"""Ingest: read every delivered file that changed into private.db, with exact provenance."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from catalog.batches import batches
from catalog.errors import CatalogError, Problem, SourceError
from catalog.manifest import Manifest, SourceEntry
from catalog.records import Question, Respondent, Submission, Turn
from catalog.store import delivered, delivered_rows
from catalog.store.connection import transaction
from catalog.store.runs import Run, last_good, run_of
from catalog.study import Study
from catalog.text import content_id, digest
from pipelines import versions
from pipelines.inputs import file_digest

BATCH = 2000
# A moderator's utterance becomes the context of what follows when it asks, or is long enough to prompt.
PROMPT_WORDS = 6

Progress = Callable[[str, int], None]


def run(
    study: Study,
    manifest: Manifest,
    private: sqlite3.Connection,
    evidence: sqlite3.Connection,
    progress: Progress = lambda name, done: None,
) -> Run | None:
    """Bring private.db up to date with the corpus; None where nothing changed.

    Every file is read in one transaction: an error leaves what was there before. All files are tried,
    then the errors of those that failed are raised together.
    """
    marks = {
        entry.id: digest(
            (versions.INGEST, delivered.entry_as_json(entry), file_digest(study.corpus / entry.path), manifest.secret)
        )
        for entry in manifest.sources
    }
    everything = digest(f"{source} {mark}" for source, mark in marks.items())
    stored = delivered_rows.source_digests(private)
    waiting = [entry for entry in manifest.sources if marks[entry.id] != stored.get(entry.id)]
    obsolete = sorted(set(stored) - set(marks))
    if not waiting and not obsolete and last_good(evidence, "ingest")[0] == everything:
        return None
    problems: list[Problem] = []
    with run_of(evidence, "ingest", everything) as done:
        for source_id in obsolete:
            with transaction(private):
                delivered.remove_source(private, source_id)
            done.add("sources removed")
        for entry in waiting:
            try:
                with transaction(private):
                    writer = delivered.SourceWriter(private, entry, marks[entry.id], manifest.secret)
                    _read(study.corpus / entry.path, entry, writer, done, progress)
                done.add("sources read")
            except CatalogError as fault:
                problems += fault.problems
        if problems:
            raise SourceError(problems)
    return done


def _read(path: Path, entry: SourceEntry, writer: delivered.SourceWriter, done: Run, progress: Progress) -> None:
    # Readers load workbook and document libraries; a run in which nothing changed does without.
    from pipelines import readers

    entry = readers.resolve(path, entry)
    writer.note_resolved(entry)
    if entry.kind == "cases":
        done.add("cases", writer.add_cases(readers.read_cases(path, entry)))
        return
    writer.add_questions(entry.questions)
    if entry.kind == "survey":
        _survey(readers.read_survey(path, entry), writer, done, progress)
    else:
        _transcript(readers.read_turns(path, entry), entry, writer, done, progress)
    done.add("responses removed", writer.finish())


def _survey(submissions: Iterator[Submission], writer: delivered.SourceWriter, done: Run, progress: Progress) -> None:
    for batch in batches(submissions, BATCH):
        writer.add_respondents(s.respondent for s in batch)
        done.add("responses", writer.add_responses(_answers_in_words(batch)))
        closed = [(s.respondent, answer) for s in batch for answer in s.answers]
        writer.add_answers(closed)
        done.add("answers", len(closed))
        progress(writer.source, len(batch))


def _answers_in_words(batch: list[Submission]) -> Iterator[delivered.DeliveredWords]:
    for submission in batch:
        for words in submission.words:
            key = f"{submission.respondent.key}\x1e{words.question if words.key is None else words.key}"
            yield key, submission.respondent, words.question, words.text, words.place, words.cuts


def _transcript(
    turns: Iterator[Turn], entry: SourceEntry, writer: delivered.SourceWriter, done: Run, progress: Progress
) -> None:
    """Turns become responses; a moderator's prompt becomes the question of the turns that follow it."""
    occurrences: dict[str, int] = {}
    prompt: Question | None = None
    prompts = len(entry.questions)
    for batch in batches(turns, BATCH):
        rows = []
        for turn in batch:
            speaker = _speaker(turn, entry)
            # The same words said twice by one speaker are two turns; a turn inserted before does not rename them.
            said = writer.keyed(speaker.key, turn.words.text)
            occurrences[said] = occurrences.get(said, 0) + 1
            if speaker.moderator and _prompts(turn.words.text):
                prompts += 1
                prompt = Question(f"prompt-{content_id(said, str(occurrences[said]))}", turn.words.text, "prompt")
                writer.add_questions([prompt], prompts)
            asked = prompt.name if prompt and not speaker.moderator else None
            rows.append((f"{said}\x1e{occurrences[said]}", speaker, asked, turn.words.text, turn.words.place, ()))
        writer.add_respondents(row[1] for row in rows)
        done.add("responses", writer.add_responses(rows))
        progress(writer.source, len(batch))


def _speaker(turn: Turn, entry: SourceEntry) -> Respondent:
    name = turn.speaker or "unnamed speaker"
    return Respondent(
        name,
        entry.case,
        role="moderator" if name in entry.moderators else None,
        moderator=name in entry.moderators,
    )


def _prompts(text: str) -> bool:
    return "?" in text or len(text.split()) >= PROMPT_WORDS
