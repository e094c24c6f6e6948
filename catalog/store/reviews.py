"""What people decide about excerpts on the staff site: history that only grows, and the verdict that holds.

One review is one transaction: a row of `reviews`, a row of `decisions` for every code that was suggested or given,
the coder's reading with its codings as they now hold, and a note in the audit log.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from catalog.codebook import Codebook
from catalog.errors import Conflict, Problem, StaffError
from catalog.people import Person
from catalog.records import STANCES
from catalog.store import audit
from catalog.store.codings import remove_reading, touch
from catalog.store.runs import now, staff_run

LONGEST_MEMO = 4000
LONGEST_LOOK = 600.0  # seconds; beyond it somebody went for coffee


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided about one excerpt.

    `kind` is coded, unsure or skipped; `codes` the codes given with their stances; `version` the state of the
    excerpt that was looked at; `seen` the suggestions that were decided on: one that a machine made meanwhile is
    nobody's decision; `seconds` how long it was looked at, where that is known.
    """

    excerpt: str
    version: int
    kind: str
    codes: Mapping[str, str]
    seen: frozenset[str] = frozenset()
    memo: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Suggested:
    """A machine's coding of an excerpt, as it was shown."""

    coder: str
    code: str
    stance: str
    probability: float | None
    because: str


def lane_of(db: sqlite3.Connection, coder: str, excerpt: str) -> str:
    """'' where the excerpt is everybody's, the coder's own where it is being coded blind; StaffError where it is
    being coded blind by others."""
    blind = db.execute("select 1 from open_blind where excerpt_id = ?", (excerpt,)).fetchone()
    if not blind:
        return ""
    mine = db.execute(
        "select 1 from assignments a join batches b on b.id = a.batch_id "
        "where a.excerpt_id = ? and a.coder_id = ? and b.blind = 1 and b.closed_at is null",
        (excerpt, coder),
    ).fetchone()
    if not mine:
        what = "two others are coding this excerpt without seeing each other's work"
        raise StaffError(Problem(f"excerpt {excerpt}", what, "come back when both are done"))
    return coder


def version_of(db: sqlite3.Connection, excerpt: str, lane: str) -> int:
    """How often the excerpt was reviewed in its lane."""
    sql = "select coalesce(max(version), 0) from reviews where excerpt_id = ? and lane = ?"
    return int(db.execute(sql, (excerpt, lane)).fetchone()[0])


def suggestions(db: sqlite3.Connection, pk: int) -> list[Suggested]:
    """What the best machine that read the excerpt would give it; a model is better than rules."""
    rows = db.execute(
        "select k.coder_id, k.code_id, k.stance, k.probability, k.because from codings k where k.excerpt_pk = ?1 "
        "and k.coder_id = (select d.coder_id from readings d join coders c on c.id = d.coder_id "
        "where d.excerpt_pk = ?1 and c.kind <> 'person' order by c.kind, d.run_id desc limit 1) "
        "order by k.probability desc, k.code_id",
        (pk,),
    )
    return [Suggested(*row) for row in rows]


def review(db: sqlite3.Connection, person: Person, decided: Decided, codebook: Codebook) -> int:
    """Write what the person decided; the number of the review.

    Conflict where the excerpt is not any more what was looked at; StaffError where there is no such excerpt,
    code or stance.
    """
    excerpt = decided.excerpt
    row = db.execute(
        "select e.pk, e.text from excerpts e join responses r on r.pk = e.response_pk "
        "where e.id = ? and e.gone = 0 and r.gone = 0",
        (excerpt,),
    ).fetchone()
    if row is None:
        raise StaffError(Problem(f"excerpt {excerpt}", "it is not there any more", "go on with the next"))
    _check(decided, codebook)
    lane = lane_of(db, person.coder, excerpt)
    if decided.kind == "skipped":  # it says nothing about the excerpt, so nobody can be late for it
        lane = f"skip:{person.coder}"
        decided = replace(decided, version=version_of(db, excerpt, lane))
    _refuse_late(db, excerpt, lane, decided.version)
    shown = [] if lane else [s for s in suggestions(db, row[0]) if s.code in decided.seen or s.code in decided.codes]
    before = reading_of(db, row[0], person.coder)
    coded = decided.kind == "coded"
    codes = dict(decided.codes) if coded else (before or {}).get("codes", {})
    number = _add(db, person, decided, lane, codes, before, codebook.hash, shown)
    if coded:
        _decisions(db, person, number, excerpt, codes, shown)
        memo = decided.memo or None
        put_reading(db, (row[0], excerpt, row[1]), person.coder, codebook.hash, codes, memo, "staff", shown)
    if decided.kind != "skipped":
        db.execute(
            "update assignments set done_at = ? where excerpt_id = ? and coder_id = ? and done_at is null",
            (now(), excerpt, person.coder),
        )
    audit.note(db, person.name, decided.kind, f"excerpt {excerpt}", review=number, codes=len(codes) if coded else 0)
    return number


