"""What the values of one column look like, counted in one pass and in flat memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

DISTINCT_LIMIT = 3_000
"""Different values that are remembered of a column; further ones are only counted."""

_NOTHING = re.compile(
    r"(?i)n\.?/?a\.?|none|nothing|no|nil|-+|\.+|\?+|x|no comment|not applicable|no answer|unknown|idk"
)
NUMBER = re.compile(r"[-+]?[$€£]?\s?(?:\d{1,3}(?:[,\s]\d{3})+|\d+)(?:[.,]\d+)?(?:e[-+]?\d+)?\s?%?", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…](?:[\s\"”')]|$)")


@dataclass
class Profile:
    """Counts over the values of a column; blank cells are not counted."""

    filled: int = 0
    others: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, value: str) -> None:
        """Count one value that is not blank."""
        self.filled += 1
        if value in self.counts or len(self.counts) < DISTINCT_LIMIT:
            self.counts[value] += 1
        else:
            self.others += 1

    @cached_property
    def distinct(self) -> int:
        """How many different values there are; at most as many as are remembered, and the others."""
        return len(self.counts) + self.others

    @cached_property
    def known(self) -> int:
        """How many cells hold a value that is remembered."""
        return self.filled - self.others

    def share(self, test: Callable[[str], object]) -> float:
        """The share of cells whose value passes the test."""
        return sum(n for v, n in self.counts.items() if test(v)) / self.known if self.known else 0.0

    def all_like(self, shape: str, least: float = 0.9) -> bool:
        """Whether nearly all values match the pattern as a whole."""
        compiled = re.compile(shape)
        return self.filled > 0 and self.share(compiled.fullmatch) >= least

    @cached_property
    def numeric(self) -> bool:
        """Whether nearly all values are numbers, not counting "n/a" and the like."""
        cells = sum(self.telling.values())
        return cells > 0 and sum(n for v, n in self.telling.items() if NUMBER.fullmatch(v)) >= 0.95 * cells

    @cached_property
    def whole(self) -> list[int] | None:
        """The different telling values as whole numbers, in order, where all are."""
        if not all(re.fullmatch(r"-?\d{1,18}", v) for v in self.telling) or self.others or not self.telling:
            return None
        return sorted({int(v) for v in self.telling})

    @cached_property
    def telling(self) -> Counter[str]:
        """The values that say something: without "none", "n/a" and the like."""
        return Counter({v: n for v, n in self.counts.items() if not _NOTHING.fullmatch(v)})

    @cached_property
    def words(self) -> float:
        """Mean number of words of the telling values, each different one counted once."""
        return sum(len(v.split()) for v in self.telling) / len(self.telling) if self.telling else 0.0

    @cached_property
    def prose(self) -> float:
        """The share of different telling values that read as prose: long, or ended like a sentence."""
        values = self.telling
        return sum(len(v.split()) >= 9 or _is_sentence(v) for v in values) / len(values) if values else 0.0

    @cached_property
    def spread(self) -> float:
        """Different telling values to telling cells: 1 where nobody says what another said."""
        cells = sum(self.telling.values()) + self.others
        return (len(self.telling) + self.others) / cells if cells else 0.0

    @cached_property
    def once(self) -> float:
        """The share of telling cells whose value stands only there."""
        cells = sum(self.telling.values()) + self.others
        return (sum(n == 1 for n in self.telling.values()) + self.others) / cells if cells else 0.0


def _is_sentence(value: str) -> bool:
    return "\n" in value or (len(value.split()) >= 2 and bool(_SENTENCE.search(value)))
