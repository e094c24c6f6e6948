""" "Like my district": whose words and write-ups come first, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from catalog.likeness import Likeness
from catalog.pages.rows import Connection, fetch, first
from catalog.pages.sets import Both, load_likeness
from catalog.pages.wording import sentence_case


@dataclass(frozen=True, slots=True)
class District:
    """A district to choose, or several that are described alike."""

    value: str = field(metadata={"help": "Value in the address"})
    label: str = field(metadata={"help": "Its name, or its kind, size and tier"})
    chosen: bool = field(metadata={"help": "Whether the visitor chose it"})


@dataclass(frozen=True, slots=True)
class Nearness:
    """What is known of the chosen district, and all districts in groups, the most alike first."""

    here: Likeness = field(metadata={"help": "Kind, size and tier of the chosen district"})
    groups: tuple[tuple[Likeness, Both], ...] = field(metadata={"help": "What comes from districts, most alike first"})

    def steps(self) -> tuple[Both, ...]:
        """What to show first, next, ...: districts equally alike together, the rest at the end."""
        steps: dict[int, Both] = {}
        for likeness, both in self.groups:
            distance = self.here.distance(likeness)
            steps[distance] = steps.get(distance, Both()) | both
        return (*steps.values(), Both(-1, -1))

    def exemplars(self, pks: Iterable[int]) -> tuple[int, ...]:
        """Exemplars by how much a district behind them is like this one, else in the order they came in."""
        steps = self.steps()
        return tuple(sorted(pks, key=lambda pk: next(n for n, step in enumerate(steps) if step.exemplars >> pk & 1)))

    def reasons(self, pks: Iterable[int], *, of_exemplars: bool) -> Mapping[int, str]:
        """By row number, what its district (of several, the one most alike) shares with this one."""
        said: dict[int, str] = {}
        for likeness, both in self.groups:
            bits = both.exemplars if of_exemplars else both.excerpts
            for pk in pks:
                if pk not in said and bits >> pk & 1:
                    said[pk] = self.here.reason(likeness)
        return said


_DISTRICTS = """
select id, label, named, district_kind, size_band, tier from cases
where parent_id is null and (district_kind is not null or size_band is not null or tier is not null) order by id
"""
_DISTRICT = "select district_kind, size_band, tier from cases where id = :id"


def districts(conn: Connection, chosen: str) -> tuple[District, ...]:
    """The districts to choose from: those that are named one by one, the others once for each description."""
    found: dict[str, District] = {}
    for row in fetch(conn, _DISTRICTS):
        known = (row["district_kind"] and f"{row['district_kind']} district", row["size_band"], row["tier"])
        about = sentence_case(", ".join(part for part in known if part))
        label = f"{row['label']} ({about[:1].lower()}{about[1:]})" if row["named"] else about
        if label not in found or row["id"] == chosen:
            found[label] = District(row["id"], label, row["id"] == chosen)
    return tuple(sorted(found.values(), key=lambda district: district.label))


def nearness(conn: Connection, case_id: str) -> Nearness | None:
    """How alike all districts are to one; None where it is not known."""
    row = first(conn, _DISTRICT, {"id": case_id}) if case_id else None
    here = Likeness(*row) if row else None
    if here is None or not here.known:
        return None
    groups = [(Likeness.of(value), both) for value, both in load_likeness(conn).items()]
    return Nearness(here, tuple(sorted(groups, key=lambda group: (here.distance(group[0]), group[0].key))))
