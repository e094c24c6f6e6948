"""The districts and schools of a study, found however a file spells them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from catalog.store import delivered_rows as delivered
from catalog.store import privacy
from catalog.store.delivered_rows import DeliveredCase
from catalog.text import fold

# Names that case tables give to the number of students, in lower case.
SIZE_ATTRIBUTES = ("enrolment", "enrollment", "students", "total enrollment", "total_enrollment")


class CaseTable:
    """All delivered cases, by their ids and by their names.

    Where a district and a school go by one id or name, the district is meant.
    """

    def __init__(self, private: sqlite3.Connection) -> None:
        self.cases = sorted(delivered.cases(private), key=lambda c: (c.kind != "district", c.kind, c.key))
        self._known: dict[str, DeliveredCase] = {}
        for word in ("key", "name"):
            for case in self.cases:
                self._known.setdefault(fold(getattr(case, word)), case)
        # A parent is of another kind: the school with the id 2 does not belong to itself.
        self._above = {
            kind: {fold(c.key): c for c in reversed(self.cases) if c.kind != kind}
            for kind in {c.kind for c in self.cases}
        }

    def find(self, word: str) -> DeliveredCase | None:
        """The case that goes by this id or name."""
        return self._known.get(fold(word))

    def parent(self, case: DeliveredCase) -> DeliveredCase | None:
        """The case that this one belongs to."""
        return self._above[case.kind].get(fold(case.parent or ""))

    def line(self, case: DeliveredCase) -> Iterator[DeliveredCase]:
        """The case and those above it, the nearest first."""
        seen: set[tuple[str, str]] = set()
        step: DeliveredCase | None = case
        while step is not None and (step.kind, step.key) not in seen:
            seen.add((step.kind, step.key))
            yield step
            step = self.parent(step)

    def scope(self, word: str) -> str:
        """The district in which people of this case know each other by short names."""
        case = self.find(word)
        return fold(word) if case is None else fold([*self.line(case)][-1].key)

    def is_small(self, word: str, students: float = 500) -> bool:
        """Whether so few learn there that a role and an event can name a person."""
        case = self.find(word)
        return case is not None and any(
            size is not None and size < students
            for above in self.line(case)
            for name, value in above.attributes.items()
            if name.lower() in SIZE_ATTRIBUTES
            for size in [number(value)]
        )


def number(value: str) -> float | None:
    """A figure as a case table writes it; None for words."""
    try:
        return float(value.replace(",", "").rstrip("%"))
    except ValueError:
        return None


def scopes(private: sqlite3.Connection) -> tuple[dict[str, str], frozenset[str]]:
    """The scope of every respondent's short names, and the respondents of small districts and schools."""
    table, keys = CaseTable(private), privacy.respondent_cases(private)
    words = {word for word, _ in keys.values() if word}
    scope = {word: table.scope(word) for word in words}
    small = {word for word in words if table.is_small(word)}
    return (
        {person: scope[word] if word else source for person, (word, source) in keys.items()},
        frozenset(person for person, (word, _) in keys.items() if word in small),
    )
