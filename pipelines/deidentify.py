"""De-identify: carry what was delivered from private.db to evidence.db, without what identifies people."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
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
from catalog.store.privacy import forget_identifiers
from catalog.store.runs import Run, cut_off, last_good, run_of
from catalog.text import digest, fold
from pipelines import versions
from pipelines.case_table import CaseTable
from pipelines.redactor import Redactor, cleaned_json
from pipelines.terms import Consents, put_cases
from pipelines.workers import Workers

BATCH = 5000

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
    was_cut_off = cut_off(evidence, "deidentify")
    with run_of(evidence, "deidentify", state) as done:
        with transaction(evidence):
            changed = _sources(inputs.manifest, now, private, evidence, done)
            redactor = Redactor(private, inputs.manifest, inputs.marks, now.unnamed(private), inputs.cache)
            redactor.note_told()
            cases = put_cases(private, evidence, now, done, redactor.clean)
            # A case table that changed may say of anyone's words whose they are.
            tables = {e.id for e in inputs.manifest.sources if e.kind == "cases"}
            everyone = anew or bool(done.counts.get("sources gone")) or not tables.isdisjoint(changed)
            for source_id in delivered.source_digests(private) if everyone else changed:
                _questions_and_answers(source_id, private, evidence, done, redactor)
                _people(source_id, private, evidence, cases, done, redactor)
            done.add("rows of consent.csv that name no known case, and end nothing", now.unknown(private))
        found = _all_responses(private, evidence, redactor, workers, done, progress, again=was_cut_off)
        if redactor.stands_in_short_texts(evidence, found):
            with transaction(evidence):
                cases = put_cases(private, evidence, now, done, redactor.clean)
                for source_id in delivered.source_digests(private):
                    _questions_and_answers(source_id, private, evidence, done, redactor)
                    _people(source_id, private, evidence, cases, done, redactor)
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


def _people(
    source_id: str,
    private: sqlite3.Connection,
    evidence: sqlite3.Connection,
    cases: dict[str, str],
    done: Run,
    redactor: Redactor,
) -> None:
    """Whoever has a pseudonym keeps it; newcomers get the next numbers."""
    labels = kept.labels(evidence, source_id)
    highest: Counter[str] = Counter()
    for label in labels.values():
        kind, _, number = label.rpartition(" ")
        highest[kind] = max(highest[kind], int(number))
    usual = "Speaker" if delivered.is_transcript(private, source_id) else "Respondent"
    delivered_people = list(delivered.respondents(private, source_id))
    words = {role for _, _, role, _, _ in delivered_people if role}
    words |= {v for *_, told in delivered_people if told != "{}" for v in json.loads(told).values()}
    cleaned = redactor.clean(words)
    rows = []
    for key, case_key, role, moderator, attributes in delivered_people:
        kind = "Moderator" if moderator else usual
        label = labels.get(key, "")
        if label.rpartition(" ")[0] != kind:
            highest[kind] += 1
            label = f"{kind} {highest[kind]}"
        told = cleaned_json(attributes, cleaned) if cleaned else attributes
        case_id = cases.get(fold(case_key or ""))
        rows.append((key, source_id, case_id, label, cleaned.get(role or "", role), moderator, told))
    kept.put_respondents(evidence, source_id, rows, done.id)


def _questions_and_answers(
    source_id: str, private: sqlite3.Connection, evidence: sqlite3.Connection, done: Run, redactor: Redactor
) -> None:
    questions = delivered.questions(private, source_id)
    options = {option for q in questions for option in json.loads(str(q[5]))}
    values = {value for _, _, _, value in delivered.answers(private, source_id)}
    cleaned = redactor.clean({str(q[3]) for q in questions} | options | values)
    rows = []
    for key, source, name, wording, kind, scale, position in questions:
        listed = [cleaned.get(option, option) for option in json.loads(str(scale))]
        words = cleaned.get(str(wording), wording)
        rows.append((key, source, name, words, kind, json.dumps(listed, ensure_ascii=False), position))
    kept.put_questions(evidence, source_id, rows, done.id)
    scales = {key: [fold(s) for s in json.loads(scale)] for key, scale in delivered.scales(private, source_id)}
    answers = delivered.answers(private, source_id)
    kept.replace_answers(
        evidence,
        source_id,
        ((p, q, item, cleaned.get(v, v), _rank(scales.get(q, []), v)) for p, q, item, v in answers),
    )


def _all_responses(
    private: sqlite3.Connection,
    evidence: sqlite3.Connection,
    redactor: Redactor,
    workers: Workers,
    done: Run,
    progress: Progress,
    *,
    again: bool,
) -> list[tuple[str, str]]:
    """De-identify what waits, and look up everywhere what was found; the phrases that were not known before.

    `again`: the last run was cut off, perhaps before it looked up what it had found.
    """
    new = _responses(private, evidence, redactor, workers, done, progress)
    if again:
        new = list(privacy.identifiers(private))
    found = [*new]
    while new:  # what is read again may name someone in full who was known by half a name
        done.add("responses read again for names found elsewhere", redactor.recall(evidence, new, workers))
        new = _responses(private, evidence, redactor, workers, done, progress)
        found += new
    return found


def _responses(
    private: sqlite3.Connection,
    evidence: sqlite3.Connection,
    redactor: Redactor,
    workers: Workers,
    done: Run,
    progress: Progress,
) -> list[tuple[str, str]]:
    """De-identify what waits; the phrases found that were not known before."""
    expected = delivered.count_pending(private)
    batches = delivered.pending_responses(private, BATCH)
    for batch in redactor.redact(batches, workers, expected):
        rows = []
        for row, text, score, reasons in batch:
            mark = digest((str(row[6]), text, str(score)))
            rows.append((*row[:5], text, mark, score, reasons, *row[7:]))
        with transaction(evidence):
            done.add("responses", kept.put_responses(evidence, rows, done.id))
        progress("responses", len(batch))
    new = redactor.keep()
    delivered.mark_read(private)
    return new


def _rank(scale: list[str], value: str) -> int | None:
    folded = fold(value)
    return scale.index(folded) + 1 if folded in scale else None
