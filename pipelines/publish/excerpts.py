"""Excerpts, their questions, sources and codings: what consent covers, and nothing else."""

from __future__ import annotations

import sqlite3

from catalog.store.quotable import OVERRULED
from pipelines.privacy.risk import HIGH

# What may be published: consented by the source and the case, still delivered, not a moderator's, and not at
# high risk of giving someone away, unless a person looked.
# Cross joins keep the order: every other table is looked up by its row number, and nothing is sorted.
_PUBLIC = (
    "from temp.todo t cross join ev.excerpts e on e.pk = t.pk cross join ev.responses r on r.pk = e.response_pk "
    "cross join ev.sources s on s.id = r.source_id cross join ev.respondents p on p.pk = r.respondent_pk "
    "left join ev.cases c on c.id = p.case_id left join temp.shown_cases v on v.case_id = p.case_id "
    "where e.gone = 0 and r.gone = 0 and s.gone = 0 and p.moderator = 0 and s.consent = 'public' "
    f"and coalesce(c.consent, 'public') = 'public' and (r.risk < {HIGH} or r.cleared = 1)"
)
# Who spoke in a role at a place: only those whose words are still delivered hide one another.
SPOKEN = (
    "select p.case_id, p.role from {schema}respondents p where p.role is not null and p.case_id is not null "
    "and p.pk in (select respondent_pk from {schema}responses where gone = 0)"
)
# A role tells who speaks where the place is named or small: it is shown only where enough people share both.
_ROLE = (
    "case when (c.name is null and coalesce(c.kind, '') <> 'school') or coalesce((select n from temp.shared "
    "where case_id = p.case_id and role = p.role), 0) >= ? then p.role end"
)


def choose(db: sqlite3.Connection, since: int | None) -> None:
    """Note in temp.todo the excerpts to write: all, or those that changed after run `since`."""
    db.execute("create temp table todo (pk integer primary key)")
    if since is None:
        db.execute("insert into todo select pk from ev.excerpts")
    else:
        db.execute(
            "insert or ignore into todo select pk from ev.excerpts where run_id > ? "
            "union select excerpt_pk from ev.readings where run_id > ? "
            "union select e.pk from ev.responses r join ev.excerpts e on e.response_pk = r.pk where r.run_id > ?",
            (since, since, since),
        )


def replace(db: sqlite3.Connection, threshold: int, *, whole: bool) -> int:
    """Write the sources, the questions and the excerpts in temp.todo; the number of these that may be public.

    `threshold` is the fewest people of a role at a named place for the role to be shown.
    """
    _sources_and_questions(db)
    if not whole:
        _forget(db)
    _temporary_cases(db)
    db.execute(
        f"create temp table shared as select case_id, role, count(*) as n from ({SPOKEN.format(schema='ev.')}) "
        "group by 1, 2"
    )
    db.execute(
        "insert into excerpts select e.pk, e.id, r.id, e.number, e.start_offset, e.end_offset, e.text, "
        "r.source_id, r.question_id, v.id, p.label, "
        f"{_ROLE}, v.district_kind, s.year, "
        "case when r.row_number is not null then 'row ' || r.row_number || coalesce(', column ' || r.column_name, '') "
        "when r.first_number is null then '' "
        "when s.kind = 'survey' then 'line ' || r.first_number "
        "when r.first_number = r.last_number then 'part ' || r.first_number "
        "else 'parts ' || r.first_number || ' to ' || r.last_number end, r.position "
        f"{_PUBLIC} order by t.pk",
        (threshold,),
    )
    written = int(db.execute("select changes()").fetchone()[0])
    return written


def index(db: sqlite3.Connection, *, whole: bool) -> None:
    """Take the words of the excerpts that `replace` wrote into the full-text index."""
    if whole:
        # Of words yet to be written 8 MB are held, rather than 1: fewer parts to merge.
        db.execute("insert into excerpts_fts (excerpts_fts, rank) values ('hashsize', 8388608)")
        db.execute("insert into excerpts_fts (excerpts_fts) values ('rebuild')")
    else:
        db.execute(
            "insert into excerpts_fts (rowid, text) select pk, text from excerpts where pk in (select pk from todo)"
        )
        _erase_from_index(db)


