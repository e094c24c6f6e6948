"""What each spelling means to the patterns: a small number, its kind, worked out once per spelling."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
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


# What a token holds that the tokenizer left whole: abbreviations and decimals, words, single signs.
_PART = re.compile(r"(?:[^\W_]\.)+[^\W_]?(?![^\W_])|\d+\.\d+|[^\W_]+(?:[:&+#'’][^\W_]+)*[+#]?|[^\w\s]")
_WHOLE = re.compile(r"[^-\u2010\u2011\u2013/.!?;,]*|(?:[^\W_]\.)+[^\W_]?|\d+[.,]\d+")
_ADDRESS = re.compile(r"://|@|^www\.", re.IGNORECASE)
_STOPS = frozenset([SEPARATOR, *".!?;…•·▪●○*‣◦", "...", "....", "!!", "??", "?!", "!?"])
_QUOTES = frozenset([*"'\"“”‘’`´«»„", "''", "``", "'s"])
_DASHES = frozenset("-\u2010\u2011\u2013/")

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint64]
# Rows of (gap, term) that lead away from where a search begins, the nearest term first.
Steps = tuple[tuple[int, int], ...]


class Plan(NamedTuple):
    """How to search for one row of a pattern: what stands before and after its rarest term.

    `beside` is the rarest of the other terms, which the sentence must hold somewhere; -1 for none.
    """

    pattern: int
    before: Steps
    after: Steps
    beside: int

    def looks(self) -> tuple[Look, Look]:
        """Two looks that must succeed wherever the plan does: the nearest step, and another one.

        A look at a second step the same way is a rough one: anywhere that both gaps can reach.
        """
        ways = [(steps, way) for steps, way in ((self.after, 1), (self.before, -1)) if steps]
        firsts = sorted((gap, term, way) for ((gap, term), *_), way in ways)
        looks = [(way, 1, gap + 1, term) for gap, term, way in firsts]
        for steps, way in ways:
            if len(looks) == 1 and len(steps) > 1:
                looks.append((way, 2, steps[0][0] + steps[1][0] + 2, steps[1][1]))
        first, second = [*looks, NOWHERE, NOWHERE][:2]
        return first, second

    @property
    def settled(self) -> bool:
        """Whether the two looks say all: there is no more than one step each way."""
        return len(self.before) < 2 and len(self.after) < 2


# Which way (1 forward, -1 backward, 0 for no look), from and to which distance, and for which term.
Look = tuple[int, int, int, int]
NOWHERE: Look = (0, 0, 0, 0)


class Tables(NamedTuple):
    """What the search looks up by the thousand.

    By kind: where in `plans` its plans `begin`, and how `many` they are. By plan: its `pattern`, the
    `first` and `second` look (as rows), and whether these have `settled` it. `holds` says, by kind and
    term, whether words of the kind satisfy the term. `marks` says the same of the terms beside, in bits:
    where a plan's bit is, `slot` and `bit` say.
    """

    begin: Integers
    many: Integers
    plans: Integers
    pattern: Integers
    first: Integers
    second: Integers
    settled: Flags
    holds: Flags
    marks: Bits
    slot: Integers
    bit: Bits


class Lexicon:
    """Compiled patterns, and what is known of the spellings so far.

    `plans` are numbered as the tables number them; `terms` are, by kind, the terms that words of the
    kind satisfy; `compounds` the words (kind, start, end) that a compound holds.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._numbers: dict[Term, int] = {}
        self._words: defaultdict[str, set[int]] = defaultdict(set)
        self._forms: defaultdict[str, set[int]] = defaultdict(set)
        self._prefixes: defaultdict[str, set[int]] = defaultdict(set)
        self._by_term: defaultdict[int, list[int]] = defaultdict(list)
        self.plans: list[Plan] = []
        for number, pattern in enumerate(patterns):
            for row in rows(pattern):
                self._add(number, row)
        self._longest = max(map(len, self._prefixes), default=0)
        self._pattern = np.array([plan.pattern for plan in self.plans], dtype=np.int64)
        self._looks = np.array([plan.looks() for plan in self.plans], dtype=np.int64).reshape(-1, 2, 4)
        self._settled = np.array([plan.settled for plan in self.plans], dtype=np.bool_)
        self._holds = np.zeros((256, len(self._numbers) + 1), dtype=np.bool_)
        # Bit 0 is every kind's, for plans with nothing beside.
        self._bits = {beside: bit for bit, beside in enumerate(dict.fromkeys([-1, *(p.beside for p in self.plans)]))}
        bits = np.array([self._bits[plan.beside] for plan in self.plans], dtype=np.int64)
        self._slot, self._bit = bits // 64, np.uint64(1) << (bits % 64).astype(np.uint64)
        self._marks = np.zeros((256, len(self._bits) // 64 + 1), dtype=np.uint64)
        self._many: list[int] = []
        self._begun: list[int] = []
        self._tables: Tables | None = None
        self.terms: list[frozenset[int]] = []
        self.compounds: list[tuple[tuple[int, int, int], ...]] = []
        self._known = {frozenset[int](): PLAIN}
        for _ in range(PLAIN + 1):
            self._meet(frozenset())

    def tables(self) -> Tables:
        """The tables for all kinds met so far."""
        if self._tables is None or len(self._tables.many) < len(self.terms):
            many = np.array(self._many, dtype=np.int64)
            self._tables = Tables(
                begin=np.cumsum(many) - many,
                many=many,
                plans=np.array(self._begun, dtype=np.int64),
                pattern=self._pattern,
                first=self._looks[:, 0],
                second=self._looks[:, 1],
                settled=self._settled,
                holds=self._holds,
                marks=self._marks,
                slot=self._slot,
                bit=self._bit,
            )
        return self._tables

    def _meet(self, terms: frozenset[int]) -> int:
        """A new kind, whose words satisfy these terms."""
        kind = len(self.terms)
        plans = [plan for term in sorted(terms) for plan in self._by_term.get(term, ())]
        self.terms.append(terms)
        self._many.append(len(plans))
        self._begun.extend(plans)
        if kind >= len(self._holds):
            self._holds = np.concatenate((self._holds, np.zeros_like(self._holds)))
            self._marks = np.concatenate((self._marks, np.zeros_like(self._marks)))
        self._holds[kind, list(terms)] = True
        for bit in (self._bits[term] for term in (-1, *terms) if term in self._bits):
            self._marks[kind, bit // 64] |= np.uint64(1 << bit % 64)
        return kind

    def _add(self, number: int, row: Row) -> None:
        terms = [self._number(term) for term in row.terms]
        here, *others = row.rarest()
        after = tuple(zip(row.gaps[here:], terms[here + 1 :], strict=True))
        before = tuple(zip(reversed(row.gaps[:here]), reversed(terms[:here]), strict=True))
        self._by_term[terms[here]].append(len(self.plans))
        self.plans.append(Plan(number, before, after, terms[others[0]] if others else -1))

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
            self._known[terms] = self._meet(terms)
        return self._known[terms]
