"""Which exemplar to read next: the same practice in another setting, and what is related to it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass

MOST = 4  # of each kind, from each exemplar


@dataclass(frozen=True, slots=True)
class _Exemplar:
    """What of a published exemplar decides its neighbours."""

    id: str
    codes: tuple[str, ...]
    grades: frozenset[str]
    kind: str | None
    position: int

    def shared(self, other: _Exemplar) -> list[str]:
        return [code for code in self.codes if code in other.codes]

    def elsewhere(self, other: _Exemplar) -> bool:
        """Whether the other one is about other grades or another kind of district."""
        return self.grades != other.grades or self.kind != other.kind


def replace(db: sqlite3.Connection, named: Mapping[str, Collection[str]]) -> None:
    """Write the links between published exemplars; those its author `named` come first.

    A withdrawn exemplar links to what may be read instead; nothing links to it.
    """
    every = {x.id: x for x in _exemplars(db, "published")}
    for mine in [*every.values(), *_exemplars(db, "withdrawn")]:
        found = [other for other in every.values() if other.id != mine.id]
        found = [other for other in found if other.id in named[mine.id] or mine.shared(other)]
        counts = {"setting": 0, "related": 0}
        for other in sorted(found, key=lambda other: _order(mine, other, named[mine.id])):
            shared = mine.shared(other)
            kind = "setting" if shared and mine.elsewhere(other) else "related"
            counts[kind] += 1
            if counts[kind] <= MOST:
                values = (mine.id, other.id, kind, shared[0] if shared else None, counts[kind])
                db.execute("insert into exemplar_links values (?, ?, ?, ?, ?)", values)


def _order(mine: _Exemplar, other: _Exemplar, named: Collection[str]) -> tuple[bool, int, int, int]:
    shared = mine.shared(other)
    first = min((mine.codes.index(code) + other.codes.index(code) for code in shared), default=0)
    return other.id not in named, -len(shared), first, other.position


def _exemplars(db: sqlite3.Connection, state: str) -> list[_Exemplar]:
    codes: dict[str, list[str]] = {}
    for exemplar, code in db.execute("select exemplar_id, code_id from exemplar_codes order by exemplar_id, position"):
        codes.setdefault(exemplar, []).append(code)
    rows = db.execute(
        "select id, grades, district_kind, position from main.exemplars where state = ? order by position", (state,)
    ).fetchall()
    return [_Exemplar(id, tuple(codes[id]), frozenset(json.loads(grades)), kind, at) for id, grades, kind, at in rows]
