"""Review: take in people's codings and exemplars from the corpus, checked against the evidence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from catalog.codebook import Codebook
from catalog.codings import PersonReading, load_codings
from catalog.errors import CatalogError, CodingsError, ExemplarError, Problem
from catalog.exemplars import ExemplarFile, load_exemplars
from catalog.store import codings as kept
from catalog.store import excerpts
from catalog.store.connection import transaction
from catalog.store.cuts import are_cuts
from catalog.store.exemplars import follow_words, put_exemplars, written_here
from catalog.store.ordering import coded_by_people, put_order, unread
from catalog.store.runs import Run, last_good, run_of
from catalog.study import Study
from catalog.text import digest
from pipelines import versions
from pipelines.anchors import Anchors, Doubt, anchored
from pipelines.inputs import file_digest
from pipelines.ordering import Candidate, order

# Of so many excerpts of which the machines are least sure, so many are put in order.
_CONSIDERED, _ORDERED = 5000, 1000


def run(study: Study, codebook: Codebook, evidence: sqlite3.Connection) -> Run | None:
    """Bring people's codings and the exemplars up to date; None where nothing changed.

    A citation of an excerpt that does not exist, is gone or reads otherwise stops the run; all such
    problems are told together and nothing is taken in. A coding moves with its words (`anchors`); where
    that is in doubt, it waits for a person and is listed.
    """
    files = [*sorted(study.codings.glob("*.csv")), *sorted(study.exemplars.glob("*.md"))]
    texts = evidence.execute("select coalesce(max(run_id), 0), count(*) from excerpts").fetchone()
    terms = evidence.execute("select digest from stages where name = 'deidentify'").fetchone() or ("",)
    marks = (f"{f.name} {file_digest(f)}" for f in files)
    coded = str(last_good(evidence, "tag"))
    state = digest([versions.REVIEW, codebook.hash, *map(str, texts), *terms, coded, *marks])
    if last_good(evidence, "review")[0] == state:
        return None
    people = load_codings(study.codings, codebook.by_id)
    exemplars = load_exemplars(study.exemplars, codebook.by_id)
    theirs = written_here(evidence)
    settled, doubts = _settle(evidence, people, [file for file in exemplars if file.id not in theirs])
    with run_of(evidence, "review", state) as done, transaction(evidence):
        excerpts.put_codebook(
            evidence, (codebook.hash, codebook.version, codebook.title, _text(study.taxonomy), done.id)
        )
        for name, readings in settled.items():
            excerpts.put_coder(evidence, name, "person", name.replace("-", " ").replace("_", " ").title())
            rows = [(r.excerpt, r.quote, r.codes, r.memo) for r in readings]
            changed, codings = kept.put_person_codings(evidence, name, codebook.hash, rows, done.id)
            done.add("readings", changed)
            done.add("codings", codings)
        doubts += _follow(evidence, done)
        kept.put_doubts(evidence, [(d.where, d.coder, d.excerpt, d.nearest, d.likeness) for d in doubts])
        done.add("codings in doubt, see catalog status", len(doubts))
        for name in set(kept.person_coders(evidence)) - set(people):
            kept.put_person_codings(evidence, name, codebook.hash, (), done.id)
        again, aside = put_exemplars(evidence, exemplars, done.id)
        again += follow_words(evidence, done.id)
        done.add("exemplars made drafts again, since consent ended or words changed", again)
        done.add("exemplar files left aside, since staff took them over", aside)
        done.add("exemplars", len(exemplars))
        _order(evidence, codebook)
    return done


def _order(evidence: sqlite3.Connection, codebook: Codebook) -> None:
    """Write in which order the excerpts that nobody has read are best reviewed."""
    candidates = (Candidate(*row) for row in unread(evidence, _CONSIDERED))
    labels = {code.id: code.label for code in codebook.codes}
    places = order(candidates, coded_by_people(evidence), labels, _ORDERED)
    put_order(evidence, [(place.excerpt, place.reason, place.gain) for place in places])


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")


def _settle(
    evidence: sqlite3.Connection, people: dict[str, list[PersonReading]], exemplars: list[ExemplarFile]
) -> tuple[dict[str, list[PersonReading]], list[Doubt]]:
    """The readings where they belong, and those in doubt; raises where a coding or citation has no ground."""
    # The stone of a withdrawn exemplar shows no quotes: they may be gone with it.
    exemplars = [file for file in exemplars if file.state != "withdrawn"]
    cited = {r.excerpt for readings in people.values() for r in readings}
    cited |= {c.excerpt for file in exemplars for c in file.citations}
    texts, anchors = kept.excerpt_texts(evidence, sorted(cited)), Anchors(evidence)
    certain = are_cuts(evidence, cited)
    settled: dict[str, list[PersonReading]] = {name: [] for name in people}
    doubts, problems = [], []
    for name, readings in people.items():
        for result in anchored(anchors, name, readings, texts, certain):
            match result:
                case PersonReading():
                    settled[name].append(result)
                case Doubt():
                    doubts.append(result)
                case Problem():
                    problems.append(result)
    kind: type[CatalogError] = CodingsError if problems else ExemplarError
    problems += [problem for file in exemplars for problem in _drifted(anchors, texts, file)]
    if problems:
        raise kind(problems)
    return settled, doubts


def _follow(evidence: sqlite3.Connection, done: Run) -> list[Doubt]:
    """Take readings made on the staff site along with their words; those for which that is in doubt.

    A reading in doubt is taken out, since the words it quotes may hold what has since been found to be a name;
    what was decided stays in the history.
    """
    anchors, doubts = Anchors(evidence), []
    for coder, adrift in kept.readings_adrift(evidence).items():
        readings = [
            PersonReading(f"staff site, excerpt {key}", key, quote, codes, memo)
            for key, (quote, codes, memo) in adrift.items()
        ]
        texts = kept.excerpt_texts(evidence, adrift)
        for reading, result in zip(readings, anchored(anchors, coder, readings, texts), strict=True):
            moved = result if isinstance(result, PersonReading) else None
            if moved and not kept.move_reading(evidence, coder, reading.excerpt, moved.excerpt, done.id):
                moved = None
            if moved is None:
                kept.remove_reading(evidence, coder, reading.excerpt)
                kept.touch(evidence, reading.excerpt, done.id)
                near = (result.nearest, result.likeness) if isinstance(result, Doubt) else (None, 0.0)
                doubts.append(Doubt(reading.where, coder, reading.excerpt, *near))
    return doubts


def _drifted(anchors: Anchors, texts: dict[str, str], file: ExemplarFile) -> Iterator[Problem]:
    """Citations that do not stand in the excerpt they name."""
    for n, citation in enumerate(file.citations, 1):
        text = texts.get(citation.excerpt)
        if text is not None and citation.quote in text:
            continue
        what = f"excerpt {citation.excerpt} {'does not exist' if text is None else 'no longer reads as quoted'}"
        near, _ = anchors.nearest(citation.quote)
        fix = (
            f"the nearest match is excerpt {near}: look at it, then correct id and quote"
            if near
            else "look the words up in the catalog, then correct id and quote, or remove them"
        )
        yield Problem(f"{file.name}, quote {n}", what, fix)