def undo(db: sqlite3.Connection, person: Person, number: int) -> str:
    """Take back one's own review, if nobody reviewed the excerpt since; the excerpt's id.

    What held before holds again. Both reviews stay in the history.
    """
    row = db.execute(
        "select excerpt_id, lane, version, kind, before, codebook_hash from reviews where id = ? and coder_id = ?",
        (number, person.coder),
    ).fetchone()
    if row is None or row[3] == "undone":
        raise StaffError(Problem("undo", "there is nothing of yours to take back", "open the excerpt and change it"))
    excerpt, lane, version, kind, before, codebook_hash = row
    _refuse_late(db, excerpt, lane, version)
    restored = json.loads(before) if before else None
    found = db.execute("select pk, text from excerpts where id = ?", (excerpt,)).fetchone()
    undone = Decided(excerpt, version, "undone", {})
    codes = restored["codes"] if restored else {}
    _add(db, person, undone, lane, codes, reading_of(db, found[0], person.coder), codebook_hash, [], number)
    if kind == "coded" and restored:
        held = (restored["codebook"], restored["codes"], restored["memo"], restored["origin"])
        put_reading(db, (found[0], excerpt, found[1]), person.coder, *held, suggestions(db, found[0]))
    elif kind == "coded":
        remove_reading(db, person.coder, excerpt)
        publish_again(db, excerpt)
    if kind != "skipped" and restored is None:
        db.execute(
            "update assignments set done_at = null where excerpt_id = ? and coder_id = ?", (excerpt, person.coder)
        )
    audit.note(db, person.name, "undone", f"excerpt {excerpt}", review=number)
    return str(excerpt)


def reading_of(db: sqlite3.Connection, pk: int, coder: str) -> dict[str, Any] | None:
    """A coder's reading of an excerpt with its codes; None where there is none."""
    row = db.execute(
        "select memo, origin, codebook_hash from readings where excerpt_pk = ? and coder_id = ?", (pk, coder)
    ).fetchone()
    if row is None:
        return None
    codes = db.execute(
        "select code_id, stance from codings where excerpt_pk = ? and coder_id = ? order by 1", (pk, coder)
    )
    return {"memo": row[0], "origin": row[1], "codebook": row[2], "codes": dict(codes)}


def _check(decided: Decided, codebook: Codebook) -> None:
    problems = []
    if decided.kind not in ("coded", "unsure", "skipped"):
        problems.append(Problem("review", "it is not said what was decided", "use one of the buttons"))
    active = {code.id for code in codebook.active}
    for code, stance in decided.codes.items():
        if code not in active:
            problems.append(Problem("review", f"code {code} is not in the codebook", "choose one from the list"))
        if stance not in STANCES:
            problems.append(Problem("review", f"{stance} is not a stance", f"use one of {', '.join(STANCES)}"))
    if len(decided.memo) > LONGEST_MEMO:
        problems.append(Problem("memo", f"it has {len(decided.memo)} characters", f"use at most {LONGEST_MEMO}"))
    if problems:
        raise StaffError(problems)


