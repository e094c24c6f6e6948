"""How the quotes that were found spread over practices, kinds of district, roles, stances and sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog.pages.found import Plan, again
from catalog.pages.rows import Connection, as_json, fetch
from catalog.pages.wording import STANCE_ORDER, kind_words, sentence_case, stance_words
from catalog.search import CAP, FILTERS, Search

FACET_LABELS = {
    "practice": "Practice or theme",
    "district_kind": "Kind of district",
    "role": "Who says it",
    "stance": "Are they doing it?",
    "source": "Where it was said",
}
SHOWN_OPTIONS = 8


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet, as a checkbox."""

    value: str = field(metadata={"help": "Value in the address"})
    label: str = field(metadata={"help": "Value in plain words"})
    count: int = field(metadata={"help": "Quotes found that have it"})
    ticked: bool = field(metadata={"help": "Whether the visitor chose it"})


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the quotes that were found."""

    name: str = field(metadata={"help": "Name in the address"})
    label: str = field(metadata={"help": "Heading"})
    options: tuple[Option, ...] = field(metadata={"help": "Values shown at once: ticked ones and the commonest"})
    more: tuple[Option, ...] = field(metadata={"help": "Further values, folded away"})


def facets(conn: Connection, search: Search, plan: Plan, pks: Sequence[int]) -> tuple[Facet, ...]:
    """The facets with counts over at most 2,000 quotes.

    Ticks within a facet widen, facets narrow each other: a facet with ticks is counted as if it had
    none, so that its other values show what they would add.
    """
    counts = _counts(conn, search, pks)
    for name in FILTERS:
        if search.chosen(name):
            wider = search.without(name)
            if wider.asks:
                counts[name] = _counts(conn, wider, again(conn, wider, plan))[name]
    labels = _labels(conn)
    return tuple(facet for name in FILTERS if (facet := _facet(search, name, counts[name], labels[name])).options)


_OF_EXCERPTS = """
with m as materialized (select value as pk from json_each(:pks))
select e.district_kind, e.role, e.source_id, count(*) as n
from m cross join excerpts e on e.pk = m.pk group by 1, 2, 3
"""
_OF_CODES = """
with m as materialized (select value as pk from json_each(:pks))
select c.code_id, c.stance, count(*) as n from m cross join codings c on c.excerpt_pk = m.pk group by 1, 2
"""
_OF_STANCES = """
with m as materialized (select value as pk from json_each(:pks))
select c.stance, count(distinct c.excerpt_pk) as n from m cross join codings c on c.excerpt_pk = m.pk
where :every or c.code_id in (select value from json_each(:practice)) group by 1
"""


def _counts(conn: Connection, search: Search, pks: Sequence[int]) -> dict[str, Counter[str]]:
    """Excerpts by value of each facet. A stance is counted for the practices that are ticked, and a
    practice for the stances."""
    counts = {name: Counter[str]() for name in FILTERS}
    wanted = {"pks": as_json(pks[:CAP])}
    for kind, role, source, n in fetch(conn, _OF_EXCERPTS, wanted):
        for name, value in (("district_kind", kind), ("role", role), ("source", source)):
            if value:
                counts[name][value] += n
    for code, stance, n in fetch(conn, _OF_CODES, wanted):
        if not search.stance or stance in search.stance:
            counts["practice"][code] += n
    practice = {"every": not search.practice, "practice": as_json(search.practice)}
    counts["stance"].update(dict(map(tuple, fetch(conn, _OF_STANCES, {**wanted, **practice}))))
    return counts


def _labels(conn: Connection) -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = {name: {} for name in FILTERS}
    labels["practice"] = {row["id"]: row["label"] for row in fetch(conn, "select id, label from codes")}
    labels["source"] = {row["id"]: row["title"] for row in fetch(conn, "select id, title from sources")}
    labels["stance"] = {stance: stance_words(stance) for stance in STANCE_ORDER}
    return labels


def _facet(search: Search, name: str, counts: Counter[str], labels: dict[str, str]) -> Facet:
    ticked = search.chosen(name)
    values = sorted({*counts, *ticked}, key=lambda value: (value not in ticked, -counts[value], value))
    if name == "stance":
        values.sort(key=STANCE_ORDER.index)
    if name == "district_kind":
        labels = {value: kind_words(value) for value in values}
    options = tuple(
        Option(value, labels.get(value) or sentence_case(value), counts[value], value in ticked) for value in values
    )
    shown = max(SHOWN_OPTIONS, len(ticked))
    return Facet(name, FACET_LABELS[name], options[:shown], options[shown:])


def label_of(conn: Connection, name: str, value: str) -> str:
    """A ticked value in plain words."""
    if name == "district_kind":
        return kind_words(value)
    return _labels(conn)[name].get(value) or sentence_case(value)
