"""Which words of a text speak for a code, where no cue does: the spans of the strongest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.records import Span
from pipelines.model.ridge import Linear
from pipelines.model.views import Floats, Runs, Seen, Terms, Views
from pipelines.model.words import Integers, Tokens, places

# At most so many words, each with at least this part of what the strongest one says.
_WORDS, _PART = 4, 0.35
# So many words of no content may stand between two that make one span.
_BETWEEN = 1


@dataclass(frozen=True)
class Reasons:
    """Tells reasons by the weights that were learned; `parts` (words, codes) is what the parts of words say."""

    views: Views
    linear: Linear
    parts: Floats

    def spans(self, seen: Seen, texts: Sequence[str], wanted: Sequence[tuple[int, int]]) -> list[tuple[Span, ...]]:
        """For each wanted (text, code) the spans of the words that say most for it, in order."""
        said = self._said(seen, wanted)
        found: list[tuple[Span, ...]] = []
        where: dict[int, list[tuple[int, int]]] = {}
        for (text, _), says in zip(wanted, said, strict=True):
            if text not in where:
                where[text] = places(texts[text])
            found.append(_spans(where[text], says))
        return found

    def _said(self, seen: Seen, wanted: Sequence[tuple[int, int]]) -> list[Floats]:
        """For each wanted (text, code), by word of the text, what the word says for the code."""
        tokens, content = seen.tokens, self.views.has_content(seen.tokens.ids)
        every = np.arange(len(tokens.ids))
        told = (
            _Told(self.views.content, tokens.only(content), seen.content, every[content], 0),
            _Told(self.views.plain, tokens, seen.plain, every, len(self.views.content.keys)),
        )
        found = []
        for text, code in wanted:
            first, last = tokens.bounds[text], tokens.bounds[text + 1]
            ids = tokens.ids[first:last]
            says = self.parts[ids, code].astype(np.float64)
            for view in told:
                for words, share in view.shares(text, self.linear.terms[:, code]):
                    np.add.at(says, words - first, share)
            says[~self.views.has_content(ids, strange=True)] = 0.0
            found.append(says)
        return found


class _Told:
    """The terms of one view in some texts, found as `runs`; `back` leads from its words to all words, `first` is its
    first column."""

    def __init__(self, terms: Terms, tokens: Tokens, runs: Runs, back: Integers, first: int) -> None:
        self._terms, self._runs, self._back, self._first = terms, runs, back, first
        texts = tokens.texts()[self._runs.starts]
        self._order = np.argsort(texts, kind="stable")
        self._bounds = np.searchsorted(texts[self._order], np.arange(len(tokens.bounds)))

    def shares(self, text: int, weights: Floats) -> Iterator[tuple[Integers, Floats]]:
        """Words of a text, and what part of the weight of its terms falls on each."""
        here = self._order[self._bounds[text] : self._bounds[text + 1]]
        columns, starts, lengths = (
            column[here] for column in (self._runs.terms, self._runs.starts, self._runs.lengths)
        )
        share = self._terms.rarity[columns] * weights[self._first + columns] / lengths
        for step in range(self._terms.longest):
            still = lengths > step
            yield self._back[starts[still] + step], share[still]


def _spans(standing: Sequence[tuple[int, int]], says: Floats) -> tuple[Span, ...]:
    """The strongest words, those beside each other as one span; empty where no word speaks for the code."""
    strongest = says.max(initial=0.0)
    if strongest <= 0:
        return ()
    order = np.argsort(-says, kind="stable")[:_WORDS]
    chosen = sorted(int(word) for word in order if says[word] >= _PART * strongest)
    spans: list[tuple[int, int]] = []
    for word in chosen:
        if spans and word - spans[-1][1] <= _BETWEEN + 1:
            spans[-1] = (spans[-1][0], word)
        else:
            spans.append((word, word))
    return tuple(Span(standing[first][0], standing[last][1]) for first, last in spans)
