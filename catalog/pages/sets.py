"""What the ticked filters leave, and what ticking another would: sets of excerpts and exemplars, joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from catalog.bits import loaded
from catalog.pages.rows import Connection, as_json
from catalog.search import FILTERS, Search


@dataclass(frozen=True, slots=True)
class Both:
    """A set of excerpts and a set of exemplars."""

    excerpts: int = field(default=0, metadata={"help": "Row numbers of excerpts, as bits"})
    exemplars: int = field(default=0, metadata={"help": "Row numbers of exemplars, as bits"})

    def __and__(self, other: Both) -> Both:
        return Both(self.excerpts & other.excerpts, self.exemplars & other.exemplars)

    def __or__(self, other: Both) -> Both:
        return Both(self.excerpts | other.excerpts, self.exemplars | other.exemplars)

    def __len__(self) -> int:
        return self.excerpts.bit_count() + self.exemplars.bit_count()


NOTHING = Both()
EVERYTHING = Both(-1, -1)  # in two's complement all bits are set, so that joining changes nothing

# A stance belongs to a coding: ticked with a practice, "stopped" means that this practice was stopped.
_WITH_STANCE = ("practice", "dimension")
_SETS = """
select filter, value, stance, excerpts, exemplars from filter_sets where filter <> 'likeness' and (
  stance = '' or stance in (select value from json_each(:stances))
  or filter in ('practice', 'dimension') and value in (select value from json_each(:coded)))
"""
_LIKENESS = "select value, excerpts, exemplars from filter_sets where filter = 'likeness'"


@dataclass(frozen=True, slots=True)
class Sets:
    """The sets that one search needs, by filter, value and stance."""

    by_key: Mapping[tuple[str, str, str], Both] = field(metadata={"help": "The sets, by filter, value and stance"})

    def values(self, name: str) -> tuple[str, ...]:
        """The values of a filter that anything has."""
        return tuple(value for filter_, value, stance in self.by_key if filter_ == name and not stance)

    def having(self, name: str, value: str, stances: tuple[str, ...] = ()) -> Both:
        """What has one value; a practice or dimension, in a coding of one of these stances if there are any."""
        if name in _WITH_STANCE and stances:
            return reduce(or_, (self.by_key.get((name, value, stance), NOTHING) for stance in stances))
        return self.by_key.get((name, value, ""), NOTHING)

    def left(self, search: Search, without: str = "", stances: tuple[str, ...] | None = None) -> Both:
        """What all ticked filters leave, one of them apart if asked; `stances` stand in for those ticked."""
        stances = search.stance if stances is None else stances
        found = EVERYTHING
        for name in FILTERS:
            values = stances if name == "stance" else search.chosen(name)
            if values and name != without:
                own = "practice" if name == "barrier" else name  # the two are shown apart, and held together
                found &= reduce(or_, (self.having(own, v, stances if name != "barrier" else ()) for v in values))
        return found

    def everything(self) -> Both:
        """All excerpts, each of which has a source, and all exemplars, by the grades and practices they have."""
        return reduce(or_, (both for (_, _, stance), both in self.by_key.items() if not stance), NOTHING)


def load_sets(conn: Connection, search: Search) -> Sets:
    """The sets for what is ticked in the search."""
    wanted = {"stances": as_json(search.stance), "coded": as_json((*search.practice, *search.dimension))}
    rows = conn.cursor()
    rows.row_factory = None
    return Sets({(f, v, s): Both(loaded(e), loaded(x)) for f, v, s, e, x in rows.execute(_SETS, wanted)})


def load_likeness(conn: Connection) -> dict[str, Both]:
    """What comes from each kind, size and tier of district, by the line that stands for them."""
    rows = conn.cursor()
    rows.row_factory = None
    return {value: Both(loaded(excerpts), loaded(exemplars)) for value, excerpts, exemplars in rows.execute(_LIKENESS)}
