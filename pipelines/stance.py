"""Whether a practice is done now, planned, past, desired or negated: from the words around the evidence.

A scope cue (such as "no longer", "hope to") governs what follows it up to the end of its clause, what
stands before it, its sentence, or the sentences before. Where no cue governs the evidence the question
may lean ("What have you tried and then stopped?"); otherwise the practice is current. A habitual
"will" is current too: planned is only what does not operate yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from catalog.codebook.syntax import Pattern, parse
from catalog.records import Stance

Reach = Literal["right", "left", "clause", "sentence", "back"]
Role = Stance | Literal["edge", "shield"]


@dataclass(frozen=True, slots=True)
class ScopeCue:
    """Patterns that give a stance to evidence in their reach, at most `near` words away.

    An `edge` ends a clause where it begins; a `shield` is a turn of phrase whose words are no cue.
    """

    role: Role
    reach: Reach
    patterns: tuple[Pattern, ...]
    near: int = 60


def _cue(role: Role, reach: Reach, patterns: str, near: int = 60) -> ScopeCue:
    lines = [line.strip() for line in patterns.strip().splitlines()]
    return ScopeCue(role, reach, tuple(map(parse, lines)), near)


_WE = "(we|i|they|he|she|it|school|district|teacher|team|staff|student|kid|there|us|leader|department)"
SCOPE_CUES: tuple[ScopeCue, ...] = (
    _cue(
        "edge",
        "right",
        """
        but
        however
        although
        though
        whereas
        while
        because
        yet
        instead
        until
        unless
        (and|then|which) (we|i|they|it|he|she|now|instead)
    """,
    ),
    _cue(
        "shield",
        "right",
        """
        not (only|just|simply|merely|solely|alone|always|necessarily)
        (rather than|instead of) (only|just|simply|merely|solely|always)
        process of (pilot|implement|use)
        (we|i) would (say|argue|describe|call|note|add|agree|not|recommend)
        would not (have|be) ~2 (without|if)
        (no|not) (matter|doubt|surprise|wonder|exception|secret)
        (why|if|whether|or) not
        not to mention
        can not (wait|imagine|say enough|help)
        no (one|body) (leave|fall|size)
        not (afraid|uncommon|unusual|enough)
        (be|get) =used to
        no (child|student|kid) leave behind
        no less than
        not until
        should (be|have) (able|know)
        (student|kid|learner|child|they|he|she|who) (want|hope|wish|need|plan|would like) to
        what (they|student|kid) (want|need|hope)
    """,
    ),
    _cue(
        "negated",
        "right",
        """
        =not
        never
        without
        neither
        hardly
        rarely
        seldom
        few =teachers
        few of
        (very|too) (few|little)
        nobody
        no one
        none of
        nowhere
        (far|shy|break|broke|broken) away from
        rather than
        instead of
        as (oppose|opposed) to
        anything but
        (refuse|decline|fail|reject) to?
        (reject|resist|avoid|lack|oppose)
        (lack|absence) of
    """,
        near=7,
    ),
    _cue(
        "negated",
        "right",
        "=not a? ~1 (true|real) ~2\n".replace(" ~2", "") + "(=no|zero) ~1 (real|formal|true|actual)",
        near=5,
    ),
    _cue(
        "negated",
        "left",
        """
        (do|be|have|would|will) not ~1 (happen|exist|something|part|here|there|us|one)
        never ~1 (happen|occur|take hold|take off)
        (rarely|seldom) ~1 (happen|occur|use)
        be not ~2 (true|case)
    """,
        near=4,
    ),
    _cue(
        "past",
        "right",
        f"""
        no long
        {_WE} =used to
        =previously
        =stopped
        have stop
        stop do
        (discontinue|abandon|scrap|eliminate|drop|phase) out?
        (give|get) (up on|rid of)
        (go|move|shift|pull|turn|step|transition|switch|steer) ~1 (away|back) from
        (shift|switch|transition|evolve) from
        in the past
        (back|year) ago we
        (we|i|district|school) (=tried|=had tried)
        (let|put) go of
        (replace|retire|sunset|shelve)
    """,
        near=9,
    ),
    _cue(
        "past",
        "sentence",
        """
        (before|during|because of|in) (covid|the pandemic|=remote learning)
    """,
    ),
    _cue(
        "past",
        "left",
        """
        (=fizzled|=died|=stopped|=ended|=failed|=disappeared|=collapsed|=lapsed|=faded) (out|away|off)?
        be ~1 (drop|discontinue|cut|abandon|scrap|eliminate|phase out)
        (go|fall) (away|by the wayside|apart)
        until (we|it|they|the)
        (=was|=were) a thing
        (do|have|be) not ~1 (last|stick|work out|survive|continue|any more)
        any (more|long)
        for a (while|year|time|semester)
        year ago
    """,
        near=9,
    ),
    _cue(
        "past",
        "back",
        """
        (we|i|they|district|school) ~1 (=stopped|=dropped|=abandoned|=ended|=quit|=scrapped|=discontinued)
        (=gave|=given) (it|that|them|this)? up
        get rid of (it|that|them)
        (it|that|this|they) ~1 (=fizzled|=died|=failed|=ended|=stopped|=collapsed)
        (it|that|this|they) do not (work|last|stick|go|take|scale)
        (=lasted|=ran) ~3 (year|month|week|semester|term)
        (let|put) (it|that) go
        never (catch|caught) on
    """,
    ),
    _cue(
        "planned",
        "right",
        f"""
        {_WE} (now|also|currently|all)? plan (to|on|for)
        (be|have|=are) (now|also|currently)? =planning (to|on|for|how)
        (have|be|=is|=are) (already|also)? =planned
        =plans (to|for|are|call)
        {_WE} (now|also|currently)? intend to
        =intends to
        (we|district|school|they) be ~1 (going to|about to|set to|slate to|schedule to)
        be ~1 (look into|explore|consider|investigate|research|draft)
        (we|district|school) be ~2 (develop|design|plan|prepare|write)
        (we|district|they) be ~1 (get|getting) ready to
        in the process of
        (=our|the) (=focus|=plan|=priority|=work) will
        will (soon|eventually|begin|start|launch|open|pilot|introduce|implement|roll|adopt|expand|move|add)
        (begin|start|launch|open|come|pilot) (in|this|next) (the|come)? (fall|september|summer|january|year|spring)
        (be|=are) (work|move) toward
        (soon|eventually) (we|be)
    """,
    ),
    _cue(
        "planned",
        "sentence",
        """
        (next|come|upcoming|follow) (year|fall|spring|semester|september|summer|winter|term|school year)
        in the (future|come year|year to come)
        (down the road|on the horizon|in the works|on the drawing board)
        (as|once|when) we (open|launch|expand|grow|move forward)
        not yet
        (this|by) (come|next) (year|fall|spring|september|summer)
    """,
    ),
    _cue(
        "desired",
        "right",
        """
        (we|i|they|district|school|teacher|staff|our hope|hope) (all|really|do|also|just|still)? hope (to|that|for|we)
        (we|i|school|district) ~1 (be|=are) =hoping (to|that|for)
        hope be (to|that)
        (we|i|they|teacher|district|staff|school|would|also|really) (would)? (like|love|prefer) (to|for|a|more|it|our|every)
        (we|i|teacher|district|staff|school) ~1 (want|wish|dream|desire) (to|for|that|a|we|more|our|of)
        (we|i|teacher|district|school) (really|also|still|would|do)? need (to|more|a|an|better|the|help|time|some)
        (we|i|school|district|teacher) ~1 should
        (we|i|they) ~1 could (use|do|have|offer|add|give|try)
        (would|could) be (nice|great|good|ideal|wonderful|helpful|amazing) (to|if)?
        =ideally
        (we|i) would
        if (we|i|only) ~2 (=had|could|have|get)
        magic wand
        in (a|an) (perfect|ideal) world
        what if we
        how (can|could|do|might|should) we
        (=our|=my) (hope|dream|wish|aspiration) (be|to|for)
    """,
    ),
    _cue(
        "desired",
        "left",
        """
        would (be|help|make|allow|let) ~2 (nice|great|ideal|good|wonderful|huge|us)
        be ~2 (=goal|=dream|=hope|wish list|next step)
        (be|=is|=are) (need|want)
    """,
        near=6,
    ),
    _cue(
        "current",
        "clause",
        """
        (already|currently|=now|=still|=nowadays|=today)
        (this|every|each) (year|day|week|month|friday|monday|morning)
        (=went|=moved|=switched|=changed) back? (to|into|over)
        (=replaced|instead|=ended up|=turned into|=became)
    """,
    ),
)

# Dimensions whose codes say how things are, rather than what is done: a hope or plan around them is
# the very thing they describe.
_STATES = frozenset(("barriers", "purposes", "outcomes"))
_ORDER: tuple[Stance, ...] = ("past", "negated", "planned", "desired", "current")
_OPENING = 5  # words of a sentence within which a cue governs all of it
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
    """What stance is told from: the scope cues of a text, and the words that end its sentences."""

    cues: tuple[Placed, ...]
    stops: tuple[int, ...]
    edges: tuple[int, ...]

    def sentence(self, word: int) -> int:
        """The number of the sentence a word stands in, from 0."""
        return sum(stop < word for stop in self.stops)

    def clause_ends(self, left: int, right: int) -> bool:
        """Whether a clause or sentence ends between two words."""
        return any(left <= edge <= right for edge in self.edges) or any(left <= s < right for s in self.stops)


NOTHING = Scene((), (), ())


def scene(placed: Iterable[Placed], stops: Iterable[int]) -> Scene:
    """The scene of a text, without the cues that a shield overlaps."""
    every = list(placed)
    shields = [p for p in every if p.cue.role == "shield"]
    edges = tuple(sorted(p.start for p in every if p.cue.role == "edge"))
    cues = [
        p
        for p in every
        if p.cue.role not in ("edge", "shield") and not any(s.start < p.end and p.start < s.end for s in shields)
    ]
    return Scene(tuple(cues), tuple(sorted(stops)), edges)


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
    lean = None if dimension in _STATES else leaning(question)
    if not around.cues:
        return lean or "current"
    if evidence:
        found = [_one(span, around, dimension, lean, around.cues) for span in evidence]
    else:
        opening = [(min(start + _OPENING, end - 1), end) for start, end in sentences]
        found = [_one(span, around, dimension, lean, _outside(span, around)) for span in opening]
    return max(found, key=_weight, default=lean or "current")


def _weight(stance: Stance) -> int:
    """What wins when pieces of evidence differ: current first, then the order of the list."""
    return 9 if stance == "current" else -_ORDER.index(stance)


def _outside(span: tuple[int, int], around: Scene) -> list[Placed]:
    start, end = span
    return [p for p in around.cues if p.cue.reach == "sentence" or not (start <= p.start and p.end <= end)]


def _one(span: tuple[int, int], around: Scene, dimension: str, lean: Stance | None, cues: Iterable[Placed]) -> Stance:
    """The stance of one piece of evidence: what the nearest cue that governs it says."""
    told: list[tuple[int, int, Stance]] = []
    for placed in cues:
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
    """Whether a cue of this kind may tell the stance of a code of this dimension."""
    start, end = span
    if placed.cue.role == "negated" and start <= placed.start and placed.end <= end:
        return False  # "not age but mastery" is how the practice is named
    if dimension in _STATES:
        nearby = placed.end <= start <= placed.end + 3
        return placed.cue.role == "negated" and dimension != "purposes" and nearby
    return True


def _distance(placed: Placed, span: tuple[int, int], around: Scene) -> int:
    """How many words lie between a cue and evidence in its reach; -1 where it does not reach."""
    start, end = span
    cue = placed.cue
    if start <= placed.start and placed.end <= end:
        return 0
    if cue.reach == "back":
        behind = around.sentence(placed.start) - around.sentence(start)
        return placed.start - end if end <= placed.start and behind <= _BACK else -1
    before = placed.start < start
    left, right = (placed.end, start) if before else (end, placed.start)
    apart = max(0, right - left)
    if apart > cue.near or cue.reach == ("left" if before else "right"):
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
