"""Survey exports: recognising one, and what each of its columns is."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from catalog.manifest import Ignored, SourceEntry
from catalog.records import Question
from pipelines.readers.evidence import words_of
from pipelines.readers.grids import Draft
from pipelines.readers.header_columns import Column
from pipelines.readers.inspection import Inspection
from pipelines.readers.profiles import Profile
from pipelines.readers.questions import Plan, named, plan_of
from pipelines.readers.recognition import Recognition
from pipelines.readers.scales import option_order

REFUSAL = re.compile(
    r"(?i)\s*(no|n|false|0|nein|non|decline[ds]?|disagree|i (do not|don'?t|decline|disagree)|do not|not)\b.*",
    re.DOTALL,
)
"""How people refuse consent."""

_ASKED = {"question", "questions", "prompt", "item", "variable"}
_MOST_ASKED = 60


def survey_of(path: Path, inspection: Inspection, *, entry: SourceEntry | None = None) -> Recognition:
    """The survey that a table is, whatever else it might be."""
    columns, profiles = inspection.columns, inspection.profiles
    plan = plan_of(columns, profiles)
    header, table = inspection.header, inspection.table
    base = Recognition(
        path=path.name,
        format=table.format,
        kind="survey",
        layout=header.layout,
        rows=inspection.rows,
        header_rows=header.rows,
        sheet=table.sheet if len(table.sheets) > 1 else None,
        encoding=table.encoding,
        delimiter=table.delimiter,
        warnings=inspection.warnings,
    )
    asked = _question_column(plan, profiles, entry)
    if header.layout == "plain" and asked is not None:
        return _long(base, plan, asked, profiles)
    return _wide(base, plan, profiles)


def _wide(base: Recognition, plan: Plan, profiles: list[Profile]) -> Recognition:
    """One row a respondent."""
    respondent = _first(plan, "respondent", "id")
    for column in (*plan.parts.get("respondent", ()), *plan.parts.get("id", ())):
        if column is not respondent:
            plan.ignore(column, "another identifier of the row")
    case = best_case(plan.parts.get("case", []), profiles)
    attributes = [c for c in plan.parts.get("case", []) if c is not case]
    role, drafts = _role(plan, profiles)
    consents = plan.parts.get("consent", [])
    for column in consents[1:]:
        drafts.append(_as_choice(column, profiles[column.index]))
    drafts.sort(key=lambda d: d.columns[0].index)
    warnings = list(base.warnings)
    if consents and (silent := base.rows - _assenting(profiles[consents[0].index])) > 0:
        warnings.append(f"{silent} of {base.rows} rows give no consent and are not read")
    if not drafts:
        warnings.append("no column was recognised as a question")
    return replace(
        base,
        questions=named(drafts),
        ignored=tuple(plan.ignored),
        respondent=respondent.key if respondent else None,
        case_column=case.key if case else None,
        role=role.key if role else None,
        consent_column=consents[0].key if consents else None,
        attributes=tuple(c.key for c in attributes),
        warnings=tuple(warnings),
    )


def _first(plan: Plan, *kinds: str) -> Column | None:
    return next((c for kind in kinds for c in plan.parts.get(kind, ())), None)


def best_case(columns: list[Column], profiles: list[Profile]) -> Column | None:
    """The column that names the case: called so, else the district, else the school; ids before names."""

    def rank(column: Column) -> tuple[int, bool, int]:
        words = words_of(column.name)
        order = ("case", "district", "lea", "school", "campus", "site")
        place = next((i for i, word in enumerate(order) if word in words), len(order))
        return place, profiles[column.index].words > 1.2, column.index

    return min(columns, key=rank, default=None)


def _role(plan: Plan, profiles: list[Profile]) -> tuple[Column | None, list[Draft]]:
    """The role column; where the form asked for the role, that is a closed question too."""
    drafts, roles = list(plan.drafts), plan.parts.get("role", [])
    for i, column in enumerate(roles):
        if i or len(column.wording.split()) > 2:
            drafts.append(_as_choice(column, profiles[column.index]))
    return (roles[0] if roles else None), drafts


def _as_choice(column: Column, profile: Profile) -> Draft:
    return Draft(column.name, column.wording, "single", [column], option_order(profile.counts))


def _assenting(profile: Profile) -> int:
    return sum(n for value, n in profile.counts.items() if not REFUSAL.fullmatch(value)) + profile.others


def _question_column(plan: Plan, profiles: list[Profile], entry: SourceEntry | None) -> Draft | None:
    """The column that says which question each row answers, where there is one."""
    if entry is not None and entry.question_column:
        return next((d for d in plan.drafts if d.columns[0].key == entry.question_column), None)
    if sum(d.kind == "open" for d in plan.drafts) != 1:
        return None
    for draft in plan.drafts:
        profile = profiles[draft.columns[0].index]
        few = 2 <= profile.distinct <= min(_MOST_ASKED, profile.filled // 2)
        if draft.kind == "single" and few and _ASKED & set(words_of(draft.label)) and len(draft.columns) == 1:
            return draft
    return None


def _long(base: Recognition, plan: Plan, asked: Draft, profiles: list[Profile]) -> Recognition:
    """One row an answer: the values of one column name the questions of another."""
    text = next(d for d in plan.drafts if d.kind == "open" and d is not asked).columns[0]
    column = asked.columns[0]
    rest = [d.columns[0] for d in plan.drafts if d.columns[0] not in (text, column)]
    case = best_case(plan.parts.get("case", []), profiles)
    keyed = [c for c in rest if {"respondent", "participant", "id"} & set(words_of(c.name))]
    respondent = next(iter(keyed), case)
    for c in (*plan.parts.get("respondent", ()), *plan.parts.get("id", ())):
        plan.ignore(c, "identifier of the answer")
    others = [c for c in (*rest, *plan.parts.get("case", ())) if c not in (respondent, case)]
    values = profiles[column.index].counts
    questions = tuple(Question(v, v, "open", (text.key,)) for v in values)
    notes = [Ignored(c.key, "consent, asked once an answer") for c in plan.parts.get("consent", ())]
    roles = plan.parts.get("role", [])
    return replace(
        base,
        layout="long",
        questions=questions,
        ignored=(*plan.ignored, *notes),
        respondent=respondent.key if respondent else None,
        case_column=case.key if case else None,
        role=roles[0].key if roles else None,
        question_column=column.key,
        text_column=text.key,
        attributes=tuple(c.key for c in sorted((*others, *roles[1:]), key=lambda c: c.index)),
    )
