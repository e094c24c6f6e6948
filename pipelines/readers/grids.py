"""The one closed question that several columns make up: boxes to tick, a grid, a ranking."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass

from pipelines.readers.choices import options_of
from pipelines.readers.columns import Guess, Kind
from pipelines.readers.header_columns import Column
from pipelines.readers.headers import one_line
from pipelines.readers.profiles import Profile
from pipelines.readers.scales import likert_order, option_order

CHECKED = frozenset(("1", "x", "yes", "y", "true", "checked", "selected", "✓", "✔", "ja", "oui", "sí", "si", "quoted"))
UNCHECKED = frozenset(("0", "no", "n", "false", "unchecked", "not selected", "nein", "non", "not quoted", "-"))


@dataclass(slots=True)
class Draft:
    """A question before it has a name; `label` is what a name is made of."""

    label: str
    wording: str
    kind: Kind
    columns: list[Column]
    scale: tuple[str, ...] = ()


def is_box(column: Column, profile: Profile) -> bool:
    """Whether the column only says that its option was chosen."""
    said = {one_line(v).casefold() for v in profile.counts} - UNCHECKED
    if not column.item:
        return len(said) <= 1
    return said <= {column.item.casefold()} or (len(said) == 1 and said <= CHECKED)


def closed_of(
    chosen: list[Column], filled: list[Column], profiles: list[Profile], guesses: dict[int, Guess]
) -> Draft | None:
    """The question of the columns, or None where they are answered too differently to be one.

    `profiles` are those of the columns that are filled.
    """
    first = chosen[0]
    label = first.group if re.fullmatch(r"\w+", first.group) else first.wording
    wording = first.wording if first.item else first.group
    boxed = [is_box(c, p) for c, p in zip(filled, profiles, strict=True)]
    if _are_boxes(boxed, profiles):
        labels = {c.index: _label(c, p) for c, p in zip(filled, profiles, strict=True)}
        scale = tuple(dict.fromkeys(labels.get(c.index) or c.item or c.name for c in chosen))
        return Draft(label, wording, "multiple", chosen, scale)
    counts = sum((p.counts for p in profiles), Counter[str]())
    if order := likert_order(counts):
        return Draft(label, wording, "likert", chosen, order)
    if all(p.numeric for p in profiles):
        return _numbers(Draft(label, wording, "number", chosen), filled, profiles, guesses)
    if any(guesses[c.index].kind == "multiple" for c in filled):
        options = sum((Counter(options_of(p) or p.counts) for p in profiles), Counter[str]())
        return Draft(label, wording, "multiple", chosen, option_order(options))
    apart = sum(len(p.counts) for p in profiles)
    if len(counts) > max(7, 0.75 * apart) or (len(filled) > 1 and len(counts) == apart):
        return None
    return Draft(label, wording, "single", chosen, option_order(counts))


def _are_boxes(boxed: list[bool], profiles: list[Profile]) -> bool:
    said = {v.casefold() for p in profiles for v in p.counts}
    if {"yes", "no"} <= said and said <= {"yes", "no", "n/a"}:
        return False  # a grid of yes and no, in which a blank is no "no"
    return all(boxed) or _own_codes(profiles)


def _own_codes(profiles: list[Profile]) -> bool:
    """Whether each column holds nothing but the number of its option: 1, 2, 3 or always 1."""
    codes = [p.whole[0] for p in profiles if len(p.counts) == 1 and p.whole]
    rising = all(a < b for a, b in itertools.pairwise(codes))
    return len(codes) == len(profiles) and (rising or set(codes) == {1})


def _label(column: Column, profile: Profile) -> str:
    """What a ticked box stands for: its item, else the words it is ticked with."""
    said = [v for v in profile.counts if v.casefold() not in UNCHECKED and v.casefold() not in CHECKED]
    return column.item or (said[0] if len(said) == 1 and not said[0].isdigit() else column.name)


def _numbers(draft: Draft, filled: list[Column], profiles: list[Profile], guesses: dict[int, Guess]) -> Draft:
    """Ratings and rankings are scales; other numbers are numbers."""
    whole = sorted({n for p in profiles for n in p.whole or (-1,)})
    if whole[0] < 0 or whole[-1] > 10:
        return draft
    # Of few answers, the columns judged alone know best how far the scale goes.
    guessed = [int(s) for c in filled for s in guesses[c.index].scale if s.isdigit()]
    top = max([whole[-1], *(guessed if len(whole) < 3 else ())])
    beside = sorted({v for p in profiles for v in p.counts if v not in p.telling})
    draft.kind = "likert"
    draft.scale = (*(str(i) for i in range(min(whole[0], 1), top + 1)), *beside)
    return draft
