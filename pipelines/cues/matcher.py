"""Finding many patterns in many texts for less than it costs to tokenize them.

A search for a pattern begins only where its rarest word stands. Many texts are tokenized at once, and
the word beside it, or the nearest in its gap, is looked up for all of them at once too; what little
is left of longer patterns is then compared word by word. A spelling is looked at once: each token is
a key into tables of kinds (see `lexicon`). What is found does not depend on where a search begins: for
each pattern its shortest finds, those that hold no other find of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.attrs import ID, IDX, LENGTH, SPACY
from spacy.util import OOV_RANK

from catalog.codebook.syntax import Pattern
from pipelines import english
from pipelines.cues.lexicon import STOP, Bits, Flags, Integers, Lexicon, Steps, Tables
from pipelines.cues.reading import Reading, joined

if TYPE_CHECKING:
    from spacy.tokens import Doc

# Spellings kept; beyond it all begins anew, so that memory stays flat over any number of texts.
MAX_SPELLINGS = 200_000
_LONG = 200
_ENDLESS = re.compile(rf"\S{{{_LONG}}}")
_SURROGATES = re.compile("[\ud800-\udfff]")

# The number of a pattern, and the words of a reading at which it stands: start, end (exclusive).
Find = tuple[int, int, int]


class Matcher:
    """Compiled patterns, numbered as given."""

    def __init__(self, patterns: Sequence[Pattern], *, max_spellings: int = MAX_SPELLINGS) -> None:
        self._patterns = tuple(patterns)
        self._max_spellings = max_spellings
        self._begin()

    def _begin(self) -> None:
        """A fresh tokenizer and empty tables."""
        tokenizer: Any = english.tokenizer()
        # The default of 10,000 is soon full; this many makes tokenizing a third faster.
        tokenizer.max_cache_size = self._max_spellings
        self._tokenizer = tokenizer
        self._strings = tokenizer.vocab.strings
        self._room = len(self._strings) + self._max_spellings
        self._seen: set[str] = set()
        self._reads = 0
        self._lexicon = Lexicon(self._patterns)

    def read(self, texts: Sequence[str]) -> Reading:
        """Tokenize some texts at once."""
        if len(self._strings) > self._room or len(self._seen) > self._max_spellings:
            self._begin()
        whole = _digestible(joined(texts))
        if self._reads < 16 or not self._reads % 8:
            self._show(whole)
        self._reads += 1
        doc: Doc = self._tokenizer(whole)
        # A spelling's kind is kept in its lexeme's rank, which a blank pipeline leaves unused.
        tokens = doc.to_array([ID, IDX, LENGTH, SPACY])
        for at in np.flatnonzero(tokens[:, 0] == OOV_RANK).tolist():
            lexeme = doc[at].lex
            if lexeme.rank == OOV_RANK:
                lexeme.rank = self._lexicon.kind(lexeme.orth_)
            tokens[at, 0] = lexeme.rank
        return Reading(texts, tokens, self._lexicon.compounds)

    def _show(self, whole: str) -> None:
        """Show new chunks to spaCy one by one: of a text it remembers none after the first contraction.

        What turns up late is rare, so that it is enough to do this now and then.
        """
        chunks = set(whole.split()) - self._seen
        for chunk in chunks:
            self._tokenizer(chunk)
        self._seen |= chunks

    def find(self, reading: Reading) -> list[list[Find]]:
        """For each text the shortest finds of every pattern, in order of pattern and place."""
        found: list[list[Find]] = [[] for _ in reading.bounds[1:]]
        if not reading.stops:
            return found
        tables = self._lexicon.tables()
        at, plans, starts, ends = _begun(reading.kinds, tables)
        texts = np.searchsorted(reading.bounds, at, side="right") - 1
        settled = tables.settled[plans]
        done = (texts, tables.pattern[plans], starts, ends + 1)
        for text, pattern, start, end in zip(*(column[settled].tolist() for column in done), strict=True):
            found[text].append((pattern, start, end))
        terms, kinds = self._lexicon.terms, reading.kinds.tolist()
        rest = (texts, plans, at)
        for text, number, here in zip(*(column[~settled].tolist() for column in rest), strict=True):
            pattern, before, after, _ = self._lexicon.plans[number]
            start = end = here
            if after and (end := _reach(terms, kinds, here, after, 1)) < 0:
                continue
            if before and (start := _reach(terms, kinds, here, before, -1)) < 0:
                continue
            found[text].append((pattern, start, end + 1))
        return [_shortest(finds) if len(finds) > 1 else finds for finds in found]


def _digestible(whole: str) -> str:
    """The text as long as before, but without what spaCy refuses or chokes on.

    It refuses lone surrogates. A word without end takes it time that grows with the square of its
    length, 200 s for 50,000 brackets, so that a space comes after each 199 of its signs.
    """
    try:
        signs = np.frombuffer(whole.encode("utf-32-le"), dtype="<u4")
    except UnicodeEncodeError:
        return _digestible(_SURROGATES.sub("\ufffd", whole))
    spaces = np.flatnonzero(signs <= ord(" "))
    if np.diff(spaces, prepend=-1, append=len(signs)).max(initial=0) > _LONG:
        return _ENDLESS.sub(lambda run: run[0][:-1] + " ", whole)
    return whole


def _begun(kinds: Integers, tables: Tables) -> tuple[Integers, Integers, Integers, Integers]:
    """The places and plans whose two looks succeed, and the first and last word these saw."""
    many = tables.many[kinds]
    at = np.repeat(np.arange(len(kinds)), many)
    # The plans of a kind stand in a row, which goes on from place to place of its words.
    first = tables.begin[kinds] - (np.cumsum(many) - many)
    plans = tables.plans[np.repeat(first, many) + np.arange(len(at))]
    # Most end here: their sentence lacks another of their words.
    stopped = kinds == STOP
    sentences = np.repeat(np.cumsum(stopped) - stopped, many)
    present = _present(kinds, np.flatnonzero(stopped), tables.marks)
    held = (present[sentences, tables.slot[plans]] & tables.bit[plans]) > 0
    at, plans = at[held], plans[held]
    starts = ends = at
    for looks in (tables.first, tables.second):
        seen = _seen(kinds, tables.holds, at, looks[plans])
        keep = seen >= 0
        at, plans, seen = at[keep], plans[keep], seen[keep]
        starts, ends = np.minimum(starts[keep], seen), np.maximum(ends[keep], seen)
    return at, plans, starts, ends


def _present(kinds: Integers, stops: Integers, marks: Bits) -> Bits:
    """By sentence, the marks of all its words; every mark for one that is longer than sentences are."""
    starts = np.append(0, stops[:-1] + 1)
    lengths = np.minimum(stops - starts, _LONG)
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    found = np.broadcast_to(marks[STOP], (len(stops), marks.shape[1])).copy()
    found[lengths == _LONG] = ~np.uint64(0)
    longest = np.searchsorted(-lengths, -_LONG, side="right")
    for place in range(int(lengths[longest:].max(initial=0))):
        last = np.searchsorted(-lengths, -place)
        found[longest:last] |= marks[kinds[starts[longest:last] + place]]
    present = np.empty_like(found)
    present[order] = found
    return present


def _seen(kinds: Integers, holds: Flags, at: Integers, looks: Integers) -> Integers:
    """The nearest place at which each look succeeds with no stop before it; `at` for no look, -1 for failure."""
    way, nearest, farthest, term = looks.T
    seen = np.where(way == 0, at, -1)
    looking = np.flatnonzero(way)
    distance = 0
    while len(looking):
        distance += 1
        place = at[looking] + distance * way[looking]
        kind = kinds[place]
        hit = holds[kind, term[looking]] & (nearest[looking] <= distance)
        seen[looking[hit]] = place[hit]
        looking = looking[~hit & (kind != STOP) & (farthest[looking] > distance)]
    return seen


def _reach(terms: list[frozenset[int]], kinds: list[int], at: int, steps: Steps, way: int) -> int:
    """How near the last of the steps can stand, going forward (1) or backward (-1); -1 for nowhere.

    The stop at the end of `kinds` is also what stands before its first word, at index -1.
    """
    if len(steps) == 1:
        return _nearest(terms, kinds, at, steps[0], way)
    places: Iterable[int] = (at,)
    for gap, term in steps:
        if gap:
            places = _within(terms, kinds, places, (gap, term), way)
        else:
            places = [place + way for place in places if term in terms[kinds[place + way]]]
        if not places:
            return -1
    return min(places) if way > 0 else max(places)


def _nearest(terms: list[frozenset[int]], kinds: list[int], at: int, step: tuple[int, int], way: int) -> int:
    """As `_reach` for one step, which most plans have: the first place that will do."""
    gap, term = step
    for place in range(at + way, at + way * (gap + 2), way):
        kind = kinds[place]
        if term in terms[kind]:
            return place
        if kind == STOP:
            break
    return -1


def _within(
    terms: list[frozenset[int]], kinds: list[int], places: Iterable[int], step: tuple[int, int], way: int
) -> set[int]:
    """Where the term stands with up to `gap` words, none of them a stop, after one of the places."""
    gap, term = step
    reached: set[int] = set()
    for place in places:
        for at in range(place + way, place + way * (gap + 2), way):
            kind = kinds[at]
            if term in terms[kind]:
                reached.add(at)
            elif kind == STOP:
                break
    return reached


def _shortest(found: list[Find]) -> list[Find]:
    """In order, without doubles, and without finds that hold another find of the same pattern."""
    if len({number for number, _, _ in found}) == len(found):
        return sorted(found)
    spans: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for number, start, end in found:
        spans[number].add((start, end))
    kept: list[Find] = []
    for number in sorted(spans):
        # Taken from the last start to the first, a find holds another one if it does not end sooner
        # than all those taken before.
        soonest = None
        shortest = []
        for start, end in sorted(spans[number], key=lambda span: (-span[0], span[1])):
            if soonest is None or end < soonest:
                shortest.append((number, start, end))
                soonest = end
        kept.extend(reversed(shortest))
    return kept
