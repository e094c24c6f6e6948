"""What evidence.db holds and what waits, for `catalog status`."""

from __future__ import annotations

import sqlite3
from typing import Any

from catalog.disclosure import HIGH_RISK
from catalog.store.adjudications import OPEN
from catalog.store.runs import history

_HOLDS = {
    "sources": "select count(*) from sources where gone = 0",
    "cases": "select count(*) from cases where gone = 0",
    "respondents": "select count(*) from respondents",
    "responses": "select count(*) from responses where gone = 0",
    "answers to closed questions": "select count(*) from answers",
    "excerpts": "select count(*) from excerpts where gone = 0",
    "codings": "select count(*) from codings",
    "exemplars": "select count(*) from exemplars",
    "random sample": "select count(*) from random_sample s join excerpts e on e.pk = s.excerpt_pk where e.gone = 0",
}
_WAITS = {
    "responses to cut into excerpts": "select count(*) from responses r join respondents p on p.pk = r.respondent_pk "
    "where r.segmented <> 1 and p.moderator = 0 and r.gone = 0",
    "excerpts no coder has read": "select count(*) from excerpts e where gone = 0 and not exists "
    "(select 1 from readings d where d.excerpt_pk = e.pk)",
    "excerpts no person has read": "select count(*) from excerpts e where gone = 0 and not exists (select 1 from "
    "readings d join coders c on c.id = d.coder_id where d.excerpt_pk = e.pk and c.kind = 'person')",
    "excerpts of the random sample no person has read": "select count(*) from random_sample s join excerpts e "
    "on e.pk = s.excerpt_pk where e.gone = 0 and not exists (select 1 from readings d join coders c "
    "on c.id = d.coder_id where d.excerpt_pk = e.pk and c.kind = 'person')",
    "suggestions of the model": "select count(*) from codings where accepted = 0 and excerpt_pk not in "
    "(select d.excerpt_pk from readings d join coders c on c.id = d.coder_id where c.kind = 'person')",
    "codings in doubt, since their excerpt changed": "select count(*) from doubts",
    "responses at high risk of giving someone away": "select count(*) from responses where gone = 0 and cleared = 0 "
    f"and risk >= {HIGH_RISK}",
    "excerpts on which people disagree": f"select count(*) from ({OPEN})".replace(":sample", "null").replace(
        ":code", "''"
    ),
    "proposals to change the codebook": "select count(*) from proposals where state = 'open'",
    "exemplars whose consent ended": "select count(*) from exemplars where state_reason is not null",
    "exemplars to clear": "select count(*) from exemplars where state in ('draft', 'in review')",
}


def facts(db: sqlite3.Connection) -> dict[str, Any]:
    """Counts of what is held and what waits, consent by source, codings by coder, and the latest runs."""
    return {
        "holds": {name: _one(db, sql) for name, sql in _HOLDS.items()},
        "consent": dict(db.execute("select id, consent from sources where gone = 0 order by position").fetchall()),
        "coders": dict(
            db.execute(
                "select c.label, count(*) || ' excerpts read' from readings r join coders c on c.id = r.coder_id "
                "group by c.id order by c.kind, c.id"
            ).fetchall()
        ),
        "waits": {name: number for name, sql in _WAITS.items() if (number := _one(db, sql))},
        "doubts": [
            {"place": r[0], "coder": r[1], "excerpt": r[2], "nearest": r[3], "likeness": round(r[4])}
            for r in db.execute("select * from doubts order by place")
        ],
        "runs": history(db, 10),
    }


def _one(db: sqlite3.Connection, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])
