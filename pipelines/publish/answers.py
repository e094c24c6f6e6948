"""Answers to closed questions as counts, small ones withheld."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.disclosure import TOP, share, withheld

ALL = "all"
OTHER = "(another answer)"
# A cell is (value, kind of district); the value of the number of respondents asked is empty.
_Cell = tuple[str, str]
_SINGLE = ("single", "likert")


@dataclass
class _Table:
    """The answers to one item of one question, by value and kind of district."""

    type: str
    ranks: dict[str, int | None] = field(default_factory=dict)
    people: dict[_Cell, set[str]] = field(default_factory=lambda: defaultdict(set))

    def pool(self, threshold: int) -> None:
        """Count what few wrote in words of their own as another answer: the words themselves would be told."""
        few = [v for v, rank in self.ranks.items() if rank is None and 0 < len(self.people[v, ALL]) < threshold]
        for value in few:
            del self.ranks[value]
            for cell in [cell for cell in self.people if cell[0] == value]:
                self.people[OTHER, cell[1]] |= self.people.pop(cell)
        if few:
            self.ranks.setdefault(OTHER, None)

    def lines(self) -> Iterator[list[_Cell]]:
        """What adds up: every value over the kinds, and, where one answer is given, the values of a kind."""
        kinds = sorted({kind for _, kind in self.people})
        values = sorted({value for value, _ in self.people})
        for value in values:
            yield [(value, kind) for kind in kinds if (value, kind) in self.people]
        for kind in kinds if self.type in _SINGLE else ():
            yield [(value, kind) for value in values if (value, kind) in self.people]


def replace(db: sqlite3.Connection, threshold: int) -> int:
    """Count the answers to closed questions; the number of cells withheld because they are small."""
    db.execute("delete from answer_counts")
    hidden_cells = 0
    for (question, item), table in _tables(db).items():
        if threshold > 1:
            table.pool(threshold)
        counts = {cell: len(people) for cell, people in table.people.items()}
        # Nearly everyone's answer is everyone's: only the coded share says so.
        extreme = {
            (value, kind)
            for (value, kind), count in counts.items()
            if threshold > 1 and value and count > TOP * counts["", kind]
        }
        hidden = withheld(counts, table.lines(), threshold, extreme)
        for (value, kind), count in sorted(counts.items()):
            if not value:
                continue
            asked = None if ("", kind) in hidden else counts["", kind]
            told = (value, kind) not in hidden or ((value, kind) in extreme and count >= threshold)
            percent = share(count, asked, threshold) if asked and told else None
            shown = None if (value, kind) in hidden else count
            hidden_cells += shown is None
            db.execute(
                "insert into answer_counts values (?, ?, ?, ?, ?, ?, ?, ?)",
                (question, item, value, table.ranks[value], kind, shown, asked, percent),
            )
    return hidden_cells


def _tables(db: sqlite3.Connection) -> dict[tuple[str, str], _Table]:
    tables: dict[tuple[str, str], _Table] = {}
    for question, item, value, rank, person, kind, sort in db.execute(
        "select a.question_id, a.item, a.value, a.rank, a.respondent_id, coalesce(v.district_kind, 'unknown'), q.type "
        "from main.questions q cross join ev.answers a on a.question_id = q.id "
        "join ev.respondents p on p.id = a.respondent_id left join temp.shown_cases v on v.case_id = p.case_id "
        "left join ev.cases c on c.id = p.case_id where coalesce(c.consent, 'public') = 'public' "
        "and q.type in ('single', 'multiple', 'likert') order by q.source_id, q.position, a.item, a.value"
    ):
        table = tables.setdefault((question, item), _Table(sort))
        table.ranks[value] = rank
        for cell in ((value, kind), (value, ALL), ("", kind), ("", ALL)):
            table.people[cell].add(person)
    return tables
