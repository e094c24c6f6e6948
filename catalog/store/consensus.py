"""What people agreed on in evidence.db, to learn from and to measure with."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from catalog.gold import GoldText


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An excerpt that people read, with their consensus; `chance` is the probability with which it was drawn
    into the random sample, None where it was not drawn."""

    text: GoldText
    chance: float | None


def reviewed(db: sqlite3.Connection) -> list[Reviewed]:
    """Every live excerpt that a person has read, in order of id; its case is the district, school or respondent."""
    rows = db.execute(
        "select e.id, e.text, coalesce(p.case_id, p.id), coalesce(q.wording, ''), s.probability, "
        "(select json_group_object(k.code_id, k.stance) from consensus k where k.excerpt_pk = e.pk) "
        "from excerpts e join responses r on r.pk = e.response_pk join respondents p on p.pk = r.respondent_pk "
        "left join questions q on q.id = r.question_id left join random_sample s on s.excerpt_pk = e.pk "
        "where e.gone = 0 and r.gone = 0 and e.pk in (select d.excerpt_pk from readings d join coders c "
        "on c.id = d.coder_id where c.kind = 'person') order by e.id"
    )
    return [Reviewed(GoldText(r[0], r[1], json.loads(r[5]), r[2], r[3]), r[4]) for r in rows]
