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
RULES_VERSION = "2"
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
    four when measured. They are for the model, through `study`.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self.codes = codebook.active

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
                coded.append(self.weigh(self._cues, reading, text, finds, question) if finds else [])
        return coded

    def hits(self, texts: Sequence[str]) -> list[list[Hit]]:
        """Every strong and weak cue of every code in each text, by code, blocked ones marked."""
        return [studied.hits(text) for studied in self.study(texts) for text in range(studied.texts)]

    def study(self, texts: Sequence[str]) -> Iterator[Studied]:
        """All that the cues say of the texts, some at a time, for a coder that weighs it with more."""
        for batch in _batches(texts):
            yield Studied(self, self.all_cues, self.all_cues.matcher.read(batch))

    def stances(self, text: str, evidence: Sequence[tuple[str, Sequence[Span]]], question: str = "") -> list[Stance]:
        """The stance of each (code, spans) of a text; no spans stand for evidence anywhere in it."""
        studied = Studied(self, self._cues, self._cues.matcher.read([text]))
        return [studied.stance(0, self._codebook.by_id[code].dimension, spans, question) for code, spans in evidence]

    @cached_property
    def _cues(self) -> CueSet:
        """The strong ones and the blocks: enough for coding."""
        return CueSet(self._codebook, ["strong"])

    @cached_property
    def all_cues(self) -> CueSet:
        """With the weak cues, which coding does without."""
        return CueSet(self._codebook, ["strong", "weak"])

    def weigh(self, cues: CueSet, reading: Reading, text: int, finds: list[Find], question: str) -> list[Suggestion]:
        """The suggestions that the strong cues among the finds of one text make."""
        bearing = []
        for place, group in cues.groups(finds):
            free = [find for find in group.cues if cues.is_strong(find)]
            if group.blocks:
                free = [find for find in free if not group.blocked(find)]
            if free:
                bearing.append((self.codes[place], free))
        if not bearing:
            return []
        around = cues.scene(finds, reading, text)
        suggestions = []
        for code, free in bearing:
            words = _merged([find[1:] for find in free])
            stance = stance_of(words, around, dimension=code.dimension, question=question)
            spans = tuple([reading.span(text, start, end) for start, end in words])
            reason = "; ".join(dict.fromkeys([cues.sources[find[0]] for find in free]))
            suggestions.append(Suggestion(code.id, stance, spans, reason=reason))
        return suggestions


class Studied:
    """What the cues say of some texts, numbered from 0; `finds` are by text, the cues' numbers those of `cues`."""

    def __init__(self, coder: RuleCoder, cues: CueSet, reading: Reading) -> None:
        self._coder = coder
        self._reading = reading
        self.cues = cues
        self.finds = cues.matcher.find(reading)

    @property
    def texts(self) -> int:
        """How many texts there are."""
        return len(self.finds)

    def suggestions(self, text: int, question: str = "") -> list[Suggestion]:
        """What the rule coder says of a text."""
        finds = self.finds[text]
        return self._coder.weigh(self.cues, self._reading, text, finds, question) if finds else []

    def hits(self, text: int) -> list[Hit]:
        """Every strong and weak cue of every code in a text, by code, blocked ones marked."""
        cues = self.cues
        return [
            Hit(
                self._coder.codes[place].id,
                cues.strengths[number],
                cues.sources[number],
                self._reading.span(text, start, end),
                group.blocked((number, start, end)),
            )
            for place, group in cues.groups(self.finds[text])
            for number, start, end in group.cues
        ]

    def span(self, text: int, find: Find) -> Span:
        """Where a find stands in its text."""
        return self._reading.span(text, find[1], find[2])

    def stance(self, text: int, dimension: str, spans: Sequence[Span], question: str = "") -> Stance:
        """The stance of a code of a dimension that these words speak for; no spans for anywhere in the text."""
        around = self.cues.scene(self.finds[text], self._reading, text)
        words = [words for span in spans if (words := self._reading.words_in(text, span))]
        sentences = self._reading.sentences(text)
        return stance_of(words, around, dimension=dimension, question=question, sentences=sentences, sure=not words)


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
