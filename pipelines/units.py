"""Cutting a response into meaning units of one to five sentences.

A response of at most three sentences is one unit. A longer one is cut at sentence boundaries into
units of about 60 words, where the words on both sides of the cut have least in common: the idea of
lexical cohesion of TextTiling (Hearst 1997), with the best cuts found by dynamic programming rather
than by thresholds, so that the result is the same on every machine and needs no training.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from catalog.records import Span

SHORT_SENTENCES = 3
MOST_SENTENCES = 5
UNIT_WORDS = 60
# How many words of imbalance one wholly cohesive cut is worth.
COHESION = 40.0

# Every boundary between two sentences matches, and some that are none (abbreviations): an upper bound. The
# marks of other scripts end sentences too, and are rare enough here to stand for "anything may end one".
_POSSIBLE_END = re.compile(r"(?:\.(?![\da-z])|[!?])++(?![\"'”’)\]]*\Z)|[^\x00-\u0588\u2000-\u203b\u20a0-\u2bff]|\n")
_WORD = re.compile(r"[^\W\d_]{4,}")
_BEGINS_ANEW = re.compile(r"(?:however|but|also|another|second|secondly|third|finally|on the other hand)\b", re.I)

Sentences = Callable[[str], Sequence[Span]]


@cache
def spacy_sentences() -> Sentences:
    """A splitter that gives the spans of a text's sentences, by spaCy's rules for English.

    A line end also ends a sentence: people write lists without full stops.
    """
    from spacy.pipeline import Sentencizer

    from pipelines.english import tokenizer

    tokenize, end = tokenizer(), Sentencizer()

    def split(text: str) -> list[Span]:
        spans = []
        for line in re.finditer(r"[^\n]+", text):
            for sentence in end(tokenize(line.group())).sents:
                start, words = line.start() + sentence.start_char, sentence.text
                inner = words.strip()
                if inner:
                    begin = start + words.index(inner)
                    spans.append(Span(begin, begin + len(inner)))
        return spans

    return split


def units(text: str, sentences: Callable[[], Sentences] = spacy_sentences) -> list[Span]:
    """The spans of the units of a normalised text, in order; none overlap and only white space lies between.

    `sentences` makes the sentence splitter, and is called only for texts long enough to need it.

    >>> units("We rotate. Kids like it.")
    [Span(start=0, end=24)]
    """
    if not text.strip():
        return []
    if _few_ends(text):
        return [_trimmed(text)]
    spans = sentences()(text)
    if len(spans) <= SHORT_SENTENCES:
        return [_trimmed(text)]
    cuts = _best_cuts([span.of(text) for span in spans])
    return [Span(spans[first].start, spans[last - 1].end) for first, last in cuts]


def _few_ends(text: str) -> bool:
    """Whether the text has too few sentences to be cut, seen without splitting it."""
    if text.isascii() and sum(map(text.count, ".!?\n")) < SHORT_SENTENCES:
        return True
    return sum(1 for _ in _POSSIBLE_END.finditer(text)) < SHORT_SENTENCES


def units_around(text: str, given: Iterable[Span], sentences: Callable[[], Sentences] = spacy_sentences) -> list[Span]:
    """The spans given, as they are, and the units of what lies between them, in order.

    >>> units_around("We rotate. Kids like it. I do.", [Span(11, 24)])
    [Span(start=0, end=10), Span(start=11, end=24), Span(start=25, end=30)]
    """
    found, at = set(given), 0
    for span in [*sorted(found), Span(len(text), len(text) + 1)]:
        between = units(text[at : span.start], sentences)
        placed = (Span(at + unit.start, at + unit.end) for unit in between)
        # A full stop that was left out of a span is no excerpt.
        found |= {unit for unit in placed if any(map(str.isalnum, unit.of(text)))}
        at = max(at, span.end)
    return sorted(found)


def _trimmed(text: str) -> Span:
    start = len(text) - len(text.lstrip())
    return Span(start, len(text.rstrip()))


def _best_cuts(sentences: list[str]) -> list[tuple[int, int]]:
    """Half-open ranges of sentences, one a unit, of the cheapest way to cut."""
    words = [len(sentence.split()) for sentence in sentences]
    kinds = [frozenset(_WORD.findall(sentence.casefold())) for sentence in sentences]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(sentences) + 1):
        options = []
        for start in range(max(0, end - MOST_SENTENCES), end):
            cost = best[start][0] + abs(sum(words[start:end]) - UNIT_WORDS)
            if start:
                cost += COHESION * _likeness(kinds[start - 1], kinds[start])
                cost -= COHESION / 4 if _BEGINS_ANEW.match(sentences[start]) else 0
            options.append((cost, start))
        best.append(min(options))
    cuts, end = [], len(sentences)
    while end:
        start = best[end][1]
        cuts.append((start, end))
        end = start
    return cuts[::-1]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / min(len(one), len(other)) if shared else 0.0
