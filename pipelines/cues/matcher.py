"""Finding many patterns in many texts for less than it costs to tokenize them.

A pattern is searched for only where its rarest word stands, and only in texts that hold its second
rarest word too; the words between are then compared one by one. A spelling is looked at once: each
token is a key into a table of kinds (see `lexicon`). What is found does not depend on where the search
begins: for each pattern its shortest finds, those that hold no other find of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import spacy
from spacy.attrs import ORTH

from catalog.codebook.syntax import Pattern
from pipelines.cues.lexicon import MARKS, STOP, Compound, Kind, Lexicon
from pipelines.cues.reading import Reading

if TYPE_CHECKING:
    from spacy.tokens import Doc

# Spellings kept; beyond it the tables start anew, so that memory stays flat over any number of texts.
MAX_SPELLINGS = 200_000
_Steps = tuple[tuple[int, int], ...]


class Find(NamedTuple):
    """Pattern number `pattern` stands at words `start` to `end` (exclusive) of a reading."""

    pattern: int
    start: int
    end: int


class _Kinds(dict[int, Kind]):
    """Kind by spaCy's key of a spelling, filled as spellings turn up; `special` need care when read."""

    def __init__(self, lexicon: Lexicon, strings: Any) -> None:
        super().__init__()
        self.special: set[Kind] = set(MARKS)
        self._lexicon, self._strings = lexicon, strings

    def __missing__(self, orth: int) -> Kind:
        kind = self[orth] = self._lexicon.kind(self._strings[orth])
        if isinstance(kind, Compound):
            self.special.add(kind)
        return kind


class Matcher:
    """Compiled patterns, numbered as given."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._lexicon = Lexicon(patterns)
        self._begin()

    def _begin(self) -> None:
        """A fresh tokenizer and empty tables."""
        nlp = spacy.blank("en")
        self._tokenizer: Any = nlp.tokenizer
        self._vocab = nlp.vocab
        self._kinds = _Kinds(self._lexicon, nlp.vocab.strings)

    def read(self, text: str) -> Reading:
        """Tokenize one text. Lone surrogates, which spaCy refuses, count as unknown signs."""
        if len(self._vocab.strings) > MAX_SPELLINGS:
            self._begin()
        try:
            doc: Doc = self._tokenizer(text)
        except UnicodeEncodeError:
            doc = self._tokenizer(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
        raw = list(map(self._kinds.__getitem__, doc.to_array(ORTH).tolist()))
        return Reading(doc, raw, self._kinds.special)

    def find(self, reading: Reading) -> list[Find]:
        """The shortest finds of every pattern, in order of pattern and place."""
        kinds = reading.kinds
        present = set(kinds)
        seconds: set[int] = set()
        for kind in present:
            if kind.seconds:
                seconds |= kind.seconds
        found: list[Find] = []
        for kind in present:
            if kind.alone:
                for at in _places(kinds, kind):
                    found.extend(Find(number, at, at + 1) for number in kind.alone)
            if kind.plans and (common := kind.plans.keys() & seconds):
                plans = [plan for second in common for plan in kind.plans[second]]
                for at in _places(kinds, kind):
                    for number, before, after in plans:
                        end = _reach(kinds, at, after, 1) if after else at
                        if end >= 0 and (start := _reach(kinds, at, before, -1) if before else at) >= 0:
                            found.append(Find(number, start, end + 1))
        return found if len(found) < 2 else _shortest(found)


def _places(kinds: list[Kind], kind: Kind) -> list[int]:
    return [at for at, here in enumerate(kinds) if here is kind]


def _reach(kinds: list[Kind], at: int, steps: _Steps, way: int) -> int:
    """How near the last of the steps can stand, going forward (1) or backward (-1); -1 for nowhere.

    The stop at the end of `kinds` is also what stands before its first word: index -1.
    """
    places: Iterable[int] = (at,)
    for gap, term in steps:
        if gap:
            places = _within(kinds, places, gap, term, way)
        else:
            places = [place + way for place in places if term in kinds[place + way].terms]
        if not places:
            return -1
    return min(places) if way > 0 else max(places)


def _within(kinds: list[Kind], places: Iterable[int], gap: int, term: int, way: int) -> set[int]:
    """Where the term stands with up to `gap` words, none of them a stop, after one of the places."""
    reached: set[int] = set()
    for place in places:
        for at in range(place + way, place + way * (gap + 2), way):
            kind = kinds[at]
            if kind is STOP:
                break
            if term in kind.terms:
                reached.add(at)
    return reached


def _shortest(found: list[Find]) -> list[Find]:
    """Without doubles, and without finds that hold another find of the same pattern."""
    spans: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for number, start, end in found:
        spans[number].add((start, end))
    kept = []
    for number in sorted(spans):
        nearest = -1
        # From the last start to the first, the shorter first: one that ends no sooner than a later
        # one holds it.
        shortest = []
        last_end = None
        for start, end in sorted(spans[number], key=lambda span: (-span[0], span[1])):
            if last_end is None or end < last_end:
                shortest.append(Find(number, start, end))
                last_end = end
        kept.extend(reversed(shortest))
        del nearest
    return kept
