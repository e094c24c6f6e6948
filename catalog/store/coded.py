"""Who read which excerpt of evidence.db and what they gave it, side by side: for agreement and for prevalence."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalog.people import CONSENSUS

_LIVE = (
    "excerpts e join responses s on s.pk = e.response_pk and s.gone = 0 join sources o on o.id = s.source_id and "
    "o.gone = 0 join respondents p on p.pk = s.respondent_pk and p.moderator = 0 "
    "left join cases c on c.id = p.case_id left join cases d on d.id = coalesce(c.parent_id, c.id)"
)


@dataclass(frozen=True, slots=True)
class Coder:
    """A coder with how many live excerpts it read; `kind` is person, rules or model."""

    id: str
    kind: str
    read: int


def coders(db: sqlite3.Connection) -> list[Coder]:
    """Everyone who read a live excerpt: people first, then models, then rules; the most readings first."""
    rows = db.execute(
        f"select k.id, k.kind, count(*) as n from readings r join coders k on k.id = r.coder_id "
        f"join {_LIVE.replace('excerpts e', 'excerpts e on e.pk = r.excerpt_pk and e.gone = 0', 1)} "
        "group by k.id order by k.kind = 'rules', k.kind = 'model', n desc, k.id"
    )
    return [Coder(*row) for row in rows]


def readings(db: sqlite3.Connection, coder_id: str) -> Iterator[tuple[str, str]]:
    """(excerpt id, label of the district or other uppermost case) of every live excerpt that a coder read.

    Where no case is known the respondent stands for it.
    """
    yield from db.execute(
        f"select e.id, coalesce(d.label, 'respondent ' || p.id) from {_LIVE} "
        "join readings r on r.excerpt_pk = e.pk and r.coder_id = ? "
        "where e.gone = 0 order by e.pk",
        (coder_id,),
    )


def verdicts(db: sqlite3.Connection, coder_id: str) -> Iterator[tuple[str, str, str, list[list[int]]]]:
    """(excerpt id, code, stance, spans) of a coder's codings; a machine's suggestions that wait are not among them."""
    accepted = "and k.accepted = 1" if _has_column(db, "codings", "accepted") else ""
    rows = db.execute(
        "select e.id, k.code_id, k.stance, k.because from codings k join excerpts e on e.pk = k.excerpt_pk "
        f"where k.coder_id = ? and e.gone = 0 {accepted} order by e.pk, k.code_id",
        (coder_id,),
    )
    for excerpt, code, stance, because in rows:
        yield excerpt, code, stance, json.loads(because)


def read_blind(db: sqlite3.Connection) -> frozenset[str]:
    """Excerpts that somebody is still to read without seeing the others' work: of them nothing is told."""
    return frozenset(row[0] for row in db.execute("select excerpt_id from open_blind"))


@dataclass(frozen=True, slots=True)
class Place:
    """A live excerpt with what figures are broken down by; `chance` is the probability with which it was drawn
    into the random sample, None where it was not drawn."""

    excerpt: str
    district: str | None
    respondent: str
    role: str | None
    wave: str | None
    source: str
    chance: float | None


def places(db: sqlite3.Connection) -> list[Place]:
    """Every live excerpt that is coded, in order of arrival."""
    drawn, chance = "", "null"
    if _has_column(db, "random_sample", "probability"):
        drawn, chance = "left join random_sample x on x.excerpt_pk = e.pk", "x.probability"
    rows = db.execute(
        f"select e.id, d.label, p.id, p.role, o.wave, o.id, {chance} from {_LIVE} {drawn} "
        "where e.gone = 0 order by e.pk"
    )
    return [Place(*row) for row in rows]


def attribute(db: sqlite3.Connection, name: str) -> dict[str, str]:
    """The value of one attribute by the label of the case."""
    sql = "select c.label, a.value from case_attributes a join cases c on c.id = a.case_id where a.name = ?"
    return dict(db.execute(sql, (name,)).fetchall())


def attribute_names(db: sqlite3.Connection) -> list[str]:
    """Every attribute of a case."""
    return [row[0] for row in db.execute("select distinct name from case_attributes order by 1")]


def agreed_by_people(db: sqlite3.Connection, stances: Iterable[str]) -> dict[str, frozenset[str]]:
    """The codes that all people who read an excerpt gave it, or that were settled, each in one of the stances; empty
    sets included."""
    wanted = set(stances)
    found: dict[str, frozenset[str]] = {}
    for coder in coders(db):
        if coder.kind == "person" and coder.id != CONSENSUS:
            given = codes_given(db, coder.id, wanted)
            for excerpt, codes in given.items():
                found[excerpt] = found[excerpt] & codes if excerpt in found else codes
    return found | codes_given(db, CONSENSUS, wanted)


def codes_given(db: sqlite3.Connection, coder_id: str, stances: Iterable[str]) -> dict[str, frozenset[str]]:
    """The codes a coder gave in one of the stances, for every live excerpt it read; empty sets included."""
    wanted = set(stances)
    sets: dict[str, set[str]] = {excerpt: set() for excerpt, _ in readings(db, coder_id)}
    for excerpt, code, stance, _ in verdicts(db, coder_id):
        if stance in wanted and excerpt in sets:
            sets[excerpt].add(code)
    return {excerpt: frozenset(codes) for excerpt, codes in sets.items()}


def _has_column(db: sqlite3.Connection, table: str, column: str) -> bool:
    """Whether the table has the column; studies begun before it was added are read as well."""
    return bool(db.execute("select 1 from pragma_table_info(?) where name = ?", (table, column)).fetchone())