def _sources_and_questions(db: sqlite3.Connection) -> None:
    db.execute("delete from sources")
    db.execute(
        "insert into sources select id, title, kind, layout, wave, year, synthetic, 0, 0 from ev.sources "
        "where gone = 0 and consent = 'public' and kind <> 'cases' order by position"
    )
    db.execute("delete from questions")
    db.execute(
        "insert into questions select q.id, q.source_id, q.name, q.wording, q.type, q.scale, q.position "
        "from ev.questions q join main.sources s on s.id = q.source_id where q.gone = 0 "
        "order by s.rowid, q.position, q.id"
    )


def _forget(db: sqlite3.Connection) -> None:
    """Take out what is to be written anew; the full-text index needs the old words to forget them."""
    db.execute("create temp table before as select pk, text from main.excerpts where pk in (select pk from todo)")
    db.execute(
        "insert into excerpts_fts (excerpts_fts, rowid, text) "
        "select 'delete', pk, text from excerpts where pk in (select pk from todo)"
    )
    db.execute("delete from codings where excerpt_pk in (select pk from todo)")
    db.execute("delete from excerpts where pk in (select pk from todo)")


def _erase_from_index(db: sqlite3.Connection) -> None:
    """Have the full-text index write itself anew where words left it: it only notes that they are deleted."""
    left = db.execute(
        "select exists(select 1 from temp.before b where not exists "
        "(select 1 from main.excerpts e where e.pk = b.pk and e.text = b.text))"
    ).fetchone()[0]
    if left:
        db.execute("insert into excerpts_fts (excerpts_fts) values ('optimize')")


def _temporary_cases(db: sqlite3.Connection) -> None:
    """temp.shown_cases: the public id and kind of district of every case."""
    db.execute("create temp table shown_cases (case_id text primary key, id text, district_kind text)")
    db.execute(
        "insert into shown_cases select c.id as case_id, lower(replace(c.label, ' ', '-')) as id, "
        "coalesce((select lower(value) from ev.case_attributes a where a.case_id = c.id and a.name = 'district_kind'), "
        "(select lower(value) from ev.case_attributes a where a.case_id = c.parent_id and a.name = 'district_kind')) "
        "as district_kind from ev.cases c"
    )


def put_codings(db: sqlite3.Connection) -> None:
    """Write the codings that count, of the excerpts that `replace` wrote.

    Machines' are copied straight, since nearly all excerpts have nothing else. Where a model read, what it accepted
    is published, and of the cues what it suggests too: on the demo study 76 of 100 such codings are right where 57
    of 100 of the cues alone are.
    """
    db.execute(
        "create temp table human as select distinct d.excerpt_pk as pk from ev.coders c "
        "join ev.readings d on d.coder_id = c.id where c.kind = 'person' and d.excerpt_pk in (select pk from todo)"
    )
    db.execute("create unique index temp.human_pk on human (pk)")
    db.execute(
        "insert into codings select k.excerpt_pk, k.code_id, k.stance, c.kind, c.label, k.probability, k.because "
        "from ev.codings k join ev.coders c on c.id = k.coder_id join main.excerpts e on e.pk = k.excerpt_pk "
        "where c.kind <> 'person' and k.accepted = 1 and k.excerpt_pk in (select pk from todo) "
        "and k.excerpt_pk not in (select pk from human) "
        f"and not {OVERRULED.format(schema='ev.')} order by k.excerpt_pk, k.code_id"
    )
    db.execute(
        "insert into codings select h.pk, k.code_id, k.stance, 'reviewed', "
        "(select group_concat(label, ', ') from (select distinct c.label from ev.codings o join ev.coders c "
        "on c.id = o.coder_id where o.excerpt_pk = h.pk and o.code_id = k.code_id and c.kind = 'person' "
        "order by c.label)), null, k.because "
        "from human h cross join main.excerpts e on e.pk = h.pk cross join ev.consensus k on k.excerpt_pk = h.pk "
        "order by h.pk, k.code_id"
    )
