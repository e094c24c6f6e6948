"""When to stop reviewing: what the next reviews are expected to bring, and what the last ones brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NEXT = 50
# Where fewer than one review in five changes a coding that counts, people's time is better spent elsewhere.
WORTH_A_REVIEW = 0.2


@dataclass(frozen=True, slots=True)
class Learned:
    """A model of the study: from how many excerpts it learned, and its agreement with people (micro-F1)."""

    texts: int
    f1: float | None


@dataclass(frozen=True, slots=True)
class Stopping:
    """What reviewing is expected to bring; codings that a review adds to those that count, or takes from them.

    `before` and `now` are the study's last two models, None where there were none.
    """

    ordered: int
    next: int
    expected: float
    expected_of_all: float
    before: Learned | None
    now: Learned | None

    @property
    def worth_it(self) -> bool:
        """Whether the next reviews are expected to change enough."""
        return bool(self.next) and self.expected / self.next >= WORTH_A_REVIEW

    def sentences(self) -> tuple[str, ...]:
        """The report in words, for screens and the command line."""
        if not self.next:
            return ("Nothing that a machine is unsure of waits for review.",)
        reviews = "review" if self.next == 1 else f"{self.next} reviews"
        told = [f"The next {reviews} in the suggested order are expected to add or correct {self.expected:g} codings"]
        if self.ordered > self.next:
            told[0] += f", all {self.ordered:,} together {self.expected_of_all:g}"
        told[0] += "."
        each = self.expected / self.next
        told.append(
            f"That is {each:.1f} a review: worth going on."
            if self.worth_it
            else f"That is one coding in {1 / max(each, 0.001):.0f} reviews: stop, or review the random sample."
        )
        if self.now and self.before and None not in (self.now.f1, self.before.f1):
            told.append(
                f"What people reviewed last took the model's agreement with them from {self.before.f1:.2f} "
                f"({self.before.texts:,} excerpts learned from) to {self.now.f1:.2f} ({self.now.texts:,})."
            )
        return tuple(told)


def stopping(gains: Sequence[float], models: Sequence[Learned]) -> Stopping:
    """The report, from what each review in the order is expected to bring, and the study's models in order.

    >>> stopping([1.5, 0.5], ()).sentences()[0]
    'The next 2 reviews in the suggested order are expected to add or correct 2 codings.'
    """
    following = min(NEXT, len(gains))
    last = [None, None, *models][-2:]
    expected = round(sum(gains[:following]), 1)
    return Stopping(len(gains), following, expected, round(sum(gains), 1), *last)
