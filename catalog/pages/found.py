"""Which practices a visitor's words name or describe."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from catalog.pages.parts import CodeLink
from catalog.pages.rows import Connection, as_json, fetch, keys
from catalog.search import Statement
from catalog.search_words import fold, match_any, quoted, runs, telling, words

SHOWN_PRACTICES = 6
_CLOSE = 70  # similarity, of 100, from which a name may be looked at instead of another
_SAME = 88  # and from which it is taken for another spelling of it
_FAR = 0.3  # share of the best one's score below which a practice is not shown
_BEST_TEXTS, _FADE = 10, 0.9
_AHEAD = 1.15  # how far the best, if it does not hold all words, has to lead the next for its quotes to be added


@dataclass(frozen=True, slots=True)
class PracticeHit:
    """A practice that the visitor's words name or describe."""

    code: CodeLink = field(metadata={"help": "The practice"})
    definition: str = field(metadata={"help": "Its definition"})
    because: str = field(metadata={"help": "Why it is shown, in plain words"})
    exact: bool = field(metadata={"help": "Whether the words are its name, or another name of it"})
    named: str = field(metadata={"help": "The part of the words that is a name of it; empty where none is"})
    coverage: int = field(metadata={"help": "How many of the telling words it holds"})
    score: float = field(metadata={"help": "How well it fits; more where words name it"})
    retired: bool = field(metadata={"help": "Whether the codebook no longer uses it"})
    excerpts: int = field(metadata={"help": "Published quotes that carry it"})
    cases: int = field(metadata={"help": "Districts whose quotes carry it"})
    exemplars: int = field(metadata={"help": "Published exemplars of it"})


@dataclass(frozen=True, slots=True)
class Concept:
    """A practice so clearly meant that its quotes are shown whatever words they use."""

    code: CodeLink = field(metadata={"help": "The practice"})
    words: str = field(metadata={"help": "The visitor's words for it, where they are another name of it; else empty"})


_TEXTS = """
select t.code_id, -bm25(code_texts_fts) as score from code_texts_fts f cross join code_texts t on t.pk = f.rowid
where code_texts_fts match :match order by 2 desc
"""
_HOLDING = """
select distinct t.code_id from code_texts_fts f cross join code_texts t on t.pk = f.rowid
where code_texts_fts match :match
"""
_CODES = """
select id, label, definition, retired, excerpts, cases, exemplars from codes
where id in (select value from json_each(:ids))
"""
_NAMED = "select folded, code_id, name, preferred from code_names where folded in (select value from json_each(:runs))"
_NAMES = "select n.folded, c.id, c.label from code_names n join codes c on c.id = n.code_id where c.retired = 0"


def practices_for(conn: Connection, q: str) -> tuple[PracticeHit, ...]:
    """The practices that the words name or describe, the one so named first, the others by score."""
    terms = telling(words(q))
    if not terms:
        return ()
    named = _named(conn, q)
    scores = _scores(conn, terms)
    for code, (name, _exact, _because) in named.items():
        share = len(telling(name.split())) / len(terms)
        scores[code] = scores.get(code, 0.0) * (1 + min(share, 1))
    order = sorted(scores, key=lambda code: (not named.get(code, ("", False))[1], -scores[code], code))
    top = max(scores.values(), default=0.0)
    best = [code for code in order if named.get(code, ("", False))[1] or scores[code] >= _FAR * top][:SHOWN_PRACTICES]
    holding = [set(keys(conn, Statement(_HOLDING, {"match": quoted(term)}))) for term in terms]
    rows = {row["id"]: row for row in fetch(conn, _CODES, {"ids": as_json(best)})}
    return tuple(
        _hit(rows[code], scores[code], sum(code in held for held in holding), len(terms), named.get(code))
        for code in best
    )


