"""Whether a practice is done now, planned, past, desired or negated: from the words around the evidence.

A scope cue (such as "no longer", "hope to") governs what follows it up to the end of its clause or
phrase, what stands before it, its sentence, or the sentences before. Where no cue governs the evidence the question
may lean ("What have you tried and then stopped?"); otherwise the practice is current. A habitual
"will" is current too: planned is only what does not operate yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.records import Stance
from pipelines.stance_cues import ScopeCue

# Dimensions whose codes say how things are, rather than what is done: a hope or plan around them is
# the very thing they describe.
_STATES = frozenset(("barriers", "purposes", "outcomes"))
_ORDER: tuple[Stance, ...] = ("past", "negated", "planned", "desired", "current")
_OPENING = 5  # words of a sentence within which a cue governs all of it
_BESIDE = 3  # words between "not" and a barrier that it denies
_BACK = 2  # sentences that "we stopped it" looks back over
_LEANS: tuple[tuple[Stance, re.Pattern[str]], ...] = (
    (
        "past",
        re.compile(r"\b(stopped|abandon|discontinu|no longer|used to|given? up|g[ao]ve up|did(n.t| not) work)"),
    ),
    (
        "desired",
        re.compile(r"\b(would|do|could) you (\w+ )?(like|want|hope|wish|need)\b|\bmagic wand\b|\bif you could\b"),
    ),
    (
        "planned",
        re.compile(r"\b(plan(ning|s)? (to|for|on)|intend to|next steps?\b|(do|will) you (do )?next)"),
    ),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A scope cue that stands at words `start` to `end` (exclusive)."""

    cue: ScopeCue
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scene:
    """What stance is told from: the scope cues of a text, and the words that end its sentences, clauses and
    phrases."""

    cues: tuple[Placed, ...]
    stops: tuple[int, ...]
    commas: tuple[int, ...]
    edges: tuple[int, ...]

    def sentence(self, word: int) -> int:
        """The number of the sentence a word stands in, from 0."""
        return sum(stop < word for stop in self.stops)

    def clause_ends(self, left: int, right: int) -> bool:
        """Whether a clause or sentence ends between two words."""
        return any(left <= edge <= right for edge in self.edges) or any(left <= s < right for s in self.stops)


NOTHING = Scene((), (), (), ())


def scene(placed: Iterable[Placed], stops: Iterable[int], commas: Iterable[int]) -> Scene:
    """The scene of a text, without the cues that a shield overlaps."""
    every = list(placed)
    shields = [p for p in every if p.cue.role == "shield"]
    edges = tuple(sorted(p.start for p in every if p.cue.role == "edge"))
    cues = [
        p
        for p in every
        if p.cue.role not in ("edge", "shield") and not any(s.start < p.end and p.start < s.end for s in shields)
    ]
    return Scene(tuple(cues), tuple(stops), tuple(commas), edges)


def stance_of(
    evidence: Sequence[tuple[int, int]],
    around: Scene,
    *,
    dimension: str = "",
    question: str = "",
    sentences: Sequence[tuple[int, int]] = (),
) -> Stance:
    """The stance of a code whose evidence stands at these words; current if any of them is.

    Where nobody knows the words, the evidence is empty and `sentences` lists those of the text: then
    only what opens a sentence, or governs the whole of it, tells.
    """
    lean = None if dimension in _STATES or not question else leaning(question)
    if not around.cues:
        return lean or "current"
    if not evidence:
        evidence = [(min(start + _OPENING, end - 1), end) for start, end in sentences]
    found = [_one(span, around, dimension, lean) for span in evidence]
    return max(found, key=_weight, default=lean or "current")


def _weight(stance: Stance) -> int:
    """What wins when pieces of evidence differ: current first, then the order of the list."""
    return 9 if stance == "current" else -_ORDER.index(stance)


def _one(span: tuple[int, int], around: Scene, dimension: str, lean: Stance | None) -> Stance:
    """The stance of one piece of evidence: what the nearest cue that governs it says."""
    told: list[tuple[int, int, Stance]] = []
    for placed in around.cues:
        role = placed.cue.role
        if role == "edge" or role == "shield" or not _bears(placed, span, dimension):
            continue
        distance = _distance(placed, span, around)
        if distance >= 0:
            told.append((distance, _ORDER.index(role), role))
    other = [entry for entry in told if entry[2] != "current"]
    if other:
        return min(other)[2]
    return "current" if told or lean is None else lean


def _bears(placed: Placed, span: tuple[int, int], dimension: str) -> bool:
    """Whether a cue may tell the stance of a code of this dimension whose evidence stands there."""
    start, end = span
    if start <= placed.start and placed.end <= end:
        return False  # "not age but mastery" is how the practice is named
    if dimension in _STATES:
        nearby = placed.end <= start <= placed.end + _BESIDE
        return placed.cue.role == "negated" and dimension != "purposes" and nearby
    return True


def _distance(placed: Placed, span: tuple[int, int], around: Scene) -> int:
    """How many words lie between a cue and evidence in its reach; -1 where it does not reach."""
    start, end = span
    cue = placed.cue
    if cue.reach == "back":
        behind = around.sentence(placed.start) - around.sentence(start)
        return placed.start - end if end <= placed.start and behind <= _BACK else -1
    before = placed.start < start
    left, right = (placed.end, start) if before else (end, placed.start)
    apart = max(0, right - left)
    if apart > cue.near or cue.reach in (("left",) if before else ("right", "phrase")):
        return -1
    if cue.reach == "phrase" and any(left <= comma < right for comma in around.commas):
        return -1
    if cue.reach == "sentence":
        return apart if around.sentence(placed.start) == around.sentence(start) else -1
    return -1 if around.clause_ends(left, right) else apart


@lru_cache(maxsize=1024)
def leaning(question: str) -> Stance | None:
    """The stance that answers to a question have unless they say otherwise.

    >>> leaning("What have you tried and then stopped or changed, and why?")
    'past'
    >>> leaning("How do students have a say in what they learn?")
    """
    lower = question.lower()
    return next((stance for stance, pattern in _LEANS if pattern.search(lower)), None)
