"""Tag: have the machines read every excerpt they have not read as it now stands.

The rule coder always reads; the model coder where one was trained with this very codebook.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from catalog.codebook import Codebook, load_codebook
from catalog.records import Suggestion
from catalog.store import excerpts as kept
from catalog.store.codebooks import note_current
from catalog.store.connection import transaction
from catalog.store.models import knows_model, put_model
from catalog.store.recoding import carry_over
from catalog.store.runs import Run, last_good, run_of
from catalog.store.sample import draw
from catalog.study import Study
from pipelines import versions
from pipelines.model.card import coder_id as model_coder_id
from pipelines.model.card import fits, read_card
from pipelines.recoding import Recoding, recoding
from pipelines.workers import Workers

if TYPE_CHECKING:
    from pipelines.cues.coder import RuleCoder
    from pipelines.model.coder import ModelCoder

BATCH = 2000

_Batch = list[kept.ToRead]
# Per text what the rules say, and what the model says if it was asked.
_Codings = list[tuple[list[kept.MachineCoding], list[kept.MachineCoding]]]


@dataclass(frozen=True, slots=True)
class Coders:
    """Who reads: the names of the rule coder and of the model coder, which is None where none fits, and of
    how many excerpts a random sample is drawn."""

    rules: str
    model: str | None
    sample: int

    @property
    def state(self) -> str:
        """What the stage depends on beside the excerpts."""
        return f"{self.rules} {self.model or ''}".rstrip()


def coders_of(study: Study, codebook: Codebook, sample: int) -> Coders:
    """The machines that read for a study; a codebook with other content is another rule coder."""
    card = read_card(study.model)
    model = model_coder_id(card) if card and fits(card, codebook) else None
    return Coders(f"rules-{codebook.version}-{codebook.hash[:8]}-{versions.TAG}", model, sample)


def run(
    study: Study,
    codebook: Codebook,
    sample: int,
    evidence: sqlite3.Connection,
    workers: Workers,
    progress: Callable[[str, int], None] = lambda name, done: None,
) -> Run | None:
    """Code what waits; None where nothing does. About `sample` excerpts are drawn to measure with."""
    coders = coders_of(study, codebook, sample)
    waiting = max(kept.count_to_read(evidence, name) for name in (coders.rules, coders.model) if name)
    noted = not coders.model or knows_model(evidence, coders.model)
    if not waiting and noted and last_good(evidence, "tag")[0] == coders.state:
        return None
    with run_of(evidence, "tag", coders.state) as done:
        again = recoding(evidence, study.taxonomy, codebook, coders.rules, workers)
        with transaction(evidence):
            _begin(study, codebook, coders, evidence, done, again)
        # The model's reading includes the rules', so that what both have to read is read once.
        for name in filter(None, (coders.model, coders.rules)):
            expected = kept.count_to_read(evidence, name)
            batches = kept.excerpts_to_read(evidence, name, BATCH)
            taught = study.model if name == coders.model else None
            work = workers.map(code, batches, study.taxonomy, codebook.hash, taught, name, expected=expected)
            for batch, codings in work:
                with transaction(evidence):
                    _put(evidence, coders, codebook.hash, (name, batch, codings), done)
                done.add("excerpts read", len(batch))
                progress("excerpts", len(batch))
    return done


def _begin(
    study: Study,
    codebook: Codebook,
    coders: Coders,
    evidence: sqlite3.Connection,
    done: Run,
    again: Recoding | None,
) -> None:
    text = study.taxonomy.read_text(encoding="utf-8-sig")
    kept.put_codebook(evidence, (codebook.hash, codebook.version, codebook.title, text, done.id))
    note_current(evidence, codebook.hash, done.id)
    kept.put_coder(evidence, coders.rules, "rules", f"Cues of codebook {codebook.version}", codebook.version)
    if again:
        names, held = (again.before, coders.rules), (codebook.hash, done.id)
        carry_over(evidence, names, again.codes, again.anew, held)
        done.add("excerpts coded anew", len(again.anew))
    kept.retire_coders(evidence, "rules", coders.rules, done.id)
    if coders.model:
        kept.put_coder(evidence, coders.model, "model", f"Model {coders.model[-8:]}", codebook.version)
        put_model(evidence, coders.model, read_card(study.model) or {}, done.id)
    elif (study.model / "card.json").is_file():
        done.add("model left out: it learned another codebook, or by another program, and must be trained again")
    kept.retire_coders(evidence, "model", coders.model, done.id)
    draw(evidence, coders.sample, done.id)


def _put(
    evidence: sqlite3.Connection,
    coders: Coders,
    codebook_hash: str,
    read: tuple[str, _Batch, _Codings],
    done: Run,
) -> None:
    name, batch, codings = read
    rules: list[kept.ToRead | None] = list(batch)
    if name == coders.model:
        of_model = zip(batch, [model for _, model in codings], strict=True)
        done.add("codings", kept.put_machine_codings(evidence, name, codebook_hash, of_model, done.id))
        rules = kept.read_before(evidence, coders.rules, batch)
    of_rules = [(row, found) for row, (found, _) in zip(rules, codings, strict=True) if row]
    done.add("codings", kept.put_machine_codings(evidence, coders.rules, codebook_hash, of_rules, done.id))


def code(batch: _Batch, taxonomy: Path, codebook_hash: str, model: Path | None, name: str) -> _Codings:
    """The codings of each text of a batch by the rules and, if its folder is given, the model of that name."""
    texts, questions = [text for _, text, _, _ in batch], [question for _, _, question, _ in batch]
    if model is None:
        return [(list(_rows(found)), []) for found in rule_coder(taxonomy, codebook_hash).code(texts, questions)]
    coded = model_coder(taxonomy, codebook_hash, model, name).code(texts, questions)
    return [(list(_rows(c.rules)), list(_rows(c.model, c.accepted))) for c in coded]


def load_coder(study: Study) -> None:
    """Make the coder that will read new excerpts, so that it is there when they come."""
    codebook = load_codebook(study.taxonomy)
    model = coders_of(study, codebook, 0).model
    if model:
        model_coder(study.taxonomy, codebook.hash, study.model, model)
    else:
        rule_coder(study.taxonomy, codebook.hash)


@cache
def rule_coder(taxonomy: Path, codebook_hash: str) -> RuleCoder:
    """The rule coder of a codebook, made once a process; the hash is part of what it is kept by."""
    # spaCy loads here, and not in a run that has nothing to code.
    from pipelines.cues.coder import RuleCoder

    return RuleCoder(load_codebook(taxonomy))


@cache
def model_coder(taxonomy: Path, codebook_hash: str, model: Path, name: str) -> ModelCoder:
    """The model coder, made once a process; hash and name are part of what it is kept by."""
    from pipelines.model.coder import ModelCoder
    from pipelines.model.files import load

    codebook = load_codebook(taxonomy)
    return ModelCoder(codebook, load(model, codebook).learned)


def _rows(found: list[Suggestion], accepted: frozenset[str] | None = None) -> Iterator[kept.MachineCoding]:
    for s in found:
        because = "[" + ",".join([f"[{span.start},{span.end}]" for span in s.because]) + "]"
        yield s.code, s.stance, s.probability, because, int(accepted is None or s.code in accepted)
