"""The model coder: codes texts with probability and reason, many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.codebook import Codebook
from catalog.records import Span, Suggestion
from pipelines.cues.coder import RuleCoder, Studied
from pipelines.model.evidence import hits_of, signs, strengths
from pipelines.model.pairs import Pairs
from pipelines.model.reasons import Reasons
from pipelines.model.state import Learned
from pipelines.model.views import Floats, Seen


@dataclass(frozen=True, slots=True)
class Coded:
    """What machines say of one text: the rules, the model, and which of the model's codes are accepted
    provisionally rather than suggested for review."""

    rules: list[Suggestion]
    model: list[Suggestion]
    accepted: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some texts with their questions, what the cues say of them, what is seen, and all probabilities."""

    texts: Sequence[str]
    questions: Sequence[str]
    studied: Studied
    seen: Seen
    probabilities: Floats


class ModelCoder:
    """Codes texts by what was learned; the codebook is the one that it was learned with."""

    def __init__(self, codebook: Codebook, learned: Learned) -> None:
        self._codes = codebook.active
        self._rules = RuleCoder(codebook)
        self._strong = strengths(self._rules.all_cues)
        self._learned = learned
        views = learned.views
        # Kept small in the file; were it not of the texts' own type, each batch would make a copy of all.
        self._terms = learned.linear.terms.astype(np.float64)
        self._known_parts = np.asarray(views.parts.rows(views.vocabulary.words) @ learned.linear.parts)
        self._parts, self._begun = self._known_parts, views.vocabulary.times_forgotten

    def code(self, texts: Sequence[str], questions: Sequence[str] | None = None) -> list[Coded]:
        """What rules and model say of each text; spans count code points of the text as given."""
        return [coded for batch in self._batches(texts, questions) for coded in self._coded(batch)]

    def probabilities(self, texts: Sequence[str], questions: Sequence[str] | None = None) -> Floats:
        """(texts, active codes): the calibrated probability of every code."""
        found = [batch.probabilities for batch in self._batches(texts, questions)]
        return np.concatenate(found) if found else np.zeros((0, len(self._codes)))

    def _batches(self, texts: Sequence[str], questions: Sequence[str] | None) -> Iterator[_Batch]:
        asked = questions or [""] * len(texts)
        first = 0
        for studied in self._rules.study(texts):
            last = first + studied.texts
            yield self._weigh(texts[first:last], asked[first:last], studied)
            first = last

    def _weigh(self, texts: Sequence[str], questions: Sequence[str], studied: Studied) -> _Batch:
        learned, before = self._learned, self._learned.background
        shape = (len(texts), len(self._codes))
        seen = learned.views.see(texts, questions)
        scores = np.asarray(seen.terms @ self._terms + seen.words @ self._all_parts())
        hits = hits_of([studied])
        nothing = np.zeros(shape[1])
        pairs = Pairs(
            scores + learned.linear.constant,
            signs(hits, before.worths[hits.numbers], self._strong, shape),
            np.array([before.questions.get(question, nothing) for question in questions]),
            before.shares,
            before.related,
            np.array([question in before.questions for question in questions]),
            learned.likeness.of(texts) if learned.likeness else None,
        )
        probabilities = learned.calibration.probabilities(learned.pairs.logits(pairs), pairs.known)
        return _Batch(texts, questions, studied, seen, probabilities)

    def _all_parts(self) -> Floats:
        """(words, codes): what the parts of each word say, for known words and strangers met so far."""
        vocabulary, known = self._learned.views.vocabulary, len(self._known_parts)
        if self._begun != vocabulary.times_forgotten:
            self._parts, self._begun = self._known_parts, vocabulary.times_forgotten
        new = vocabulary.strangers[len(self._parts) - known :]
        if new:
            rows = self._learned.views.parts.rows(new) @ self._learned.linear.parts
            self._parts = np.concatenate((self._parts, rows))
        return self._parts

    def _coded(self, batch: _Batch) -> Iterator[Coded]:
        by_text: list[list[int]] = [[] for _ in batch.texts]
        for text, code in np.argwhere(batch.probabilities >= self._learned.given).tolist():
            by_text[text].append(code)
        sure = batch.probabilities >= self._learned.accepted
        rules = [batch.studied.suggestions(text, question) for text, question in enumerate(batch.questions)]
        ruled = [{suggestion.code: suggestion for suggestion in of_one} for of_one in rules]
        spans = self._spans(batch, by_text, ruled)
        for text, codes in enumerate(by_text):
            model = []
            for code in codes:
                known = ruled[text].get(self._codes[code].id)
                model.append(self._suggestion(batch, (text, code), known, spans.get((text, code), ())))
            yield Coded(rules[text], model, frozenset(self._codes[code].id for code in codes if sure[text, code]))

    def _suggestion(
        self, batch: _Batch, place: tuple[int, int], known: Suggestion | None, spans: tuple[Span, ...]
    ) -> Suggestion:
        """What the rules say is given their stance and reason; else the stance follows from the spans."""
        text, code = place[0], self._codes[place[1]]
        probability = round(float(batch.probabilities[place]), 4)
        if known:
            return Suggestion(known.code, known.stance, known.because, probability, known.reason)
        stance = batch.studied.stance(text, code.dimension, spans, batch.questions[text])
        return Suggestion(code.id, stance, spans, probability, "words")

    def _spans(
        self, batch: _Batch, by_text: Sequence[Sequence[int]], ruled: Sequence[dict[str, Suggestion]]
    ) -> dict[tuple[int, int], tuple[Span, ...]]:
        """The reasons for what no strong cue says: weak cues where they stand, else the strongest words."""
        found: dict[tuple[int, int], tuple[Span, ...]] = {}
        wanted = []
        for text, codes in enumerate(by_text):
            rest = [code for code in codes if self._codes[code].id not in ruled[text]]
            weak = dict(batch.studied.cues.groups(batch.studied.finds[text])) if rest else {}
            for code in rest:
                group = weak.get(code)
                cues = [cue for cue in group.cues if not group.blocked(cue)] if group else []
                found[text, code] = tuple(sorted({batch.studied.span(text, cue) for cue in cues}))
                if not cues:
                    wanted.append((text, code))
        reasons = Reasons(self._learned.views, self._learned.linear, self._parts)
        found.update(zip(wanted, reasons.spans(batch.seen, batch.texts, wanted), strict=True))
        return found
