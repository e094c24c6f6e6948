"""What one column is, judged by its values first, and by its header only where those leave it open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipelines.readers.choices import options_of
from pipelines.readers.evidence import (
    ASKS_UNIT,
    ASSENT,
    CLOSED_WORDS,
    CONSENT,
    ID_WORDS,
    OPEN_WORDS,
    PERSON,
    ROLE,
    SHAPES,
    UNIT_WORDS,
    words_of,
)
from pipelines.readers.header_columns import Column
from pipelines.readers.platforms import RESPONDENT
from pipelines.readers.profiles import Profile
from pipelines.readers.scales import likert_order, option_order

Kind = Literal[
    "ignored", "respondent", "id", "consent", "role", "case", "open", "single", "multiple", "likert", "number"
]


# What a header asks about a district or school rather than which one it is.
_ABOUT_UNITS = frozenset(
    (
        "kind",
        "type",
        "level",
        "size",
        "grade",
        "grades",
        "enrollment",
        "enrolment",
        "how",
        "describe",
        "percent",
    )
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column is: its kind, its options in order, and why it is not read if it is ignored."""

    kind: Kind
    why: str = ""
    scale: tuple[str, ...] = ()


def classify(column: Column, profile: Profile) -> Guess:
    """Tell what the column is. Every kind but "ignored" is read."""
    if column.system == RESPONDENT:
        unique = profile.distinct == profile.filled > 0
        return Guess("respondent") if unique else Guess("ignored", "response id that is blank or repeats")
    if column.system:
        return Guess("ignored", column.system)
    if not profile.filled:
        return Guess("ignored", "empty")
    return _marker(column, profile) or _answers(column, profile)


def _marker(column: Column, profile: Profile) -> Guess | None:
    """What is not an answer: identifiers, consent, role, case."""
    name = column.wording if not column.item else column.item
    for shape, why in SHAPES:
        if profile.all_like(shape):
            return Guess("ignored", why)
    if _is_coordinate(name, profile):
        return Guess("ignored", "geographic position")
    if PERSON.search(name) and not _names_unit(name) and profile.words <= 4 and not profile.numeric:
        return Guess("ignored", "name of a person")
    if column.open_by_id is None and not column.group and _is_id(column, profile):
        return Guess("case" if _names_unit(column.name) else "id")
    if column.group:
        return None
    asked = CONSENT.search(name) or profile.share(lambda v: re.search(r"(?i)\bconsent\b", v)) > 0.9
    if asked and profile.distinct <= 4 and profile.share(ASSENT.fullmatch) > 0.9:
        return Guess("consent")
    if _is_unit(column, profile):
        return Guess("case")
    if (
        ROLE.search(name)
        and column.open_by_id is not True
        and not profile.numeric
        and profile.words <= 6
        and not profile.prose > 0.3
    ):
        return Guess("role")
    return None


def _is_coordinate(name: str, profile: Profile) -> bool:
    named = bool({"latitude", "longitude", "lat", "lon", "lng", "long", "gps"} & set(words_of(name)))
    exact = profile.all_like(r"-?\d{1,3}\.\d{5,}")
    return profile.numeric and ((named and profile.all_like(r"-?\d{1,3}(\.\d+)?")) or (exact and profile.filled > 3))


def _is_id(column: Column, profile: Profile) -> bool:
    """A key of the rows: different everywhere, without spaces, and called so or made like one."""
    if profile.distinct != profile.filled or profile.share(lambda v: re.search(r"\s", v)) or profile.prose:
        return False
    words = words_of(column.name)
    if words and len(words) <= 4 and ID_WORDS & set(words):
        return True
    if column.name in ("#", "No", "No.", "Nr", "Nr.") or (words[-1:] in (["number"], ["no"]) and len(words) <= 3):
        return profile.whole is not None
    if profile.filled < 5:
        return False
    whole = profile.whole
    if whole is not None:
        counted = column.index == 0 and whole[0] in (0, 1) and whole[-1] - whole[0] == len(whole) - 1
        return counted or (column.index == 0 and whole[0] > 10**6)
    made = profile.share(lambda v: len(v) >= 6 and re.search(r"\d", v) and re.search(r"[A-Za-z]", v))
    return made > 0.95 and len({len(v) for v in profile.counts}) <= 3


