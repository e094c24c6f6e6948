"""De-identify: carry what was delivered from private.db to evidence.db, without what identifies people."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator

from catalog.manifest import Manifest, SourceEntry
from catalog.store import delivered_rows as delivered
from catalog.store import evidence as kept
from catalog.store.connection import transaction
from catalog.store.runs import Run, last_good, run_of
from catalog.text import content_id, digest
from pipelines import versions

BATCH = 5000

Progress = Callable[[str, int], None]


def run(
    manifest: Manifest,
    private: sqlite3.Connection,
    evidence: sqlite3.Connection,
    progress: Progress = lambda name, done: None,
) -> Run | None:
    """Bring the de-identified side of evidence.db up to date; None where nothing waits."""
    state = digest([versions.DEIDENTIFY, *_inputs(manifest, private)])
    before, _ = last_good(evidence, "deidentify")
    if before == state and not delivered.anything_pending(private):
        return None
    if not before:  # a new evidence.db beside an old private.db needs everything again
        delivered.mark_all_pending(private)
    with run_of(evidence, "deidentify", state) as done:
        with transaction(evidence):
            changed = _sources(manifest, private, evidence, done)
            cases = _cases(private, evidence, done)
            for source_id in changed:
                _people_and_questions(source_id, private, evidence, cases)
        _responses(private, evidence, done, progress)
        with transaction(evidence):
            done.add("responses gone", kept.retire_responses(evidence, delivered.removed(private), done.id))
        delivered.mark_done(private)
    return done


def _inputs(manifest: Manifest, private: sqlite3.Connection) -> Iterator[str]:
    for source_id, mark in delivered.source_digests(private).items():
        yield f"{source_id} {mark}"
    for entry in manifest.sources:
        yield f"{entry.id} {manifest.consent_of(entry)} {manifest.names_district(entry)} {manifest.is_synthetic(entry)}"


def _sources(manifest: Manifest, private: sqlite3.Connection, evidence: sqlite3.Connection, done: Run) -> list[str]:
    """Write the sources; the ids of those whose people and questions are to be written anew."""
    marks, before = delivered.source_digests(private), kept.source_digests(evidence)
    layouts = delivered.layouts(private)
    for position, entry in enumerate(manifest.sources, 1):
        if entry.id not in marks:
            continue
        row = (entry.id, position, entry.title or _title(entry), entry.path, entry.kind, layouts[entry.id])
        terms = (
            manifest.consent_of(entry),
            int(manifest.names_district(entry)),
            int(manifest.is_synthetic(entry)),
            entry.wave,
            entry.year,
        )
        if kept.put_source(evidence, (*row, *terms, marks[entry.id], done.id)):
            done.add("sources")
    done.add("sources gone", kept.retire_sources(evidence, marks, done.id))
    return [key for key, mark in marks.items() if before.get(key) != mark]


def _title(entry: SourceEntry) -> str:
    return entry.id.replace("-", " ").replace("_", " ").capitalize()


def _cases(private: sqlite3.Connection, evidence: sqlite3.Connection, done: Run) -> dict[str, str]:
    """Write every case that a table or a respondent names; the case ids by folded key and by folded name.

    Where a district and a school go by one key or name, the district is meant.
    """
    table = sorted(delivered.cases(private), key=lambda c: (c.kind != "district", c.kind, c.key))
    ids = {(c.kind, c.key): content_id("case", c.kind, c.key) for c in table}
    lookup: dict[str, str] = {}
    for word in ("key", "name"):
        for c in table:
            lookup.setdefault(_fold(getattr(c, word)), ids[c.kind, c.key])
    # A parent is of another kind: the school with the id 2 does not belong to itself.
    above = {
        kind: {_fold(c.key): ids[c.kind, c.key] for c in table if c.kind != kind} for kind in {c.kind for c in table}
    }
    loose = sorted({key for key in delivered.case_keys(private) if _fold(key) not in lookup})
    lookup |= {_fold(key): content_id("case", "case", key) for key in loose}
    rows = [
        (
            ids[c.kind, c.key],
            c.kind,
            c.kind.capitalize(),
            c.name if c.named else None,
            above[c.kind].get(_fold(c.parent or "")),
            done.id,
        )
        for c in table
    ]
    rows += [(lookup[_fold(key)], "case", "Case", None, None, done.id) for key in loose]
    # In the order of the ids, which tells nothing about the names.
    rows.sort(key=lambda row: row[0])
    done.add("cases", kept.put_cases(evidence, rows))
    kept.put_case_attributes(
        evidence,
        (
            (ids[c.kind, c.key], name, value, _number(value))
            for c in table
            for name, value in sorted(c.attributes.items())
        ),
    )
    return lookup


def _people_and_questions(
    source_id: str, private: sqlite3.Connection, evidence: sqlite3.Connection, cases: dict[str, str]
) -> None:
    kept.put_questions(evidence, delivered.questions(private, source_id))
    counts: Counter[str] = Counter()
    rows = []
    kind = "Speaker" if delivered.is_transcript(private, source_id) else "Respondent"
    for key, case_key, role, moderator, attributes in delivered.respondents(private, source_id):
        label = "Moderator" if moderator else kind
        counts[label] += 1
        case_id = cases.get(_fold(case_key or ""))
        rows.append((key, source_id, case_id, f"{label} {counts[label]}", role, moderator, attributes))
    kept.put_respondents(evidence, rows)
    scales = {key: [_fold(s) for s in json.loads(scale)] for key, scale in delivered.scales(private, source_id)}
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


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


def _rank(scale: list[str], value: str) -> int | None:
    folded = _fold(value)
    return scale.index(folded) + 1 if folded in scale else None


def _number(value: str) -> float | None:
    try:
        return float(value.replace(",", "").rstrip("%"))
    except ValueError:
        return None
