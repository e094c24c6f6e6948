"""Answers to closed questions as counts, small ones withheld."""

from __future__ import annotations

import json
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
# Beside the options of a scale: those who chose one of its two highest, and all others. No option is named so.
_TOP, _REST = "\x00top", "\x00rest"


@dataclass
class _Table:
    """The answers to one item of one question, by value and kind of district."""

    type: str
    scale: tuple[str, ...] = ()
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
            # The options add up to those asked, and each half of a scale to its own sum.
            tops = [value for value in values if value in self.tops]
            rest = [value for value in values if value not in (*tops, _TOP, _REST)]
            for line in ([*tops, *rest], [*tops, _TOP], [*rest, _REST], [_TOP, _REST]) if self.tops else (values,):
                yield [(value, kind) for value in line if (value, kind) in self.people]

    @property
    def tops(self) -> tuple[str, ...]:
        """The two highest options of a scale of four or more; of other questions none."""
        return self.scale[-2:] if self.type == "likert" and len(self.scale) > 3 else ()

    def halve(self) -> None:
        """Count those who chose one of the two highest options, and the others."""
        for (value, kind), people in list(self.people.items()) if self.tops else ():
            if value:
                self.people[_TOP if value in self.tops else _REST, kind] |= people


def replace(db: sqlite3.Connection, threshold: int) -> int:
    """Count the answers to closed questions; the number of cells withheld because they are small."""
    db.execute("delete from answer_counts")
    db.execute("delete from scale_tops")
    hidden_cells = 0
    for (question, item), table in _tables(db).items():
        if threshold > 1:
            table.pool(threshold)
        table.halve()
        counts = {cell: len(people) for cell, people in table.people.items()}
        # Nearly everyone's answer is everyone's: only the coded share says so.
        extreme = {
            (value, kind)
            for (value, kind), count in counts.items()
            if threshold > 1 and value and count > TOP * counts["", kind]
        }
        hidden = withheld(counts, table.lines(), threshold, extreme)
        for (value, kind), count in sorted(counts.items()):
            if value in ("", _REST):
                continue
            asked = None if ("", kind) in hidden else counts["", kind]
            told = (value, kind) not in hidden or ((value, kind) in extreme and count >= threshold)
            percent = share(count, asked, threshold) if asked and told else None
            shown = None if (value, kind) in hidden else count
            if value == _TOP:
                both = (question, item, " or ".join(table.tops), kind, shown, asked, percent)
                db.execute("insert into scale_tops values (?, ?, ?, ?, ?, ?, ?)", both)
            else:
                hidden_cells += shown is None
                row = (question, item, value, table.ranks[value], kind, shown, asked, percent)
                db.execute("insert into answer_counts values (?, ?, ?, ?, ?, ?, ?, ?)", row)
    return hidden_cells


def _tables(db: sqlite3.Connection) -> dict[tuple[str, str], _Table]:
    tables: dict[tuple[str, str], _Table] = {}
    for question, item, value, rank, person, kind, sort, scale in db.execute(
        "select a.question_id, a.item, a.value, a.rank, a.respondent_id, coalesce(v.district_kind, 'unknown'), "
        "q.type, q.scale "
        "from main.questions q cross join ev.answers a on a.question_id = q.id "
        "join ev.respondents p on p.id = a.respondent_id left join temp.shown_cases v on v.case_id = p.case_id "
        "left join ev.cases c on c.id = p.case_id where coalesce(c.consent, 'public') = 'public' "
        "and q.type in ('single', 'multiple', 'likert') order by q.source_id, q.position, a.item, a.value"
    ):
        table = tables.setdefault((question, item), _Table(sort, tuple(map(str, json.loads(scale)))))
        table.ranks[value] = rank
        for cell in ((value, kind), (value, ALL), ("", kind), ("", ALL)):
            table.people[cell].add(person)
    return tables
