"""Finding many patterns in many texts for less than it costs to tokenize them.

A search for a pattern begins only where its rarest word stands: together with the word beside it if
one is, otherwise only if its second rarest word stands in the same sentence. The words between are
then compared one by one. A spelling is looked at once: each token is a key into a table of kinds (see
`lexicon`), and many texts are tokenized and narrowed down at a time. What is found does not depend on
where a search begins: for each pattern its shortest finds, those that hold no other find of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.attrs import ID, IDX, LENGTH, SPACY
from spacy.util import OOV_RANK

from catalog.codebook.syntax import Pattern
from pipelines.cues.lexicon import STOP, WIDTH, Lexicon, Masks, Start, Steps
from pipelines.cues.reading import Reading, joined

if TYPE_CHECKING:
    from spacy.tokens import Doc

# Spellings kept; beyond it all begins anew, so that memory stays flat over any number of texts.
MAX_SPELLINGS = 200_000
# spaCy takes time that grows with the square of a word's length: 200 s for 50,000 brackets.
_LONG = 200
_ENDLESS = re.compile(rf"\S{{{_LONG}}}")
_HALF = 24  # bits for each of two kinds in one key
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
        nlp = spacy.blank("en")
        tokenizer: Any = nlp.tokenizer
        # The default of 10,000 is soon full; this many makes tokenizing a third faster.
        tokenizer.max_cache_size = self._max_spellings
        self._tokenizer = tokenizer
        self._strings = nlp.vocab.strings
        self._room = len(self._strings) + self._max_spellings
        self._seen: set[str] = set()
        self._lexicon = Lexicon(self._patterns)
        self._pairs = _Pairs(self._lexicon)

    def read(self, texts: Sequence[str]) -> Reading:
        """Tokenize some texts at once. Lone surrogates, which spaCy refuses, count as unknown signs."""
        if len(self._strings) > self._room or len(self._seen) > self._max_spellings:
            self._begin()
        whole = joined(texts)
        try:
            whole.encode()
        except UnicodeEncodeError:
            whole = _SURROGATES.sub("\ufffd", whole)
        chunks = set(whole.split())
        if max(map(len, chunks), default=0) >= _LONG:
            whole = _ENDLESS.sub(lambda run: run[0][:-1] + " ", whole)
            chunks = set(whole.split())
        # spaCy remembers no chunk of a text after the first contraction, so each is shown to it alone.
        for chunk in chunks - self._seen:
            self._tokenizer(chunk)
        self._seen |= chunks
        doc: Doc = self._tokenizer(whole)
        # A spelling's kind is kept in its lexeme's rank, which a blank pipeline leaves unused.
        tokens = doc.to_array([ID, IDX, LENGTH, SPACY])
        for at in np.flatnonzero(tokens[:, 0] == OOV_RANK).tolist():
            lexeme = doc[at].lex
            if lexeme.rank == OOV_RANK:
                lexeme.rank = self._lexicon.kind(lexeme.orth_)
            tokens[at, 0] = lexeme.rank
        return Reading(texts, tokens, self._lexicon.compounds)

    def find(self, reading: Reading) -> list[list[Find]]:
        """For each text the shortest finds of every pattern, in order of pattern and place."""
        found: list[list[Find]] = [[] for _ in reading.bounds[1:]]
        if not reading.stops:
            return found
        terms, kinds = self._lexicon.terms, reading.kinds.tolist()
        present, sentence = self._present(reading)
        numbers, ends = sentence.tolist(), reading.bounds[1:]
        there: dict[int, int] = {}
        for at, last, (complete, plans) in chain(
            self._singles(reading, kinds, present, sentence), self._doubles(reading)
        ):
            for pattern in complete:
                found[bisect_right(ends, at)].append((pattern, at, last + 1))
            for pattern, needs, before, after in plans:
                if needs:
                    number = numbers[at]
                    if number not in there:
                        there[number] = _integers(present[number : number + 1])[0]
                    if needs & there[number] != needs:
                        continue
                start, end = at, last
                if after and (end := _reach(terms, kinds, last, after, 1)) < 0:
                    continue
                if before and (start := _reach(terms, kinds, at, before, -1)) < 0:
                    continue
                found[bisect_right(ends, at)].append((pattern, start, end + 1))
        return [_shortest(finds) if len(finds) > 1 else finds for finds in found]

    def _present(self, reading: Reading) -> tuple[Masks, NDArray[np.int64]]:
        """The mask of the terms that occur in each sentence, and the sentence of each word."""
        starts = np.concatenate(([0], np.asarray(reading.stops[:-1], dtype=np.int64) + 1))
        present = np.bitwise_or.reduceat(self._lexicon.tables()[0][reading.kinds], starts, axis=0)
        present[:, 0] |= np.uint64(1)
        return present, np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(reading.kinds))))

    def _singles(
        self, reading: Reading, kinds: list[int], present: Masks, sentence: NDArray[np.int64]
    ) -> Iterator[tuple[int, int, Start]]:
        """The words with which a search begins, first and last (the same), and what they begin."""
        common = self._lexicon.tables()[1][reading.kinds] & present[sentence]
        where = np.flatnonzero(common.any(axis=1))
        for at, wanted in zip(where.tolist(), _integers(common[where]), strict=True):
            complete, plans = self._lexicon.kinds[kinds[at]]
            if wanted & 1:
                wanted ^= 1
                yield at, at, Start(complete, ())
            while wanted:
                bit = wanted & -wanted
                wanted ^= bit
                yield at, at, Start((), plans[bit])

    def _doubles(self, reading: Reading) -> Iterator[tuple[int, int, Start]]:
        """The two words side by side with which a search begins, and what they begin."""
        _, _, lefts, rights = self._lexicon.tables()
        kinds = reading.kinds
        where = np.flatnonzero(lefts[kinds[:-1]] & rights[kinds[1:]])
        keys = (kinds[where] << _HALF) | kinds[where + 1]
        if len(self._pairs) > self._max_spellings:
            self._pairs.clear()
        starts = map(self._pairs.__getitem__, keys.tolist())
        return ((at, at + 1, start) for at, start in zip(where.tolist(), starts, strict=True) if start)


class _Pairs(dict[int, Start | None]):
    """What two kinds side by side begin, filled as pairs turn up."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, key: int) -> Start | None:
        start = self[key] = self._lexicon.pair(key >> _HALF, key & (1 << _HALF) - 1)
        return start


def _integers(masks: Masks) -> list[int]:
    """The rows of packed masks as integers."""
    packed, size = masks.astype("<u8").tobytes(), 8 * WIDTH
    return [int.from_bytes(packed[i : i + size], "little") for i in range(0, len(packed), size)]


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
