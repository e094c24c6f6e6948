"""The sets that searching narrows by: for each value of a filter, which excerpts and exemplars have it."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from catalog.bits import bits_of, loaded, stored
from catalog.likeness import Likeness
from catalog.pages.wording import BARRIERS
from catalog.search import RESEARCHED
from pipelines.publish.counts import replace_pairs

Key = tuple[str, str, str]  # filter, value, stance
_ALL = ("practice", "")  # whatever the stance
_CODED = "select code_id, stance, json_group_array(excerpt_pk) from codings{where} group by 1, 2"
_SPOKEN = (
    "select e.district_kind, e.role, e.source_id, c.district_kind, c.size_band, c.tier, json_group_array(e.pk) "
    "from excerpts e left join cases c on c.id = e.case_id{where} group by 1, 2, 3, e.case_id"
)


def replace(db: sqlite3.Connection, found: Mapping[Key, int], *, whole: bool) -> None:
    """Write filter_sets and code_pairs; `found` are the sets of excerpts, unless `whole` of those in temp.todo."""
    dimensions = _dimensions(db)
    sets: defaultdict[Key, int] = defaultdict(int, found)
    if not whole:
        written = bits_of(pk for (pk,) in db.execute("select pk from temp.todo"))
        for *key, held in db.execute("select filter, value, stance, excerpts from filter_sets"):
            sets[key[0], key[1], key[2]] |= loaded(held) & ~written
    replace_pairs(db, {value: sets[name, value, stance] for name, value, stance in sets if (name, stance) == _ALL})
    cited: dict[int, int] = {}
    of_exemplars: defaultdict[Key, int] = defaultdict(int)
    for pk, quotes, keys in _exemplars(db, dimensions):
        cited[pk] = quotes
        for key in keys:
            of_exemplars[key] |= 1 << pk
    for key, exemplars in of_exemplars.items():
        if key[0] in _TOLD_BY_EXEMPLARS:  # quotes have no grade of their own: they follow their exemplars
            sets[key] = 0
            for pk, quotes in cited.items():
                sets[key] |= quotes if exemplars >> pk & 1 else 0
    db.execute("delete from filter_sets")
    db.executemany(
        "insert into filter_sets values (?, ?, ?, ?, ?)",
        (
            (*key, stored(sets[key]), stored(of_exemplars[key]))
            for key in sorted({*sets, *of_exemplars})
            if of_exemplars[key] or (sets[key] and key[0] not in _TOLD_BY_EXEMPLARS)
        ),
    )


_TOLD_BY_EXEMPLARS = ("grade", "subject", "group", "basis")


def _dimensions(db: sqlite3.Connection) -> dict[str, str]:
    return dict(db.execute("select id, dimension_id from codes").fetchall())


def of_excerpts(db: sqlite3.Connection, *, whole: bool) -> dict[Key, int]:
    """The sets of excerpts that codings, sources and districts give; unless `whole`, of those in temp.todo."""
    dimensions, sets = _dimensions(db), defaultdict[Key, int](int)
    where = "" if whole else " where excerpt_pk in (select pk from temp.todo)"
    for code, stance, pks in db.execute(_CODED.format(where=where)):
        bits = bits_of(json.loads(pks))
        sets["stance", stance, ""] |= bits
        for name, value in (("practice", code), ("dimension", dimensions[code])):
            sets[name, value, ""] |= bits
            sets[name, value, stance] |= bits
    where = "" if whole else " where e.pk in (select pk from temp.todo)"
    for kind, role, source, *case, pks in db.execute(_SPOKEN.format(where=where)):
        bits = bits_of(json.loads(pks))
        for name, value in (("district_kind", kind), ("role", role), ("source", source), ("likeness", _like(case))):
            if value:
                sets[name, value, ""] |= bits
    return sets


def _like(case: Iterable[str | None]) -> str:
    likeness = Likeness(*case)
    return likeness.key if likeness.known else ""


_EXEMPLARS = """
select x.pk, x.grades, x.subjects, x.fields, x.district_kind,
  (select json_group_array(code_id) from exemplar_codes k where k.exemplar_id = x.id),
  (select json_group_array(excerpt_pk) from citations q where q.exemplar_id = x.id)
from exemplars x where x.state = 'published' order by x.pk
"""
_QUOTED = """
select e.role, e.source_id, q.bearing, c.district_kind, c.size_band, c.tier
from exemplars x join citations q on q.exemplar_id = x.id join excerpts e on e.pk = q.excerpt_pk
  left join cases c on c.id = e.case_id where x.pk = ?
"""
_QUOTED_CODES = """
select c.code_id, c.stance from exemplars x join citations q on q.exemplar_id = x.id
  join codings c on c.excerpt_pk = q.excerpt_pk where x.pk = ?
"""


def _exemplars(db: sqlite3.Connection, dimensions: Mapping[str, str]) -> Iterator[tuple[int, int, set[Key]]]:
    """Of each published exemplar: its row number, the excerpts it cites, and the values it has, which are
    told by its own words, its codes, and the quotes it rests on."""
    for pk, grades, subjects, fields, kind, codes, cited in db.execute(_EXEMPLARS).fetchall():
        keys = {
            (name, value, "") for name, value in _told(json.loads(grades), json.loads(subjects), json.loads(fields))
        }
        keys |= {("district_kind", kind, "")} if kind else set()
        for role, source, bearing, *case in db.execute(_QUOTED, (pk,)):
            keys |= {("source", source, "")} | ({("role", role, "")} if role else set())
            if bearing == "support" and (like := _like(case)):
                keys.add(("likeness", like, ""))
        quoted = db.execute(_QUOTED_CODES, (pk,)).fetchall()
        stances = {stance for _, stance in quoted}
        keys |= {("stance", stance, "") for stance in stances}
        # What got in the way stands in quotes more often than in the codes an exemplar is filed under.
        for code in {*json.loads(codes), *(code for code, _ in quoted if dimensions[code] == BARRIERS)}:
            for stance in {"", *stances}:
                keys |= {("practice", code, stance), ("dimension", dimensions[code], stance)}
        yield pk, bits_of(json.loads(cited)), keys


def _told(grades: list[str], subjects: list[str], fields: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    groups = fields.get("student_groups") or ()
    bases = [claim.get("basis") for claim in fields.get("claims") or () if isinstance(claim, dict)]
    bases += [RESEARCHED] if fields.get("research") else []
    values = {
        "grade": grades,
        "subject": subjects,
        "group": [groups] if isinstance(groups, str) else groups,
        "basis": bases,
    }
    return tuple((name, str(value)) for name, found in values.items() for value in found if value)