def _scores(conn: Connection, terms: Sequence[str]) -> dict[str, float]:
    """How well each code fits: the bm25 of the ten texts about it that fit best, each weighing less than the last.

    One text that fits says little, since words coincide; many say much, whatever they are.
    """
    fits: dict[str, list[float]] = defaultdict(list)
    for code, score in map(tuple, fetch(conn, _TEXTS, {"match": match_any(terms)})):
        if len(fits[code]) < _BEST_TEXTS:
            fits[code].append(score * _FADE ** len(fits[code]))
    return {code: sum(found) for code, found in fits.items()}


def _hit(row: sqlite3.Row, score: float, coverage: int, terms: int, named: tuple[str, bool, str] | None) -> PracticeHit:
    name, exact, because = named or ("", False, "")
    return PracticeHit(
        code=CodeLink(row["id"], row["label"]),
        definition=row["definition"],
        because=because or f"its description holds {'all' if coverage == terms else 'some of'} your words",
        exact=exact,
        named=name,
        coverage=coverage,
        score=score,
        retired=bool(row["retired"]),
        excerpts=row["excerpts"],
        cases=row["cases"],
        exemplars=row["exemplars"],
    )


def _named(conn: Connection, q: str) -> dict[str, tuple[str, bool, str]]:
    """By code, the longest part of the words that is a name of it, whether that is all of them, and the reason."""
    whole = fold(q)
    rows = fetch(conn, _NAMED, {"runs": as_json(list(runs(q)))})
    if not any(row["folded"] == whole for row in rows):
        close = process.extractOne(
            whole, [row["folded"] for row in fetch(conn, _NAMES)], scorer=fuzz.ratio, score_cutoff=_SAME
        )
        rows += fetch(conn, _NAMED, {"runs": as_json([close[0]])}) if close else []
        whole = close[0] if close else whole
    found: dict[str, tuple[str, bool, str]] = {}
    for row in sorted(rows, key=lambda row: (len(row["folded"].split()), row["preferred"])):
        exact = row["folded"] == whole
        because = "the name you gave" if exact and row["preferred"] else f"also called “{row['name']}”"
        found[row["code_id"]] = (row["folded"], exact, because)
    return found


def concepts_of(q: str, hits: Sequence[PracticeHit]) -> tuple[Concept, ...]:
    """The practices so clearly meant that their quotes are shown whatever words they use: those named by all or
    most of the words, or the one best described, by at least two telling words and more than half of them."""
    named = tuple(hit for hit in hits if hit.exact)
    if named:
        return tuple(Concept(hit.code, "" if hit.because == "the name you gave" else q) for hit in named)
    terms = telling(words(q))
    parts = [hit for hit in hits if hit.named and 2 * len(telling(hit.named.split())) >= len(terms)]
    if parts:
        longest = max(len(hit.named.split()) for hit in parts)
        return tuple(Concept(hit.code, hit.named) for hit in parts if len(hit.named.split()) == longest)[:2]
    best, rest = hits[:1], hits[1:2]
    clear = best and best[0].coverage >= 2 and best[0].coverage > len(terms) / 2
    if clear and (not rest or best[0].coverage == len(terms) or best[0].score >= _AHEAD * rest[0].score):
        return (Concept(best[0].code, ""),)
    return ()


def nearest(conn: Connection, q: str, count: int = 3) -> tuple[CodeLink, ...]:
    """Practices whose names look most like the words; where none does, those most often mentioned."""
    names = fetch(conn, f"{_NAMES} order by c.excerpts desc, c.position, n.folded")
    links = [CodeLink(row["id"], row["label"]) for row in names]
    folded = [row["folded"] for row in names]
    close = process.extract(fold(q), folded, scorer=fuzz.WRatio, score_cutoff=_CLOSE, limit=12) if q else []
    return tuple(dict.fromkeys([links[i] for _, _, i in close] or links))[:count]


def labels_of(conn: Connection) -> Mapping[str, str]:
    """The label of every code."""
    return {row["id"]: row["label"] for row in fetch(conn, "select id, label from codes")}
