"""What each spelling means to the patterns: a small number, its kind, worked out once per spelling."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.codebook.syntax import Form, Pattern, Prefix, Word
from pipelines.cues.lemmas import canonical, lemma, meanings
from pipelines.cues.rows import Row, Term, rows

SKIP = 0  # passed over: quotation marks, the 's of a possessive, white space
DASH = 1  # passed over between two words, as in self-paced; otherwise plain
LINE = 2  # one line end: passed over, unless an item of a list follows
STOP = 3  # the end of a sentence, which no find crosses
PLAIN = 4  # a word, number or comma that no pattern knows
# Kinds below 0 are compounds: one token that holds several words, such as K-12.

_PART = re.compile(r"[^\W_]+(?:[.:&+#'’][^\W_]+)*[+#]?")
_COMPOUND = re.compile(r"[^\W_][-\u2010\u2011\u2013/][^\W_]")
_ADDRESS = re.compile(r"://|@|^www\.", re.IGNORECASE)
_STOPS = frozenset([*".!?;…•·▪●○*‣◦", "...", "....", "!!", "??", "?!", "!?"])
_QUOTES = frozenset([*"'\"“”‘’`´«»„", "''", "``", "'s"])
_DASHES = frozenset("-\u2010\u2011\u2013/")

# Rows of (gap, term) that lead away from where a search begins, the nearest term first.
Steps = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to search for one row of a pattern from its rarest term: what stands before and after."""

    pattern: int
    before: Steps
    after: Steps


@dataclass(frozen=True, slots=True)
class Kind:
    """What all spellings of one kind can begin.

    `alone` are the patterns complete with the one word; `plans` what to search for where all terms of
    a mask, which are bits, occur in the text.
    """

    alone: tuple[int, ...] = ()
    plans: tuple[tuple[int, tuple[Plan, ...]], ...] = ()


class Lexicon:
    """Compiled patterns, and four tables by kind, which grow as spellings turn up.

    `terms` are the terms that words of the kind satisfy; `seconds` and `wants` are masks of the second
    rarest terms they satisfy, and of those one of which must occur for a search to begin there. Bit 0
    stands for patterns of one word, and is always wanted and found.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._numbers: dict[Term, int] = {}
        self._words: defaultdict[str, set[int]] = defaultdict(set)
        self._forms: defaultdict[str, set[int]] = defaultdict(set)
        self._prefixes: defaultdict[str, set[int]] = defaultdict(set)
        self._alone: defaultdict[int, list[int]] = defaultdict(list)
        self._plans: defaultdict[int, defaultdict[int, list[Plan]]] = defaultdict(lambda: defaultdict(list))
        for number, pattern in enumerate(patterns):
            for row in rows(pattern):
                self._add(number, row)
        seconds = sorted({second for plans in self._plans.values() for second in plans})
        self._bits = {second: 2 << i for i, second in enumerate(seconds)}
        self._longest = max(map(len, self._prefixes), default=0)
        self._known: dict[frozenset[int], int] = {frozenset(): PLAIN}
        self.terms: list[frozenset[int]] = [frozenset()] * (PLAIN + 1)
        self.seconds = [0] * (PLAIN + 1)
        self.wants = [0] * (PLAIN + 1)
        self.kinds = [Kind()] * (PLAIN + 1)
        self.compounds: list[tuple[tuple[int, int, int], ...]] = []

    def _add(self, number: int, row: Row) -> None:
        terms = [self._number(term) for term in row.terms]
        if len(terms) == 1:
            self._alone[terms[0]].append(number)
            return
        here, second, *_ = row.rarest()
        after = tuple(zip(row.gaps[here:], terms[here + 1 :], strict=True))
        before = tuple(zip(reversed(row.gaps[:here]), reversed(terms[:here]), strict=True))
        self._plans[terms[here]][terms[second]].append(Plan(number, before, after))

    def _number(self, term: Term) -> int:
        if term in self._numbers:
            return self._numbers[term]
        number = self._numbers[term] = len(self._numbers)
        for atom in term:
            match atom:
                case Prefix(text):
                    self._prefixes[text].add(number)
                case Form(text):
                    self._forms[text].add(number)
                case Word(text):
                    for meaning in meanings(text):
                        self._words[meaning].add(number)
        return number

    def kind(self, spelling: str) -> int:
        """The kind of one token, as the tokenizer gives it."""
        if spelling.isspace():
            return STOP if spelling.count("\n") > 1 else LINE if "\n" in spelling else SKIP
        if spelling in _STOPS:
            return STOP
        if spelling in _DASHES:
            return DASH
        word = canonical(spelling)
        if word in _QUOTES:
            return SKIP
        if _COMPOUND.search(spelling) and not _ADDRESS.search(spelling):
            found = _PART.finditer(spelling)
            self.compounds.append(tuple((self.word(canonical(m[0])), m.start(), m.end()) for m in found))
            return -len(self.compounds)
        return self.word(word)

    def word(self, word: str) -> int:
        """The kind of one canonical word."""
        found: set[int] = set()
        for index, key in ((self._words, word), (self._words, lemma(word)), (self._forms, word)):
            if key in index:
                found |= index[key]
        for end in range(3, min(len(word), self._longest) + 1):
            if word[:end] in self._prefixes:
                found |= self._prefixes[word[:end]]
        terms = frozenset(found)
        if terms not in self._known:
            self._known[terms] = len(self.terms)
            self._compile(terms)
        return self._known[terms]

    def _compile(self, terms: frozenset[int]) -> None:
        plans: defaultdict[int, list[Plan]] = defaultdict(list)
        for term in sorted(terms):
            for second, some in self._plans.get(term, {}).items():
                plans[self._bits[second]].extend(some)
        alone = sorted({number for term in terms for number in self._alone.get(term, ())})
        self.terms.append(terms)
        self.seconds.append(_union(self._bits.get(term, 0) for term in terms))
        self.wants.append(_union(plans) | bool(alone))
        self.kinds.append(Kind(tuple(alone), tuple((bit, tuple(plans[bit])) for bit in sorted(plans))))


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union