def _refuse_late(db: sqlite3.Connection, excerpt: str, lane: str, version: int) -> None:
    """Refuse what was decided on a state that is not the present one, and say what happened since."""
    row = db.execute(
        "select v.version, v.kind, v.verdict, v.at, a.label from reviews v join accounts a on a.id = v.account_id "
        "where v.excerpt_id = ? and v.lane = ? order by v.version desc limit 1",
        (excerpt, lane),
    ).fetchone()
    if (row[0] if row else 0) == version:
        return
    if row is None:
        raise Conflict(Problem(f"excerpt {excerpt}", "it was not reviewed yet", "open it anew"))
    codes = ", ".join(f"{code} ({stance})" for code, stance in json.loads(row[2]).items()) or "no code"
    did = {"coded": f"coded it as {codes}", "unsure": "could not tell", "skipped": "skipped it"}
    what = f"{row[4]} {did.get(row[1], 'took a review back')} at {row[3][11:16]} UTC"
    raise Conflict(Problem(f"excerpt {excerpt}", what, "open it anew if you see it differently"))


def _add(  # noqa: PLR0913 - a row of the history
    db: sqlite3.Connection,
    person: Person,
    decided: Decided,
    lane: str,
    codes: Mapping[str, str],
    before: dict[str, Any] | None,
    codebook_hash: str,
    shown: list[Suggested],
    undoes: int | None = None,
) -> int:
    seconds = None if decided.seconds is None else round(min(decided.seconds, LONGEST_LOOK), 1)
    cursor = db.execute(
        "insert into reviews (excerpt_id, lane, version, account_id, coder_id, kind, undoes, verdict, memo, "
        "before, codebook_hash, suggested_by, seconds, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(decided.excerpt, lane, decided.version + 1, person.account, person.coder, decided.kind, undoes),
            *(_json(codes), decided.memo or None, _json(before) if before else None, codebook_hash),
            *(shown[0].coder if shown else None, seconds, now()),
        ),
    )
    return int(cursor.lastrowid or 0)


def _decisions(
    db: sqlite3.Connection, person: Person, number: int, excerpt: str, codes: Mapping[str, str], shown: list[Suggested]
) -> None:
    """What became of every suggestion, and what was given without one."""
    rows: list[tuple[str, str, str | None, str | None]] = []
    for s in shown:
        given = codes.get(s.code)
        verdict = "reject" if given is None else "accept" if given == s.stance else "stance"
        rows.append((s.code, verdict, given, s.coder))
    suggested = {s.code for s in shown}
    rows += [(code, "add", stance, None) for code, stance in codes.items() if code not in suggested]
    db.executemany(
        "insert into decisions (excerpt_id, code_id, person, verdict, stance, suggested_by, decided_at, review_id) "
        "values (?, ?, ?, ?, ?, ?, ?, ?)",
        [(excerpt, code, person.coder, v, stance, by, now(), number) for code, v, stance, by in rows],
    )


def put_reading(  # noqa: PLR0913 - a reading with its codings
    db: sqlite3.Connection,
    excerpt: tuple[int, str, str],
    coder: str,
    codebook_hash: str,
    codes: Mapping[str, str],
    memo: str | None,
    origin: str,
    shown: list[Suggested],
) -> None:
    """The coder's reading as it holds from now on; codes that were suggested keep the words that carry them."""
    pk, key, text = excerpt
    because = {s.code: s.because for s in shown}
    remove_reading(db, coder, key)
    db.execute(
        "insert into readings (excerpt_pk, coder_id, codebook_hash, quote, memo, run_id, origin) "
        "values (?, ?, ?, ?, ?, ?, ?)",
        (pk, coder, codebook_hash, text, memo, staff_run(db), origin),
    )
    db.executemany(
        "insert into codings (excerpt_pk, coder_id, code_id, stance, because) values (?, ?, ?, ?, ?)",
        [(pk, coder, code, stance, because.get(code, "[]")) for code, stance in codes.items()],
    )


def publish_again(db: sqlite3.Connection, excerpt: str) -> None:
    """Have the excerpt published anew, although nothing new is written about it."""
    run_id, before = staff_run(db), db.total_changes
    touch(db, excerpt, run_id)
    if db.total_changes == before:
        db.execute("update excerpts set run_id = ? where id = ?", (run_id, excerpt))


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
