"""What a visitor may have meant by a word that nothing in the catalog holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.pages.rows import Connection, fetch, first
from catalog.search_words import quoted, spellings, telling, words

# A word so rare that a common neighbour is more likely meant, and how much commoner that one has to be.
_RARE, _COMMONER = 2, 50
_SHORTEST = 5
_TWO_WRONG = 10  # letters from which two may be wrong: submarine is not summarize
_HELD = """
select exists (select 1 from excerpts_fts where excerpts_fts match :word)
  or exists (select 1 from exemplars_fts where exemplars_fts match :word)
  or exists (select 1 from code_texts_fts where code_texts_fts match :word)
"""
_ALIKE = "select word, uses, known from words where length(word) between :shortest and :longest"
_USES = "select uses from words where word = :word and not known"


@dataclass(frozen=True, slots=True)
class Spelling:
    """A query as it is searched for, and what was changed or might be."""

    q: str = field(metadata={"help": "The words that are searched for"})
    changed: tuple[tuple[str, str], ...] = field(metadata={"help": "Words that nothing holds, with what replaced them"})
    perhaps: str = field(metadata={"help": "Another query that may have been meant; empty where none"})


def spelled(conn: Connection, q: str) -> Spelling:
    """The query with each word that nothing holds replaced by the known word most like it."""
    changed, perhaps = [], q
    for word in telling(words(q)):
        # Numbers, phrases and short words, which are like too many others, are taken as they are.
        if len(word) < _SHORTEST or spellings(word) != [word.casefold()]:
            continue
        if not _held(conn, word):
            better = next(_alike(conn, word), None)
            if better:
                changed.append((word, better[0]))
        elif (uses := first(conn, _USES, {"word": word.casefold()})) and uses["uses"] <= _RARE:
            for other, distance, commoner in _alike(conn, word, most=1):
                if distance and commoner >= _COMMONER * uses["uses"]:
                    perhaps = perhaps.replace(word, other)
                    break
    for word, better_word in changed:
        q, perhaps = q.replace(word, better_word), perhaps.replace(word, better_word)
    return Spelling(q, tuple(changed), perhaps if perhaps != q else "")


def _held(conn: Connection, word: str) -> bool:
    row = first(conn, _HELD, {"word": quoted(word)})
    return bool(row and row[0])


def _alike(conn: Connection, word: str, most: int = 0) -> Iterator[tuple[str, int, int]]:
    """Known words by how few letters have to change, with that number and how often they are used; of those
    alike, words of the codebook and words of the same first letter come first."""
    word = word.casefold()
    most = most or (1 if len(word) < _TWO_WRONG else 2)
    rows = fetch(conn, _ALIKE, {"shortest": max(3, len(word) - most), "longest": len(word) + most})
    near = process.extract(word, [row["word"] for row in rows], scorer=OSA.distance, score_cutoff=most, limit=None)
    found = ((distance, other[0] != word[0], -rows[i]["known"], -rows[i]["uses"], other) for other, distance, i in near)
    for distance, _, _, uses, other in sorted(found):
        yield other, int(distance), -uses
