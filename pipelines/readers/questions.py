"""Columns to questions: putting together the columns of one question, and giving each a short name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from catalog.manifest import Ignored
from catalog.records import Question
from pipelines.readers.choices import options_of
from pipelines.readers.columns import Guess, Kind, classify
from pipelines.readers.header_columns import Column
from pipelines.readers.headers import one_line
from pipelines.readers.profiles import Profile
from pipelines.readers.scales import likert_order, option_order

CHECKED = {"1", "x", "yes", "y", "true", "checked", "selected", "✓", "✔", "ja", "oui", "sí", "si", "quoted"}
UNCHECKED = {"0", "no", "n", "false", "unchecked", "not selected", "nein", "non", "not quoted", "-"}

_SHORT = 40
_CODE = re.compile(r"^([A-Za-z]{1,3}\d{1,3}[a-z]?|\d{1,3}[a-z]?)(?:[.:)]|\s[-–])\s*\D")
_OTHER = re.compile(
    r"(?i)^other\b|please (specify|describe|explain)|_TEXT$|^(comment|sonstige|autre|otr[oa]|andere)"
)


@dataclass(slots=True)
class Draft:
    """A question before it has a name; `label` is what a name is made of."""

    label: str
    wording: str
    kind: Kind
    columns: list[Column]
    scale: tuple[str, ...] = ()


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
    if all(not profiles[c.index].filled for c in group):
        for c in group:
            plan.ignore(c, "empty")
        return
    chosen = [c for c in group if _is_choice(c, guesses[c.index], profiles[c.index])]
    # Options nobody chose, and grid rows nobody answered, belong to the question all the same.
    filled = [c for c in chosen if profiles[c.index].filled]
    if filled:
        plan.drafts.append(_closed(chosen, filled, guesses, profiles))
    for c in group:
        if c in chosen and filled:
            continue
        guess = guesses[c.index]
        other = guess.kind in ("single", "multiple") and _OTHER.search(c.item)
        if guess.kind == "open" or other:
            label = c.name if re.fullmatch(r"\w+", c.name) else f"{c.name} - {c.item}"
            plan.drafts.append(Draft(label, f"{c.wording} - {c.item}".rstrip(" -"), "open", [c]))
        else:
            _add_single(plan, c, guess)


def _is_choice(column: Column, guess: Guess, profile: Profile) -> bool:
    if guess.kind == "ignored":
        return not profile.filled and not _OTHER.search(column.item)
    return guess.kind != "open" and (not _OTHER.search(column.item) or _is_box(column, profile))


def _is_box(column: Column, profile: Profile) -> bool:
    """Whether the column only says that its option was chosen."""
    said = {one_line(v).casefold() for v in profile.counts} - UNCHECKED
    return said <= {column.item.casefold()} or (len(said) == 1 and said <= CHECKED)


def _closed(
    chosen: list[Column], filled: list[Column], guesses: dict[int, Guess], profiles: list[Profile]
) -> Draft:
    first = chosen[0]
    label = first.group if re.fullmatch(r"\w+", first.group) else first.wording
    values = [v for c in filled for v in profiles[c.index].counts]
    if all(_is_box(c, profiles[c.index]) or _is_own_code(c, profiles[c.index]) for c in filled):
        yes_no = {v.casefold() for v in values} <= {"yes", "no"} and any(v.casefold() == "no" for v in values)
        if not yes_no or first.key.endswith("]") is False:
            return Draft(label, first.wording, "multiple", chosen, tuple(c.item for c in chosen))
    kinds = {guesses[c.index].kind for c in filled}
    if order := likert_order(values):
        return Draft(label, first.wording, "likert", chosen, order)
    if kinds <= {"number", "single", "likert"} and all(profiles[c.index].numeric for c in filled):
        return _numeric_grid(label, chosen, filled, guesses, profiles)
    if "multiple" in kinds:
        options: dict[str, int] = {}
        for c in filled:
            for option, n in (options_of(profiles[c.index]) or profiles[c.index].counts).items():
                options[option] = options.get(option, 0) + n
        return Draft(label, first.wording, "multiple", chosen, option_order(options))
    counts: dict[str, int] = {}
    for c in filled:
        for value, n in profiles[c.index].counts.items():
            counts[value] = counts.get(value, 0) + n
    return Draft(label, first.wording, "single", chosen, option_order(counts))


def _is_own_code(column: Column, profile: Profile) -> bool:
    """Whether the column holds nothing but one number, as exports of option numbers do."""
    return len(profile.counts) == 1 and profile.whole is not None


def _numeric_grid(
    label: str,
    chosen: list[Column],
    filled: list[Column],
    guesses: dict[int, Guess],
    profiles: list[Profile],
) -> Draft:
    whole = sorted({n for c in filled for n in profiles[c.index].whole or (-1,)})
    if whole[0] >= 0 and whole[-1] <= 10:
        top = max(
            whole[-1], max((len(guesses[c.index].scale) for c in filled), default=0) if len(whole) < 3 else 0
        )
        scale = tuple(str(i) for i in range(min(whole[0], 1), top + 1))
        return Draft(label, chosen[0].wording, "likert", chosen, scale)
    return Draft(label, chosen[0].wording, "number", chosen)


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
