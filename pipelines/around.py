"""What stands around responses in evidence.db: cases, people, questions and answers, without what identifies."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable

from catalog.store import delivered_rows as delivered
from catalog.store import evidence as kept
from catalog.store.runs import Run
from catalog.text import fold
from pipelines.redactor import Redactor, cleaned_json
from pipelines.terms import Consents, put_cases


def put_around(
    source_ids: Iterable[str],
    private: sqlite3.Connection,
    evidence: sqlite3.Connection,
    now: Consents,
    done: Run,
    redactor: Redactor,
) -> None:
    """Write all cases, and the people, questions and answers of the sources; use inside a transaction."""
    cases = put_cases(private, evidence, now, done, redactor.clean)
    for source_id in source_ids:
        _questions_and_answers(source_id, private, evidence, done, redactor)
        _people(source_id, private, evidence, cases, done, redactor)


def _people(
    source_id: str,
    private: sqlite3.Connection,
    evidence: sqlite3.Connection,
    cases: dict[str, str],
    done: Run,
    redactor: Redactor,
) -> None:
    """Whoever has a pseudonym keeps it; newcomers get the next numbers."""
    labels = kept.labels(evidence, source_id)
    highest: Counter[str] = Counter()
    for label in labels.values():
        kind, _, number = label.rpartition(" ")
        highest[kind] = max(highest[kind], int(number))
    usual = "Speaker" if delivered.is_transcript(private, source_id) else "Respondent"
    delivered_people = list(delivered.respondents(private, source_id))
    words = {role for _, _, role, _, _ in delivered_people if role}
    words |= {v for *_, told in delivered_people if told != "{}" for v in json.loads(told).values()}
    cleaned = redactor.clean(words)
    rows = []
    for key, case_key, role, moderator, attributes in delivered_people:
        kind = "Moderator" if moderator else usual
        label = labels.get(key, "")
        if label.rpartition(" ")[0] != kind:
            highest[kind] += 1
            label = f"{kind} {highest[kind]}"
        told = cleaned_json(attributes, cleaned) if cleaned else attributes
        case_id = cases.get(fold(case_key or ""))
        rows.append((key, source_id, case_id, label, cleaned.get(role or "", role), moderator, told))
    kept.put_respondents(evidence, source_id, rows, done.id)


def _questions_and_answers(
    source_id: str, private: sqlite3.Connection, evidence: sqlite3.Connection, done: Run, redactor: Redactor
) -> None:
    questions = delivered.questions(private, source_id)
    options = {option for q in questions for option in json.loads(str(q[5]))}
    values = {value for _, _, _, value in delivered.answers(private, source_id)}
    cleaned = redactor.clean({str(q[3]) for q in questions} | options | values)
    rows = []
    for key, source, name, wording, kind, scale, position in questions:
        listed = [cleaned.get(option, option) for option in json.loads(str(scale))]
        words = cleaned.get(str(wording), wording)
        rows.append((key, source, name, words, kind, json.dumps(listed, ensure_ascii=False), position))
    kept.put_questions(evidence, source_id, rows, done.id)
    scales = {key: [fold(s) for s in json.loads(scale)] for key, scale in delivered.scales(private, source_id)}
    answers = delivered.answers(private, source_id)
    kept.replace_answers(
        evidence,
        source_id,
        ((p, q, item, cleaned.get(v, v), _rank(scales.get(q, []), v)) for p, q, item, v in answers),
    )


def _rank(scale: list[str], value: str) -> int | None:
    folded = fold(value)
    return scale.index(folded) + 1 if folded in scale else None
