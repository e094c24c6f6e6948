"""research.db: the part of evidence.db that researchers may ask in SQL, as a file of its own.

Whoever may run SQL on a file reads all of it, whatever permissions say of its tables. So what they may not see
is not in the file.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from catalog.disclosure import HIGH_RISK
from catalog.store.connection import explained, schema
from catalog.text import digest

_STATE = (
    "select max(run_id), count(*) from excerpts",
    "select max(run_id), sum(cleared) from responses",
    "select max(run_id), count(*) from readings",
    "select max(id) from reviews",
    "select max(id) from adjudications",
    "select count(*) from open_blind",
    "select id, title, consent, year, wave, synthetic, gone from sources order by id",
    "select id, label, consent, gone from cases order by id",
    "select id, version from coders order by id",
)
_MAY = (
    "s.gone = 0 and s.consent in ('research', 'public') and coalesce(c.consent, 'public') in ('research', 'public') "
    f"and e.gone = 0 and r.gone = 0 and p.moderator = 0 and (r.risk < {HIGH_RISK} or r.cleared = 1)"
)
_FILL = (
    "insert into sources select id, title, kind, consent, wave, year, synthetic from ev.sources "
    "where gone = 0 and consent in ('research', 'public') and kind <> 'cases'",
    "insert into questions select q.id, q.source_id, q.name, q.wording, q.type from ev.questions q "
    "join main.sources s on s.id = q.source_id where q.gone = 0",
    "insert into excerpts select e.id, r.source_id, q.id, c.label, "
    "coalesce((select lower(value) from ev.case_attributes a where a.case_id = c.id and a.name = 'district_kind'), "
    "(select lower(value) from ev.case_attributes a where a.case_id = c.parent_id and a.name = 'district_kind')), "
    "p.label, p.role, r.id, e.number, e.text, r.risk "
    "from ev.excerpts e join ev.responses r on r.pk = e.response_pk join ev.sources s on s.id = r.source_id "
    "join ev.respondents p on p.pk = r.respondent_pk left join ev.cases c on c.id = p.case_id "
    f"left join main.questions q on q.id = r.question_id where {_MAY}",
    "insert into coders select id, kind, version from ev.coders",
    # Who still codes blind may be allowed to ask in SQL, too.
    "insert into readings select x.id, d.coder_id, d.codebook_hash from main.excerpts x "
    "join ev.excerpts e on e.id = x.id join ev.readings d on d.excerpt_pk = e.pk join ev.coders k on k.id = d.coder_id "
    "where k.kind <> 'person' or x.id not in (select excerpt_id from ev.open_blind)",
    "insert into codings select d.excerpt_id, k.coder_id, k.code_id, k.stance, k.probability, k.because "
    "from main.readings d join ev.excerpts e on e.id = d.excerpt_id "
    "join ev.codings k on k.excerpt_pk = e.pk and k.coder_id = d.coder_id",
    "insert into consensus select e.id, k.code_id, k.stance, k.readers from ev.consensus k "
    "join ev.excerpts e on e.pk = k.excerpt_pk join main.excerpts x on x.id = e.id "
    "where x.id not in (select excerpt_id from ev.open_blind)",
)
_TABLES = ("consensus", "codings", "readings", "coders", "excerpts", "questions", "sources", "about")


def refresh(evidence: sqlite3.Connection, path: Path) -> bool:
    """Bring research.db up to date with evidence.db; whether anything was written.

    One transaction: who reads meanwhile sees the file as it was. StoreError where it cannot be written.
    """
    state = digest([schema("research"), *(repr([tuple(row) for row in evidence.execute(sql)]) for sql in _STATE)])
    if _state(path) == state:
        return False
    with explained(path), contextlib.closing(_opened(path)) as db:
        db.execute("attach ? as ev", (evidence.execute("pragma database_list").fetchone()[2],))
        db.execute("begin immediate")
        try:
            for table in _TABLES:
                db.execute(f"delete from main.{table}")
            for fill in _FILL:
                db.execute(fill)
            db.execute("insert into about values ('state', ?)", (state,))
            db.execute("commit")
        except BaseException:
            if db.in_transaction:
                db.rollback()
            raise
        db.execute("detach ev")
        # What was taken out must not stay in the main file until the log happens to be written back.
        db.execute("pragma wal_checkpoint(truncate)")
    return True


def _state(path: Path) -> str:
    if not path.is_file():
        return ""
    with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        try:
            row = db.execute("select value from about where name = 'state'").fetchone()
        except sqlite3.DatabaseError:
            return ""
        return str(row[0]) if row else ""


def _opened(path: Path) -> sqlite3.Connection:
    """The file with today's tables; one of other tables is made anew, since it holds nothing of its own."""
    version = int(digest([schema("research")])[:7], 16)
    for _ in range(2):
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        db = sqlite3.connect(path, isolation_level=None)
        db.execute("pragma busy_timeout = 15000")
        db.execute("pragma secure_delete = on")
        with contextlib.suppress(sqlite3.DatabaseError):
            found = db.execute("pragma user_version").fetchone()[0]
            if found == version:
                return db
            if not db.execute("select 1 from sqlite_master").fetchone():
                db.execute("pragma journal_mode = wal")
                db.executescript(f"begin; {schema('research')} pragma user_version = {version}; commit;")
                return db
        db.close()
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    raise sqlite3.DatabaseError("not a database")
