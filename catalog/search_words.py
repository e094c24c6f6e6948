"""From a visitor's words to full-text expressions, from the strictest to the loosest.

Searching goes in tiers; the first that finds anything wins: all words, then all but the stop words,
then any word. Words are stemmed by the index (porter), never here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST_QUERY = 300  # characters
MOST_WORDS = 16

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


def tiers(q: str) -> tuple[str, ...]:
    """FTS5 expressions from the strictest to the loosest.

    >>> tiers("kids and tables")
    ('"kids" "and" "tables"', '"kids" "tables"', '"kids" OR "tables"')
    """
    terms = words(q)
    if not terms:
        return ()
    key = telling(terms)
    return tuple(dict.fromkeys((match_all(terms), match_all(key), match_any(key))))


def fold(name: str) -> str:
    """A name without case, hyphens and plural endings, for telling whether two names are one.

    >>> fold("Learning-Centers") == fold("learning center")
    True
    """
    parts = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name).casefold())
    return " ".join(part[:-1] if len(part) > 3 and part.endswith("s") else part for part in parts)
