"""Review: take in people's codings and exemplars from the corpus, checked against the evidence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from rapidfuzz import fuzz, process

from catalog.codebook import Codebook
from catalog.codings import PersonReading, load_codings
from catalog.errors import CatalogError, CodingsError, ExemplarError, Problem
from catalog.exemplars import ExemplarFile, load_exemplars
from catalog.store import codings as kept
from catalog.store import excerpts
from catalog.store.connection import transaction
from catalog.store.exemplars import put_exemplars
from catalog.store.runs import Run, last_good, run_of
from catalog.study import Study
from catalog.text import digest
from pipelines import versions
from pipelines.inputs import file_digest

# How alike a changed excerpt must be to be offered as the one that was meant.
NEAR = 60


def run(study: Study, codebook: Codebook, evidence: sqlite3.Connection) -> Run | None:
    """Bring people's codings and the exemplars up to date; None where nothing changed.

    A coding or citation of an excerpt that does not exist, is gone or reads otherwise stops the run;
    all such problems are told together and nothing is taken in.
    """
    files = [*sorted(study.codings.glob("*.csv")), *sorted(study.exemplars.glob("*.md"))]
    texts = evidence.execute("select coalesce(max(run_id), 0), count(*) from excerpts").fetchone()
    terms = evidence.execute("select digest from stages where name = 'deidentify'").fetchone() or ("",)
    marks = (f"{f.name} {file_digest(f)}" for f in files)
    state = digest([versions.REVIEW, codebook.hash, *map(str, texts), *terms, *marks])
    if last_good(evidence, "review")[0] == state:
        return None
    people = load_codings(study.codings, codebook.by_id)
    exemplars = load_exemplars(study.exemplars, codebook.by_id)
    _check(evidence, people, exemplars)
    with run_of(evidence, "review", state) as done, transaction(evidence):
        excerpts.put_codebook(
            evidence, (codebook.hash, codebook.version, codebook.title, _text(study.taxonomy), done.id)
        )
        for name, readings in people.items():
            excerpts.put_coder(evidence, name, "person", name.replace("-", " ").replace("_", " ").title())
            rows = [(r.excerpt, r.quote, r.codes, r.memo) for r in readings]
            changed, codings = kept.put_person_codings(evidence, name, codebook.hash, rows, done.id)
            done.add("readings", changed)
            done.add("codings", codings)
        for name in set(kept.person_coders(evidence)) - set(people):
            kept.put_person_codings(evidence, name, codebook.hash, (), done.id)
        done.add("exemplars made drafts again, since consent ended", put_exemplars(evidence, exemplars, done.id))
        done.add("exemplars", len(exemplars))
    return done


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")


def _check(evidence: sqlite3.Connection, people: dict[str, list[PersonReading]], exemplars: list[ExemplarFile]) -> None:
    problems: list[Problem] = []
    # The stone of a withdrawn exemplar shows no quotes: they may be gone with it.
    exemplars = [file for file in exemplars if file.state != "withdrawn"]
    cited = {r.excerpt for readings in people.values() for r in readings}
    cited |= {c.excerpt for file in exemplars for c in file.citations}
    texts = kept.excerpt_texts(evidence, sorted(cited))
    for readings in people.values():
        problems += _drifted(evidence, texts, ((r.where, r.excerpt, r.quote, True) for r in readings))
    kind: type[CatalogError] = CodingsError if problems else ExemplarError
    for file in exemplars:
        quotes = ((f"{file.name}, quote {n}", c.excerpt, c.quote, False) for n, c in enumerate(file.citations, 1))
        problems += _drifted(evidence, texts, quotes)
    if problems:
        raise kind(problems)


def _drifted(
    evidence: sqlite3.Connection, texts: dict[str, str], cited: Iterable[tuple[str, str, str, bool]]
) -> Iterator[Problem]:
    """Problems of (where, excerpt, quote, whole) that do not agree with the excerpts."""
    for where, excerpt, quote, whole in cited:
        text = texts.get(excerpt)
        if text is not None and (text == quote if whole else quote in text):
            continue
        what = f"excerpt {excerpt} {'does not exist' if text is None else 'no longer reads as quoted'}"
        near = _nearest(evidence, quote)
        fix = (
            f"the nearest match is excerpt {near}: look at it, then correct id and quote"
            if near
            else ("look the words up in the catalog, then correct id and quote, or remove them")
        )
        yield Problem(where, what, fix)


def _nearest(evidence: sqlite3.Connection, quote: str) -> str | None:
    """The live excerpt most like the quote, by shared word sets (rapidfuzz), or None."""
    live = (
        "select e.id, e.text from excerpts e join responses r on r.pk = e.response_pk where e.gone = 0 and r.gone = 0"
    )
    rows = dict(evidence.execute(live).fetchall())
    found = process.extractOne(quote, rows, scorer=fuzz.token_set_ratio, score_cutoff=NEAR) if quote else None
    return str(found[2]) if found else None
