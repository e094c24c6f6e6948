"""From a visitor's words to full-text expressions, from the strictest to the loosest.

Searching goes in tiers; the first that finds anything wins: all telling words, then any two of them,
then any one. Words are stemmed by the index (porter), never here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations

LONGEST_QUERY = 300  # characters
MOST_WORDS = 16
PAIRED = 8  # words of which any two may do

# Words so frequent that a text holding only them says nothing about what is looked for.
STOP_WORDS = frozenset(
    """
    a about all also an and any are as at be because been between but by can could did do does for from
    get had has have how i if in into is it its just like me more my no not of on one or our out own same
    she he so some than that the their them then there these they this those to too up us was we were
    what when where which who why will with would you your
    """.split()  # noqa: SIM905 - a list of words reads better as words
)

_PHRASE_OR_WORD = re.compile(r'"([^"]*)"|([^\s"]+)')
_TOKEN = re.compile(r"[^\W_]")
_SPELLED = re.compile(r"[^\W\d_]{3,}")


def clean(text: str) -> str:
    """The visitor's words on one line, at most 300 characters, without control or private-use characters."""
    text = unicodedata.normalize("NFC", text[: LONGEST_QUERY * 4])
    shown = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)
    return " ".join(shown.split())[:LONGEST_QUERY].strip()


def words(q: str) -> tuple[str, ...]:
    """Words and "quoted phrases" of a query, each once, at most sixteen.

    >>> words('kids "move between" tables - !!')
    ('kids', 'move between', 'tables')
    """
    found = (phrase or word for phrase, word in _PHRASE_OR_WORD.findall(q))
    return tuple(dict.fromkeys(word for word in found if _TOKEN.search(word)))[:MOST_WORDS]


def telling(terms: Sequence[str]) -> tuple[str, ...]:
    """The words that say something: without stop words, unless there are no others."""
    return tuple(term for term in terms if term.casefold() not in STOP_WORDS) or tuple(terms)


def quoted(term: str) -> str:
    """A term as FTS5 takes it literally, whatever it holds.

    >>> quoted('say "hi" OR')
    '"say ""hi"" OR"'
    """
    return '"' + term.replace('"', '""') + '"'


def match_all(terms: Sequence[str]) -> str:
    """FTS5 expression: every term."""
    return " ".join(quoted(term) for term in terms)


def match_any(terms: Sequence[str]) -> str:
    """FTS5 expression: at least one term."""
    return " OR ".join(quoted(term) for term in terms)


def match_two(terms: Sequence[str]) -> str:
    """FTS5 expression: at least two of the first eight terms.

    >>> match_two(["a", "b", "c"])
    '("a" "b") OR ("a" "c") OR ("b" "c")'
    """
    return " OR ".join(f"({match_all(pair)})" for pair in combinations(terms[:PAIRED], 2))


def tiers(q: str) -> tuple[str, ...]:
    """FTS5 expressions from the strictest to the loosest.

    >>> tiers("rows of tables")
    ('"rows" "tables"', '"rows" OR "tables"')
    """
    key = telling(words(q))
    if len(key) < 3:
        return tuple(dict.fromkeys((match_all(key), match_any(key)))) if key else ()
    return match_all(key), match_two(key), match_any(key)


def match_row(q: str) -> str:
    """FTS5 expression: the words side by side as they were written, from the first telling one to the last.

    >>> match_row("how kids move between the tables")
    '"kids move between the tables"'
    """
    terms, key = words(q), telling(words(q))
    places = [n for n, term in enumerate(terms) if term in key]
    return quoted(" ".join(terms[places[0] : places[-1] + 1])) if len(places) > 1 else ""


def spellings(text: str) -> list[str]:
    """Words of three letters or more, in small letters, as they are written.

    >>> spellings("Grade 2: the Kids' tables")
    ['grade', 'the', 'kids', 'tables']
    """
    return _SPELLED.findall(text.casefold())


def runs(q: str, longest: int = 6) -> Iterator[str]:
    """Every row of words in a query, folded, the longest first.

    >>> list(runs("math learning centers"))
    ['math learning center', 'math learning', 'learning center', 'math', 'learning', 'center']
    """
    parts = fold(q).split()[: MOST_WORDS * 2]
    for length in range(min(longest, len(parts)), 0, -1):
        for start in range(len(parts) - length + 1):
            yield " ".join(parts[start : start + length])


def fold(name: str) -> str:
    """A name without case, hyphens and plural endings, for telling whether two names are one.

    >>> fold("Learning-Centers") == fold("learning center")
    True
    """
    parts = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name).casefold())
    return " ".join(part[:-1] if len(part) > 3 and part.endswith("s") else part for part in parts)
