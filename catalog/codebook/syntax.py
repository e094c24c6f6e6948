"""The syntax of cues: patterns over the words of a text, parsed to a small tree.

A pattern is lower-case words separated by spaces. Each part means:

    blend learning      these words side by side; a word stands for all its forms (blend, blends,
                        blended, blending), by spaCy's English look-up lemmas
    =centers            exactly this form of the word
    rotat*              any word that begins with these letters (three at least)
    (class|small group) one of these; each alternative may be several words
    own?   (a|b)?       may be there or not
    move ~3 table       up to three words may stand between (eight at most)

Hyphens and slashes are spaces: "self paced" finds self-paced, self paced and self/paced. Contractions
are two words: write "do not" for don't. The 's of "students' " and "it's" is passed over, and so are
quotation marks; a comma counts as one word between. Nothing is found across the end of a sentence.

A pattern needs one word that must be there, of three letters or more: two if it is exact (=pd), four
if it is open (rota*).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

MAX_GAP = 8
MAX_READINGS = 256
# Alternatives of plain words, which most are, stand in one piece: nothing in them can be wrong.
_PIECES = re.compile(r"\([a-z]+(?:\|[a-z]+)+\)|[()|?]|~[^\s()|?]*|[^\s()|?~]+|~")
_WORD = re.compile(r"[^\W_]+(?:[.:&+#][^\W_]+)*[+#]?")


class PatternError(ValueError):
    """A pattern that cannot be read: `column` counts from 1, `fix` says the way out."""

    def __init__(self, column: int, what: str, fix: str) -> None:
        super().__init__(f"column {column}: {what}")
        self.column, self.what, self.fix = column, what, fix


@dataclass(frozen=True, slots=True)
class Word:
    """Any form of a word."""

    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """One exact form of a word."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins with these letters."""

    text: str


