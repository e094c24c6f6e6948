"""The shipped lists of what is written with a capital and names nobody."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files


def fold(text: str) -> str:
    """Casefolded, without accents, with straight apostrophes: the form in which names are compared.

    >>> fold("Ramón’s")
    "ramon's"
    """
    text = text.replace("’", "'").casefold()
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@cache
def phrases(name: str) -> frozenset[str]:
    """The folded entries of the list `name` ("allow" or "places")."""
    return frozenset(map(fold, _entries(name)))


@cache
def accented(name: str) -> frozenset[str]:
    """Of the entries of the list `name` those with letters that English does without, casefolded: "pokémon"."""
    return frozenset(entry.casefold() for entry in _entries(name) if not entry.replace("’", "'").isascii())


def _entries(name: str) -> list[str]:
    content = files("pipelines.privacy").joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in content.splitlines() if not line.startswith("#"))
    return [entry.strip() for line in lines for entry in line.split(",") if entry.strip()]


# An apostrophe ending: "Ana's", "Ana'll", "the Ruizes'".
POSSESSIVE = re.compile(r"['’](?:s|ll|d|ve|re|m)?$")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# The same where every sign is ASCII, in nearly half the time.
PLAIN_WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")


def words_in(text: str) -> list[str]:
    """The words of a text as written, as WORD finds them."""
    found: list[str] = (PLAIN_WORD if text.isascii() else WORD).findall(text)
    return found


def words_of(phrase: str) -> tuple[str, ...]:
    """The folded words of a phrase without possessive endings, as the detector cuts them.

    >>> words_of("Martin Luther King Jr. Day")
    ('martin', 'luther', 'king', 'jr', 'day')
    """
    return tuple(POSSESSIVE.sub("", word) for word in words_in(fold(phrase)))


@cache
def word_sets(name: str) -> dict[str, frozenset[str]]:
    """The sets of the list `name`: each begins with its name in brackets, "#" begins a comment."""
    content = files("pipelines.privacy").joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    sets: dict[str, frozenset[str]] = {}
    for block in content.split("\n[")[1:]:
        title, _, body = block.partition("]\n")
        sets[title] = frozenset(w for line in body.splitlines() if not line.startswith("#") for w in line.split())
    return sets


def folded(written: str) -> str:
    """The folded word without an apostrophe ending ("Ramón’s" is "ramon")."""
    if "'" in written or "’" in written:
        written = POSSESSIVE.sub("", written)
    return fold(written)
