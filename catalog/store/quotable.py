"""Whether an excerpt may be quoted in public, and what is known of who said it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.disclosure import HIGH_RISK


@dataclass(frozen=True, slots=True)
class Quotable:
    """An excerpt as an author sees it; `why_not` is empty where it may be quoted in public, else says why not."""

    id: str
    text: str
    why_not: str
    kind: str
    level: str
    case: str
    who: str
    question: str
    source: str


# The conditions are those under which publishing takes an excerpt.
_EXCERPTS = f"""
select e.id, e.text,
  case
    when e.gone = 1 or r.gone = 1 or s.gone = 1 then 'it is no longer delivered'
    when s.consent <> 'public' then 'consent of its source is ' || s.consent || coalesce(': ' || s.consent_note, '')
    when coalesce(c.consent, 'public') <> 'public' then 'consent of its district is ' || c.consent
      || coalesce(': ' || c.consent_note, '')
    when p.moderator = 1 then 'a moderator said it'
    when r.risk >= {HIGH_RISK} and r.cleared = 0 then 'it may give someone away, and nobody has looked yet'
    else '' end as why_not,
  coalesce((select lower(value) from case_attributes a where a.case_id = c.id and a.name = 'district_kind'),
    (select lower(value) from case_attributes a where a.case_id = c.parent_id and a.name = 'district_kind'),
    '') as kind,
  coalesce((select lower(value) from case_attributes a where a.case_id = c.id and a.name = 'level'), '') as level,
  coalesce(c.parent_id, c.id, '') as place,
  trim(coalesce(p.role || ', ', '') || p.label || coalesce(', ' || c.label, '')) as who,
  coalesce(q.wording, '') as question, s.title
from excerpts e join responses r on r.pk = e.response_pk join sources s on s.id = r.source_id
  join respondents p on p.pk = r.respondent_pk left join cases c on c.id = p.case_id
  left join questions q on q.id = r.question_id
"""


def quotable(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, Quotable]:
    """Those of the excerpts that are or were there, by id, in the order asked for."""
    wanted = list(dict.fromkeys(ids))
    cursor = db.cursor()
    cursor.row_factory = None
    rows = cursor.execute(
        f"{_EXCERPTS} where e.id in (select value from json_each(?))",
        (json.dumps(wanted),),
    )
    found = {row[0]: Quotable(*row) for row in rows}
    return {id: found[id] for id in wanted if id in found}


# Of a coding k by coder c: a cue's where a model read. It is published only if the model suggests the same; what the
# model accepts stands by itself.
OVERRULED = (
    "(c.kind = 'rules' and exists (select 1 from {schema}readings d join {schema}coders m on m.id = d.coder_id "
    "where d.excerpt_pk = k.excerpt_pk and m.kind = 'model') and not exists (select 1 from {schema}codings o "
    "join {schema}coders m on m.id = o.coder_id where o.excerpt_pk = k.excerpt_pk and o.code_id = k.code_id "
    "and m.kind = 'model' and o.accepted = 0))"
)
# What people agree on; where none of them read, what publishing takes of the machines.
_CODES = f"""
with asked as (
  select e.pk, e.id, exists (select 1 from readings r join coders p on p.id = r.coder_id
    where r.excerpt_pk = e.pk and p.kind = 'person') as people
  from excerpts e where e.id in (select value from json_each(?))
)
select a.id, k.code_id, k.stance from asked a join consensus k on k.excerpt_pk = a.pk where a.people
union
select a.id, k.code_id, k.stance from asked a join codings k on k.excerpt_pk = a.pk join coders c on c.id = k.coder_id
where not a.people and k.accepted = 1 and not {OVERRULED.format(schema="")}
order by 1, 2
"""


def codes_given(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """The agreed (code, stance) of each excerpt, failing these the machines'."""
    found: dict[str, list[tuple[str, str]]] = {}
    for id, code, stance in db.execute(_CODES, (json.dumps(list(ids)),)):
        found.setdefault(id, []).append((code, stance))
    return {id: tuple(codes) for id, codes in found.items()}
