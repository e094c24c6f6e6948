"""What evidence.db gives away to other tools: responses that consent covers, their excerpts, readings and codings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.records import CONSENTS, Consent, Stance


@dataclass(frozen=True, slots=True)
class Said:
    """One response with who said it, where, and in answer to what."""

    pk: int
    id: str
    source: str
    title: str
    kind: str
    wave: str | None
    year: int | None
    person: str
    person_id: str
    role: str | None
    moderator: int
    case: str | None
    question: str
    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """One excerpt of a response, in code points of its text."""

    pk: int
    id: str
    response: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Read:
    """One coder's reading of one excerpt: codes with stance and, for machines, probability."""

    excerpt: int
    coder: str
    memo: str
    codes: tuple[tuple[str, Stance, float | None], ...]


@dataclass(frozen=True, slots=True)
class Coder:
    """A person, a rule set or a model."""

    id: str
    kind: str
    label: str


class Evidence:
    """Reads evidence.db within the bounds of a consent: `scope` is the least consent that words must have.

    `high_risk` is the risk from which a response that nobody has cleared stays back.
    """

    def __init__(self, db: sqlite3.Connection, scope: Consent, high_risk: float) -> None:
        self._db = db
        covered = CONSENTS[CONSENTS.index(scope) :]
        db.execute("create temp table covered (consent text primary key)")
        db.executemany("insert into temp.covered values (?)", [(consent,) for consent in covered])
        db.execute("create temp table given (pk integer primary key)")
        db.execute(
            "insert into temp.given select r.pk from responses r join sources s on s.id = r.source_id "
            "join respondents p on p.pk = r.respondent_pk left join cases c on c.id = p.case_id "
            "where r.gone = 0 and s.gone = 0 and s.consent in (select consent from temp.covered) "
            "and coalesce(c.consent, 'public') in (select consent from temp.covered) and (r.risk < ? or r.cleared = 1)",
            (high_risk,),
        )

    def withheld(self) -> int:
        """How many live responses stay back."""
        sql = "select count(*) from responses where gone = 0 and pk not in (select pk from temp.given)"
        return int(self._db.execute(sql).fetchone()[0])

    def responses(self) -> list[Said]:
        """The responses in the order of sources and of their words; a role only where it tells nobody who speaks."""
        rows = self._db.execute(
            "select r.pk, r.id, s.id, s.title, s.kind, s.wave, s.year, p.label, p.id, "
            "case when c.name is null and coalesce(c.kind, '') <> 'school' then p.role end, p.moderator, p.case_id, "
            "coalesce(q.wording, ''), r.text from temp.given g join responses r on r.pk = g.pk "
            "join sources s on s.id = r.source_id join respondents p on p.pk = r.respondent_pk "
            "left join cases c on c.id = p.case_id "
            "left join questions q on q.id = r.question_id and q.type <> 'prompt' "
            "order by s.position, r.position, r.pk"
        )
        return [Said(*row) for row in rows]

    def excerpts(self) -> list[Cut]:
        """The excerpts of these responses, in order."""
        sql = (
            "select e.pk, e.id, e.response_pk, e.start_offset, e.end_offset, e.text from temp.given g "
            "join excerpts e on e.response_pk = g.pk where e.gone = 0 order by e.response_pk, e.number"
        )
        return [Cut(*row) for row in self._db.execute(sql)]

    def readings(self, kinds: Sequence[str]) -> Iterator[Read]:
        """The readings of coders of these kinds, by excerpt and coder; machines' only where they found a code."""
        told: dict[tuple[int, str], list[tuple[str, Stance, float | None]]] = {}
        wanted = (
            "join coders c on c.id = k.coder_id join excerpts e on e.pk = k.excerpt_pk "
            "join temp.given g on g.pk = e.response_pk "
            "where e.gone = 0 and c.kind in (select value from json_each(?)) order by k.excerpt_pk, k.coder_id"
        )
        chosen = (json.dumps(list(kinds)),)
        sql = f"select k.excerpt_pk, k.coder_id, k.code_id, k.stance, k.probability from codings k {wanted}, k.code_id"
        for pk, coder, code, stance, probability in self._db.execute(sql, chosen):
            told.setdefault((pk, coder), []).append((code, stance, probability))
        sql = f"select k.excerpt_pk, k.coder_id, coalesce(k.memo, ''), c.kind from readings k {wanted}"
        for pk, coder, memo, kind in self._db.execute(sql, chosen):
            codes = told.get((pk, coder), [])
            if codes or kind == "person":
                yield Read(pk, coder, memo, tuple(codes))

    def coders(self) -> dict[str, Coder]:
        """All coders by id."""
        rows = self._db.execute("select id, kind, label from coders order by id")
        return {row[0]: Coder(*row) for row in rows}

    def consensus(self) -> Iterator[tuple[int, str, Stance]]:
        """(excerpt, code, stance) of the codings that count."""
        yield from self._db.execute(
            "select k.excerpt_pk, k.code_id, k.stance from consensus k join excerpts e on e.pk = k.excerpt_pk "
            "join temp.given g on g.pk = e.response_pk where e.gone = 0 order by 1, 2"
        )

    def cases(self) -> list[tuple[str, str, str | None, str, str | None]]:
        """(id, label, name, kind, parent id) of all cases, in the order of their ids."""
        return self._db.execute("select id, label, name, kind, parent_id from cases order by id").fetchall()

    def attributes(self) -> dict[str, dict[str, tuple[str, float | None]]]:
        """Each case's attributes: value, and number where it is one."""
        found: dict[str, dict[str, tuple[str, float | None]]] = {}
        for case, name, value, number in self._db.execute("select case_id, name, value, number from case_attributes"):
            found.setdefault(case, {})[name] = (value, number)
        return found

    def exemplars(self) -> list[tuple[str, str, str, str]]:
        """(exemplar id, title, excerpt id, quote) of what published exemplars rest on, in order."""
        return self._db.execute(
            "select x.id, x.title, c.excerpt_id, c.quote from public_exemplars x "
            "join public_citations c on c.exemplar_id = x.id "
            "where x.state = 'published' order by x.position, x.id, c.position"
        ).fetchall()

    def latest(self) -> str:
        """When the evidence was last worked on (UTC, ISO 8601)."""
        found = self._db.execute("select max(finished_at) from runs").fetchone()[0]
        return str(found or "2000-01-01T00:00:00Z")
