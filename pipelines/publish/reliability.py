"""Rows of the tables agreement and prevalence, from what was read of the published excerpts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from catalog.errors import CodingsError
from catalog.people import CONSENSUS
from catalog.records import STANCES
from catalog.store import coded

if TYPE_CHECKING:
    from catalog.agreement.ratings import Ratings, Verdicts

# Districts are grouped by these where the study has them.
GROUPINGS = (("district_kind", "kind"), ("tier", "tier"), ("role", "role"), ("wave", "wave"))
PEOPLE, WITH_MACHINE = "people", "people and machine"
_STANCES = tuple(stance for stance in STANCES if stance != "negated")
Row = tuple[Any, ...]


def agreement_rows(db: sqlite3.Connection, names: Mapping[str, str], public: Collection[str]) -> Iterator[Row]:
    """The rows for all people, and for what people agreed on beside the best machine."""
    from catalog.agreement.report import agreement

    for scope, ratings in _scopes(db, public):
        found = agreement(ratings)
        coders = json.dumps([names.get(coder, coder) for coder in found.coders], ensure_ascii=False)
        for pooled, rows in ((True, found.pooled), (False, found.codes)):
            for row in rows:
                about = (row.n, row.given, row.prevalence, json.dumps(row.warnings), coders)
                unit = "set of codes (MASI)" if pooled and row.unit == "excerpt" else row.unit
                for measure, figure in row.figures.items():
                    ends = (figure.value, figure.low, figure.high)
                    yield (scope, None if pooled else row.name, unit, measure, *ends, *about)


def _scopes(db: sqlite3.Connection, public: Collection[str]) -> Iterator[tuple[str, Ratings]]:
    from catalog.agreement.ratings import Verdicts, from_study, of_two

    coders = [coder for coder in coded.coders(db) if coder.id != CONSENSUS]
    people = [coder.id for coder in coders if coder.kind == "person"]
    if len(people) > 1:
        with suppress(CodingsError):  # no two of them read the same
            yield PEOPLE, _only(from_study(db, people), public)
    machine = next((coder for coder in coders if coder.kind != "person"), None)
    if machine is None:
        return
    agreed = coded.agreed_by_people(db, STANCES)
    # A model learned from what people read, but never from the random sample.
    drawn = {place.excerpt for place in coded.places(db) if place.chance is not None}
    fair = {excerpt for excerpt in agreed if excerpt in public and (machine.kind != "model" or excerpt in drawn)}
    cases = {excerpt: case for excerpt, case in coded.readings(db, machine.id) if excerpt in fair}
    if cases:
        given = coded.codes_given(db, machine.id, STANCES)
        sides: list[dict[str, Verdicts]] = [
            {excerpt: Verdicts(dict.fromkeys(sorted(side[excerpt]), ""), {}) for excerpt in cases}
            for side in (agreed, given)
        ]
        yield WITH_MACHINE, of_two(("people", machine.id), sides, cases, "case")


def _only(ratings: Ratings, public: Collection[str]) -> Ratings:
    from catalog.agreement.ratings import of_two

    cases = {unit: case for unit, case in zip(ratings.units, ratings.cases, strict=True) if unit in public}
    given = [{unit: found for unit, found in one.items() if unit in cases} for one in ratings.given]
    return of_two(ratings.coders, given, cases, ratings.unit_of_cases)


def prevalence_rows(db: sqlite3.Connection, public: Collection[str], threshold: int) -> Iterator[Row]:
    """The rows for all excerpts, and for each group of districts or respondents that is large enough."""
    from catalog.errors import StudyError
    from pipelines.prevalence.study import groups_of, prevalence, rows_of

    try:
        rows = rows_of(db, _STANCES)
    except StudyError:
        return  # no machine coded anything
    rows = replace(rows, places=[place for place in rows.places if place.excerpt in public])
    for grouping, by in (("all", None), *GROUPINGS):
        try:
            groups = groups_of(db, rows, by)
        except StudyError:
            continue  # the study has no such attribute
        for group, places in groups.items():
            units = {place.district or place.respondent for place in places}
            if len(units) >= max(threshold, 1) and (grouping == "all" or group != "not known"):
                for one in prevalence(group, places, rows):
                    yield from _figures(grouping, one)


def _figures(grouping: str, one: Any) -> Iterator[Row]:
    warnings = json.dumps(one.warnings, ensure_ascii=False)
    for method in ("people", "machine", "corrected"):
        figure = getattr(one, method)
        if figure is not None:
            n = one.n if method == "machine" else figure.n
            ends = (figure.share, figure.low, figure.high, n, figure.positives)
            yield (grouping, one.group, one.code, one.unit, method, *ends, int(one.naive_is_wrong), warnings)
