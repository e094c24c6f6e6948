"""What each word of the texts means to the patterns: its kind, worked out once per spelling."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from catalog.codebook.syntax import Form, Pattern, Prefix, Word
from pipelines.cues.lemmas import canonical, lemma, meanings
from pipelines.cues.rows import Row, Term, rows

_COMPOUND = re.compile(r"[^\W_]+(?:[.:&+#'’][^\W_]+)*[+#]?")
_HYPHENS = re.compile(r"(?<=[^\W_])[-\u2010\u2011\u2013/](?=[^\W_])")
_ADDRESS = re.compile(r"://|@|^www\.", re.IGNORECASE)
_STOPS = frozenset(". ! ? ; … ... .... !! ?? ?! !? • · ▪ ● ○ * ‣ ◦".split())
_QUOTES = frozenset("' '' \" “ ” ‘ ’ ` `` ´ « » „ 's".split())
_DASHES = frozenset("- \u2010 \u2011 \u2013 /".split())
# A pattern's number and one of its rows; `here` is the place of the term that the search begins with.
Plan = tuple[int, tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]


class Kind:
    """All spellings that mean the same to every pattern.

    `terms` are the terms they satisfy, `alone` the patterns that are complete with them, `plans` what
    to search from here on, by the second rarest term that must occur too, and `seconds` the terms
    that serve so.
    """

    __slots__ = ("alone", "plans", "seconds", "terms")

    def __init__(self, terms: frozenset[int] = frozenset()) -> None:
        self.terms = terms
        self.alone: tuple[int, ...] = ()
        self.plans: dict[int, list[Plan]] = {}
        self.seconds: frozenset[int] = frozenset()


class Compound(Kind):
    """One token that holds several words, such as K-12 or and/or: their kinds and offsets in the token."""

    __slots__ = ("parts",)

    def __init__(self, parts: Sequence[tuple[Kind, int, int]]) -> None:
        super().__init__()
        self.parts = tuple(parts)


PLAIN = Kind()  # a word, number or comma that no pattern knows
STOP = Kind()  # the end of a sentence, which no find crosses
SKIP = Kind()  # passed over: quotation marks, the 's of a possessive, white space
DASH = Kind()  # passed over between two words, as in self-paced; otherwise plain
LINE = Kind()  # one line end: passed over, unless an item of a list follows
MARKS = frozenset((SKIP, DASH, LINE))


class Lexicon:
    """Compiles patterns and answers which kind a spelling is; results are kept by the caller."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._numbers: dict[Term, int] = {}
        self._words: defaultdict[str, set[int]] = defaultdict(set)
        self._forms: defaultdict[str, set[int]] = defaultdict(set)
        self._prefixes: defaultdict[str, set[int]] = defaultdict(set)
        self._alone: defaultdict[int, list[int]] = defaultdict(list)
        self._plans: defaultdict[int, defaultdict[int, list[Plan]]] = defaultdict(lambda: defaultdict(list))
        self._kinds: dict[frozenset[int], Kind] = {frozenset(): PLAIN}
        for number, pattern in enumerate(patterns):
            for row in rows(pattern):
                self._add(number, row)
        self._seconds = {second for plans in self._plans.values() for second in plans}
        self._longest = max(map(len, self._prefixes), default=0)

    def _add(self, number: int, row: Row) -> None:
        terms = [self._number(term) for term in row.terms]
        if len(terms) == 1:
            self._alone[terms[0]].append(number)
            return
        here, second, *_ = row.rarest()
        after = tuple(zip(row.gaps[here:], terms[here + 1 :], strict=True))
        before = tuple(zip(reversed(row.gaps[:here]), reversed(terms[:here]), strict=True))
        self._plans[terms[here]][terms[second]].append((number, before, after))

    def _number(self, term: Term) -> int:
        if term not in self._numbers:
            number = self._numbers[term] = len(self._numbers)
            for atom in term:
                if isinstance(atom, Prefix):
                    self._prefixes[atom.text].add(number)
                elif isinstance(atom, Form):
                    self._forms[atom.text].add(number)
                else:
                    self._index_word(atom, number)
        return self._numbers[term]

    def _index_word(self, word: Word, number: int) -> None:
        for meaning in meanings(word.text):
            self._words[meaning].add(number)

    def kind(self, spelling: str) -> Kind:
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
        if _HYPHENS.search(spelling) and not _ADDRESS.search(spelling):
            found = _COMPOUND.finditer(spelling)
            return Compound([(self.word(canonical(m[0])), m.start(), m.end()) for m in found])
        return self.word(word)

    def word(self, word: str) -> Kind:
        """The kind of one canonical word."""
        found: set[int] = set()
        for index, key in ((self._words, word), (self._words, lemma(word)), (self._forms, word)):
            if key in index:
                found |= index[key]
        for end in range(3, min(len(word), self._longest) + 1):
            if word[:end] in self._prefixes:
                found |= self._prefixes[word[:end]]
        terms = frozenset(found)
        if terms not in self._kinds:
            self._kinds[terms] = self._compile(terms)
        return self._kinds[terms]

    def _compile(self, terms: Iterable[int]) -> Kind:
        kind = Kind(frozenset(terms))
        kind.seconds = frozenset(kind.terms & self._seconds)
        kind.alone = tuple(sorted({number for term in kind.terms for number in self._alone.get(term, ())}))
        for term in sorted(kind.terms):
            for second, plans in self._plans.get(term, {}).items():
                kind.plans.setdefault(second, []).extend(plans)
        return kind