@dataclass(frozen=True, slots=True)
class Either:
    """One of several branches, each a row of items."""

    branches: tuple[tuple[Item, ...], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One part of a pattern; up to `gap` words may stand before it."""

    part: Word | Form | Prefix | Either
    gap: int = 0
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cue as written, and its parts in order.

    >>> parse("move ~3 table").items  # doctest: +ELLIPSIS
    (Item(part=Word(text='move'), ...), Item(part=Word(text='table'), gap=3, ...))
    """

    source: str
    items: tuple[Item, ...]


_SHORTEST = {Word: 3, Form: 2, Prefix: 4}


@lru_cache(maxsize=20_000)  # a codebook is read several times while it is changed
def parse(source: str) -> Pattern:
    """Read one pattern; PatternError says the column and what is wrong there."""
    pieces = list(_pieces(source))
    if not pieces:
        raise PatternError(1, "the pattern is empty", "write a word, or remove the line")
    items, rest = _row(pieces, 0, inside=None)
    if rest < len(pieces):
        raise PatternError(pieces[rest][0], f'"{pieces[rest][1]}" has no "(" before it', 'add "(" or remove it')
    if not any(_holds(item) for item in items):
        raise PatternError(1, "no word of three letters must be there", "add a plain word that every find must hold")
    if _readings(items) > MAX_READINGS:
        raise PatternError(1, f"more than {MAX_READINGS} combinations of alternatives", "split the pattern in two")
    return Pattern(source, items)


def _pieces(source: str) -> Iterator[tuple[int, str]]:
    """Each sign, word or bracket of plain words with its column; white space matters nowhere."""
    for match in _PIECES.finditer(source):
        yield match.start() + 1, match[0]


def _row(pieces: list[tuple[int, str]], at: int, inside: int | None) -> tuple[tuple[Item, ...], int]:
    """The items from `at` to the end, or to the bar or bracket that ends a branch opened at `inside`."""
    items: list[Item] = []
    gap, gap_column = 0, 0
    while at < len(pieces) and pieces[at][1] not in "|)":
        column, piece = pieces[at]
        if piece == "?":
            raise PatternError(column, '"?" stands after nothing', "put it right after a word or a bracket")
        if piece.startswith("~"):
            if not items or gap:
                raise PatternError(column, f'"{piece}" does not stand between two words', "remove it")
            gap, gap_column = _gap(column, piece), column
            at += 1
            continue
        part, at = _either(pieces, at) if piece == "(" else (_part(column, piece), at + 1)
        optional = at < len(pieces) and pieces[at][1] == "?"
        at += optional
        items.append(
            _word_item(piece) if not gap and not optional and isinstance(part, Word) else Item(part, gap, optional)
        )
        gap = 0
    if gap:
        raise PatternError(gap_column, f'"~{gap}" does not stand between two words', "remove it")
    if at == len(pieces) and inside is not None:
        raise PatternError(inside, '"(" is never closed', 'add ")"')
    return tuple(items), at


def _either(pieces: list[tuple[int, str]], at: int) -> tuple[Either, int]:
    opened = pieces[at][0]
    branches = []
    while True:
        branch, at = _row(pieces, at + 1, inside=opened)
        column, sign = pieces[at]
        if not branch or (branch[0].optional and all(item.optional for item in branch)):
            raise PatternError(column, "an alternative is empty", "write a word there, or put ? after the bracket")
        branches.append(branch)
        if sign == ")":
            return Either(tuple(branches)), at + 1


def _gap(column: int, piece: str) -> int:
    if not piece[1:].isdecimal():
        raise PatternError(column, f'"{piece}" is not a gap', "write ~ and a number, as in ~3")
    if not 1 <= int(piece[1:]) <= MAX_GAP:
        raise PatternError(column, f'the gap "{piece}" is not from 1 to {MAX_GAP}', f"use ~1 to ~{MAX_GAP}")
    return int(piece[1:])


@cache
def _word(text: str) -> Word:
    """One record for all the places where a word is written: a codebook has ten times more of these."""
    return Word(text)


@cache
def _word_item(text: str) -> Item:
    return Item(_word(text))


def _part(column: int, piece: str) -> Word | Form | Prefix | Either:
    return _words(piece) if piece[0] == "(" else _plain(column, piece)


@cache
def _words(bracket: str) -> Either:
    return Either(tuple((_word_item(word),) for word in bracket[1:-1].split("|")))


def _plain(column: int, piece: str) -> Word | Form | Prefix:
    if piece.isalpha() and piece.islower():
        return _word(piece)
    if piece != piece.lower():
        raise PatternError(column, f'"{piece}" has capital letters', f'write "{piece.lower()}"')
    exact, prefix = piece.startswith("="), piece.endswith("*")
    text = piece[exact : len(piece) - prefix]
    if "-" in text or "/" in text:
        fix = " ".join(re.split(r"[-/]+", text)).strip()
        raise PatternError(column, f'"{piece}" is written with a hyphen or slash', f'write "{fix}"')
    if "'" in text or "’" in text:
        raise PatternError(column, f'"{piece}" holds an apostrophe', 'leave out \'s; write "do not" for "don\'t"')
    if exact and prefix:
        raise PatternError(column, f'"{piece}" is both exact (=) and open (*)', "keep one of the two signs")
    if not _WORD.fullmatch(text):
        raise PatternError(column, f'"{piece}" is not a word', "use letters and digits, and the signs = * ? ~ ( | )")
    if prefix and len(text) < 3:
        raise PatternError(column, f'"{piece}" is open after fewer than three letters', "write more of the word")
    if prefix:
        return Prefix(text)
    return Form(text) if exact else Word(text)


def _holds(item: Item) -> bool:
    """Whether the item must be there, with a word long enough to look for."""
    if item.optional:
        return False
    if isinstance(item.part, Either):
        return all(any(_holds(inner) for inner in branch) for branch in item.part.branches)
    return len(item.part.text) >= _SHORTEST[type(item.part)]


def _readings(items: tuple[Item, ...]) -> int:
    """How many rows of words the items stand for; alternatives of one word each count as one."""
    total = 1
    for item in items:
        ways = 1
        if isinstance(item.part, Either):
            several = [branch for branch in item.part.branches if not _is_word(branch)]
            ways = sum(map(_readings, several)) + (len(several) < len(item.part.branches))
        total *= ways + item.optional
    return total


def _is_word(branch: tuple[Item, ...]) -> bool:
    return len(branch) == 1 and not isinstance(branch[0].part, Either)
