"""The rule coder: a codebook's cues turned into suggestions with stance and the spans that say why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from catalog.codebook import Codebook
from catalog.records import Span, Stance, Suggestion
from catalog.text import digest
from pipelines.cues.matcher import Find, Matcher
from pipelines.cues.reading import Reading
from pipelines.stance import SCOPE_CUES, NOTHING, Placed, Scene, scene, stance_of

Strength = Literal["strong", "weak", "block"]
STRENGTHS: tuple[Strength, ...] = ("strong", "weak", "block")
# To be raised whenever the same cues may give other codings than before.
RULES_VERSION = "1"
BATCH_TEXTS, BATCH_SIGNS = 256, 200_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue of a code that stands in a text; `blocked` if one of the code's blocks overlaps it."""

    code: str
    strength: Strength
    pattern: str
    span: Span
    blocked: bool = False


class RuleCoder:
    """Codes texts by the codebook's cues; may be pickled, and is built anew in the other process."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._codes = codebook.active
        self._cues = _CueSet(codebook, ("strong", "block"))

    @cached_property
    def _all_cues(self) -> _CueSet:
        """With the weak cues too, which only `hits` asks for."""
        return _CueSet(self._codebook, ("strong", "weak", "block"))

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
        coded: list[list[Suggestion]] = []
        for batch in _batches(texts):
            reading = self._matcher.read(batch)
            for text, finds in enumerate(self._matcher.find(reading)):
                question = questions[len(coded)] if questions else ""
                coded.append(self._code(reading, text, finds, question) if finds else [])
        return coded

    def hits(self, texts: Sequence[str]) -> list[list[Hit]]:
        """Every strong and weak cue of every code in each text, blocked ones marked."""
        hits: list[list[Hit]] = []
        for batch in _batches(texts):
            reading = self._matcher.read(batch)
            hits += [self._hits(reading, text, f) for text, f in enumerate(self._matcher.find(reading))]
        return hits

    def stances(
        self, text: str, evidence: Sequence[tuple[str, Sequence[Span]]], question: str = ""
    ) -> list[Stance]:
        """The stance of each (code, spans) of a text; no spans stand for evidence anywhere in it."""
        reading = self._matcher.read([text])
        around = self._scene(reading, 0, self._matcher.find(reading)[0])
        return [
            stance_of(
                [words for span in spans if (words := reading.words_in(0, span))],
                around,
                dimension=self._codebook.by_id[code].dimension,
                question=question,
                sentences=reading.sentences(0),
            )
            for code, spans in evidence
        ]

    def _code(self, reading: Reading, text: int, finds: list[Find], question: str) -> list[Suggestion]:
        bearing = self._bearing(finds, reading, text)
        if not bearing:
            return []
        around = self._scene(reading, text, finds)
        suggestions = []
        for place, found in bearing:
            code = self._codes[place]
            words = _merged(find[1:] for find in found)
            stance = stance_of(words, around, dimension=code.dimension, question=question)
            spans = tuple(reading.span(text, start, end) for start, end in words)
            patterns = dict.fromkeys(self._sources[find[0]] for find in found)
            suggestions.append(Suggestion(code.id, stance, spans, reason="; ".join(patterns)))
        return suggestions

    def _bearing(self, finds: list[Find], reading: Reading, text: int) -> list[tuple[int, list[Find]]]:
        """The codes to suggest, each with the finds that carry it, in the order of the codebook."""
        bearing = []
        for place, group in sorted(self._by_code(finds).items()):
            if len(group) == 1 and group[0][0] >= self._first_weak:
                continue
            free = self._free(group)
            strong = [find for find in free if find[0] < self._first_weak]
            if strong or (free := _supported(free, reading, text)):
                bearing.append((place, strong or free))
        return bearing

    def _by_code(self, finds: list[Find]) -> dict[int, list[Find]]:
        groups: dict[int, list[Find]] = {}
        for find in finds:
            if find[0] < len(self._places):
                groups.setdefault(self._places[find[0]], []).append(find)
        return groups

    def _free(self, finds: list[Find]) -> list[Find]:
        """The strong and weak finds of one code that none of its blocks overlaps."""
        blocks = [find for find in finds if self._strengths[find[0]] == "block"]
        if not blocks:
            return finds
        return [f for f in finds if self._strengths[f[0]] != "block" and not _blocked(f, blocks)]

    def _hits(self, reading: Reading, text: int, finds: list[Find]) -> list[Hit]:
        hits = []
        for place, group in sorted(self._by_code(finds).items()):
            blocks = [find for find in group if self._strengths[find[0]] == "block"]
            for find in group[: len(group) - len(blocks)]:  # blocks come last
                number, start, end = find
                span, blocked = reading.span(text, start, end), _blocked(find, blocks)
                strength, source = self._strengths[number], self._sources[number]
                hits.append(Hit(self._codes[place].id, strength, source, span, blocked))
        return hits

    def _scene(self, reading: Reading, text: int, finds: list[Find]) -> Scene:
        first = len(self._places)
        placed = [
            Placed(self._scopes[number - first][0], start, end)
            for number, start, end in finds
            if number >= first
        ]
        return scene(placed, reading.stops_in(text)) if placed else NOTHING


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """Some texts at a time: enough that the cost of a call does not count, and memory stays small."""
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if len(batch) == BATCH_TEXTS or size > BATCH_SIGNS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _blocked(find: Find, blocks: Sequence[Find]) -> bool:
    return any(block[1] < find[2] and find[1] < block[2] for block in blocks)


def _supported(weak: list[Find], reading: Reading, text: int) -> list[Find]:
    """The finds of two different weak cues that stand apart in one sentence; none otherwise."""
    if len({find[0] for find in weak}) < 2:
        return []
    stops = reading.stops_in(text)
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
