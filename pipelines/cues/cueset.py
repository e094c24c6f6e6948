"""A codebook's cues, numbered and compiled, and what is found of them sorted by code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from catalog.codebook import Codebook
from pipelines.cues.matcher import Find, Matcher
from pipelines.cues.reading import Reading
from pipelines.stance import NOTHING, Placed, Scene, scene
from pipelines.stance_cues import SCOPE_CUES

Strength = Literal["strong", "weak", "block"]
_SCOPES = [(cue, pattern) for cue in SCOPE_CUES for pattern in cue.patterns]


@dataclass(slots=True)
class Group:
    """What was found in one text of the cues of one code, in order of number and place."""

    cues: list[Find] = field(default_factory=list)
    blocks: list[Find] = field(default_factory=list)

    def blocked(self, find: Find) -> bool:
        """Whether a block of the code overlaps the find."""
        return any(block[1] < find[2] and find[1] < block[2] for block in self.blocks)


class CueSet:
    """The cues of the wanted strengths, those of all codes numbered from 0, the blocks after the others.

    `places` has, by number, the place of the cue's code among the active codes; `strengths` and
    `sources` its strength and its pattern as written.
    """

    def __init__(self, codebook: Codebook, strengths: Sequence[Strength]) -> None:
        cues = [
            (place, strength, pattern)
            for strength in (*strengths, "block")
            for place, code in enumerate(codebook.active)
            for pattern in getattr(code.cues, strength)
        ]
        self.places = [place for place, _, _ in cues]
        self.strengths: list[str] = [strength for _, strength, _ in cues]
        self.sources = [pattern.source for _, _, pattern in cues]
        self._blocks = len(cues) - self.strengths.count("block")
        self.matcher = Matcher([*(pattern for _, _, pattern in cues), *(pattern for _, pattern in _SCOPES)])

    def is_strong(self, find: Find) -> bool:
        """Whether a find is of a strong cue."""
        return self.strengths[find[0]] == "strong"

    def groups(self, finds: list[Find]) -> list[tuple[int, Group]]:
        """The finds of a text by the place of their code, in order; codes with blocks alone left out."""
        if not finds or finds[0][0] >= self._blocks:
            return []
        groups: dict[int, Group] = {}
        for find in finds:
            number = find[0]
            if number < self._blocks:
                groups.setdefault(self.places[number], Group()).cues.append(find)
            elif number < len(self.places) and (group := groups.get(self.places[number])):
                group.blocks.append(find)
        return sorted(groups.items())

    def scene(self, finds: list[Find], reading: Reading, text: int) -> Scene:
        """The scope cues among the finds of a text, for telling stances."""
        first = len(self.places)
        placed = [Placed(_SCOPES[n - first][0], start, end) for n, start, end in finds if n >= first]
        if not placed:
            return NOTHING
        return scene(placed, reading.bounds[text], reading.stops_in(text), reading.commas_in(text))


def scope_content() -> list[str]:
    """What the scope cues say, for digests."""
    return [f"{cue.role} {cue.reach} {cue.near} {pattern.source}" for cue, pattern in _SCOPES]
