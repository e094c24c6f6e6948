"""What districts and schools are and have, as counts by group, small ones withheld."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from catalog.disclosure import TOP, share, withheld

ALL = "all"
OTHER = "(another value)"
# These are facts about institutions, not people's answers: the rule of three of statistics of enterprises, which
# also holds for how unnamed districts are described.
FEWEST = 3
# An attribute with more values than that describes single cases and not kinds of them.
MOST_VALUES = 8
_GROUPS = ("district_kind", "tier")
_THIRDS = ("lowest third", "middle third", "highest third")

# (value, what cases are grouped by, group).
_Cell = tuple[str, str, str]
_Values = Mapping[str, tuple[str, float | None]]


@dataclass(frozen=True, slots=True)
class _Case:
    kind: str
    own: _Values
    above: _Values


def replace(db: sqlite3.Connection, threshold: int) -> None:
    """Count cases by each attribute of few values, over kind of district, tier and thirds of each percentage.

    A number is no value of this sort, and a value that too few cases share is counted as another one: either would
    tell which case it is. Counts under three cases are withheld, unless the study's `threshold` is lower. Only cases
    count whose consent, and that of the case above them, is public. A school is grouped by the kind and tier of its
    district.
    """
    db.execute("delete from case_counts")
    threshold = min(threshold, FEWEST)
    by_kind: dict[str, list[_Case]] = defaultdict(list)
    for case in _cases(db):
        by_kind[case.kind].append(case)
    for kind, cases in sorted(by_kind.items()):
        groups = _groups(cases)
        for attribute in sorted({name for case in cases for name in case.own}):
            values = _values([case.own.get(attribute) for case in cases], threshold)
            if 1 < len(set(values) - {None}) <= MOST_VALUES:
                apart = {name: of for name, of in groups.items() if name != attribute}
                _count(db, (kind, attribute), values, apart, threshold)


def _values(found: list[tuple[str, float | None] | None], threshold: int) -> list[str | None]:
    """The value of each case, few ones pooled; nothing where they are numbers, which describe single cases."""
    if any(one is not None and one[1] is not None for one in found):
        return []
    shared = Counter(one[0] for one in found if one)
    return [None if one is None else one[0] if shared[one[0]] >= threshold else OTHER for one in found]


def _cases(db: sqlite3.Connection) -> Iterator[_Case]:
    known: dict[str, dict[str, tuple[str, float | None]]] = defaultdict(dict)
    for case, name, value, number in db.execute("select case_id, name, value, number from ev.case_attributes"):
        if value.strip():
            known[case][name] = (value.strip(), number)
    for case, parent, kind in db.execute(
        "select c.id, c.parent_id, c.kind from ev.cases c left join ev.cases p on p.id = c.parent_id where c.gone = 0 "
        "and coalesce(c.consent, 'public') = 'public' and coalesce(p.consent, 'public') = 'public' order by c.id"
    ):
        yield _Case(kind, known[case], known[parent] if parent else {})


def _groups(cases: list[_Case]) -> dict[str, list[str | None]]:
    """The group of each case, by what cases are grouped by."""
    found: dict[str, list[str | None]] = {ALL: [ALL] * len(cases)}
    for name in _GROUPS:
        words = [(case.own.get(name) or case.above.get(name) or ("", None))[0].lower() or None for case in cases]
        if 1 < len({word for word in words if word}) <= MOST_VALUES:
            found[name] = list(words)
    percentages = sorted({name for case in cases for name in case.own if name.endswith(("percent", "_pct"))})
    for name in percentages:
        found[name] = _thirds([case.own.get(name, ("", None))[1] for case in cases])
    return {name: of for name, of in found.items() if any(of)}


def _thirds(numbers: list[float | None]) -> list[str | None]:
    """The third of each number, with its bounds; None where there is no number, or too few to part.

    >>> _thirds([10, 20, 20, 30, 40, None])[::2]
    ['lowest third: 20% or less', 'lowest third: 20% or less', 'highest third: over 30%']
    """
    known = sorted(number for number in numbers if number is not None)
    if len(set(known)) < len(_THIRDS):
        return [None] * len(numbers)
    low, high = (known[-(-len(known) * n // 3) - 1] for n in (1, 2))
    words = (f"{low:g}% or less", f"over {low:g}% to {high:g}%", f"over {high:g}%")
    names = [f"{name}: {bounds}" for name, bounds in zip(_THIRDS, words, strict=True)]
    return [None if n is None else names[0] if n <= low else names[1] if n <= high else names[2] for n in numbers]


def _count(
    db: sqlite3.Connection,
    what: tuple[str, str],
    values: list[str | None],
    groups: Mapping[str, list[str | None]],
    threshold: int,
) -> None:
    counts: Counter[_Cell] = Counter()
    known: Counter[tuple[str, str]] = Counter()
    for n, value in enumerate(values):
        for by, of in groups.items():
            if value and (group := of[n]) is not None:
                counts[value, by, group] += 1
                known[by, group] += 1
    order = sorted({value for value, _, _ in counts}, key=_order)
    names = sorted(known, key=lambda group: (list(groups).index(group[0]), _third(group[1]), group[1]))
    for value in order:  # nobody in a group is a count too
        counts.update({(value, *group): 0 for group in names})
    extreme = {cell for cell, count in counts.items() if threshold > 1 and count > TOP * known[cell[1:]]}
    hidden = withheld(counts, _lines(order, names), threshold, extreme)
    rows = []
    for rank, value in enumerate(order, 1):
        for position, place in enumerate(names, 1):
            cell = (value, *place)
            told = cell not in hidden or (cell in extreme and counts[cell] >= threshold)
            percent = share(counts[cell], known[place], threshold) if told else None
            shown = None if cell in hidden else counts[cell]
            rows.append((*what, value, rank, *place, position, shown, known[place], percent))
    db.executemany("insert into case_counts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _lines(values: list[str], names: list[tuple[str, str]]) -> Iterator[list[_Cell]]:
    """What adds up: the values of a group, and a value over the groups, to the count of all."""
    for group in names:
        yield [(value, *group) for value in values]
    for value in values:
        for by in dict.fromkeys(by for by, _ in names if by != ALL):
            yield [(value, ALL, ALL), *((value, *group) for group in names if group[0] == by)]


def _order(value: str) -> tuple[int, float, str]:
    """Ratios by what is after the colon, then numbers, then words, "yes" the first.

    >>> sorted(["not yet", "1:3", "1:1", "12", "2"], key=_order)
    ['1:1', '1:3', '2', '12', 'not yet']
    """
    if ratio := re.fullmatch(r"1\s*:\s*(\d+(?:\.\d+)?)", value):
        return 0, float(ratio[1]), value
    if re.fullmatch(r"-?\d+(?:\.\d+)?", value):
        return 1, float(value), value
    return 2, float(value.lower() != "yes"), value.lower()


def _third(name: str) -> int:
    return next((n for n, third in enumerate(_THIRDS) if name.startswith(third)), 0)
