"""The ways to narrow what was found: for each value, how many results ticking it would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.pages.found import labels_of
from catalog.pages.rows import Connection, fetch
from catalog.pages.sets import Both, Sets
from catalog.pages.wording import BARRIERS, STANCE_ORDER, kind_words, sentence_case, stance_words
from catalog.search import FILTERS, Search

FACET_LABELS = {
    "practice": "Practice or theme",
    "barrier": "What got in the way",
    "stance": "Are they doing it?",
    "grade": "Grades",
    "subject": "Subject",
    "group": "Which students",
    "district_kind": "Kind of district",
    "basis": "What the claims rest on",
    "dimension": "Part of the picture",
    "role": "Who says it",
    "source": "Where it was said",
}
SHOWN_OPTIONS = 6


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet, as a checkbox."""

    value: str = field(metadata={"help": "Value in the address"})
    label: str = field(metadata={"help": "Value in plain words"})
    count: int = field(metadata={"help": "Exemplars and quotes that ticking it alone in its facet gives"})
    ticked: bool = field(metadata={"help": "Whether the visitor chose it"})


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow what was found."""

    name: str = field(metadata={"help": "Name in the address"})
    label: str = field(metadata={"help": "Heading"})
    options: tuple[Option, ...] = field(metadata={"help": "Values shown at once: ticked ones and the commonest"})
    more: tuple[Option, ...] = field(metadata={"help": "Further values, folded away"})
    clear: str = field(metadata={"help": "Address of the search without its ticks; empty where it has none"})

    @property
    def ticked(self) -> int:
        """How many of its values are ticked."""
        return sum(option.ticked for option in self.options)


@dataclass(frozen=True, slots=True)
class Labels:
    """The plain words for the values of every filter."""

    codes: Mapping[str, str] = field(metadata={"help": "Labels of codes"})
    barriers: frozenset[str] = field(metadata={"help": "Codes that say what got in the way"})
    others: Mapping[tuple[str, str], str] = field(metadata={"help": "Labels of sources and dimensions"})

    def of(self, name: str, value: str) -> str:
        """A value in plain words."""
        if name in ("practice", "barrier"):
            label = self.codes.get(value, value)
            return sentence_case(label.partition(": ")[2] or label) if name == "barrier" else label
        if name == "stance":
            return stance_words(value)
        if name == "grade":
            return sentence_case(value.replace("prek", "pre-K"))
        return self.others.get((name, value)) or (kind_words if name == "district_kind" else sentence_case)(value)


_OTHERS = """
select 'dimension' as name, id, label from dimensions union all select 'source', id, title from sources
"""
_BARRIERS = "select id from codes where dimension_id = :dimension"


def load_labels(conn: Connection) -> Labels:
    """The words of this catalog's codes, sources and dimensions."""
    return Labels(
        labels_of(conn),
        frozenset(row["id"] for row in fetch(conn, _BARRIERS, {"dimension": BARRIERS})),
        {(row["name"], row["id"]): row["label"] for row in fetch(conn, _OTHERS)},
    )


def facets(labels: Labels, search: Search, sets: Sets, found: Both) -> tuple[Facet, ...]:
    """The facets of everything that the words find, with counts.

    Ticks within a facet widen, facets narrow each other: what a facet's own ticks leave out still counts in
    it, so that its other values show what they would add.
    """
    shown = []
    for name in FILTERS:
        counts = _counts(labels, search, sets, found, name)
        facet = _facet(labels, search, name, counts)
        if facet.options:
            shown.append(facet)
    return tuple(shown)


def _counts(labels: Labels, search: Search, sets: Sets, found: Both, name: str) -> dict[str, int]:
    if name == "stance":
        return {value: len(found & sets.left(search, stances=(value,))) for value in sets.values(name)}
    base = found & sets.left(search, without=name)
    if name == "barrier":
        return {value: len(base & sets.having("practice", value)) for value in sorted(labels.barriers)}
    values = (v for v in sets.values(name) if name != "practice" or v not in labels.barriers or v in search.practice)
    return {value: len(base & sets.having(name, value, search.stance)) for value in values}


def _facet(labels: Labels, search: Search, name: str, counts: Mapping[str, int]) -> Facet:
    ticked = search.chosen(name)
    values = [value for value in {**counts, **dict.fromkeys(ticked, 0)} if counts.get(value) or value in ticked]
    if name == "stance":
        values.sort(key=STANCE_ORDER.index)
    elif name == "grade":
        values.sort(key=_grade)
    else:
        values.sort(key=lambda value: (value not in ticked, -counts.get(value, 0), value))
    options = [Option(value, labels.of(name, value), counts.get(value, 0), value in ticked) for value in values]
    shown = max(SHOWN_OPTIONS, len(ticked))
    if len(options) <= shown + 1 or name == "grade":  # one more takes no more room than saying so
        shown = len(options)
    clear = search.without(name).href() if ticked else ""
    return Facet(name, FACET_LABELS[name], tuple(options[:shown]), tuple(options[shown:]), clear)


def _grade(band: str) -> tuple[int, str]:
    first = band.lower().partition("-")[0]
    return (-1 if first == "prek" else int(first) if first.isdecimal() else 0, band)
