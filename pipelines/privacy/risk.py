"""How likely it is that a de-identified response still gives someone away: it orders the list for people to check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.disclosure import HIGH_RISK
from pipelines.privacy import cues
from pipelines.privacy.findings import Finding
from pipelines.privacy.wordlists import WORD

HIGH = HIGH_RISK

_ONLY = re.compile(
    r"(?i)\b(?:the only|our only|the one|only one|the first|the youngest|the oldest|the last)\s+(?:\w+\s+){0,2}?"
    r"(?:student|teacher|kid|girl|boy|family|person|principal|librarian|child|woman|man|black|deaf|blind|girl|senior)\b"
)
_AGED = re.compile(r"(?i)\b(?:is|was|turned|turns|aged?)\s+(?:\d{1,2}|eighty|seventy|ninety)\b(?!\s*%)")


@dataclass(frozen=True, slots=True)
class Risk:
    """`score` is between 0 and 1; `reasons` say why in words of ours, never in those of the response."""

    score: float
    reasons: tuple[str, ...] = ()

    @property
    def high(self) -> bool:
        """Whether a person has to look."""
        return self.score >= HIGH


def risk(text: str, findings: Sequence[Finding], doubts: Sequence[Finding] = (), small_district: bool = False) -> Risk:
    """The risk that is left in `text` (as delivered) once `findings` are replaced.

    `doubts` are what Detector.doubts gives: words that might be names and are left. `small_district` is
    the caller's: whether so few people could have said this that a role and an event name one of them.
    """
    words = {word.lower() for word in WORD.findall(text)}
    roles, events = words & cues.RARE_ROLES, words & cues.RARE_EVENTS
    places = any(f.kind in ("school", "address") for f in findings) or any("place" in f.why for f in doubts)
    parts = [
        (min(0.3 * len(doubts), 0.6), "capitals that may be names"),
        (0.3 if roles and events else 0.0, "a role with an event"),
        (0.15 if roles and places else 0.0, "a role with a place"),
        (0.15 if events and places else 0.0, "an event with a place"),
        (0.25 if _ONLY.search(text) else 0.0, "the only one of a kind"),
        (0.1 if events and _AGED.search(text) else 0.0, "an age with an event"),
        (0.1 if len({f.kind for f in findings}) > 2 else 0.0, "several kinds of identifiers"),
    ]
    total = sum(value for value, _ in parts)
    if small_district and total > 0:
        parts.append((0.2, "a small district"))
        total += 0.2
    return Risk(round(min(total, 1.0), 2), tuple(reason for value, reason in parts if value > 0))
