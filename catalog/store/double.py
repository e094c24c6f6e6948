"""Samples of excerpts given to several coders: drawn, handed out and closed, each with a note in the audit log."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from catalog.errors import Problem, StaffError
from catalog.people import CODERS, Person
from catalog.store import audit
from catalog.store.runs import now

# How excerpts are drawn.
RANDOM, SAMPLE, CODE, SOURCE, READ = "random", "sample", "code", "source", "read"
MOST = 2000  # excerpts in one sample: more than that nobody finishes
_SEEDS = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for: how many excerpts, drawn `how` (by the code, source or coder that `value` names), for whom.

    `overlap` percent of them are read by every coder, the others by one each. `seed` makes the draw repeatable.
    """

    title: str
    coders: tuple[str, ...]
    count: int
    how: str = RANDOM
    value: str = ""
    overlap: int = 100
    blind: bool = True
    seed: int = field(default_factory=lambda: _SEEDS.getrandbits(32))


# Live words of people; not being read blind, not settled, and not read by any of those who are to read them.
_FREE = (
    "from excerpts e join responses r on r.pk = e.response_pk join respondents p on p.pk = r.respondent_pk "
    "where e.gone = 0 and r.gone = 0 and p.moderator = 0 "
    "and not exists (select 1 from assignments a join batches b on b.id = a.batch_id "
    "where a.excerpt_id = e.id and a.done_at is null and b.closed_at is null) "
    "and not exists (select 1 from readings d where d.excerpt_pk = e.pk "
    "and (d.coder_id = 'consensus' or d.coder_id in (select value from json_each(:coders)))) "
)
_UNREAD = "and not exists (select 1 from readings d where d.excerpt_pk = e.pk and d.quote is not null) "
_NARROWED = {
    RANDOM: _UNREAD,
    SAMPLE: "and e.pk in (select excerpt_pk from random_sample) ",
    CODE: _UNREAD + "and exists (select 1 from codings k join coders m on m.id = k.coder_id "
    "where k.excerpt_pk = e.pk and k.code_id = :value and m.kind <> 'person') ",
    SOURCE: _UNREAD + "and r.source_id = :value ",
    READ: "and exists (select 1 from readings d where d.excerpt_pk = e.pk and d.coder_id = :value) ",
}


def make_batch(db: sqlite3.Connection, person: Person, plan: Plan) -> int:
    """Draw the excerpts and hand them out; the number of the sample. StaffError lists what is wrong."""
    _check(db, plan)
    free = db.execute(
        f"select e.id {_FREE}{_NARROWED[plan.how]}order by e.id",
        {"coders": json.dumps(plan.coders), "value": plan.value},
    ).fetchall()
    if not free:
        fix = "draw them in another way, or wait until open samples are read"
        raise StaffError(Problem("sample", "there is no excerpt of this kind that these people could read", fix))
    chance = random.Random(plan.seed)  # noqa: S311 - a draw that can be repeated, not a secret
    drawn = chance.sample([row[0] for row in free], min(plan.count, len(free)))
    how = {"how": plan.how, "value": plan.value, "asked": plan.count, "overlap": plan.overlap, "seed": plan.seed}
    cursor = db.execute(
        "insert into batches (title, blind, made_by, made_at, drawn) values (?, ?, ?, ?, ?)",
        (plan.title, int(plan.blind), person.account, now(), json.dumps(how, sort_keys=True)),
    )
    number = int(cursor.lastrowid or 0)
    db.executemany(
        "insert into assignments (batch_id, excerpt_id, coder_id, position) values (?, ?, ?, ?)",
        [(number, *row) for row in _handed_out(drawn, plan, chance)],
    )
    audit.note(db, person.name, "sample handed out", f"sample {number}", excerpts=len(drawn), coders=len(plan.coders))
    return number


def _handed_out(drawn: Sequence[str], plan: Plan, chance: random.Random) -> Iterator[tuple[str, str, int]]:
    """(excerpt, coder, position): nobody can tell from the order which ones others read, too."""
    shared = set(chance.sample(drawn, round(len(drawn) * plan.overlap / 100)))
    turn = 0
    for position, excerpt in enumerate(drawn, 1):
        if excerpt in shared:
            yield from ((excerpt, coder, position) for coder in plan.coders)
        else:
            yield excerpt, plan.coders[turn % len(plan.coders)], position
            turn += 1


def _check(db: sqlite3.Connection, plan: Plan) -> None:
    problems = []
    if not 1 <= len(plan.title) <= 120:
        problems.append(Problem("title", "the sample has no title, or too long a one", "name it in a few words"))
    if not 1 <= plan.count <= MOST:
        problems.append(Problem("number", "that many excerpts cannot be given out", f"ask for 1 to {MOST}"))
    if not 0 <= plan.overlap <= 100:
        problems.append(Problem("overlap", "it is a share in percent", "give a number from 0 to 100"))
    able = {row[0] for row in coders_to_choose(db)}
    if len(plan.coders) < (1 if plan.how == READ else 2):
        problems.append(Problem("coders", "one person alone cannot be compared with anybody", "choose two people"))
    if not set(plan.coders) <= able:
        problems.append(Problem("coders", "somebody chosen does not code here", "choose among those on the page"))
    if plan.how not in _NARROWED:
        problems.append(Problem("draw", "it is not said how to draw", "choose one of the ways on the page"))
    if plan.how in (CODE, SOURCE, READ) and not plan.value:
        problems.append(Problem("draw", f"it is not said which {_WHICH[plan.how]}", "choose one beside it"))
    if plan.how == READ and plan.value in plan.coders:
        problems.append(Problem("coders", "nobody checks their own work", "choose another person to read it again"))
    if problems:
        raise StaffError(problems)


_WHICH = {CODE: "code", SOURCE: "source", READ: "person's work"}


def coders_to_choose(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """(coder, name as shown) of everyone who may sign in and code, by name."""
    marks = ", ".join("?" for _ in CODERS)
    sql = f"select coder_id, label from accounts where disabled = 0 and role in ({marks}) order by label"
    return [(row[0], row[1]) for row in db.execute(sql, sorted(CODERS))]


def close_batch(db: sqlite3.Connection, person: Person, number: int) -> None:
    """End a sample: what was not read is nobody's task any more, and all can see what was."""
    row = db.execute("select closed_at from batches where id = ?", (number,)).fetchone()
    if row is None or row[0]:
        what = "there is no such sample" if row is None else "it is closed already"
        raise StaffError(Problem(f"sample {number}", what, "go back to the list of samples"))
    db.execute("update batches set closed_at = ? where id = ?", (now(), number))
    left = db.execute("select count(*) from assignments where batch_id = ? and done_at is null", (number,)).fetchone()
    audit.note(db, person.name, "sample closed", f"sample {number}", unread=left[0])
