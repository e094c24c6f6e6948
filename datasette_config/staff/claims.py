"""Who has which excerpt before them: so that two reviewers are not shown the same one.

Held in memory: it is a courtesy, not a lock. What decides is the version of the excerpt in the database.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

HOLDS = 300.0  # seconds; who is away longer than that is thought to be gone


class Claims:
    """Excerpts that somebody is looking at, since when; and how much is left of each queue, counted now and then."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.choosing = asyncio.Lock()  # held while the next excerpt is looked for and claimed
        self._held: dict[int, tuple[int, float]] = {}
        self._left: dict[tuple[str, int], tuple[int, float]] = {}

    def others(self, account: int) -> list[int]:
        """What others have before them."""
        now = self._clock()
        self._held = {pk: held for pk, held in self._held.items() if now - held[1] < HOLDS}
        return [pk for pk, (who, _) in self._held.items() if who != account]

    def claim(self, account: int, pk: int) -> None:
        """Note that it is shown to somebody; everybody looks at one at a time."""
        held = self._held.get(pk)
        if held is None or held[0] != account:
            self._held = {key: h for key, h in self._held.items() if h[0] != account}
            self._held[pk] = (account, self._clock())

    def release(self, account: int, pk: int) -> float | None:
        """It is decided: for how many seconds it was looked at; None where that is not known."""
        held = self._held.get(pk)
        if held is None or held[0] != account:
            return None
        del self._held[pk]
        return self._clock() - held[1]

    def left(self, queue: str, account: int, seconds: float = 60.0) -> int | None:
        """How much was left when it was last counted, where that is not too long ago."""
        number, at = self._left.get((queue, account), (0, -seconds))
        return number if self._clock() - at < seconds else None

    def count(self, queue: str, account: int, number: int, *, fresh: bool) -> None:
        """Note how much is left; `fresh` where it was just counted, else it is what was counted, less what was done."""
        at = self._clock() if fresh else self._left.get((queue, account), (0, 0.0))[1]
        self._left[queue, account] = (number, at)
