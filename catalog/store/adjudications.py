"""Disagreements of people about an excerpt, and how they were settled: history that only grows.

What was settled is the reading of the coder `consensus`, which outranks all others; what each person had said stays
theirs. One settlement is one transaction: a row of `adjudications`, that reading, and a note in the audit log.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from catalog.codebook import Codebook
from catalog.disclosure import HIGH_RISK
from catalog.errors import Conflict, Problem, StaffError
from catalog.people import CONSENSUS, Person
from catalog.records import STANCES
from catalog.store import audit
from catalog.store.codings import remove_reading
from catalog.store.excerpts import put_coder
from catalog.store.reviews import publish_again, put_reading, suggestions
from catalog.store.runs import now
from catalog.text import digest, fold

LONGEST_REASON = 2000
_RUN = 5  # so many words in a row are a quotation


@dataclass(frozen=True, slots=True)
class Original:
    """What one person had said of an excerpt."""

    coder: str
    label: str
    codes: Mapping[str, str]
    memo: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What is to hold for an excerpt; `codes` is None where it is to be open again. `state` is what was looked at."""

    excerpt: str
    state: str
    codes: Mapping[str, str] | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An excerpt that people do not agree on: how many read it, and the codes in question."""

    excerpt: str
    readers: int
    codes: tuple[str, ...]


# Excerpts that people do not agree on, of :sample (or null) with :code (or nothing).
OPEN = """
with people as materialized (
  select excerpt_pk, count(*) as n from readings where quote is not null group by excerpt_pk
  having count(*) > 1 and max(coder_id = 'consensus') = 0
), differ as (
  select k.excerpt_pk, w.n, k.code_id from people w
    join readings d on d.excerpt_pk = w.excerpt_pk and d.quote is not null
    join codings k on k.excerpt_pk = d.excerpt_pk and k.coder_id = d.coder_id
  group by k.excerpt_pk, k.code_id having count(*) < w.n or count(distinct k.stance) > 1
)
select e.id, f.n, group_concat(f.code_id) from differ f join excerpts e on e.pk = f.excerpt_pk
  join responses r on r.pk = e.response_pk
where e.gone = 0 and r.gone = 0 and e.id not in (select excerpt_id from open_blind)
  and (:sample is null or e.id in (select excerpt_id from assignments where batch_id = :sample))
  and (:code = '' or f.excerpt_pk in (select excerpt_pk from differ where code_id = :code))
