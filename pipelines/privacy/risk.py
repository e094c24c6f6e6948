"""How likely it is that a de-identified response still gives someone away: it orders the list for people to check."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from catalog.disclosure import HIGH_RISK
from pipelines.privacy import cues
from pipelines.privacy.detector import Read
from pipelines.privacy.findings import Finding
from pipelines.privacy.wordlists import words_in

HIGH = HIGH_RISK

_ONLY = re.compile(
    r"(?i)\b(?:the only|our only|the one|only one|the first|the youngest|the oldest|the last)\s+(?:\w+\s+){0,2}?"
    r"(?:student|teacher|kid|girl|boy|family|person|principal|librarian|child|woman|man|black|deaf|blind|girl|senior)\b"
)
_AGED = re.compile(r"(?i)\b(?:is|was|turned|turns|aged?)\s+(?:\d{1,2}|eighty|seventy|ninety)\b(?!\s*%)")


_ONES = frozenset(("only", "one", "first", "last", "youngest", "oldest"))
_TELL = cues.RARE_ROLES | cues.RARE_EVENTS | _ONES
_REMEMBERED = 100_000
_STRETCH = 100  # words; what stands farther apart is not read together
_silent: set[str] = set()  # spellings that tell nothing; most texts have no others


@dataclass(frozen=True, slots=True)
class Risk:
    """`score` is between 0 and 1; `reasons` say why in words of ours, never in those of the response."""

    score: float
    reasons: tuple[str, ...] = ()

    @property
    def high(self) -> bool:
        """Whether a person has to look."""
        return self.score >= HIGH


_NONE = Risk(0.0)


def risk(text: str, read: Read, small_district: bool = False) -> Risk:
    """The risk that is left in `text` (as delivered) once what was found in it is replaced.

    `small_district` is the caller's: whether so few people could have said this that a role and an event
    name one of them. In a long text doubts count by how dense they stand (different ones per 100 words), and
    a role and an event only within 100 words, so that a whole lesson is not held back for its length.
    """
    findings, doubts, words = read.found, read.doubts, _telling(read.words)
    if not (findings or doubts or words):
        return _NONE
    roles, events = words & cues.RARE_ROLES, words & cues.RARE_EVENTS
    places = any(f.kind in ("school", "address") for f in findings) or any("place" in f.why for f in doubts)
    parts = [
        (min(0.3 * _density(text, doubts), 0.6), "capitals that may be names"),
        (0.3 if roles and events and _together(text, roles, events) else 0.0, "a role with an event"),
        (0.15 if roles and places else 0.0, "a role with a place"),
        (0.15 if events and places else 0.0, "an event with a place"),
        (0.25 if not words.isdisjoint(_ONES) and _ONLY.search(text) else 0.0, "the only one of a kind"),
        (0.1 if events and _AGED.search(text) else 0.0, "an age with an event"),
        (0.1 if len({f.kind for f in findings}) > 2 else 0.0, "several kinds of identifiers"),
    ]
    total = sum(value for value, _ in parts)
    if small_district and total > 0:
        parts.append((0.2, "a small district"))
        total += 0.2
    return Risk(round(min(total, 1.0), 2), tuple(reason for value, reason in parts if value > 0))


def _telling(words: set[str]) -> set[str]:
    """Those of the words that count towards a risk, in lower case."""
    if len(_silent) > _REMEMBERED:
        _silent.clear()
    asked = {word: word.lower() for word in words - _silent}
    _silent.update(word for word, low in asked.items() if low not in _TELL)
    return {low for low in asked.values() if low in _TELL}


def _density(text: str, doubts: Sequence[Finding]) -> float:
    """How many different words are in doubt, of a long text in 100 words."""
    different = len({doubt.of(text).lower() for doubt in doubts})
    return different / max(1.0, len(words_in(text)) / _STRETCH) if different else 0.0


def _together(text: str, roles: Set[str], events: Set[str]) -> bool:
    """Whether one of the roles stands near one of the events."""
    words = [word.lower() for word in words_in(text)]
    places = [i for i, word in enumerate(words) if word in roles]
    return any(abs(i - k) < _STRETCH for i, word in enumerate(words) if word in events for k in places)
