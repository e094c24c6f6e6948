"""The lessons of one training, as seen: their words, cues and questions, with ways to leave some out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from catalog.codebook import Codebook
from catalog.gold import GoldText
from pipelines.cues.coder import RuleCoder
from pipelines.model import lessons as teach
from pipelines.model.embeddings import Embedder, Likeness, learn_likeness
from pipelines.model.evidence import Hits, Unread, as_unread, asked_odds, hits_of, signs, strengths, worth
from pipelines.model.folds import grouped_folds
from pipelines.model.pairs import Pairs
from pipelines.model.ridge import EXACT_UP_TO, Exact, Linear, approach, inner_products, weights_of
from pipelines.model.state import Background
from pipelines.model.views import Floats, Views, learn_views
from pipelines.model.words import Integers

# So many coded texts teach forms and runs of function words themselves.
MANY_TEXTS = 5000
# Of more texts than can be solved exactly, one in so many is held back to weigh and calibrate with.
_HELD_BACK = 5
# How strongly weights are drawn to nothing where texts are few, and where they are many.
_FEW, _MANY = 0.5, 5.0


@dataclass(frozen=True)
class Material:
    """All lessons: coded texts first, then examples and near misses, then meanings.

    `rows` are the coded texts with which to weigh, calibrate and measure: all of them where their scores
    can be had with their case left out, else those that the words are not learned from.
    """

    lessons: list[teach.Lesson]
    coded: int
    examples: int
    targets: Floats
    hits: Hits
    unread: Unread
    strong: NDArray[np.bool_]
    related: Floats
    rows: Integers
    held_back: bool
    likeness: Likeness | None = None
    groups: list[str] = field(init=False)
    questions: list[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", [lesson.group for lesson in self.lessons])
        object.__setattr__(self, "questions", [lesson.question for lesson in self.lessons])

    @property
    def weighed(self) -> Integers:
        """The lessons that are looked at as pairs: `rows`, then examples if their scores can be had without them."""
        examples = np.arange(self.coded, self.coded + self.examples)
        return self.rows if self.held_back else np.concatenate((self.rows, examples))

    def pairs(self, scores: Floats, out: Integers) -> tuple[Pairs, Pairs, Background]:
        """The lessons that are weighed, as pairs, when the coded texts `out` are not learned from: as they are, and
        as if no author of cues had read them."""
        some = self.coded + self.examples
        learned = np.zeros(some, dtype=np.bool_)
        learned[: self.coded] = True
        learned[out] = False
        gold, cases, questions = self.targets[:some], self.groups[:some], self.questions[:some]
        worths, by_hit = worth(self.hits, self.strong, gold, cases, learned)
        odds, asked = asked_odds(questions, gold, cases, learned)
        share = np.log((gold[learned].sum(axis=0) + 0.5) / (learned.sum() + 20))
        weighed, stays = self.weighed, self.unread.stays
        pairs = Pairs(
            scores[weighed],
            signs(self.hits, by_hit, self.strong, gold.shape).rows(weighed),
            asked[weighed],
            share,
            self.related,
            np.array([row < self.coded and questions[row] in odds for row in weighed.tolist()]),
            self.likeness.left_out(weighed, cases, out) if self.likeness else None,
        )
        unread = signs(self.hits.only(stays), by_hit[stays], self.strong, gold.shape).rows(weighed)
        return pairs, replace(pairs, cues=unread), Background(worths, odds, share, self.related)


def collect(
    codebook: Codebook,
    gold: Sequence[GoldText],
    tune: Sequence[GoldText],
    seed: int,
    embedder: Embedder | None = None,
) -> Material:
    """The lessons of the codebook and of coded texts; `tune` are coded texts only to weigh and measure with."""
    coded = teach.of_gold([*gold, *tune])
    examples = teach.of_examples(codebook)
    lessons = [*coded, *examples, *teach.of_meanings(codebook)]
    codes = [code.id for code in codebook.active]
    coder = RuleCoder(codebook)
    texts = [lesson.text for lesson in lessons[: len(coded) + len(examples)]]
    has_cues = any(code.cues.strong or code.cues.weak for code in codebook.active)
    hits = hits_of(coder.study(texts) if has_cues else ())
    rows = np.arange(len(coded))
    held_back = True
    if tune:
        rows = rows[len(gold) :]
    elif len(lessons) > EXACT_UP_TO:
        rows = grouped_folds([lesson.group for lesson in coded], _HELD_BACK, seed)[0]
    else:
        held_back = False
    targets = teach.targets(lessons, codes)
    some, strong = len(texts), strengths(coder.all_cues)
    return Material(
        lessons,
        len(coded),
        len(examples),
        targets,
        hits,
        as_unread(hits, strong, targets[:some], [lesson.group for lesson in lessons[:some]], len(coded), seed),
        strong,
        related_codes(codebook),
        rows,
        held_back,
        learn_likeness(embedder, codebook, lessons[:some], targets[:some]) if embedder else None,
    )


def related_codes(codebook: Codebook) -> Floats:
    """(codes, codes): 1 where the codebook relates the two, either way."""
    place = {code.id: n for n, code in enumerate(codebook.active)}
    found = np.zeros((len(place), len(place)))
    for code in codebook.active:
        for other in code.related:
            if other in place:
                found[place[code.id], place[other]] = found[place[other], place[code.id]] = 1.0
    return found


class Words:
    """The words learned from all lessons, with scores as if some had not been learned from."""

    def __init__(self, material: Material) -> None:
        self._material = material
        lessons = material.lessons
        many, large = material.coded > MANY_TEXTS, len(lessons) > EXACT_UP_TO
        learned = np.ones(len(lessons), dtype=np.bool_)
        if material.held_back:
            learned[material.rows] = False
        kept = np.flatnonzero(learned)
        self.views: Views = learn_views(
            [lessons[row].text for row in kept],
            [lessons[row].question for row in kept],
            many=many,
        )
        seen = self.views.see([lesson.text for lesson in lessons], material.questions)
        parts = self.views.parts_of_words()
        noise = (_MANY if many else _FEW) / np.array([lesson.weight for lesson in lessons])
        goals = 2 * material.targets - 1
        self._exact: Exact | None = None
        self.linear: Linear
        if large:
            self.linear = approach(seen.terms[kept], seen.words[kept], parts, goals[kept], noise[kept])
        else:
            groups = [material.groups[row] for row in kept]
            gram = inner_products(seen.terms[kept], seen.words[kept], parts)
            self._exact = Exact(gram, goals[kept], noise[kept], groups)
            self.linear = weights_of(seen.terms[kept], seen.words[kept], parts, self._exact.dual())
        self._scores = self.linear.score(seen.terms, seen.words, parts)

    def without(self, out: Integers) -> Floats:
        """(lessons, codes): scores as if neither the coded texts `out`, nor anything of the text's own case, had
        been learned from."""
        if self._exact is None:
            return self._scores
        scores = self._scores.copy()
        if self._material.held_back:
            kept = np.setdiff1d(np.arange(len(scores)), self._material.rows)
            scores[kept] = self._exact.left_out()
            return scores
        return self._exact.left_out(out)
