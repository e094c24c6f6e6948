"""Tag: have the rule coder read every excerpt it has not read as it now stands."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.codebook import Codebook, load_codebook
from catalog.records import Suggestion
from catalog.store import excerpts as kept
from catalog.store.connection import transaction
from catalog.store.runs import Run, last_good, run_of
from pipelines import versions
from pipelines.workers import Workers

if TYPE_CHECKING:
    from pipelines.cues.coder import RuleCoder

BATCH = 1000

_Batch = list[kept.ToRead]
# Per text (code, stance, probability, because as JSON).
_Codings = list[list[tuple[str, str, float | None, str]]]


def coder_id(codebook: Codebook) -> str:
    """The rule coder's name: a codebook with other content is another coder."""
    return f"rules-{codebook.version}-{codebook.hash[:8]}-{versions.TAG}"


def run(
    taxonomy: Path,
    codebook: Codebook,
    evidence: sqlite3.Connection,
    workers: Workers,
    progress: Callable[[str, int], None] = lambda name, done: None,
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
                (
                    codebook.hash,
                    codebook.version,
                    codebook.title,
                    taxonomy.read_text(encoding="utf-8-sig"),
                    done.id,
                ),
            )
            kept.put_coder(evidence, name, "rules", f"Cues of codebook {codebook.version}", codebook.version)
            kept.retire_coders(evidence, "rules", name)
        batches = kept.excerpts_to_read(evidence, name, BATCH)
        for batch, codings in workers.map(code, batches, taxonomy, codebook.hash, expected=waiting):
            read = zip(batch, codings, strict=True)
            with transaction(evidence):
                done.add("codings", kept.put_machine_codings(evidence, name, codebook.hash, read, done.id))
            done.add("excerpts read", len(batch))
            progress("excerpts", len(batch))
    return done


def code(batch: _Batch, taxonomy: Path, codebook_hash: str) -> _Codings:
    """The rule coder's codings of each text of a batch."""
    suggestions = rule_coder(taxonomy, codebook_hash).code(
        [text for _, text, _, _ in batch], [question for _, _, question, _ in batch]
    )
    return [list(_rows(found)) for found in suggestions]


@cache
def rule_coder(taxonomy: Path, codebook_hash: str) -> RuleCoder:
    """The rule coder of a codebook, made once a process; the hash is part of what it is kept by."""
    # spaCy loads here, and not in a run that has nothing to code.
    from pipelines.cues.coder import RuleCoder

    return RuleCoder(load_codebook(taxonomy))


def _rows(found: list[Suggestion]) -> Iterator[tuple[str, str, float | None, str]]:
    for s in found:
        because = json.dumps([[span.start, span.end] for span in s.because], separators=(",", ":"))
        yield s.code, s.stance, s.probability, because
