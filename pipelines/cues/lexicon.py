"""What each spelling means to the patterns: a small number, its kind, worked out once per spelling."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalog.codebook.syntax import Form, Pattern, Prefix, Word
from pipelines.cues.lemmas import canonical, lemma, meanings
from pipelines.cues.rows import Row, Term, rows

# A private-use sign, put between the texts that are tokenized together.
SEPARATOR = "\ue000"

SKIP = 0  # passed over: quotation marks, the 's of a possessive, white space
DASH = 1  # passed over between two words, as in self-paced; otherwise plain
LINE = 2  # one line end: passed over, unless an item of a list follows
STOP = 3  # the end of a sentence, which no find crosses
COMMA = 4
PLAIN = 5  # a word or sign that no pattern knows
# Kinds from here on are compounds: one token that holds several words, such as K-12.
COMPOUND = 1 << 32

# Words of 64 bits in a mask. More terms than bits share bits: a few searches begin in vain.
WIDTH = 16

# What a token holds that the tokenizer left whole: abbreviations and decimals, words, single signs.
_PART = re.compile(r"(?:[^\W_]\.)+[^\W_]?(?![^\W_])|\d+\.\d+|[^\W_]+(?:[:&+#'’][^\W_]+)*[+#]?|[^\w\s]")
_WHOLE = re.compile(r"[^-\u2010\u2011\u2013/.!?;,]*|(?:[^\W_]\.)+[^\W_]?|\d+[.,]\d+")
_ADDRESS = re.compile(r"://|@|^www\.", re.IGNORECASE)
_STOPS = frozenset([SEPARATOR, *".!?;…•·▪●○*‣◦", "...", "....", "!!", "??", "?!", "!?"])
_QUOTES = frozenset([*"'\"“”‘’`´«»„", "''", "``", "'s"])
_DASHES = frozenset("-\u2010\u2011\u2013/")

Masks = NDArray[np.uint64]
Flags = NDArray[np.bool_]
# Rows of (gap, term) that lead away from where a search begins, the nearest term first.
Steps = tuple[tuple[int, int], ...]


class Plan(NamedTuple):
    """How to search for one row of a pattern: what stands before and after the words it begins with.

    `needs` is the mask of the terms that the sentence must hold, beyond those known to be there.
    """

    pattern: int
    needs: int
    before: Steps
    after: Steps


class Start(NamedTuple):
    """What one or two words begin: patterns that are complete with them, and what to search for."""

    complete: tuple[int, ...]
    plans: tuple[Plan, ...]


class Kind(NamedTuple):
    """What words of one kind begin; `plans` by the bit of the term that must occur in the sentence."""

    complete: tuple[int, ...] = ()
    plans: Mapping[int, tuple[Plan, ...]] = MappingProxyType({})


class Lexicon:
    """Compiled patterns, and tables by kind, which grow as spellings turn up.

    `terms` are the terms that words of the kind satisfy. `tables` has, by kind, two masks and two
    flags: the terms that the words satisfy; those one of which must occur in the sentence for a search
    to begin there (bit 0 stands for patterns of one word, and always counts as there); and whether the
    words may be the left, and the right, of two words side by side with which a search begins.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._numbers: dict[Term, int] = {}
        self._words: defaultdict[str, set[int]] = defaultdict(set)
        self._forms: defaultdict[str, set[int]] = defaultdict(set)
        self._prefixes: defaultdict[str, set[int]] = defaultdict(set)
        self._alone: defaultdict[int, list[int]] = defaultdict(list)
        self._plans: defaultdict[int, defaultdict[int, list[Plan]]] = defaultdict(lambda: defaultdict(list))
        self._pairs: defaultdict[int, defaultdict[int, list[Plan]]] = defaultdict(lambda: defaultdict(list))
        for number, pattern in enumerate(patterns):
            for row in rows(pattern):
                self._add(number, row)
        seconds = sorted({second for plans in self._plans.values() for second in plans})
        self._bits = {second: 1 << 1 + i % (64 * WIDTH - 1) for i, second in enumerate(seconds)}
        # A set, not the mapping: against one, isdisjoint looks at the smaller side alone.
        self._lefts = set(self._pairs)
        self._rights = {right for plans in self._pairs.values() for right in plans}
        self._longest = max(map(len, self._prefixes), default=0)
        self._known: dict[frozenset[int], int] = {frozenset(): PLAIN}
        self.terms: list[frozenset[int]] = [frozenset()] * (PLAIN + 1)
        self.kinds = [Kind()] * (PLAIN + 1)
        self.compounds: list[tuple[tuple[int, int, int], ...]] = []
        self._there = [0] * (PLAIN + 1)
        self._wants = [0] * (PLAIN + 1)
        self._tables: tuple[Masks, Masks, Flags, Flags] | None = None

    def tables(self) -> tuple[Masks, Masks, Flags, Flags]:
        """Terms there, terms wanted, lefts and rights, one row a kind."""
        if self._tables is None:
            self._tables = (
                _packed(self._there),
                _packed(self._wants),
                np.array([not terms.isdisjoint(self._lefts) for terms in self.terms]),
                np.array([not terms.isdisjoint(self._rights) for terms in self.terms]),
            )
        return self._tables

    def _add(self, number: int, row: Row) -> None:
        terms = [self._number(term) for term in row.terms]
        here, *others = row.rarest()
        beside = next((i for i in others if abs(i - here) == 1 and not row.gaps[min(i, here)]), None)
        first = here if beside is None else min(here, beside)
        last = here if beside is None else max(here, beside)
        after = tuple(zip(row.gaps[last:], terms[last + 1 :], strict=True))
        before = tuple(zip(reversed(row.gaps[:first]), reversed(terms[:first]), strict=True))
        plan = Plan(number, 0, before, after)
        if not others:
            self._alone[terms[here]].append(number)
        elif beside is None:
            self._plans[terms[here]][terms[others[0]]].append(plan)
        else:
            self._pairs[terms[first]][terms[last]].append(plan)

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
        if spelling == ",":
            return COMMA
        word = canonical(spelling)
        if word in _QUOTES:
            return SKIP
        if _WHOLE.fullmatch(spelling) or _ADDRESS.search(spelling):
            return self.word(word)
        return self._compound(spelling)

    def _compound(self, spelling: str) -> int:
        """The kind of a token that holds words and signs, such as K-12, and/or, tables.kids or self-."""
        parts = [
            (STOP if m[0] in _STOPS else COMMA if m[0] == "," else self.word(canonical(m[0])), m.start(), m.end())
            for m in _PART.finditer(spelling)
            if m[0] not in _DASHES and m[0] not in _QUOTES
        ]
        if not parts:
            return PLAIN
        self.compounds.append(tuple(parts))
        return COMPOUND + len(self.compounds) - 1

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

    def pair(self, left: int, right: int) -> Start | None:
        """What words of these two kinds begin side by side; None for nothing."""
        found: list[Plan] = []
        rights = self.terms[right]
        for term in sorted(self.terms[left]):
            plans = self._pairs.get(term)
            if plans:
                for beside in sorted(plans.keys() & rights):
                    found.extend(plans[beside])
        if not found:
            return None
        complete = tuple(plan.pattern for plan in found if not plan.before and not plan.after)
        return Start(complete, tuple(self._needing(plan) for plan in found if plan.before or plan.after))

    def _needing(self, plan: Plan, known: int = 0) -> Plan:
        steps = (*plan.before, *plan.after)
        return plan._replace(needs=_union(self._bits.get(term, 0) for _, term in steps) & ~known)

    def _compile(self, terms: frozenset[int]) -> None:
        plans: defaultdict[int, list[Plan]] = defaultdict(list)
        for term in sorted(terms):
            for second, some in self._plans.get(term, {}).items():
                bit = self._bits[second]
                plans[bit].extend(self._needing(plan, bit) for plan in some)
        complete = tuple(number for term in sorted(terms) for number in self._alone.get(term, ()))
        self.terms.append(terms)
        self.kinds.append(Kind(complete, {bit: tuple(some) for bit, some in plans.items()}))
        self._there.append(_union(self._bits.get(term, 0) for term in terms))
        self._wants.append(_union(plans) | bool(complete))
        self._tables = None


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def _packed(masks: list[int]) -> Masks:
    packed = b"".join(mask.to_bytes(8 * WIDTH, "little") for mask in masks)
    return np.frombuffer(packed, dtype="<u8").reshape(-1, WIDTH)
