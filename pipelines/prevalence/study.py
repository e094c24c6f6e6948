"""Prevalence in a study: for each code and group the people's, the machine's and the corrected share."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.errors import Problem, StudyError
from catalog.store import coded
from pipelines.prevalence import estimates
from pipelines.prevalence.estimates import Estimate, Sample

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
    read = [place for place in drawn if place.excerpt in rows.people]
    share = len(read) / len(drawn) if drawn else 1.0
    number: dict[str, int] = {}
    districts = np.array([number.setdefault(p.district or f"respondent {p.respondent}", len(number)) for p in places])
    chance = np.array([(p.chance or 1.0) * share for p in places])
    sampled = {place.excerpt for place in read}
    codes = {code for p in places for code in rows.machine[p.excerpt]}
    codes |= {code for p in read for code in rows.people[p.excerpt]}
    partly = f"of {len(drawn):,} excerpts drawn {len(read):,} were read" if len(read) < len(drawn) else ""
    found = []
    for code in sorted(codes):
        machine = np.array([float(code in rows.machine[p.excerpt]) for p in places])
        people = np.array(
            [float(code in rows.people[p.excerpt]) if p.excerpt in sampled else np.nan for p in places], dtype=float
        )
        sample = Sample(machine, people, chance, districts)
        found += [_figure(group, code, unit, sample, places, partly) for unit in ("excerpts", "districts")]
    return found


def _figure(group: str, code: str, unit: str, sample: Sample, places: Sequence[coded.Place], partly: str) -> Prevalence:
    read = int((~np.isnan(sample.people)).sum())
    excerpts = unit == "excerpts"
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
    elif int(np.nansum(sample.people)) < FEW_POSITIVES:
        warnings.append(f"only {int(np.nansum(sample.people))} excerpts of the sample have the code")
    wrong = corrected is not None and not corrected.low <= naive.share <= corrected.high
    behind = tuple(p.excerpt for p, value in zip(places, sample.people, strict=True) if value == 1)
    given = tuple(p.excerpt for p, value in zip(places, sample.machine, strict=True) if value == 1)
    n = len(places) if excerpts else int(sample.district.max()) + 1
    return Prevalence(group, code, unit, n, naive, people, corrected, wrong, tuple(warnings), behind, given)
