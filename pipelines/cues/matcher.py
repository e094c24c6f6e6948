"""Finding many patterns in many texts for less than it costs to tokenize them.

A pattern is searched for only where its rarest word stands, and only in texts that hold its second
rarest word too; the words between are then compared one by one. A spelling is looked at once: each
token is a key into a table of kinds (see `lexicon`). What is found does not depend on where the search
begins: for each pattern its shortest finds, those that hold no other find of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import spacy
from spacy.attrs import ORTH

from catalog.codebook.syntax import Pattern
from pipelines.cues.lexicon import STOP, Lexicon, Steps
from pipelines.cues.reading import Reading

if TYPE_CHECKING:
    from spacy.tokens import Doc

# Spellings kept; beyond it all begins anew, so that memory stays flat over any number of texts.
MAX_SPELLINGS = 200_000
_SURROGATES = re.compile("[\ud800-\udfff]")

# The number of a pattern, and the words of a reading at which it stands: start, end (exclusive).
Find = tuple[int, int, int]


class _Kinds(dict[int, int]):
    """Kind by spaCy's key of a spelling, filled as spellings turn up."""

    def __init__(self, lexicon: Lexicon, strings: Any) -> None:
        super().__init__()
        self._lexicon, self._strings = lexicon, strings

    def __missing__(self, key: int) -> int:
        kind = self[key] = self._lexicon.kind(self._strings[key])
        return kind


class Matcher:
    """Compiled patterns, numbered as given."""

    def __init__(self, patterns: Sequence[Pattern], *, max_spellings: int = MAX_SPELLINGS) -> None:
        self._patterns = tuple(patterns)
        self._max_spellings = max_spellings
        self._begin()

    def _begin(self) -> None:
        """A fresh tokenizer and empty tables."""
        nlp = spacy.blank("en")
        self._tokenizer: Any = nlp.tokenizer
        self._strings = nlp.vocab.strings
        self._room = len(self._strings) + self._max_spellings
        self._lexicon = Lexicon(self._patterns)
        self._kinds = _Kinds(self._lexicon, nlp.vocab.strings)

    def read(self, text: str) -> Reading:
        """Tokenize one text. Lone surrogates, which spaCy refuses, count as unknown signs."""
        if len(self._strings) > self._room:
            self._begin()
        try:
            doc: Doc = self._tokenizer(text)
        except UnicodeEncodeError:
            doc = self._tokenizer(_SURROGATES.sub("\ufffd", text))
        raw = list(map(self._kinds.__getitem__, doc.to_array(ORTH).tolist()))
        return Reading(doc, raw, text, self._lexicon.compounds)

    def find(self, reading: Reading) -> list[Find]:
        """The shortest finds of every pattern, in order of pattern and place."""
        lexicon, kinds = self._lexicon, reading.kinds
        present = reduce(or_, map(lexicon.seconds.__getitem__, kinds), 1)
        found: list[Find] = []
        for at, wants in enumerate(map(lexicon.wants.__getitem__, kinds)):
            if not wants & present:
                continue
            kind = lexicon.kinds[kinds[at]]
            for number in kind.alone:
                found.append((number, at, at + 1))
            for bit, plans in kind.plans:
                if bit & present:
                    for plan in plans:
                        end = _reach(lexicon.terms, kinds, at, plan.after, 1)
                        if end >= 0 and (start := _reach(lexicon.terms, kinds, at, plan.before, -1)) >= 0:
                            found.append((plan.pattern, start, end + 1))
        return _shortest(found) if len(found) > 1 else found


def _reach(terms: list[frozenset[int]], kinds: list[int], at: int, steps: Steps, way: int) -> int:
    """How near the last of the steps can stand, going forward (1) or backward (-1); -1 for nowhere.

    The stop at the end of `kinds` is also what stands before its first word, at index -1.
    """
    places: Iterable[int] = (at,)
    for gap, term in steps:
        if gap:
            places = _within(terms, kinds, places, (gap, term), way)
        else:
            places = [place + way for place in places if term in terms[kinds[place + way]]]
        if not places:
            return -1
    return min(places) if way > 0 else max(places)


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
