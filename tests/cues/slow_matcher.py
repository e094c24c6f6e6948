"""The obvious way to find a pattern, straight from the rules of the syntax: what the quick one must equal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalog.codebook.syntax import Either, Form, Item, Pattern, Prefix, Word
from pipelines.cues.lemmas import canonical, lemma, meanings

_TOKENS = re.compile(r"[a-z0-9]+|[.,]|\"")


@dataclass(frozen=True)
class Seen:
    """One word of a text, or the stop (no word) that ends a sentence."""

    word: str
    start: int
    end: int

    @property
    def stops(self) -> bool:
        return self.word == "."


def words(text: str) -> list[Seen]:
    """Words of a text of plain words, commas, full stops, quotation marks and joining hyphens."""
    found = [Seen(canonical(m[0]), m.start(), m.end()) for m in _TOKENS.finditer(text)]
    return [seen for seen in found if seen.word != '"']


def spans(pattern: Pattern, text: str) -> set[tuple[int, int]]:
    """Offsets of the finds that hold no other find."""
    seen = words(text)
    every = {(start, end) for start in range(len(seen)) for end in _row(pattern.items, seen, start, 0, False)}
    shortest = {a for a in every if not any(b != a and a[0] <= b[0] and b[1] <= a[1] for b in every)}
    return {(seen[start].start, seen[end - 1].end) for start, end in shortest}


def _row(items: tuple[Item, ...], seen: list[Seen], at: int, waiting: int, begun: bool) -> Iterator[int]:
    """Where the items can end if they go on at word `at`; `waiting` is the gap of what was left out."""
    if not items:
        if begun:
            yield at
        return
    item, rest = items[0], items[1:]
    gap = waiting + item.gap if begun else 0
    if item.optional:
        yield from _row(rest, seen, at, gap, begun)
    for skipped in range(gap + 1):
        if any(word.stops for word in seen[at : at + skipped]):
            break
        for end in _part(item.part, seen, at + skipped):
            yield from _row(rest, seen, end, 0, True)


def _part(part: Word | Form | Prefix | Either, seen: list[Seen], at: int) -> Iterator[int]:
    if isinstance(part, Either):
        for branch in part.branches:
            yield from _row(branch, seen, at, 0, False)
    elif at < len(seen) and not seen[at].stops and _is(part, seen[at].word):
        yield at + 1


def _is(part: Word | Form | Prefix, word: str) -> bool:
    if isinstance(part, Form):
        return word == part.text
    if isinstance(part, Prefix):
        return word.startswith(part.text)
    return word in meanings(part.text) or lemma(word) in meanings(part.text)
