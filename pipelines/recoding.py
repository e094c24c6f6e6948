"""What a change of the codebook has to be coded anew by the rules: the codes whose cues or dimension differ.

The rules code each code by itself (`pipelines.cues`), so a code that says the same is coded the same.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.codebook import Code, Codebook, load_codebook, parse_codebook
from catalog.records import Suggestion
from catalog.store import recoding as kept
from catalog.store.excerpts import MachineCoding, ToRead
from pipelines.workers import Workers

if TYPE_CHECKING:
    from pipelines.cues.coder import RuleCoder

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Recoding:
    """The rule coder that read before, the codes that are coded anew, and the excerpts that get others of them."""

    before: str
    codes: frozenset[str]
    anew: dict[int, list[MachineCoding]]


def touched(before: Codebook, after: Codebook) -> frozenset[str]:
    """The codes that the rules code otherwise, or no longer, or now."""
    old, new = ({code.id: _rules(code) for code in codebook.active} for codebook in (before, after))
    return frozenset(id for id in {*old, *new} if old.get(id) != new.get(id))


def _rules(code: Code) -> tuple[object, ...]:
    """All that the rules look at."""
    return (code.dimension, *([p.source for p in patterns] for patterns in (code.cues.strong, code.cues.block)))


def narrowed(codebook: Codebook, codes: Collection[str]) -> Codebook:
    """The codebook with these of its codes alone."""
    return replace(codebook, codes=tuple(code for code in codebook.codes if code.id in codes))


def recoding(
    evidence: sqlite3.Connection, taxonomy: Path, codebook: Codebook, coder_id: str, workers: Workers
) -> Recoding | None:
    """What becomes of the readings of the rule coder before `coder_id`; None where all has to be read anew.

    Nothing is written. Texts are read only where a code that is still given says something else.
    """
    before = kept.rules_before(evidence, coder_id)
    if before is None:
        return None
    codes = touched(parse_codebook(before.text), codebook)
    held = kept.codings_of(evidence, before.coder, codes)
    found: dict[int, list[MachineCoding]] = {}
    if any(code.id in codes and code.cues.strong for code in codebook.active):
        batches = kept.texts_read(evidence, before.coder, BATCH)
        work = workers.map(code_some, batches, taxonomy, codebook.hash, codes, expected=before.read)
        for batch, codings in work:
            found |= {row[0]: made for row, made in zip(batch, codings, strict=True) if made}
    others = {
        pk: found.get(pk, [])
        for pk in sorted({*held, *found})
        if sorted((c[0], c[1], c[3]) for c in found.get(pk, [])) != held.get(pk, [])
    }
    return Recoding(before.coder, codes, others)


def code_some(
    batch: list[ToRead], taxonomy: Path, codebook_hash: str, codes: frozenset[str]
) -> list[list[MachineCoding]]:
    """What the rules say of some codes for each text of a batch."""
    coder = _coder(taxonomy, codebook_hash, codes)
    return [list(map(row_of, found)) for found in coder.code([row[1] for row in batch], [row[2] for row in batch])]


def row_of(s: Suggestion) -> MachineCoding:
    """A suggestion of the rules as evidence.db holds it."""
    because = json.dumps([[span.start, span.end] for span in s.because], separators=(",", ":"))
    return s.code, s.stance, s.probability, because, 1


@cache
def _coder(taxonomy: Path, codebook_hash: str, codes: frozenset[str]) -> RuleCoder:
    """The rule coder of some codes, made once a process; the hash is part of what it is kept by."""
    # spaCy loads here, and not where nothing has to be read.
    from pipelines.cues.coder import RuleCoder

    return RuleCoder(narrowed(load_codebook(taxonomy), codes))


@dataclass(frozen=True, slots=True)
class Preview:
    """What the rules would do otherwise, of one code: ids of excerpts, and in how many the stance alone differs."""

    code: str
    before: int
    after: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    stances: int


def preview(before: Codebook, after: Codebook, texts: Sequence[tuple[str, str, str]]) -> list[Preview]:
    """For every code that is touched, what the rules give these (id, text, question) before and after."""
    codes = touched(before, after)
    old, new = (_given(narrowed(codebook, codes), texts) for codebook in (before, after))
    found = []
    for code in sorted(codes):
        was, will = old.get(code, {}), new.get(code, {})
        stances = sum(was[id] != will[id] for id in was.keys() & will.keys())
        gained, lost = (tuple(id for id in one if id not in other) for one, other in ((will, was), (was, will)))
        found.append(Preview(code, len(was), len(will), gained, lost, stances))
    return found


def _given(codebook: Codebook, texts: Sequence[tuple[str, str, str]]) -> dict[str, dict[str, str]]:
    """By code and excerpt, the stance that the rules give."""
    from pipelines.cues.coder import RuleCoder

    found: dict[str, dict[str, str]] = {}
    if any(code.cues.strong for code in codebook.active):
        coded = RuleCoder(codebook).code([text for _, text, _ in texts], [question for _, _, question in texts])
        for (id, _, _), suggestions in zip(texts, coded, strict=True):
            for s in suggestions:
                found.setdefault(s.code, {})[id] = s.stance
    return found
