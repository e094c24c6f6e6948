"""Tag: have the rule coder read every excerpt it has not read as it now stands."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from catalog.codebook import Codebook, load_codebook
from catalog.records import Suggestion
from catalog.store import excerpts as kept
from catalog.store.connection import transaction
from catalog.store.runs import Run, last_good, run_of
from pipelines.workers import map_batches

BATCH = 1000
# Raised when the same cues would code otherwise.
VERSION = "1"

# (pk, excerpt id, text, question), and per text (code, stance, probability, because as JSON)
_Batch = list[tuple[int, str, str, str]]
_Codings = list[list[tuple[str, str, float | None, str]]]


def coder_id(codebook: Codebook) -> str:
    """The rule coder's name: a codebook with other content is another coder."""
    return f"rules-{codebook.version}-{codebook.hash[:8]}-{VERSION}"


def run(
    taxonomy: Path,
    codebook: Codebook,
    evidence: sqlite3.Connection,
    progress: Callable[[str, int], None] = lambda name, done: None,
    jobs: int | None = None,
) -> Run | None:
    """Code what waits; None where nothing does."""
    name = coder_id(codebook)
    waiting = kept.count_to_read(evidence, name)
    if not waiting and last_good(evidence, "tag")[0] == name:
        return None
    with run_of(evidence, "tag", name) as done:
        with transaction(evidence):
            kept.put_codebook(
                evidence,
                (codebook.hash, codebook.version, codebook.title, taxonomy.read_text(encoding="utf-8-sig"), done.id),
            )
            kept.put_coder(evidence, name, "rules", f"Cues of codebook {codebook.version}", codebook.version)
            kept.retire_coders(evidence, "rules", name)
        batches = kept.excerpts_to_read(evidence, name, BATCH)
        for batch, codings in map_batches(partial(_make, taxonomy), batches, expected=waiting, jobs=jobs):
            read = [(row[1], found) for row, found in zip(batch, codings, strict=True)]
            with transaction(evidence):
                done.add("codings", kept.put_machine_codings(evidence, name, codebook.hash, read, done.id))
            done.add("excerpts read", len(batch))
            progress("excerpts", len(batch))
    return done


def _make(taxonomy: Path) -> Callable[[_Batch], _Codings]:
    # spaCy loads here, once a process, and not in a run that has nothing to code.
    from pipelines.cues import RuleCoder

    coder = RuleCoder(load_codebook(taxonomy))

    def code(batch: _Batch) -> _Codings:
        suggestions = coder.code([text for _, _, text, _ in batch], [question for *_, question in batch])
        return [list(_rows(found)) for found in suggestions]

    return code


def _rows(found: list[Suggestion]) -> Iterator[tuple[str, str, float | None, str]]:
    for s in found:
        because = json.dumps([[span.start, span.end] for span in s.because], separators=(",", ":"))
        yield s.code, s.stance, s.probability, because
