"""The order of what was found: quotes and exemplars, best first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice
from operator import or_

from catalog.bits import among, bits_of, members
from catalog.pages.found import Concept, PracticeHit, concepts_of
from catalog.pages.rows import Connection, as_json, fetch, first, keys
from catalog.pages.sets import NOTHING, Both, Sets
from catalog.search import LISTED, Statement
from catalog.search_words import match_any, match_row, quoted, telling, tiers, words

# Where more match, the words are so common that bm25 tells little: the first of them, by number, are ranked.
RANKED = 20_000
# So many quotes that hold all words need none added of a practice that the words only describe.
ENOUGH = 10
# Row numbers come as one JSON text, a stretch of the index at a time, so that no text grows beyond SQLite's limit.
_STRETCH = 400_000

_MATCHING = """
select json_group_array(rowid) from excerpts_fts where excerpts_fts match :match and rowid between :start and :end
"""
_BEST = """
select rowid from excerpts_fts where excerpts_fts match :match and rowid <= :last order by rank limit :listed
"""
# What is done now comes first, then what people coded.
_CODED = """
select excerpt_pk from codings where code_id in (select value from json_each(:codes))
order by stance <> 'current', case status when 'reviewed' then 0 when 'model' then 1 else 2 end,
  probability desc, excerpt_pk limit :listed
"""
_EXEMPLARS = """
select f.rowid as pk, -bm25(exemplars_fts, 8.0, 4.0, 3.0, 1.0) as score from exemplars_fts f
cross join exemplars x on x.pk = f.rowid where exemplars_fts match :match and x.state = 'published'
"""
_HOLDING = "select rowid from exemplars_fts where exemplars_fts match :match"


@dataclass(frozen=True, slots=True)
class Found:
    """What the words find, before filters."""

    both: Both = field(metadata={"help": "All of it"})
    best: tuple[int, ...] = field(metadata={"help": "Excerpts by how well they fit, as far as they were ranked"})
    first: int = field(metadata={"help": "Excerpts that come before all others"})
    exemplars: tuple[int, ...] = field(metadata={"help": "Exemplars, best first"})
    loose: bool = field(metadata={"help": "Whether no quote holds all telling words"})
    concepts: tuple[Concept, ...] = field(metadata={"help": "Practices whose quotes are added"})
    concepts_first: bool = field(metadata={"help": "Whether these come before those that hold the words"})


def find(conn: Connection, q: str, hits: Sequence[PracticeHit], sets: Sets) -> Found:
    """What the words find: the first tier of expressions that finds a quote, and the practices clearly meant.

    Who gives the name of a practice that has quotes is not shown quotes that hold only some of the words.
    """
    if not q:
        everything = sets.everything()
        return Found(everything, (), 0, tuple(members(everything.exemplars)), False, (), False)
    concepts = concepts_of(q, hits)
    named = any(hit.exact for hit in hits)
    coded = _of(sets, [concept.code.id for concept in concepts])
    # Of exemplars there are few: those of the practice that fits best are worth a look, whatever their words.
    meant = coded | _of(sets, [hit.code.id for hit in hits[:1] if hit.coverage > 1])
    matching, best, loose = _quotes(conn, q, strict=named and bool(coded.excerpts))
    described = not any(concept.words or named for concept in concepts)
    if described and not loose and matching.bit_count() >= ENOUGH:
        concepts, coded = (), NOTHING
    first_of_all = bool(concepts) and (named or loose or not matching)
    exemplars = _exemplars(conn, q, meant)
    return Found(
        both=Both(matching | coded.excerpts, bits_of(exemplars)),
        best=(*best, *_coded(conn, concepts)) if concepts else tuple(best),
        first=_first(matching, coded.excerpts, sets.having("stance", "current").excerpts, meant=first_of_all),
        exemplars=exemplars,
        loose=loose,
        concepts=concepts,
        concepts_first=first_of_all,
    )


def _first(matching: int, coded: int, now: int, *, meant: bool) -> int:
    """Quotes to begin with: those that hold the words and carry the practice, better still of what is done now."""
    both = matching & coded
    return both & now or both or (coded if meant else matching)


def _of(sets: Sets, codes: Sequence[str]) -> Both:
    return reduce(or_, (sets.having("practice", code) for code in codes), NOTHING)


def _quotes(conn: Connection, q: str, *, strict: bool) -> tuple[int, list[int], bool]:
    """The excerpts of the first tier that finds any, the best of them in order, and whether not all words count."""
    for n, match in enumerate(tiers(q)):
        found = _matching(conn, match)
        if found:
            last = found[min(len(found), RANKED) - 1]
            row = match_row(q)  # bm25 counts it as one more thing that fits
            wanted = f"{row} OR ({match})" if row and not n else match
            best = keys(conn, Statement(_BEST, {"match": wanted, "last": last, "listed": LISTED}))
            return bits_of(found), best, n > 0
        if strict:
            break
    return 0, [], False


def _matching(conn: Connection, match: str) -> list[int]:
    row = first(conn, "select max(pk) from excerpts")
    end = (row and row[0]) or 0
    found: list[int] = []
    for start in range(0, end + 1, _STRETCH):
        stretch = {"match": match, "start": start, "end": start + _STRETCH - 1}
        found += json.loads(fetch(conn, _MATCHING, stretch)[0][0])
    return found


def _coded(conn: Connection, concepts: Sequence[Concept]) -> list[int]:
    codes = as_json([concept.code.id for concept in concepts])
    return keys(conn, Statement(_CODED, {"codes": codes, "listed": LISTED}))


def _exemplars(conn: Connection, q: str, coded: Both) -> tuple[int, ...]:
    """Exemplars that show the practices meant, or hold most of the telling words: of these, those that hold
    about as many as any other."""
    terms = telling(words(q))
    scores = {row["pk"]: row["score"] for row in fetch(conn, _EXEMPLARS, {"match": match_any(terms)})} if terms else {}
    holding = [set(keys(conn, Statement(_HOLDING, {"match": quoted(term)}))) for term in terms]
    shares = {pk: sum(pk in held for held in holding) / len(terms) for pk in {*scores, *members(coded.exemplars)}}
    enough = max(0.5, 0.75 * max(shares.values(), default=0.0))
    found = []
    for pk, share in shares.items():
        meant = bool(coded.exemplars >> pk & 1)
        if meant or share >= enough:
            found.append((-(scores.get(pk, 0.0) * (1 + share)) * (2 if meant else 1), pk))
    return tuple(pk for _, pk in sorted(found))


def in_order(found: Found, left: int, groups: Sequence[int], count: int) -> list[int]:
    """The first `count` of the excerpts that are left: group by group, in each by how well they fit.

    What was not ranked follows in the order of the file.
    """
    return list(islice(_ordered(found, left, groups), count))


def _ordered(found: Found, left: int, groups: Sequence[int]) -> Iterator[int]:
    for group in groups or (-1,):
        for part in (left & group & found.first, left & group & ~found.first):
            ranked = list(dict.fromkeys(among(found.best, part)))
            yield from ranked
            yield from members(part & ~bits_of(ranked))
            left &= ~part
