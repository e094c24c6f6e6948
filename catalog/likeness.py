"""How much one district is like another: by kind, size and tier, as far as they are published."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

# A district of another kind is further away than one of another tier or a neighbouring size.
_KIND, _SIZE, _TIER = 4, 2, 1
_UNKNOWN_SIZE = 2  # steps, where one of the sizes is not published


@dataclass(frozen=True, slots=True)
class Likeness:
    """What districts are compared by; None where it is not published.

    >>> here = Likeness("rural", "under 500 students", "catalyst")
    >>> here.distance(Likeness("rural", "500 to 999 students", "catalyst"))
    2
    >>> here.reason(Likeness("rural", "1,000 to 2,499 students", "general member"))
    'also rural; larger (1,000 to 2,499 students); general member'
    """

    kind: str | None
    size: str | None
    tier: str | None

    @property
    def known(self) -> bool:
        """Whether there is anything to compare by."""
        return bool(self.kind or self.size or self.tier)

    @property
    def key(self) -> str:
        """One line that holds it: districts with the same line are alike in all three."""
        return json.dumps([self.kind, self.size, self.tier], ensure_ascii=False)

    @classmethod
    def of(cls, key: str) -> Likeness:
        """From its line."""
        return cls(*json.loads(key))

    def distance(self, other: Likeness) -> int:
        """0 where all three agree; what is not known counts as different."""
        return (
            (0 if self.kind and self.kind == other.kind else _KIND)
            + _SIZE * self._steps(other)
            + (0 if self.tier and self.tier == other.tier else _TIER)
        )

    def reason(self, other: Likeness) -> str:
        """What `other` shares with this district and where it differs, in plain words."""
        parts = []
        if other.kind:
            parts.append(f"also {other.kind}" if other.kind == self.kind else f"{other.kind}, not {self.kind}")
        if other.size:
            mine, theirs = _students(self.size), _students(other.size)
            same = "of the same size" if mine == theirs else "smaller" if theirs < mine else "larger"
            parts.append(same if mine == theirs else f"{same} ({other.size})" if mine >= 0 else other.size)
        if other.tier:
            parts.append(f"also {other.tier}" if other.tier == self.tier else other.tier)
        return "; ".join(parts)

    def _steps(self, other: Likeness) -> int:
        """How many bands of size lie between, each about twice as large as the one before."""
        mine, theirs = _students(self.size), _students(other.size)
        if mine < 0 or theirs < 0:
            return _UNKNOWN_SIZE
        return abs(max(1, mine // 250).bit_length() - max(1, theirs // 250).bit_length())


def _students(size: str | None) -> int:
    """The fewest students of a band of size, as in "1,000 to 2,499 students"; -1 where none is stated."""
    if not size:
        return -1
    number = re.search(r"\d[\d,]*", size)
    return -1 if number is None else 0 if size.startswith("under") else int(number[0].replace(",", ""))
