"""The de-identified sources, cases, questions, respondents and responses in evidence.db."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Row = tuple[object, ...]


def put_source(db: sqlite3.Connection, row: Row) -> bool:
    """Insert or update (id, position, title, path, kind, layout, consent, consent note, name_district,
    synthetic, wave, year, digest, run_id); whether anything but the run differs."""
    columns = (
        *("position", "title", "path", "kind", "layout", "consent", "consent_note", "name_district"),
        *("synthetic", "wave", "year", "digest"),
    )
    new = [f"excluded.{column}" for column in columns]
    changed = db.execute(
        f"insert into sources (id, {', '.join(columns)}, gone, run_id) values ({'?, ' * 13}0, ?) "
        f"on conflict (id) do update set ({', '.join(columns)}, gone, run_id) = ({', '.join(new)}, 0, excluded.run_id) "
        f"where ({', '.join(columns)}, gone) is not ({', '.join(new)}, 0)",
        row,
    )
    return changed.rowcount > 0


def source_digests(db: sqlite3.Connection) -> dict[str, str]:
    """The digest of each source that is still delivered."""
    return dict(db.execute("select id, digest from sources where gone = 0").fetchall())


def retire_sources(db: sqlite3.Connection, kept: Iterable[str], run_id: int) -> int:
    """Mark sources that are no longer in the manifest; their number."""
    gone = sorted(set(source_digests(db)) - set(kept))
    db.executemany("update sources set gone = 1, run_id = ? where id = ?", [(run_id, key) for key in gone])
    return len(gone)


@dataclass(frozen=True, slots=True)
class CaseNow:
    """A case as it is written: its terms as they hold now."""

    id: str
    kind: str
    name: str | None
    parent: str | None
    consent: str | None = None
    consent_note: str | None = None


def put_cases(db: sqlite3.Connection, cases: Iterable[CaseNow], run_id: int) -> int:
    """Insert or update cases; the number that changed.

    A new case gets the next number of its kind as its label; the caller passes new cases in an order
    that tells nothing, such as that of their ids.
    """
    before = db.total_changes
    db.execute("pragma defer_foreign_keys = on")  # a school may come before its district
    numbers = dict(db.execute("select kind, count(*) from cases group by kind").fetchall())
    known = {row[0] for row in db.execute("select id from cases")}
    for case in cases:
        terms = (case.kind, case.name, case.parent, case.consent, case.consent_note)
        if case.id in known:
            db.execute(
                "update cases set (kind, name, parent_id, consent, consent_note, gone, run_id) = (?, ?, ?, ?, ?, 0, ?) "
                "where id = ? and (kind, name, parent_id, consent, consent_note, gone) is not (?, ?, ?, ?, ?, 0)",
                (*terms, run_id, case.id, *terms),
            )
        else:
            numbers[case.kind] = numbers.get(case.kind, 0) + 1
            db.execute(
                "insert into cases (id, label, kind, name, parent_id, consent, consent_note, run_id) "
                "values (?, ?, ?, ?, ?, ?, ?, ?)",
                (case.id, f"{case.kind.capitalize()} {numbers[case.kind]}", *terms, run_id),
            )
        known.discard(case.id)
    # A case that nothing delivered names any more keeps its label, and loses its name.
    db.executemany(
        "update cases set gone = 1, name = null, run_id = ? where id = ? and gone = 0",
        [(run_id, key) for key in sorted(known)],
    )
    return db.total_changes - before


def put_case_attributes(db: sqlite3.Connection, rows: Iterable[tuple[str, str, str, float | None]]) -> None:
    """Replace the attributes (case id, name, value, number) of all cases."""
    db.execute("delete from case_attributes")
    db.executemany("insert into case_attributes values (?, ?, ?, ?)", rows)


def put_questions(db: sqlite3.Connection, source_id: str, rows: Iterable[Row], run_id: int) -> None:
    """Replace a source's questions by (id, source id, name, wording, type, scale, position).

    One that is gone stays for the responses that are gone with it. The wording bears on the stance of
    an answer, so that excerpts under another wording are to be read anew.
    """
    before = dict(db.execute("select id, wording from questions where source_id = ?", (source_id,)).fetchall())
    values = list(rows)
    db.execute("update questions set gone = 1 where source_id = ?", (source_id,))
    db.executemany(
        "insert into questions (id, source_id, name, wording, type, scale, position) values (?, ?, ?, ?, ?, ?, ?) "
        "on conflict (id) do update set name = excluded.name, wording = excluded.wording, type = excluded.type, "
        "scale = excluded.scale, position = excluded.position, gone = 0",
        values,
    )
    db.executemany(
        "update excerpts set run_id = ? where response_pk in "
        "(select pk from responses where source_id = ? and question_id = ?)",
        [(run_id, source_id, row[0]) for row in values if before.get(str(row[0]), row[3]) != row[3]],
    )


def labels(db: sqlite3.Connection, source_id: str) -> dict[str, str]:
    """The pseudonym of every respondent that the source ever had, by id."""
    return dict(db.execute("select id, label from respondents where source_id = ?", (source_id,)).fetchall())


def put_respondents(db: sqlite3.Connection, source_id: str, rows: Iterable[Row], run_id: int) -> None:
    """Insert or update a source's (id, source id, case id, label, role, moderator, attributes).

    What is shown beside their words is to be published anew where it changed.
    """
    rows = list(rows)
    told = "select id, case_id, label, role, moderator from respondents where source_id = ?"
    before = {row[0]: row[1:] for row in db.execute(told, (source_id,))}
    changed = json.dumps([row[0] for row in rows if before.get(row[0], row[2:6]) != row[2:6]])
    if changed != "[]":
        db.execute(
            "update responses set run_id = ? where source_id = ? and respondent_pk in "
            "(select pk from respondents where id in (select value from json_each(?)))",
            (run_id, source_id, changed),
        )
    db.executemany(
        "insert into respondents (id, source_id, case_id, label, role, moderator, attributes) "
        "values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set "
        "case_id = excluded.case_id, label = excluded.label, role = excluded.role, moderator = excluded.moderator, "
        "attributes = excluded.attributes "
        "where (case_id, label, role, moderator, attributes) is not "
        "(excluded.case_id, excluded.label, excluded.role, excluded.moderator, excluded.attributes)",
        rows,
    )


def replace_answers(db: sqlite3.Connection, source_id: str, rows: Iterable[Row]) -> None:
    """Replace all closed answers of a source with (respondent id, question id, item, value, rank)."""
    db.execute(
        "delete from answers where question_id in (select id from questions where source_id = ?)",
        (source_id,),
    )
    db.executemany("insert into answers values (?, ?, ?, ?, ?)", rows)


def put_responses(db: sqlite3.Connection, rows: Iterable[Row], run_id: int) -> int:
    """Insert or update (id, source, respondent, question, position, text, digest, risk, reasons, sheet, row,
    column, first, last, seconds, start, end); the number that changed. A changed text waits to be cut anew,
    and excerpts that now answer another question wait to be read anew."""
    rows = list(rows)
    if db.execute("select exists(select 1 from excerpts)").fetchone()[0]:
        db.executemany(
            "update excerpts set run_id = ? where response_pk = "
            "(select pk from responses where id = ? and question_id is not ?)",
            [(run_id, row[0], row[3]) for row in rows],
        )
    before = db.total_changes
    db.executemany(
        "insert into responses (id, source_id, respondent_pk, question_id, position, text, digest, risk, "
        "risk_reasons, sheet, row_number, column_name, first_number, last_number, seconds, start_offset, "
        "end_offset, run_id) "
        f"values (?, ?, (select pk from respondents where id = ?), {'?, ' * 14}{int(run_id)}) "
        "on conflict (id) do update set respondent_pk = excluded.respondent_pk, question_id = "
        "excluded.question_id, position = excluded.position, "
        "segmented = case when responses.text = excluded.text or responses.segmented = 0 then responses.segmented "
        "else 2 end, text = excluded.text, "
        "digest = excluded.digest, risk = excluded.risk, risk_reasons = excluded.risk_reasons, "
        "sheet = excluded.sheet, row_number = excluded.row_number, "
        "column_name = excluded.column_name, first_number = excluded.first_number, "
        "last_number = excluded.last_number, seconds = excluded.seconds, start_offset = excluded.start_offset, "
        "end_offset = excluded.end_offset, gone = 0, run_id = excluded.run_id "
        "where responses.digest <> excluded.digest or responses.gone = 1",
        rows,
    )
    return db.total_changes - before


def clear_responses(db: sqlite3.Connection, ids: Iterable[str], run_id: int) -> None:
    """Note which responses a person looked at and found fine, and no others."""
    wanted = set(ids)
    cleared = {row[0] for row in db.execute("select id from responses where cleared = 1")}
    sql = "update responses set cleared = ?, run_id = ? where id = ?"
    db.executemany(sql, [(0, run_id, key) for key in sorted(cleared - wanted)])
    db.executemany(sql, [(1, run_id, key) for key in sorted(wanted - cleared)])


def retire_responses(db: sqlite3.Connection, ids: Iterable[str], run_id: int) -> int:
    """Mark responses that are no longer delivered; nothing that people made of them is lost."""
    before = db.total_changes
    db.executemany(
        "update responses set gone = 1, run_id = ? where id = ? and gone = 0", ((run_id, key) for key in ids)
    )
    return db.total_changes - before


def forget_words(db: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Take the words out of those of the responses that are gone; ids and people's codings stay."""
    sql = "select pk from responses where id = ? and gone = 1"
    gone = [row for key in ids for row in db.execute(sql, (key,)).fetchall()]
    db.executemany("update responses set text = '' where pk = ?", gone)
    db.executemany(
        "update excerpts set text = '', start_offset = 0, end_offset = 0 where response_pk = ?",
        gone,
    )


