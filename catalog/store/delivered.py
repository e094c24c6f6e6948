"""Writing what was delivered to private.db; only ingest does."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict

from catalog.manifest import SourceEntry
from catalog.records import Answer, CaseRow, Place, Question, Respondent, Span
from catalog.store.cuts import put_delivered
from catalog.text import content_id, digest

# A key that is unique in the source, who said it, the question's name, the words, where they stand, and the
# spans of them that were coded.
DeliveredWords = tuple[str, Respondent, str | None, str, Place, tuple[Span, ...]]

RESPONSE_COLUMNS = (
    "id, source_id, respondent_id, question_id, position, text, digest, sheet, row_number, column_name, "
    "first_number, last_number, seconds, start_offset, end_offset"
)


# What bears on who may see the words, not on how the file is read.
_TERMS = {"consent", "consent_until", "withdrawn", "name_district", "synthetic", "title", "wave", "year"}


def entry_as_json(entry: SourceEntry) -> str:
    """How the file is read, as it is kept and as it enters the source's digest: a changed consent does
    not have the file read again."""
    reading = {key: value for key, value in asdict(entry).items() if key not in _TERMS}
    return json.dumps(reading, sort_keys=True, ensure_ascii=False)


def response_key(secret: tuple[str, ...], source: str, key: str) -> str:
    """The id of a response; `secret` holds the study's secret, if it has one."""
    return content_id(*secret, source, "response", key)


class SourceWriter:
    """Replaces what private.db holds of one source; use inside one transaction.

    Rows that were there before and are the same stay untouched, so that only what changed waits to
    be de-identified.
    """

    def __init__(self, db: sqlite3.Connection, entry: SourceEntry, mark: str, secret: str = "") -> None:
        self.db, self.source = db, entry.id
        self._secret = (secret,) if secret else ()
        self.seen: set[str] = set()
        self.respondents: dict[str, str] = {}
        self._questions: dict[str | None, str | None] = {None: None}
        self.position = 0
        db.execute(
            "insert into sources values (?, ?, ?, ?, ?, ?) on conflict (id) do update set path = excluded.path, "
            "digest = excluded.digest, kind = excluded.kind, layout = excluded.layout, entry = excluded.entry",
            (entry.id, entry.path, mark, entry.kind, entry.layout or "", entry_as_json(entry)),
        )
        for table in ("respondents", "questions", "answers", "cases"):
            db.execute(f"delete from {table} where source_id = ?", (entry.id,))

    def keyed(self, *parts: str) -> str:
        """A content id that only who has the study's secret can make."""
        return content_id(*self._secret, *parts)

    def note_resolved(self, entry: SourceEntry) -> None:
        """Note the entry with what was recognised when the file was read."""
        self.db.execute(
            "update sources set layout = ?, entry = ? where id = ?",
            (entry.layout or "", entry_as_json(entry), self.source),
        )

    def add_questions(self, questions: Iterable[Question], first: int = 1) -> None:
        """Note the source's questions, in order."""
        rows = [
            (content_id(self.source, q.name), self.source, q.name, q.wording, q.type, _json(q.scale), n)
            for n, q in enumerate(questions, first)
        ]
        self.db.executemany("insert or ignore into questions values (?, ?, ?, ?, ?, ?, ?)", rows)

    def add_respondents(self, respondents: Iterable[Respondent]) -> None:
        """Note respondents; one who is already there keeps the first attributes."""
        rows = []
        for person in respondents:
            if person.key not in self.respondents:
                self.respondents[person.key] = self.keyed(self.source, "respondent", person.key)
                rows.append(
                    (
                        self.respondents[person.key],
                        self.source,
                        person.key,
                        person.case,
                        person.role,
                        int(person.moderator),
                        _json(dict(person.attributes)) if person.attributes else "{}",
                        _json(person.names) if person.names else "[]",
                    )
                )
        self.db.executemany("insert into respondents values (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def add_responses(self, rows: Iterable[DeliveredWords]) -> int:
        """Add responses; the number that is new or changed."""
        values, cut = [], []
        for key, person, question, text, at, cuts in rows:
            self.position += 1
            response_id = response_key(self._secret, self.source, key)
            if cuts:
                cut.append((response_id, cuts))
            question_id = self._question(question)
            self.seen.add(response_id)
            # Place and role are part of the digest: a row that moved must show its new place.
            said = (text, question or "", person.key, person.case or "", person.role or "", str(person.moderator))
            place = f"{self.position} {at.sheet} {at.row} {at.column} {at.first} {at.last} {at.seconds} {at.start}"
            mark = digest((*said, place, repr(cuts)) if cuts else (*said, place))
            known = (response_id, self.source, self.respondents[person.key], question_id, self.position, text, mark)
            values.append((*known, at.sheet, at.row, at.column, at.first, at.last, at.seconds, at.start, at.end))
        before = self.db.total_changes
        self.db.executemany(
            f"insert into responses ({RESPONSE_COLUMNS}) values ({', '.join('?' * 15)}) "
            "on conflict (id) do update set respondent_id = excluded.respondent_id, "
            "question_id = excluded.question_id, position = excluded.position, text = excluded.text, "
            "digest = excluded.digest, sheet = excluded.sheet, row_number = excluded.row_number, "
            "column_name = excluded.column_name, first_number = excluded.first_number, "
            "last_number = excluded.last_number, seconds = excluded.seconds, "
            "start_offset = excluded.start_offset, end_offset = excluded.end_offset, pending = 1 "
            "where responses.digest <> excluded.digest",
            values,
        )
        changed = self.db.total_changes - before
        put_delivered(self.db, cut)
        return changed

    def _question(self, name: str | None) -> str | None:
        """The id of a question: they are few, and asked of every response."""
        if name not in self._questions:
            self._questions[name] = content_id(self.source, name) if name else None
        return self._questions[name]

    def add_answers(self, answers: Iterable[tuple[Respondent, Answer]]) -> None:
        """Add answers to closed questions."""
        self.db.executemany(
            "insert or ignore into answers values (?, ?, ?, ?, ?)",
            ((self.respondents[p.key], self._question(a.question), a.item, a.value, self.source) for p, a in answers),
        )

    def add_cases(self, cases: Iterable[CaseRow]) -> int:
        """Add the rows of a case table; their number."""
        rows = [
            (c.id, self.source, c.name, c.kind, c.parent, _json(dict(c.attributes)), c.place.row or 0) for c in cases
        ]
        self.db.executemany("insert into cases values (?, ?, ?, ?, ?, ?, ?)", rows)
        return len(rows)

    def finish(self) -> int:
        """Remove the responses that are no longer delivered; their number."""
        known = self.db.execute("select count(*) from responses where source_id = ?", (self.source,)).fetchone()[0]
        if known == len(self.seen):
            return 0
        stored = {row[0] for row in self.db.execute("select id from responses where source_id = ?", (self.source,))}
        gone = [(key,) for key in sorted(stored - self.seen)]
        self.db.executemany("delete from responses where id = ?", gone)
        self.db.executemany("insert or ignore into removed values (?)", gone)
        return len(gone)


def remove_source(db: sqlite3.Connection, source_id: str) -> None:
    """Forget a source that is no longer in the manifest; use inside a transaction."""
    db.execute("insert or ignore into removed select id from responses where source_id = ?", (source_id,))
    db.execute("delete from sources where id = ?", (source_id,))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=isinstance(value, dict))
