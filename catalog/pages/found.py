"""Which practices a visitor's words name or describe, and which quotes follow from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from catalog.pages.parts import CodeLink
from catalog.pages.rows import Connection, fetch, keys, listed
from catalog.search import CAP, Search, Statement, excerpts_by_codes, excerpts_by_filters, excerpts_by_words
from catalog.search_words import fold, match_any, quoted, telling, tiers, words

SHOWN_PRACTICES = 4
_CLOSE = 70  # similarity, of 100, from which a name may be a misspelling of another


@dataclass(frozen=True, slots=True)
class PracticeHit:
    """A practice that the visitor's words name or describe."""

    code: CodeLink = field(metadata={"help": "The practice"})
    definition: str = field(metadata={"help": "Its definition"})
    because: str = field(metadata={"help": "Why it is shown, in plain words"})
    exact: bool = field(metadata={"help": "Whether the words are its name, or another name of it"})
    coverage: int = field(metadata={"help": "How many of the telling words it holds"})
    retired: bool = field(metadata={"help": "Whether the codebook no longer uses it"})
    excerpts: int = field(metadata={"help": "Published quotes that carry it"})
    cases: int = field(metadata={"help": "Districts whose quotes carry it"})
    exemplars: int = field(metadata={"help": "Published exemplars of it"})


@dataclass(frozen=True, slots=True)
class Plan:
    """How a search is carried out: the expression that won, and the practices whose quotes are added."""

    match: str = field(metadata={"help": "Full-text expression; empty where there are no words"})
    loose: bool = field(metadata={"help": "Whether only some of the words need to stand in a quote"})
    concepts: tuple[CodeLink, ...] = field(metadata={"help": "Practices whose quotes are added"})
    concepts_first: bool = field(metadata={"help": "Whether these quotes come before those that hold the words"})


_PRACTICES = """
select c.rowid as pk, c.id, c.label, c.definition, c.alt_labels, c.retired, c.excerpts, c.cases, c.exemplars
from codes_fts f cross join codes c on c.rowid = f.rowid where codes_fts match :match
order by bm25(codes_fts, 10.0, 8.0, 2.0, 1.0) limit 20
"""


def practices_for(conn: Connection, q: str) -> tuple[PracticeHit, ...]:
    """The practices that the words name or describe: the one so named first, then the one that holds most
    of the telling words, then of all words, then by rank. Where one holds all the telling words, those
    that hold fewer are left out."""
    terms = telling(words(q))
    if not terms:
        return ()
    holding = {term: set(keys(conn, Statement(_HOLDING, {"match": quoted(term)}))) for term in words(q)}
    hits, held = [], {}
    for row in fetch(conn, _PRACTICES, {"match": match_any(terms)}):
        coverage = sum(row["pk"] in holding[term] for term in terms)
        held[row["id"]] = sum(row["pk"] in pks for pks in holding.values())
        because, exact = _reason(q, row["label"], listed(row["alt_labels"]), coverage == len(terms))
        hits.append(
            PracticeHit(
                code=CodeLink(row["id"], row["label"]),
                definition=row["definition"],
                because=because,
                exact=exact,
                coverage=coverage,
                retired=bool(row["retired"]),
                excerpts=row["excerpts"],
                cases=row["cases"],
                exemplars=row["exemplars"],
            )
        )
    hits.sort(key=lambda hit: (not hit.exact, -hit.coverage, -held[hit.code.id]))
    enough = len(terms) if hits and hits[0].coverage == len(terms) else max(1, len(terms) / 2)
    return tuple(hit for hit in hits if hit.exact or hit.coverage >= enough)[:SHOWN_PRACTICES]


_HOLDING = "select rowid from codes_fts where codes_fts match :match"


def _reason(q: str, label: str, others: Sequence[str], whole: bool) -> tuple[str, bool]:
    wanted = fold(q)
    if fold(label) == wanted:
        return "the name you gave", True
    for other in others:
        if fold(str(other)) == wanted:
            return f"also called “{other}”", True
    if whole:
        return "its description holds all your words", False
    return "its description holds some of your words", False


def concepts_of(q: str, hits: Sequence[PracticeHit]) -> tuple[CodeLink, ...]:
    """The practices so clearly meant that their quotes are shown whatever words they use: those named, or
    the one best described by at least two telling words and by more than half of them."""
    named = tuple(hit.code for hit in hits if hit.exact)
    if named or not hits:
        return named
    terms = telling(words(q))
    best = hits[0]
    return (best.code,) if best.coverage >= 2 and best.coverage > len(terms) / 2 else ()


def plan_for(conn: Connection, search: Search, hits: Sequence[PracticeHit]) -> tuple[Plan, list[int]]:
    """The first tier that finds a quote, with the row numbers it finds, best first, capped at CAP + 1.

    Who gives the name of a practice that has quotes is not shown quotes that hold only some of the words.
    """
    if not search.q:
        return Plan("", False, (), False), keys(conn, excerpts_by_filters(search))
    concepts = concepts_of(search.q, hits)
    named = any(hit.exact for hit in hits)
    expressions = tiers(search.q)
    only = Plan("", False, concepts, bool(concepts))
    coded = _joined(conn, search, only, [])
    for expression in expressions:
        loose = expression == expressions[-1] and len(telling(words(search.q))) > 1
        if loose and named and coded:
            break
        found = keys(conn, excerpts_by_words(search, expression))
        if found:
            plan = Plan(expression, loose, concepts, bool(concepts) and (named or loose))
            return plan, _merged(plan, found, coded)
    return only, coded


def again(conn: Connection, search: Search, plan: Plan) -> list[int]:
    """Row numbers of another search's quotes under the same plan, in no particular order: for counting."""
    if not search.q:
        return keys(conn, excerpts_by_filters(search))
    found = keys(conn, excerpts_by_words(search, plan.match, ranked=False)) if plan.match else []
    return _joined(conn, search, plan, found)


def _joined(conn: Connection, search: Search, plan: Plan, found: list[int]) -> list[int]:
    if not plan.concepts:
        return found
    codes = [code.id for code in plan.concepts]
    return _merged(plan, found, keys(conn, excerpts_by_codes(search, codes)))


def _merged(plan: Plan, found: list[int], coded: list[int]) -> list[int]:
    """Quotes that hold the words, and those of the practices meant, each once."""
    both = coded + found if plan.concepts_first else found + coded
    return list(dict.fromkeys(both))[: CAP + 1]


def nearest(conn: Connection, q: str, count: int = 3) -> tuple[CodeLink, ...]:
    """Practices whose names look most like the words; where none does, those most often mentioned."""
    rows = fetch(conn, "select id, label, alt_labels from codes where retired = 0 order by excerpts desc, position")
    links = [CodeLink(row["id"], row["label"]) for row in rows]
    names = [
        (fold(str(name)), link)
        for row, link in zip(rows, links, strict=True)
        for name in (row["label"], *listed(row["alt_labels"]))
    ]
    close = process.extract(fold(q), [name for name, _ in names], scorer=fuzz.WRatio, score_cutoff=_CLOSE, limit=12)
    found = dict.fromkeys(names[i][1] for _, _, i in close) if q else {}
    return tuple(found or links)[:count]
