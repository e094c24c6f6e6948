"""A finding: one span of a text that identifies someone, and how overlapping ones are settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Where two findings overlap, the kind that stands first here wins; those not named come last.
_RANK = {
    "marked": 0, "email": 1, "url": 2, "iban": 3, "credit_card": 4, "ssn": 5, "ip": 6, "mac": 7, "birth_date": 8,
    "phone": 9, "student_id": 10, "handle": 11, "school": 12, "address": 12, "person": 13,
}  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A half-open span of Unicode code points of the text given; `kind` is what it identifies by, `why`
    names the signals (never the words), `score` is between 0 and 1."""

    start: int
    end: int
    kind: str
    why: str = ""
    score: float = 1.0

    def of(self, text: str) -> str:
        """The words found."""
        return text[self.start : self.end]


def settle(findings: Iterable[Finding]) -> list[Finding]:
    """Sorted findings without overlap: by rank of kind, then the longer, then the earlier.

    What overlaps a winner in part only is cut to what sticks out, so that no letter of a name is left.

    >>> [(f.start, f.end, f.kind) for f in settle([Finding(0, 9, "person"), Finding(5, 20, "email")])]
    [(0, 5, 'person'), (5, 20, 'email')]
    """
    kept: list[Finding] = []
    ordered = sorted(findings, key=lambda f: (_RANK.get(f.kind, 99), f.start - f.end, f.kind == "address", f.start))
    for finding in ordered:
        start, end = finding.start, finding.end
        for other in kept:
            if other.start <= start < other.end:
                start = other.end
            if other.start < end <= other.end:
                end = other.start
            if start < other.start and other.end < end:
                end = other.start
        if start < end:
            kept.append(finding if (start, end) == (finding.start, finding.end) else _cut(finding, start, end))
    return sorted(kept)


def _cut(finding: Finding, start: int, end: int) -> Finding:
    return Finding(start, end, finding.kind, finding.why, finding.score)