def _names_unit(name: str) -> bool:
    return bool(UNIT_WORDS & set(words_of(name)))


def _is_unit(column: Column, profile: Profile) -> bool:
    """Whether the values name the respondents' districts or schools."""
    texts = [words_of(column.name), words_of(column.wording)]
    words = {word for text in texts for word in text}
    short = any(UNIT_WORDS & set(text) and len(text) <= 4 for text in texts)
    if _ABOUT_UNITS & words or not (short or ASKS_UNIT.search(column.wording)):
        return False
    if profile.words > 6 or profile.prose > 0.3 or likert_order(profile.counts):
        return False
    yes_no = profile.all_like(r"(?i)yes|no|y|n|true|false")
    measured = profile.numeric and not {"id", "code", "case", "number", "lea"} & words
    return not yes_no and not measured


def _answers(column: Column, profile: Profile) -> Guess:
    """The type of a question by its answers."""
    if profile.numeric and column.open_by_id is not True:
        return _numbers(column, profile)
    if profile.distinct <= 30 and (order := likert_order(profile.counts)):
        return Guess("likert", scale=order)
    if profile.numeric:
        return Guess("number")
    options = options_of(profile)
    if options is not None and column.open_by_id is not True:
        return Guess("multiple", scale=option_order(_frequent(options)))
    if is_open(column, profile):
        return Guess("open")
    return Guess("single", scale=option_order(profile.counts))


def _frequent(options: dict[str, int]) -> dict[str, int]:
    """The options without what single people wrote under "other", where that is the most of them."""
    several = {option: n for option, n in options.items() if n > 1}
    return several if 2 * len(several) < len(options) and len(several) >= 2 else options


def _numbers(column: Column, profile: Profile) -> Guess:
    whole = profile.whole
    if whole is None or whole[0] < 0 or whole[-1] > 10:
        few = whole is not None and profile.filled >= 20 and len(whole) <= 8 and column.open_by_id is False
        return Guess("single", scale=tuple(map(str, whole or ()))) if few else Guess("number")
    rated = re.search(
        r"(?i)\b(rate|rating|scale|how (often|much|likely|satisfied)|agree|extent|rank)\b", column.wording
    )
    if whole[-1] >= 3 and (rated or (len(whole) >= 3 and profile.filled >= 5)):
        top = next(t for t in (3, 4, 5, 6, 7, 10) if t >= whole[-1])
        beside = sorted(v for v in profile.counts if v not in profile.telling)
        return Guess("likert", scale=(*(str(i) for i in range(min(whole[0], 1), top + 1)), *beside))
    counted = re.search(r"(?i)\b(how many|number of|years|count)\b", column.wording)
    return Guess("number") if counted else Guess("single", scale=tuple(map(str, whole)))


def is_open(column: Column, profile: Profile) -> bool:
    """Whether people answered in their own words."""
    if column.open_by_id is not None and profile.filled < 30:
        return column.open_by_id
    cells = sum(profile.telling.values()) + profile.others
    asked = bool(OPEN_WORDS.search(column.wording)) - bool(CLOSED_WORDS.search(column.wording))
    if not cells:
        return asked > 0
    if profile.words >= 12 and profile.spread > 0.25:
        return True
    if cells < 8:
        if profile.prose > 0.3 or profile.words >= 7:
            return profile.spread > 0.5
        return profile.spread == 1 and (asked > 0 or (asked == 0 and profile.words > 2.5))
    if profile.prose > 0.5:
        return profile.spread > 0.3
    if profile.words <= 1.5 and asked <= 0:
        return profile.spread > (0.6 if asked == 0 else 0.85)
    return profile.spread > (0.35, 0.5, 0.65)[1 - asked] or (profile.once > 0.4 and profile.words > 4)
