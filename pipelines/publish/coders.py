"""Who coded, what each person gave, how far coders agree and what that says of how common a code is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from catalog.people import CONSENSUS
from catalog.text import digest
from pipelines.publish.reliability import agreement_rows, prevalence_rows

# People's work that others are still doing blind is not shown before all are done.
_BLIND = "select e.pk from ev.open_blind b join ev.excerpts e on e.id = b.excerpt_id"
_READ_BY_PEOPLE = (
    "select distinct r.excerpt_pk as pk from ev.coders c join ev.readings r on r.coder_id = c.id "
    f"join main.excerpts e on e.pk = r.excerpt_pk where c.kind = 'person' and r.excerpt_pk not in ({_BLIND})"
)
_CODERS = (
    "select c.id, c.label, c.kind, c.version, count(*) from ev.coders c join ev.readings r on r.coder_id = c.id "
    "join main.excerpts e on e.pk = r.excerpt_pk group by c.id order by c.kind <> 'person', c.label, c.id"
)


def replace(db: sqlite3.Connection, evidence: sqlite3.Connection, threshold: int) -> None:
    """Write coders, readings, verdicts, the random sample, agreement and prevalence.

    Where no person has read anything, only the coders are written: there is nothing to compare with.
    Groups of fewer than `threshold` districts have no figures of their own. Agreement, whose intervals take a
    second, stays where what it is made of has not changed.
    """
    before = _made_of(db)
    for table in ("verdicts", "readings", "coders", "random_sample", "prevalence"):
        db.execute(f"delete from {table}")
    names = dict(_names(db))
    db.execute("create temp table coder_names (id text primary key, coder text)")
    db.executemany("insert into coder_names values (?, ?)", sorted(names.items()))
    db.execute(f"create temp table read_by_people as {_READ_BY_PEOPLE}")
    read = db.execute("select 1 from temp.read_by_people").fetchone()
    if read:
        _verdicts(db)
    same = before == _made_of(db)
    if not same:
        db.execute("delete from agreement")
    if read:
        _figures(db, evidence, names, threshold, agreement=not same)


def _made_of(db: sqlite3.Connection) -> str:
    """What agreement is made of; nothing else of it can change without all being published anew."""
    tables = ("coders", "readings", "verdicts", "random_sample")
    columns = {"coders": "coder, kind"}
    rows = (row for t in tables for row in db.execute(f"select {columns.get(t, '*')} from main.{t} order by 1, 2"))
    return digest(map(repr, rows))


def _figures(
    db: sqlite3.Connection, evidence: sqlite3.Connection, names: dict[str, str], threshold: int, *, agreement: bool
) -> None:
    public = {row[0] for row in db.execute(f"select id from main.excerpts where pk not in ({_BLIND})")}
    codes = {row[0] for row in db.execute("select id from codes")}
    insert = "insert into {} values (" + ", ".join("?" * 12) + ")"
    if agreement:
        rows = (row for row in agreement_rows(evidence, names, public) if row[1] is None or row[1] in codes)
        db.executemany(insert.format("agreement"), rows)
    shown = (row for row in prevalence_rows(evidence, public, threshold) if row[2] in codes)
    db.executemany(insert.format("prevalence"), shown)


def _names(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """(id, name as shown) of who read anything that is published; two of one name are told apart."""
    seen: set[str] = set()
    for id, label, kind, version, excerpts in db.execute(_CODERS).fetchall():
        name, number = label, 2
        while name in seen:
            name, number = f"{label} ({number})", number + 1
        seen.add(name)
        db.execute("insert into coders values (?, ?, ?, ?)", (name, kind, version, excerpts))
        if id != CONSENSUS:
            yield id, name


def _verdicts(db: sqlite3.Connection) -> None:
    db.execute(
        "insert into readings select r.excerpt_pk, n.coder from temp.read_by_people p "
        "join ev.readings r on r.excerpt_pk = p.pk join temp.coder_names n on n.id = r.coder_id order by 1, 2"
    )
    db.execute(
        "insert into verdicts select k.excerpt_pk, n.coder, k.code_id, k.stance from temp.read_by_people p "
        "join ev.codings k on k.excerpt_pk = p.pk and k.accepted = 1 join temp.coder_names n on n.id = k.coder_id "
        "join main.codes c on c.id = k.code_id order by 1, 2, 3"
    )
    db.execute(
        "insert into random_sample select s.excerpt_pk, s.probability from ev.random_sample s "
        "join main.excerpts e on e.pk = s.excerpt_pk order by 1"
    )
