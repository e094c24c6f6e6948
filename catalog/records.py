"""The nouns of the evidence chain, as frozen records; those made by the hundred thousand are tuples, made in a fifth
of the time.

Words follow ARCHITECTURE.md, "Words"; in brackets the REFI-QDA element a record stands for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Stance = Literal["current", "planned", "past", "desired", "negated"]
STANCES: tuple[Stance, ...] = ("current", "planned", "past", "desired", "negated")

Consent = Literal["internal", "research", "public"]
CONSENTS: tuple[Consent, ...] = ("internal", "research", "public")

QuestionType = Literal["open", "single", "multiple", "likert", "number", "prompt"]
QUESTION_TYPES: tuple[QuestionType, ...] = ("open", "single", "multiple", "likert", "number", "prompt")

SourceKind = Literal["survey", "transcript", "chat", "cases"]
SOURCE_KINDS: tuple[SourceKind, ...] = ("survey", "transcript", "chat", "cases")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of Unicode code points, as in text[start:end].

    >>> Span(3, 8).of("My class chooses")
    'class'
    >>> Span(3, 3)
    Traceback (most recent call last):
    ...
    ValueError: a span ends after it starts: 3 to 3
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span ends after it starts: {self.start} to {self.end}")

    def __reduce__(self) -> tuple[type[Span], tuple[int, int]]:
        return Span, (self.start, self.end)  # spans travel by the hundred thousand: a third of the time

    def of(self, text: str) -> str:
        """The text between the offsets."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


class Place(NamedTuple):
    """Where in a delivered file some words stand; what does not apply is None.

    `row` is the record's number as a spreadsheet shows it (the first header row is 1); `first` and
    `last` number cues, paragraphs or lines from 1; `seconds` is the time at which a turn starts;
    `start` and `end` are offsets into the normalised cell or turn.
    """

    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    first: int | None = None
    last: int | None = None
    seconds: float | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A survey item or a moderator's prompt, with its exact wording.

    `columns` names the columns that hold its answers (several for a multiple-choice question that is
    delivered with one column per option, and for the items of a grid); `scale` lists the options in
    order, lowest first for a frequency or agreement scale.
    """

    name: str
    wording: str
    type: QuestionType
    columns: tuple[str, ...] = ()
    scale: tuple[str, ...] = ()


class Respondent(NamedTuple):
    """Who answers or speaks, as delivered: `key` is unique in the source and never published.

    `names` are names and e-mail addresses from columns that are otherwise not read: they help to find the
    person in the words of others, and stay in private.db.
    """

    key: str
    case: str | None = None
    role: str | None = None
    moderator: bool = False
    attributes: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()


class Words(NamedTuple):
    """One respondent's uninterrupted words as delivered: an answer to `question`, or a turn.

    `key` tells them apart from the respondent's other words where no question does; `cuts` are the spans
    that were coded before they were delivered.
    """

    text: str
    place: Place
    question: str | None = None
    key: str | None = None
    cuts: tuple[Span, ...] = ()


class Answer(NamedTuple):
    """A respondent's answer to a closed question; `item` is the row of a grid, else empty."""

    question: str
    value: str
    item: str = ""


class Submission(NamedTuple):
    """One respondent's row of a survey: the open answers in `words`, the closed ones in `answers`."""

    respondent: Respondent
    words: tuple[Words, ...] = ()
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's uninterrupted words in a transcript or chat; `speaker` is None where none is named."""

    speaker: str | None
    words: Words


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of a case table [Case] with its attributes [Variable], as delivered."""

    id: str
    name: str
    kind: str
    parent: str | None
    attributes: tuple[tuple[str, str], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A machine's verdict on one code for one text: what a coding is made of.

    `because` are the spans of the text that carry the verdict, in order; `probability` is None where
    the coder gives none.
    """

    code: str
    stance: Stance
    because: tuple[Span, ...]
    probability: float | None = None
    reason: str = field(default="", compare=False)
