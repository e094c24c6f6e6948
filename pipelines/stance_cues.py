"""The words that tell a stance, as patterns with the reach of each: read from `stance_cues.txt`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, get_args

from catalog.codebook.syntax import Pattern, parse
from catalog.records import STANCES, Stance

FAR = 60
Reach = Literal["right", "phrase", "left", "clause", "open", "sentence", "back"]
Role = Stance | Literal["edge", "turn", "shield", "splice", "tense", "over"]


@dataclass(frozen=True, slots=True)
class ScopeCue:
    """Patterns that give a stance to evidence in their reach, at most `near` words away.

    The head of `stance_cues.txt` says what each role and reach means. Where `states` is set, they tell the
    stance of codes that say how things are, too; where `within` is set, they count inside the evidence.
    """

    role: Role
    reach: Reach
    patterns: tuple[Pattern, ...]
    near: int = FAR
    states: bool = False
    within: bool = False


def _read(table: str) -> Iterator[ScopeCue]:
    written = "\n".join(line for line in table.splitlines() if not line.startswith("#"))
    for section in re.split(r"\n\[", written)[1:]:
        title, *lines = section.strip().splitlines()
        role, reach, *rest = title.rstrip("]").split()
        near = next((int(word) for word in rest if word.isdecimal()), FAR)
        patterns = tuple(parse(line) for line in lines if line)
        yield ScopeCue(_ROLES[role], _REACHES[reach], patterns, near, "all" in rest, "within" in rest)


_REACHES: dict[str, Reach] = {reach: reach for reach in get_args(Reach)}
_ROLES: dict[str, Role] = {
    **{stance: stance for stance in STANCES},
    **{role: role for role in get_args(get_args(Role)[1])},
}
SCOPE_CUES: tuple[ScopeCue, ...] = tuple(
    _read(files("pipelines").joinpath("stance_cues.txt").read_text(encoding="utf-8"))
)
