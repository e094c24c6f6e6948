"""The order of review in evidence.db, and what it is made from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from catalog.stopping import Learned, Stopping, stopping
from catalog.store.models import models

# (row number of the excerpt, case, codes of the rules, {code: (probability, accepted)} or None without a model).
Unread = tuple[int, str, frozenset[str], dict[str, tuple[float, bool]] | None]


def unread(db: sqlite3.Connection, limit: int) -> Iterator[Unread]:
    """The live excerpts that no person has read and of which the machines are least sure, at most `limit`.

    Those of the random sample are left out: they are reviewed for measuring, whatever they teach.
    """
    has_model = db.execute(
        "select exists(select 1 from readings d join coders c on c.id = d.coder_id where c.kind = 'model')"
    ).fetchone()[0]
    rows = db.execute(
        "with waiting as (select k.excerpt_pk as pk, sum(coalesce(k.probability * (1 - k.probability), 0.1)) as doubt "
        "from codings k join coders c on c.id = k.coder_id where c.kind <> 'person' group by 1) "
        "select w.pk, coalesce(p.case_id, p.id), (select json_group_array(json_array(c.kind, k.code_id, "
        "k.probability, k.accepted)) from codings k join coders c on c.id = k.coder_id where k.excerpt_pk = w.pk) "
        "from waiting w join excerpts e on e.pk = w.pk join responses r on r.pk = e.response_pk "
        "join respondents p on p.pk = r.respondent_pk where e.gone = 0 and r.gone = 0 "
        "and w.pk not in (select excerpt_pk from random_sample) "
        "and not exists (select 1 from readings d join coders c on c.id = d.coder_id "
        "where d.excerpt_pk = w.pk and c.kind = 'person') order by w.doubt desc, w.pk limit ?",
        (limit,),
    )
    for pk, case, found in rows:
        codings = json.loads(found)
        rules = frozenset(code for kind, code, _, _ in codings if kind == "rules")
        model = {code: (p, bool(accepted)) for kind, code, p, accepted in codings if kind == "model"}
        yield pk, case, rules, model if has_model else None


def unread_texts(db: sqlite3.Connection, limit: int) -> Iterator[tuple[int, str, str, str]]:
    """(row number, case, text, question) of live excerpts that no person has read, at most `limit`; not of the
    random sample."""
    yield from db.execute(
        "select e.pk, coalesce(p.case_id, p.id), e.text, coalesce(q.wording, '') from excerpts e "
        "join responses r on r.pk = e.response_pk join respondents p on p.pk = r.respondent_pk "
        "left join questions q on q.id = r.question_id where e.gone = 0 and r.gone = 0 "
        "and e.pk not in (select excerpt_pk from random_sample) and not exists (select 1 from readings d "
        "join coders c on c.id = d.coder_id where d.excerpt_pk = e.pk and c.kind = 'person') order by e.pk limit ?",
        (limit,),
    )


def coded_by_people(db: sqlite3.Connection) -> dict[str, int]:
    """How many excerpts people gave each code."""
    sql = (
        "select k.code_id, count(distinct k.excerpt_pk) from codings k join coders c on c.id = k.coder_id "
        "where c.kind = 'person' group by 1"
    )
    return dict(db.execute(sql).fetchall())


def put_order(db: sqlite3.Connection, places: Iterable[tuple[int, str, float]]) -> None:
    """Replace the order of review by (excerpt, reason, gain) in order."""
    db.execute("delete from review_order")
    db.executemany(
        "insert into review_order values (?, ?, ?, ?)",
        ((pk, position, reason, gain) for position, (pk, reason, gain) in enumerate(places, 1)),
    )


def gains(db: sqlite3.Connection) -> list[float]:
    """What each review in the order that nobody has done yet is expected to bring."""
    sql = (
        "select o.gain from review_order o where not exists (select 1 from readings d join coders c "
        "on c.id = d.coder_id where d.excerpt_pk = o.excerpt_pk and c.kind = 'person') order by o.position"
    )
    return [row[0] for row in db.execute(sql)]


def models_so_far(db: sqlite3.Connection) -> list[Learned]:
    """The study's models in the order in which they came, with their agreement with people."""
    return [Learned(model.card["texts"], model.card["figures"]["micro_f1"]) for model in models(db)]


def stopping_report(db: sqlite3.Connection) -> Stopping:
    """What reviewing is expected to bring, as of the last build and of what was reviewed since."""
    return stopping(gains(db), models_so_far(db))
