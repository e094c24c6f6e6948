"""Columns to questions: putting together the columns of one question, and giving each a short name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from catalog.manifest import Ignored
from catalog.records import Question
from pipelines.readers.columns import Guess, Kind, classify
from pipelines.readers.grids import Draft, closed_of, is_box
from pipelines.readers.header_columns import Column
from pipelines.readers.profiles import Profile

_SHORT = 40
_CODE = re.compile(r"^([A-Za-z]{1,3}\d{1,3}[a-z]?|\d{1,3}[a-z]?)(?:[.:)]|\s[-–])\s*\D")
_OTHER = re.compile(r"(?i)^other\b|please (specify|describe|explain)|_TEXT$|^(comment|sonstige|autre|otr[oa]|andere)")


@dataclass(slots=True)
class Plan:
    """What is read of a table: questions, the columns with a part of their own, and what is left out."""

    drafts: list[Draft] = field(default_factory=list)
    parts: dict[str, list[Column]] = field(default_factory=dict)
    ignored: list[Ignored] = field(default_factory=list)

    def ignore(self, column: Column, why: str) -> None:
        """Leave the column out, and say why."""
        self.ignored.append(Ignored(column.key, why))


def plan_of(columns: Iterable[Column], profiles: list[Profile]) -> Plan:
    """Judge every column, alone or with those of its group; each ends as question, part or ignored."""
    plan, done, columns = Plan(), set[int](), list(columns)
    for column in columns:
        if column.index in done:
            continue
        if column.group and not column.system:
            group = [c for c in columns if c.group == column.group and not c.system]
            done.update(c.index for c in group)
            _add_group(plan, group, profiles)
        else:
            _add_single(plan, column, classify(column, profiles[column.index]))
    return plan


def _add_single(plan: Plan, column: Column, guess: Guess) -> None:
    if guess.kind == "ignored":
        plan.ignore(column, guess.why)
    elif guess.kind in ("respondent", "id", "consent", "role", "case"):
        plan.parts.setdefault(guess.kind, []).append(column)
    else:
        plan.drafts.append(Draft(column.name, column.wording, guess.kind, [column], guess.scale))


def _add_group(plan: Plan, group: list[Column], profiles: list[Profile]) -> None:
    """One closed question of all columns that hold choices; each column of words is its own question."""
    guesses = {c.index: classify(c, profiles[c.index]) for c in group}
    if not any(profiles[c.index].filled for c in group):
        for c in group:
            plan.ignore(c, "empty")
        return
    chosen = [c for c in group if _is_choice(c, guesses[c.index], profiles[c.index])]
    # Options nobody chose, and grid rows nobody answered, belong to the question all the same.
    filled = [c for c in chosen if profiles[c.index].filled]
    draft = closed_of(chosen, filled, [profiles[c.index] for c in filled], guesses) if filled else None
    if draft is not None:
        plan.drafts.append(draft)
    for c in group:
        if draft is None or c not in draft.columns:
            _add_member(plan, c, guesses[c.index])


def _add_member(plan: Plan, column: Column, guess: Guess) -> None:
    """A column that shares its question's wording, but is answered apart."""
    if guess.kind == "ignored":
        plan.ignore(column, guess.why)
        return
    label = column.name if re.fullmatch(r"\w+", column.name) else f"{column.wording} - {column.item}"
    wording = f"{column.wording} - {column.item}" if column.item else column.wording
    kind: Kind = "open" if guess.kind in ("single", "multiple") and _OTHER.search(column.item) else guess.kind
    plan.drafts.append(Draft(label, wording, kind, [column], guess.scale if kind != "open" else ()))


def _is_choice(column: Column, guess: Guess, profile: Profile) -> bool:
    if guess.kind == "ignored":
        return not profile.filled and not _OTHER.search(column.item)
    return guess.kind != "open" and (not _OTHER.search(column.item) or is_box(column, profile))


def named(drafts: list[Draft]) -> tuple[Question, ...]:
    """The drafts as questions, with short names that differ.

    A short header is the name; of a long one, the number it begins with ("Q3: Can we ..."), else its
    place among the questions.
    """
    short = [_short(d.label) for d in drafts]
    taken: set[str] = set()
    questions = []
    for i, draft in enumerate(drafts):
        name = short[i] or next(n for n in _numbers(i + 1) if n not in short)
        base, times = name, 1
        while name in taken:
            times += 1
            name = f"{base} ({times})"
        taken.add(name)
        type_ = draft.kind if draft.kind in ("open", "single", "multiple", "likert", "number") else "single"
        keys = tuple(c.key for c in draft.columns)
        questions.append(Question(name, draft.wording, type_, keys, draft.scale))
    return tuple(questions)


def _short(label: str) -> str:
    if match := _CODE.match(label):
        return match[1] if match[1][0].isalpha() else f"Q{match[1]}"
    return label if len(label) <= _SHORT else ""


def _numbers(start: int) -> Iterable[str]:
    yield f"Q{start}"
    for letter in "abcdefgh":
        yield f"Q{start}{letter}"