group by e.pk order by e.pk
"""


def disagreements(db: sqlite3.Connection, sample: int | None = None, code: str = "") -> list[Disagreement]:
    """Excerpts on which the people who read them differ and that nobody settled, of one sample or code if asked for.

    What somebody is still to read blind is not among them.
    """
    rows = db.execute(OPEN, {"sample": sample, "code": code})
    return [Disagreement(row[0], row[1], tuple(sorted(row[2].split(",")))) for row in rows]


def originals(db: sqlite3.Connection, pk: int) -> list[Original]:
    """What each person said of an excerpt, by name."""
    rows = db.execute(
        "select d.coder_id, c.label, coalesce(d.memo, ''), (select json_group_object(k.code_id, k.stance) "
        "from codings k where k.excerpt_pk = d.excerpt_pk and k.coder_id = d.coder_id) from readings d "
        "join coders c on c.id = d.coder_id where d.excerpt_pk = ? and d.quote is not null and d.coder_id <> ? "
        "order by c.label, c.id",
        (pk, CONSENSUS),
    )
    return [Original(row[0], row[1], json.loads(row[3]), row[2]) for row in rows]


def version_of(db: sqlite3.Connection, excerpt: str) -> int:
    """How often the excerpt was settled or opened again."""
    sql = "select coalesce(max(version), 0) from adjudications where excerpt_id = ?"
    return int(db.execute(sql, (excerpt,)).fetchone()[0])


def state_of(db: sqlite3.Connection, excerpt: str, found: list[Original]) -> str:
    """What a decision is made on: how often it was settled, and what everyone says."""
    said = json.dumps([[o.coder, dict(sorted(o.codes.items()))] for o in found])
    return digest([str(version_of(db, excerpt)), said])[:16]


def settle(db: sqlite3.Connection, person: Person, settled: Settled, codebook: Codebook) -> int:
    """Write what holds for an excerpt from now on; the number of the settlement.

    Conflict where it was settled or coded anew meanwhile; StaffError where there is nothing to settle, or no such
    code or stance.
    """
    row = db.execute(
        "select e.pk, e.text from excerpts e join responses r on r.pk = e.response_pk "
        "where e.id = ? and e.gone = 0 and r.gone = 0 and e.id not in (select excerpt_id from open_blind)",
        (settled.excerpt,),
    ).fetchone()
    found = originals(db, row[0]) if row else []
    if len(found) < 2:
        what = "there are no two people's codings of it to settle"
        raise StaffError(Problem(f"excerpt {settled.excerpt}", what, "go back to the list"))
    _check(settled, codebook)
    if state_of(db, settled.excerpt, found) != settled.state:
        raise Conflict(Problem(f"excerpt {settled.excerpt}", _since(db, settled.excerpt), "open it anew"))
    pk, text = row
    remove_reading(db, CONSENSUS, settled.excerpt)
    if settled.codes is None:
        publish_again(db, settled.excerpt)
    else:
        put_coder(db, CONSENSUS, "person", "Consensus")
        because = suggestions(db, pk)
        put_reading(db, (pk, settled.excerpt, text), CONSENSUS, codebook.hash, settled.codes, None, "staff", because)
    return _add(db, person, settled, found, codebook.hash)


def _add(db: sqlite3.Connection, person: Person, settled: Settled, found: list[Original], codebook_hash: str) -> int:
    said = {o.coder: {"codes": dict(o.codes), "memo": o.memo} for o in found}
    cursor = db.execute(
        "insert into adjudications (excerpt_id, version, account_id, verdict, reason, originals, codebook_hash, at) "
        "values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(settled.excerpt, version_of(db, settled.excerpt) + 1, person.account),
            *(_json(settled.codes), settled.reason, _json(said), codebook_hash, now()),
        ),
    )
    number = int(cursor.lastrowid or 0)
    deed = "opened again" if settled.codes is None else "settled"
    own = person.coder in said  # who settles may have been one of those who disagreed: it is allowed, and noted
    subject = f"excerpt {settled.excerpt}"
    audit.note(db, person.name, deed, subject, settlement=number, codes=len(settled.codes or ()), own=own)
    return number


def _check(settled: Settled, codebook: Codebook) -> None:
    problems = []
    active = {code.id for code in codebook.active}
    for code, stance in (settled.codes or {}).items():
        if code not in active:
            problems.append(Problem("settling", f"code {code} is not in use", "choose one from the list"))
        if stance not in STANCES:
            problems.append(Problem("settling", f"{stance} is not a stance", f"use one of {', '.join(STANCES)}"))
    if len(settled.reason) > LONGEST_REASON:
        fix = f"use at most {LONGEST_REASON} characters"
        problems.append(Problem("reason", f"it has {len(settled.reason)} characters", fix))
    if problems:
        raise StaffError(problems)


def _since(db: sqlite3.Connection, excerpt: str) -> str:
    """What happened since somebody looked."""
    settled = db.execute(
        "select a.label, v.at, v.verdict from adjudications v join accounts a on a.id = v.account_id "
        "where v.excerpt_id = ? order by v.version desc limit 1",
        (excerpt,),
    ).fetchone()
    coded = db.execute(
        "select a.label, v.at from reviews v join accounts a on a.id = v.account_id "
        "where v.excerpt_id = ? and v.kind <> 'skipped' order by v.id desc limit 1",
        (excerpt,),
    ).fetchone()
    if settled and (coded is None or settled[1] >= coded[1]):
        codes = ", ".join(f"{code} ({stance})" for code, stance in (json.loads(settled[2]) or {}).items())
        return f"{settled[0]} settled it at {settled[1][11:16]} UTC: {codes or 'no code'}"
    if coded:
        return f"{coded[0]} coded it anew at {coded[1][11:16]} UTC"
    return "what was said of it has changed"


def may_be_quoted(db: sqlite3.Connection, excerpt: str) -> bool:
    """Whether its words may stand in the codebook, which is published: consent covers it, and nobody is given away."""
    row = db.execute(
        "select 1 from excerpts e join responses r on r.pk = e.response_pk join sources s on s.id = r.source_id "
        "join respondents p on p.pk = r.respondent_pk left join cases c on c.id = p.case_id "
        "where e.id = ? and e.gone = 0 and r.gone = 0 and s.gone = 0 and s.consent = 'public' "
        f"and coalesce(c.consent, 'public') = 'public' and (r.risk < {HIGH_RISK} or r.cleared = 1)",
        (excerpt,),
    ).fetchone()
    return row is not None


def may_stand_in_codebook(db: sqlite3.Connection, excerpt: str, words: str) -> bool:
    """Whether these words may: any where those of the excerpt may be quoted, else none that repeat much of it."""
    if may_be_quoted(db, excerpt):
        return True
    said = fold(db.execute("select text from excerpts where id = ?", (excerpt,)).fetchone()[0]).split()
    wanted = f" {' '.join(fold(words).split())} "
    runs = (said[n : n + _RUN] for n in range(max(1, len(said) - _RUN + 1)))
    return not any(f" {' '.join(run)} " in wanted for run in runs)


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
