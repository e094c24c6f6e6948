"""The rule coder: a codebook's cues turned into suggestions with stance and the spans that say why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, repeat
from typing import Literal

from catalog.codebook import Code, Codebook, Pattern
from catalog.records import Span, Stance, Suggestion
from catalog.text import digest
from pipelines.cues.matcher import Find, Matcher
from pipelines.cues.reading import Reading
from pipelines.stance import SCOPE_CUES, NOTHING, Placed, Scene, scene, stance_of

Strength = Literal["strong", "weak", "block"]
# To be raised whenever the same cues may give other codings than before.
RULES_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue of a code that stands in a text; `blocked` if one of the code's blocks overlaps it."""

    code: str
    strength: Strength
    pattern: str
    span: Span
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class _Cue:
    code: Code
    strength: Strength
    pattern: Pattern


class RuleCoder:
    """Codes texts by the codebook's cues; may be pickled, and is built anew in the other process."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._codes = codebook.active
        self._cues = [cue for code in codebook.active for cue in _cues(code)]
        places = {code.id: place for place, code in enumerate(self._codes)}
        self._place = [places[cue.code.id] for cue in self._cues]
        self._scopes = [(cue, pattern) for cue in SCOPE_CUES for pattern in cue.patterns]
        self._matcher = Matcher([*(cue.pattern for cue in self._cues), *(p for _, p in self._scopes)])

    def __reduce__(self) -> tuple[Callable[[Codebook], RuleCoder], tuple[Codebook]]:
        return RuleCoder, (self._codebook,)

    @property
    def coder_id(self) -> str:
        """Names the codebook's version and content, and these rules: "rules-1.0.0-4f0c21aa"."""
        scopes = (f"{cue.role} {cue.reach} {cue.near} {pattern.source}" for cue, pattern in self._scopes)
        content = digest([self._codebook.hash, RULES_VERSION, *scopes])
        return f"rules-{self._codebook.version}-{content[:8]}"

    def code(self, texts: Sequence[str], questions: Sequence[str] | None = None) -> list[list[Suggestion]]:
        """The suggestions for each text, in the order of the codebook.

        `questions`, one a text and empty where there is none, help to tell what is planned, past or
        desired. The spans count code points of the text as given.
        """
        asked: Iterable[str] = repeat("") if questions is None else questions
        return [self._code(text, question) for text, question in zip(texts, asked, strict=False)]

    def hits(self, texts: Sequence[str]) -> list[list[Hit]]:
        """Every strong and weak cue of every code in each text, blocked ones marked."""
        return [self._hits(self._matcher.read(text)) for text in texts]

    def stances(
        self, text: str, evidence: Sequence[tuple[str, Sequence[Span]]], question: str = ""
    ) -> list[Stance]:
        """The stance of each (code, spans) of a text; spans may be empty, for evidence unknown."""
        reading = self._matcher.read(text)
        around = self._scene(reading, self._matcher.find(reading))
        return [
            stance_of(
                [words for span in spans if (words := reading.words_in(span))] or reading.sentences(),
                around,
                dimension=self._codebook.by_id[code].dimension,
                question=question,
            )
            for code, spans in evidence
        ]

    def _code(self, text: str, question: str) -> list[Suggestion]:
        reading = self._matcher.read(text)
        finds = self._matcher.find(reading)
        bearing = self._bearing(finds, reading)
        if not bearing:
            return []
        around = self._scene(reading, finds)
        return [self._suggestion(place, found, reading, around, question) for place, found in bearing]

    def _bearing(self, finds: list[Find], reading: Reading) -> list[tuple[int, list[Find]]]:
        """The codes to suggest, each with the finds that carry it, in the order of the codebook."""
        by_code: dict[int, list[Find]] = {}
        for find in finds:
            if find[0] < len(self._cues):
                by_code.setdefault(self._place[find[0]], []).append(find)
        bearing = []
        for place in sorted(by_code):
            free = self._free(by_code[place])
            strong = [find for find in free if self._cues[find[0]].strength == "strong"]
            if strong or (free := _supported(free, reading)):
                bearing.append((place, strong or free))
        return bearing

    def _free(self, finds: list[Find]) -> list[Find]:
        """The strong and weak finds of one code that none of its blocks overlaps."""
        blocks = [find for find in finds if self._cues[find[0]].strength == "block"]
        others = [find for find in finds if self._cues[find[0]].strength != "block"]
        return [f for f in others if not _blocked(f, blocks)] if blocks else others

    def _suggestion(
        self, place: int, finds: list[Find], reading: Reading, around: Scene, question: str
    ) -> Suggestion:
        code = self._codes[place]
        words = _merged(find[1:] for find in finds)
        stance = stance_of(words, around, dimension=code.dimension, question=question)
        patterns = dict.fromkeys(self._cues[find[0]].pattern.source for find in finds)
        spans = tuple(reading.span(start, end) for start, end in words)
        return Suggestion(code.id, stance, spans, reason="; ".join(patterns))

    def _hits(self, reading: Reading) -> list[Hit]:
        finds = [find for find in self._matcher.find(reading) if find[0] < len(self._cues)]
        blocks: dict[int, list[Find]] = {}
        for find in finds:
            if self._cues[find[0]].strength == "block":
                blocks.setdefault(self._place[find[0]], []).append(find)
        hits = []
        for find in finds:
            cue = self._cues[find[0]]
            if cue.strength != "block":
                blocked = _blocked(find, blocks.get(self._place[find[0]], ()))
                span = reading.span(find[1], find[2])
                hits.append(Hit(cue.code.id, cue.strength, cue.pattern.source, span, blocked))
        return hits

    def _scene(self, reading: Reading, finds: list[Find]) -> Scene:
        first = len(self._cues)
        placed = [
            Placed(self._scopes[number - first][0], start, end)
            for number, start, end in finds
            if number >= first
        ]
        return scene(placed, reading.stops()) if placed else NOTHING


def _cues(code: Code) -> Iterable[_Cue]:
    groups: tuple[tuple[Strength, tuple[Pattern, ...]], ...] = (
        ("strong", code.cues.strong),
        ("weak", code.cues.weak),
        ("block", code.cues.block),
    )
    return (_Cue(code, strength, pattern) for strength, patterns in groups for pattern in patterns)


def _blocked(find: Find, blocks: Sequence[Find]) -> bool:
    return any(block[1] < find[2] and find[1] < block[2] for block in blocks)


def _supported(weak: list[Find], reading: Reading) -> list[Find]:
    """The finds of two different weak cues that stand apart in one sentence; none otherwise."""
    if len({find[0] for find in weak}) < 2:
        return []
    stops = reading.stops()
    carrying = {
        find
        for a, b in combinations(weak, 2)
        if a[0] != b[0]
        and not _blocked(a, [b])
        and not any(min(a[1], b[1]) < stop < max(a[2], b[2]) for stop in stops)
        for find in (a, b)
    }
    return sorted(carrying)


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges in order, those that overlap as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
