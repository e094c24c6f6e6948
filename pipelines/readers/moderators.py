"""Guessing which speaker of a transcript moderates, by label and by what the speaker says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from catalog.records import Turn

_ROLE = re.compile(
    r"(?:^|[\s(\[/,-])(?:co-?)?(?:moderator|facilitator|interviewer|researcher)s?(?:$|[\s)\]/,:#.\d-])",
    re.IGNORECASE,
)
_SHORT = re.compile(r"(?:q|int|mod|i)\.?\s*\d?", re.IGNORECASE)
_SAYS_SO = re.compile(r"\b(?:i ?['’]? ?m|i ?['’]ll|i)\s(?:\w{1,15}\s){0,4}?(?:moderat|facilitat)", re.IGNORECASE)
_PROMPT = re.compile(
    r"\b(?:tell (?:me|us)|(?:talk|walk) ?(?:me|us)? (?:about|through)|say more|(?:what|how) about"
    r"|any(?:one|body) else|somebody else|go around|describe|give me an example|let's (?:start|begin|move)"
    r"|thank you (?:all|both|everyone)|thanks (?:all|everyone|for))",
    re.IGNORECASE,
)
MOSTLY = 0.5
"""Least share of a moderator's turns that ask or prompt."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How one speaker speaks: turns, words, turns that ask a question or prompt, and who says so."""

    speaker: str
    turns: int = 0
    words: int = 0
    asking: int = 0
    says_so: bool = False

    def after(self, turn: Turn) -> Manner:
        """The manner with one more turn."""
        text = turn.words.text
        asks = "?" in text or _PROMPT.search(text) is not None
        says_so = self.says_so or _SAYS_SO.search(text) is not None
        return Manner(self.speaker, self.turns + 1, self.words + len(text.split()), self.asking + asks, says_so)

    @property
    def share(self) -> float:
        """The share of the turns that ask."""
        return self.asking / self.turns if self.turns else 0.0


@dataclass(frozen=True, slots=True)
class Guess:
    """Who moderates, and what a person should look at; `moderators` is empty where nobody stands out."""

    moderators: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def guess_moderators(turns: Iterable[Turn]) -> Guess:
    """Who moderates: those whose label says so, else the one who mostly asks while another talks more.

    A lesson's teacher talks most and is no moderator. The guess goes into the manifest's `moderators`,
    where a person corrects it.
    """
    manners: dict[str, Manner] = {}
    for turn in turns:
        if turn.speaker is not None:
            manners[turn.speaker] = manners.get(turn.speaker, Manner(turn.speaker)).after(turn)
    labelled = tuple(name for name in manners if has_role_label(name, manners))
    if labelled:
        return Guess(labelled)
    if len(manners) < 2:
        return Guess((), ("one speaker or none is named, so nobody is taken for a moderator",))
    # Who asks a question now and then is not the one who leads: that one speaks as often as the others.
    least = 0.75 * sum(m.turns for m in manners.values()) / len(manners)
    candidates = [m for m in manners.values() if m.turns >= least and _could_moderate(m, manners.values())]
    if not candidates:
        return Guess((), ("nobody mostly asks: no moderator was found; set `moderators` if there is one",))
    best = max(candidates, key=lambda m: (m.says_so, m.asking * m.share))
    return Guess((best.speaker,), _doubts(best, list(manners.values())))


def has_role_label(name: str, names: Iterable[str]) -> bool:
    """Whether the label calls the speaker a moderator: "Interviewer", "Ana (Moderator)", "Q" beside "A"."""
    if _ROLE.search(name):
        return True
    # A single letter is a moderator's only where the others are called by letters and numbers too.
    others = [other for other in names if other != name]
    short = _SHORT.fullmatch(name.strip()) is not None
    return short and bool(others) and all(re.fullmatch(r"[A-Za-z]{1,2}[ .]?\d{0,2}\.?", o.strip()) for o in others)


def _could_moderate(manner: Manner, everyone: Iterable[Manner]) -> bool:
    talked_over = any(other.words > manner.words for other in everyone if other.speaker != manner.speaker)
    least = MOSTLY / 2 if manner.says_so else MOSTLY
    return talked_over and manner.share >= least and manner.asking >= 2


def _doubts(best: Manner, manners: list[Manner]) -> tuple[str, ...]:
    rival = max((m for m in manners if m.speaker != best.speaker), key=lambda m: m.asking)
    if not best.says_so and (best.share < 0.6 or 2 * rival.asking > best.asking or best.turns < 3):
        return ("who moderates is only a guess; correct `moderators` if it is wrong",)
    return ()
