"""Prevalence in a study: for each code and group the people's, the machine's and the corrected share."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.errors import Problem, StudyError
from catalog.store import coded
from pipelines.prevalence import estimates
from pipelines.prevalence.estimates import Estimate, Ints, Sample

# With fewer excerpts read in the random sample, or with the code, a corrected figure says little.
FEW_READ, FEW_POSITIVES = 30, 5


@dataclass(frozen=True, slots=True)
class Prevalence:
    """One code in one group. `unit` is excerpts or districts; an estimate is None where there is nothing to
    make it of; `excerpts` are those of the random sample, with the code, behind the people's figure."""

    group: str
    code: str
    unit: str
    n: int
    machine: Estimate
    people: Estimate | None
    corrected: Estimate | None
    naive_is_wrong: bool
    warnings: tuple[str, ...]
    excerpts: tuple[str, ...]
    by_machine: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """What figures are made of: places of excerpts with the codes of the machine (all) and of people (some)."""

    places: Sequence[coded.Place]
    machine: Mapping[str, frozenset[str]]
    people: Mapping[str, frozenset[str]]
    coder: str


def rows_of(db: sqlite3.Connection, stances: Sequence[str], machine: str | None = None) -> Rows:
    """The rows of a study; `machine` begins the id of a model or rules, by default the model where there is one."""
    machines = [c for c in coded.coders(db) if c.kind != "person" and c.id.startswith(machine or "")]
    if not machines:
        what = f'no machine "{machine}" coded this study' if machine else "no machine coded this study"
        raise StudyError(Problem("build/evidence.db", what, "run `catalog build` first"))
    chosen = machines[0].id
    given = coded.codes_given(db, chosen, stances)
    places = [place for place in coded.places(db) if place.excerpt in given]
    return Rows(places, given, coded.agreed_by_people(db, stances), chosen)


def groups_of(db: sqlite3.Connection, rows: Rows, by: str | None) -> dict[str, list[coded.Place]]:
    """The places by role, wave, source or an attribute of the district (`kind`: `district_kind`), in order."""
    if by is None:
        return {"all": list(rows.places)}
    known = coded.attribute_names(db)
    name = f"district_{by}" if by not in known and f"district_{by}" in known else by
    groups: dict[str, list[coded.Place]] = {}
    if by in ("role", "wave", "source"):
        for place in rows.places:
            groups.setdefault(getattr(place, by) or "not known", []).append(place)
    elif name in known:
        values = coded.attribute(db, name)
        for place in rows.places:
            groups.setdefault(values.get(place.district or "", "not known"), []).append(place)
    else:
        use = f"use one of role, wave, source, {', '.join(known)}"
        raise StudyError(Problem("--by", f'"{by}" is no attribute of a case', use))
    return dict(sorted(groups.items()))


def prevalence(group: str, places: Sequence[coded.Place], rows: Rows) -> list[Prevalence]:
    """The figures of a group, code by code, for excerpts and for districts.

    Only what people read of the random sample is used: excerpts read for another reason, as those that a
    model asked for, are not like the rest. A sample that is read in part counts as a smaller one.
    """
    drawn = [place for place in places if place.chance is not None]
    read = [n for n, place in enumerate(places) if place.chance is not None and place.excerpt in rows.people]
    group_rows = _Group(places, np.array(read, dtype=np.intp), len(read) / len(drawn) if drawn else 1.0)
    partly = f"of {len(drawn):,} excerpts drawn {len(read):,} were read" if len(read) < len(drawn) else ""
    given, agreed = _by_code(places, range(len(places)), rows.machine), _by_code(places, read, rows.people)
    found = []
    for code in sorted({*given, *agreed}):
        sample = group_rows.sample(given.get(code, []), agreed.get(code, []))
        behind = tuple(places[n].excerpt for n in agreed.get(code, []))
        by_machine = tuple(places[n].excerpt for n in given.get(code, []))
        for unit in ("excerpts", "districts"):
            found.append(_figure((group, code, unit), sample, partly, behind, by_machine))
    return found


def _by_code(
    places: Sequence[coded.Place], of: Iterable[int], given: Mapping[str, frozenset[str]]
) -> dict[str, list[int]]:
    """The numbers of the places that carry each code."""
    found: dict[str, list[int]] = {}
    for n in of:
        for code in given[places[n].excerpt]:
            found.setdefault(code, []).append(n)
    return found


class _Group:
    """Excerpts of a group, ready to be counted code by code: what nobody read is counted by district, since
    excerpts of a district that the machine coded alike are alike."""

    def __init__(self, places: Sequence[coded.Place], read: Ints, share: float) -> None:
        number: dict[str, int] = {}
        names = (place.district or f"respondent {place.respondent}" for place in places)
        self.district = np.array([number.setdefault(name, len(number)) for name in names], dtype=np.intp)
        self.n, self.read = len(number), read
        self.chance = np.array([(places[n].chance or 1.0) * share for n in read])
        self.rest = np.ones(len(places))
        self.rest[read] = 0

    def sample(self, machine: Sequence[int], people: Sequence[int]) -> Sample:
        """The sample of one code, by the numbers of the excerpts that carry it."""
        f = np.zeros(len(self.rest))
        f[machine] = 1
        y = np.zeros(len(self.rest))
        y[people] = 1
        ones = np.bincount(self.district, weights=f * self.rest, minlength=self.n)
        zeros = np.bincount(self.district, weights=(1 - f) * self.rest, minlength=self.n)
        places = np.arange(self.n)
        found = Sample(
            machine=np.concatenate([f[self.read], np.ones(self.n), np.zeros(self.n)]),
            people=np.concatenate([y[self.read], np.full(2 * self.n, np.nan)]),
            chance=np.concatenate([self.chance, np.ones(2 * self.n)]),
            district=np.concatenate([self.district[self.read], places, places]),
            count=np.concatenate([np.ones(len(self.read)), ones, zeros]),
        )
        return found


def _figure(
    of: tuple[str, str, str], sample: Sample, partly: str, behind: tuple[str, ...], given: tuple[str, ...]
) -> Prevalence:
    read = int((~np.isnan(sample.people)).sum())
    excerpts = of[2] == "excerpts"
    naive = estimates.machine_share(sample) if excerpts else estimates.machine_districts(sample)
    people = corrected = None
    if read > 1:
        method = estimates.corrected_share if excerpts else estimates.corrected_districts
        people, corrected = method(sample, 0.0), method(sample)
    warnings = [partly] if partly else []
    if corrected is None:
        warnings = ["no random sample that people read: the machine's errors are not known"]
    elif read < FEW_READ:
        warnings.append(f"only {read} excerpts of the random sample were read")
    elif len(behind) < FEW_POSITIVES:
        warnings.append(f"only {len(behind)} excerpts of the sample have the code")
    wrong = corrected is not None and not corrected.low <= naive.share <= corrected.high
    n = int(sample.counts.sum()) if excerpts else int(sample.district.max()) + 1
    return Prevalence(*of, n, naive, people, corrected, wrong, tuple(warnings), behind, given)
