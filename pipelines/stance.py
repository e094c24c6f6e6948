"""Whether a practice is done now, planned, past, desired or negated: from the words around the evidence.

A scope cue (such as "no longer", "hope to") governs what follows it up to the end of its clause or
phrase, what stands before it, its sentence, or the sentences before. Where no cue governs the evidence the question
may lean ("What have you tried and then stopped?"); otherwise the practice is current. A habitual
"will" is current too: planned is only what does not operate yet.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, cast

from catalog.records import Stance
from pipelines.stance_cues import ScopeCue

# Dimensions whose codes say how things are, rather than what is done: a hope or plan around them is
# the very thing they describe.
_STATES = frozenset(("barriers", "purposes", "outcomes"))
_ORDER: tuple[Stance, ...] = ("past", "negated", "planned", "desired", "current")
_OPENING = 5  # words of a sentence within which a cue governs all of it
_BESIDE = 3  # words between "not" and a barrier that it denies
_BACK = 2  # sentences that "we stopped it" looks back over
_ON = 2  # sentences within which what is told in the past may be said to have ended
_FORWARD = ("right", "phrase", "open")  # what reaches only what follows
_LEANS: tuple[tuple[Stance, re.Pattern[str]], ...] = (
    (
        "past",
        re.compile(
            r"\b(stopped|abandon|discontinu|no longer|used to|given? up|g[ao]ve up|(did|has|have)(n.t| not) work"
            r"|do you miss\b)"
        ),
    ),
    (
        "desired",
        re.compile(
            r"\b(would|do|could) you (\w+ )?(like|want|hope|wish|need|change|add|ask)\b|\bmagic wand\b|\bif you could\b"
            r"|\bwould (\w+ )?help\b|\b(is|are) missing\b|\b(your|you) (wish|dream|hope)|\bmake (it|this) easier\b"
        ),
    ),
    (
        "planned",
        re.compile(
            r"\b(plan(ning|s)? (to|for|on)|(your|the) plans\b|you (plan|planning)\b|intend to|next steps?\b"
            r"|(do|will) you (do )?next|(next|coming|upcoming) (school )?year)"
        ),
    ),
)


class Placed(NamedTuple):
    """A scope cue that stands at words `start` to `end` (exclusive)."""

    cue: ScopeCue
    start: int
    end: int


class Scene(NamedTuple):
    """What stance is told from: the scope cues of a text, its first word, and the words that end its
    sentences, phrases and clauses."""

    cues: tuple[Placed, ...]
    first: int
    stops: tuple[int, ...]
    commas: tuple[int, ...]
    edges: tuple[int, ...]

    def sentence(self, word: int) -> int:
        """The number of the sentence a word stands in, from 0."""
        return bisect_left(self.stops, word)

    def length(self, word: int) -> int:
        """The number of words in the sentence of a word."""
        number = self.sentence(word)
        begin = self.stops[number - 1] + 1 if number else self.first
        return self.stops[number] - begin

    def clause_ends(self, left: int, right: int) -> bool:
        """Whether a clause or sentence ends at or after word `left` and before word `right`."""
        return _between(self.edges, left, right) or _between(self.stops, left, right)

    def opens(self, word: int) -> bool:
        """Whether a word is the first of its sentence."""
        return word == self.first or word - 1 in self.stops


NOTHING = Scene((), 0, (), (), ())


def scene(placed: Iterable[Placed], first: int, stops: Iterable[int], commas: Sequence[int]) -> Scene:
    """The scene of a text that begins with word `first`, without the cues that a shield overlaps."""
    by_role: dict[str, list[Placed]] = {}
    for p in placed:
        by_role.setdefault(p.cue.role, []).append(p)
    edges = [p.start for p in by_role.pop("edge", ())] + [p.end - 1 for p in by_role.pop("turn", ())]
    after_commas = {comma + 1 for comma in commas}
    edges += [p.start for p in by_role.pop("splice", ()) if p.start in after_commas]
    shields, ends = by_role.pop("shield", []), tuple(stops)
    bygone = _bygone(by_role.pop("tense", []), by_role.pop("over", []), by_role.get("desired", []), ends)
    # "We'd sit down with each of them" is no wish where it came to an end.
    by_role["desired"] = [p for p in by_role.get("desired", ()) if not any(p.start == b.start for b in bygone)]
    cues = [*chain.from_iterable(by_role.values()), *bygone]
    if shields:
        cues = [p for p in cues if not any(s.start < p.end and p.start < s.end for s in shields)]
    return Scene(tuple(cues), first, ends, tuple(commas), tuple(sorted(edges)))


def _bygone(
    tense: Sequence[Placed], over: Sequence[Placed], wishes: Sequence[Placed], stops: Sequence[int]
) -> list[Placed]:
    """The verbs in the past after which something is said to have ended: by itself a past tense tells as often
    of what has been done and goes on, and after a wish it is no past at all."""
    found = []
    for verb in tense:
        sentence = bisect_left(stops, verb.start)
        last = stops[min(sentence + _ON, len(stops) - 1)]
        wished = any(p.start < verb.start and bisect_left(stops, p.start) == sentence for p in wishes)
        if not wished and any(verb.end <= p.start < last for p in over):
            found.append(Placed(replace(verb.cue, role="past"), verb.start, verb.end))
    return found


def stance_of(
    evidence: Sequence[tuple[int, int]],
    around: Scene,
    *,
    dimension: str = "",
    question: str = "",
    sentences: Sequence[tuple[int, int]] = (),
    sure: bool = True,
) -> Stance:
    """The stance of a code whose evidence stands at these words; current if any of them is.

    Where the evidence is not `sure` to name the practice, what most of it says counts. Where nobody knows
    the words, the evidence is empty and `sentences` lists those of the text: then only what opens a
    sentence, or governs the whole of it, tells.
    """
    lean = None if dimension in _STATES or not question else leaning(question)
    if not around.cues:
        return lean or "current"
    if not evidence:
        evidence = [(min(start + _OPENING, end - 1), end) for start, end in sentences]
    if not sure and dimension in _STATES:
        around = around._replace(cues=tuple(p for p in around.cues if p.cue.states))
    found = [_one(span, around, dimension, lean) for span in evidence]
    if not sure:
        found = [stance for stance in found if 2 * found.count(stance) >= len(found)] or found
        found = [stance for stance in found if stance != "current"] or found
    return max(found, key=_weight, default=lean or "current")


def _between(places: Sequence[int], left: int, right: int) -> bool:
    """Whether one of the ordered places lies at or after `left` and before `right`."""
    at = bisect_left(places, left)
    return at < len(places) and places[at] < right


def _weight(stance: Stance) -> int:
    """What wins when pieces of evidence differ: current first, then the order of the list."""
    return 9 if stance == "current" else -_ORDER.index(stance)


def _one(span: tuple[int, int], around: Scene, dimension: str, lean: Stance | None) -> Stance:
    """The stance of one piece of evidence: what the nearest cue that governs it says."""
    told: list[tuple[bool, int, Stance]] = []
    for placed in around.cues:
        distance = _distance(placed, span, around) if _bears(placed, span, dimension) else -1
        if distance >= 0:
            beyond = around.clause_ends(min(placed.end, span[1]), max(placed.start, span[0]))
            told.append((beyond, distance, cast(Stance, placed.cue.role)))
    # What the clause itself says goes before what the sentence around it says.
    near = [entry for entry in told if not entry[0]] or told
    other = [entry for entry in near if entry[2] != "current"]
    if other:
        return min(other, key=lambda entry: (entry[0], entry[1], _ORDER.index(entry[2])))[2]
    return "current" if told or lean is None else lean


def _bears(placed: Placed, span: tuple[int, int], dimension: str) -> bool:
    """Whether a cue may tell the stance of a code of this dimension whose evidence stands there."""
    start, end = span
    if start <= placed.start and placed.end <= end and not placed.cue.within:
        return False  # "not age but mastery" is how the practice is named
    if dimension in _STATES and not placed.cue.states:
        nearby = placed.end <= start <= placed.end + _BESIDE
        return placed.cue.role == "negated" and dimension != "purposes" and nearby
    return True


def _distance(placed: Placed, span: tuple[int, int], around: Scene) -> int:
    """How many words lie between a cue and evidence in its reach; -1 where it does not reach."""
    start, end = span
    cue = placed.cue
    if cue.reach == "open" and not around.opens(placed.start):
        return -1
    if cue.reach == "back":
        behind = around.sentence(placed.start) - around.sentence(start)
        reached = end <= placed.start and behind <= _BACK and around.length(placed.start) <= cue.near
        return placed.start - end if reached else -1
    if start <= placed.start and placed.end <= end:
        return 0
    before = placed.start < start
    left, right = (placed.end, start) if before else (end, placed.start)
    apart = max(0, right - left)
    if apart > cue.near or cue.reach in (("left",) if before else _FORWARD):
        return -1
    if cue.reach == "phrase" and _between(around.commas, left, right):
        return -1
    if cue.reach == "sentence":
        return apart if around.sentence(placed.start) == around.sentence(start) else -1
    return -1 if around.clause_ends(left, right + before) else apart


@lru_cache(maxsize=1024)
def leaning(question: str) -> Stance | None:
    """The stance that answers to a question have unless they say otherwise.

    >>> leaning("What have you tried and then stopped or changed, and why?")
    'past'
    >>> leaning("How do students have a say in what they learn?")
    """
    lower = question.lower()
    return next((stance for stance, pattern in _LEANS if pattern.search(lower)), None)
