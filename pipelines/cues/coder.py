"""The rule coder: a codebook's cues turned into suggestions with stance and the spans that say why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from catalog.codebook import Codebook
from catalog.records import Span, Stance, Suggestion
from catalog.text import digest
from pipelines.cues.cueset import CueSet, scope_content
from pipelines.cues.matcher import Find
from pipelines.cues.reading import Reading
from pipelines.stance import stance_of

# To be raised whenever the same cues may give other codings than before.
RULES_VERSION = "1"
BATCH_TEXTS, BATCH_SIGNS = 256, 200_000


@dataclass(frozen=True, slots=True)
class Hit:
    """A strong or weak cue of a code that stands in a text; `blocked` if a block of the code overlaps it."""

    code: str
    strength: str
    pattern: str
    span: Span
    blocked: bool = False


class RuleCoder:
    """Codes texts by the codebook's strong cues; may be pickled, and is built anew where it arrives.

    Weak cues never code by themselves: two of them in one sentence were right less than one time in
    four when measured. They are for the model, through `hits`.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._codes = codebook.active
        self._cues = CueSet(codebook, ["strong"])

    def __reduce__(self) -> tuple[Callable[[Codebook], RuleCoder], tuple[Codebook]]:
        return RuleCoder, (self._codebook,)

    @property
    def coder_id(self) -> str:
        """Names the codebook's version and content, and these rules: "rules-1.0.0-4f0c21aa"."""
        content = digest([self._codebook.hash, RULES_VERSION, *scope_content()])
        return f"rules-{self._codebook.version}-{content[:8]}"

    def code(self, texts: Sequence[str], questions: Sequence[str] | None = None) -> list[list[Suggestion]]:
        """The suggestions for each text, in the order of the codebook.

        `questions`, one a text and empty where there is none, help to tell what is planned, past or
        desired. The spans count code points of the text as given.
        """
        coded: list[list[Suggestion]] = []
        for batch in _batches(texts):
            reading = self._cues.matcher.read(batch)
            for text, finds in enumerate(self._cues.matcher.find(reading)):
                question = questions[len(coded)] if questions else ""
                coded.append(self._code(reading, text, finds, question) if finds else [])
        return coded

    def hits(self, texts: Sequence[str]) -> list[list[Hit]]:
        """Every strong and weak cue of every code in each text, by code, blocked ones marked."""
        hits: list[list[Hit]] = []
        for batch in _batches(texts):
            reading = self._all_cues.matcher.read(batch)
            found = self._all_cues.matcher.find(reading)
            hits.extend(self._hits(reading, text, finds) for text, finds in enumerate(found))
        return hits

    def stances(self, text: str, evidence: Sequence[tuple[str, Sequence[Span]]], question: str = "") -> list[Stance]:
        """The stance of each (code, spans) of a text; no spans stand for evidence anywhere in it."""
        reading = self._cues.matcher.read([text])
        around = self._cues.scene(self._cues.matcher.find(reading)[0], reading, 0)
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

    @cached_property
    def _all_cues(self) -> CueSet:
        """With the weak cues, which coding does without."""
        return CueSet(self._codebook, ["strong", "weak"])

    def _code(self, reading: Reading, text: int, finds: list[Find], question: str) -> list[Suggestion]:
        bearing = []
        for place, group in self._cues.groups(finds):
            free = [find for find in group.cues if not group.blocked(find)] if group.blocks else group.cues
            if free:
                bearing.append((self._codes[place], free))
        if not bearing:
            return []
        around = self._cues.scene(finds, reading, text)
        suggestions = []
        for code, free in bearing:
            words = _merged([find[1:] for find in free])
            stance = stance_of(words, around, dimension=code.dimension, question=question)
            spans = tuple([reading.span(text, start, end) for start, end in words])
            reason = "; ".join(dict.fromkeys([self._cues.sources[find[0]] for find in free]))
            suggestions.append(Suggestion(code.id, stance, spans, reason=reason))
        return suggestions

    def _hits(self, reading: Reading, text: int, finds: list[Find]) -> list[Hit]:
        cues = self._all_cues
        return [
            Hit(
                self._codes[place].id,
                cues.strengths[number],
                cues.sources[number],
                reading.span(text, start, end),
                group.blocked((number, start, end)),
            )
            for place, group in cues.groups(finds)
            for number, start, end in group.cues
        ]


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


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges in order, those that overlap as one."""
    ordered = sorted(ranges)
    if len(ordered) < 2:
        return ordered
    merged: list[tuple[int, int]] = []
    for start, end in ordered:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