# Responses that wait: 0 was never cut, 2 was cut before its text changed.
_TO_SEGMENT = "from responses r join respondents p on p.pk = r.respondent_pk where r.segmented <> 1 and p.moderator = 0"
ToSegment = tuple[int, str, str, int]


def count_to_segment(db: sqlite3.Connection) -> int:
    """How many responses wait to be cut into excerpts."""
    return int(db.execute(f"select count(*) {_TO_SEGMENT}").fetchone()[0])


def responses_to_segment(db: sqlite3.Connection, size: int) -> Iterator[list[ToSegment]]:
    """Batches of (pk, id, text, segmented) of responses that wait to be cut: never a moderator's."""
    last = 0
    while rows := db.execute(
        f"select r.pk, r.id, r.text, r.segmented {_TO_SEGMENT} and r.pk > ? order by r.pk limit ?",
        (last, size),
    ).fetchall():
        last = rows[-1][0]
        yield rows


def segment_all_again(db: sqlite3.Connection) -> None:
    """Have every response cut anew: the way of cutting changed."""
    db.execute("update responses set segmented = 2 where segmented = 1")


def risky_responses(db: sqlite3.Connection, limit: int = 200) -> list[dict[str, object]]:
    """Live responses that may still give someone away and that nobody has found fine, the riskiest first."""
    rows = db.execute(
        "select r.id, r.source_id, coalesce('row ' || r.row_number, 'part ' || r.first_number, ''), r.risk, "
        "r.risk_reasons from responses r where r.gone = 0 and r.cleared = 0 and r.risk > 0 "
        "order by r.risk desc, r.pk limit ?",
        (limit,),
    )
    return [{"response": r[0], "source": r[1], "place": r[2], "risk": r[3], "reasons": r[4]} for r in rows]
