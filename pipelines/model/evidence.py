"""What the cues say of texts, as arrays, and how far each cue was right where people coded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.cues.coder import Studied
from pipelines.cues.cueset import CueSet
from pipelines.model.views import Floats
from pipelines.model.words import Integers

# What a cue is taken to be worth before anything is known of it, as so many texts seen.
_BEFORE = 3.0
_RIGHT = {"strong": 0.75, "weak": 0.3}
# In 500 texts of schools that no author of cues had read (coded blind, by language models), so many of 100 codings by a
# strong cue were right where it had been so in none, one, two to four, or more other cases. In texts that authors read
# while they wrote, some 90 of 100 are: they wrote cues for what was missed, and narrowed what went wrong.
_UNREAD = (0.37, 0.55, 0.69, 0.83)
# Of what the odds are off a quarter is made up for by passing cues over, the rest by counting wrong ones more often: so
# the unread texts had as few codings by cues as codes that were deserved.
_PASSED_OVER = 0.25
_BORNE_OUT = np.array((0, 1, 4))


@dataclass(frozen=True, slots=True)
class Hits:
    """Cues that stand in texts: for each its text, the place of its code, its number, and if it is blocked."""

    texts: Integers
    codes: Integers
    numbers: Integers
    blocked: NDArray[np.bool_]

    def only(self, kept: NDArray[np.bool_]) -> Hits:
        """Some of the hits."""
        return Hits(self.texts[kept], self.codes[kept], self.numbers[kept], self.blocked[kept])


def hits_of(studies: Iterable[Studied]) -> Hits:
    """The hits of studied texts, numbered through, each cue once a text."""
    found: list[tuple[int, int, int, bool]] = []
    first = 0
    for studied in studies:
        for text, finds in enumerate(studied.finds, first):
            for place, group in studied.cues.groups(finds):
                free = dict.fromkeys((cue[0] for cue in group.cues), True)
                if group.blocks:
                    free = {cue[0]: True for cue in group.cues}
                    free |= {cue[0]: False for cue in group.cues if group.blocked(cue)}
                found += [(text, place, number, not alone) for number, alone in free.items()]
        first += studied.texts
    columns = np.array(found, dtype=np.int64).reshape(-1, 4).T
    return Hits(columns[0], columns[1], columns[2], columns[3].astype(np.bool_))


def strengths(cues: CueSet) -> NDArray[np.bool_]:
    """By number, whether the cue is a strong one."""
    return np.array([strength == "strong" for strength in cues.strengths], dtype=np.bool_)


def worth(
    hits: Hits, strong: NDArray[np.bool_], gold: Floats, cases: Sequence[str], learned: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Log-odds that a cue is right: by number for any text, and by hit with the text's own case left out.

    `gold` (texts, codes) holds 1 where the code is deserved, `learned` the texts to learn this from.
    """
    before = np.where(strong, _RIGHT["strong"], _RIGHT["weak"])
    right = gold[hits.texts, hits.codes] > 0
    told = learned[hits.texts] & ~hits.blocked
    seen = np.bincount(hits.numbers, told, len(strong)).astype(np.float64)
    good = np.bincount(hits.numbers, told & right, len(strong)).astype(np.float64)
    own: dict[tuple[int, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    keys = [(int(number), cases[text]) for number, text in zip(hits.numbers, hits.texts, strict=True)]
    for key, counted, correct in zip(keys, told.tolist(), right.tolist(), strict=True):
        own[key][0] += counted
        own[key][1] += counted and correct
    less = np.array([own[key] for key in keys]).reshape(-1, 2).T
    by_hit = (seen[hits.numbers] - less[0], good[hits.numbers] - less[1], before[hits.numbers])
    return _odds(seen, good, before), _odds(*by_hit)


@dataclass(frozen=True, slots=True)
class Unread:
    """What makes coded texts as if no author of cues had read them: by hit whether it stays, and (texts, codes) how
    many pairs one stands for."""

    stays: NDArray[np.bool_]
    weights: Floats


def as_unread(
    hits: Hits, strong: NDArray[np.bool_], gold: Floats, cases: Sequence[str], coded: int, seed: int
) -> Unread:
    """How the first `coded` texts are to be taken, so that strong cues are right no more often than in unread texts.

    By how many other cases bear a cue out: where it is right more often than it should be, cues of codes that are
    deserved are passed over, as what is said in other words, and those of codes that are not count for more. Texts in
    which cues are wrong as often as in unread ones stay as they are.
    """
    free = np.flatnonzero(strong[hits.numbers] & ~hits.blocked & (hits.texts < coded))
    texts, codes, numbers = hits.texts[free], hits.codes[free], hits.numbers[free]
    right = gold[texts, codes] > 0
    of_case = np.unique(np.array(cases), return_inverse=True)[1][texts]
    borne_out = np.bincount(np.unique(np.stack((numbers, of_case), 1)[right], axis=0)[:, 0], minlength=len(strong))
    others = np.full(gold.shape, -1)
    np.maximum.at(others, (texts, codes), borne_out[numbers] - right)
    level = np.searchsorted(_BORNE_OUT, others)
    stays, weights = np.ones(gold.shape, dtype=np.bool_), np.ones(gold.shape)
    drawn = np.random.default_rng(seed).random(gold.shape)
    for at, share in enumerate(_UNREAD):
        here = (level == at) & (others >= 0)
        odds = (gold[here].sum() + 1) / ((1 - gold[here]).sum() + 1)
        less = min(1.0, share / (1 - share) / odds)
        stays &= ~(here & (gold > 0) & (drawn >= less**_PASSED_OVER))
        weights[here & (gold == 0)] = less ** (_PASSED_OVER - 1)
    return Unread(stays[hits.texts, hits.codes] | ~strong[hits.numbers], weights)


def _odds(seen: Floats, good: Floats, before: Floats) -> Floats:
    share = (good + _BEFORE * before) / (seen + _BEFORE)
    return np.asarray(np.log(share / (1 - share)))


@dataclass(frozen=True, slots=True)
class CueSigns:
    """(texts, codes): how many strong, weak and blocked cues, and the log-odds of the best one, 0 for none."""

    strong: Floats
    weak: Floats
    blocked: Floats
    best: Floats

    def rows(self, rows: Integers) -> CueSigns:
        """Of some of the texts."""
        return CueSigns(self.strong[rows], self.weak[rows], self.blocked[rows], self.best[rows])


def signs(hits: Hits, worths: Floats, strong: NDArray[np.bool_], shape: tuple[int, int]) -> CueSigns:
    """Hits counted; `worths` are the log-odds of each hit."""
    flat = hits.texts * shape[1] + hits.codes
    is_strong, free = strong[hits.numbers], ~hits.blocked
    size = shape[0] * shape[1]

    def count(which: NDArray[np.bool_]) -> Floats:
        return np.bincount(flat[which], minlength=size).reshape(shape).astype(np.float64)

    best = np.full(size, -np.inf)
    np.maximum.at(best, flat[free], worths[free])
    best[np.isneginf(best)] = 0.0
    return CueSigns(count(is_strong & free), count(~is_strong & free), count(~free), best.reshape(shape))


def no_signs(shape: tuple[int, int]) -> CueSigns:
    """What is seen where no cue stands."""
    nothing = np.zeros(shape)
    return CueSigns(nothing, nothing, nothing, nothing)


def asked_odds(
    questions: Sequence[str], gold: Floats, cases: Sequence[str], learned: NDArray[np.bool_]
) -> tuple[dict[str, Floats], Floats]:
    """How much more likely each code is as an answer to a question: by question, and by text with its own
    case left out; log of the ratio to the code's share of all, shrunk towards 0."""
    share = (gold[learned].sum(axis=0) + 0.5) / (learned.sum() + 20)
    total: dict[str, Floats] = defaultdict(lambda: np.zeros(gold.shape[1]))
    own: dict[tuple[str, str], Floats] = defaultdict(lambda: np.zeros(gold.shape[1]))
    number: Counter[str] = Counter()
    own_number: Counter[tuple[str, str]] = Counter()
    for row in np.flatnonzero(learned).tolist():
        question, key = questions[row], (questions[row], cases[row])
        total[question] += gold[row]
        own[key] += gold[row]
        number[question] += 1
        own_number[key] += 1

    def odds(counts: Floats, texts: int) -> Floats:
        return np.asarray(np.log((counts + 8 * share) / (texts + 8) / share))

    by_text = [
        odds(total[q] - own[q, c], number[q] - own_number[q, c]) if q in number else np.zeros(gold.shape[1])
        for q, c in zip(questions, cases, strict=True)
    ]
    return {q: odds(total[q], number[q]) for q in sorted(number)}, np.array(by_text).reshape(-1, gold.shape[1])
