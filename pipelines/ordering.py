"""In which order excerpts are best reviewed, and what the next reviews are expected to bring."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

# One more excerpt with the same codes, or of the same case, is worth so much of the one before it.
_SAME_CODES, _SAME_CASE = 0.8, 0.9
_DISAGREEMENT, _RARITY = 0.6, 1.0
# What a coding of the rules is taken to be worth where no model says it.
_RULE = 0.75


@dataclass(frozen=True, slots=True)
class Candidate:
    """An excerpt that no person has read, with what the machines say of it.

    `model` maps the model's codes to (probability, whether accepted provisionally), and is None where no
    model read it; `rules` are the codes of the cues.
    """

    excerpt: int
    case: str
    rules: frozenset[str]
    model: Mapping[str, tuple[float, bool]] | None


@dataclass(frozen=True, slots=True)
class Place:
    """An excerpt's place in the order: why it stands there, and how many codings its review is expected to
    add or correct."""

    excerpt: int
    reason: str
    gain: float


def order(
    candidates: Iterable[Candidate], sizes: Mapping[str, int], labels: Mapping[str, str], limit: int
) -> list[Place]:
    """The excerpts that teach most first, at most `limit`.

    An excerpt is worth more the less sure the model is of it (uncertainty sampling, Lewis and Gale 1994),
    the more rules and model disagree (query by committee, Seung and others 1992), and the fewer coded
    excerpts (`sizes` by code) its codes have. Each one taken makes others with the same codes or of the same
    case worth less, so that the order is diverse; the best is taken again and again (Minoux 1978).
    """
    taken_codes: Counter[frozenset[str]] = Counter()
    taken_cases: Counter[str] = Counter()
    waiting = []
    for candidate in candidates:
        worth, reason = _worth(candidate, sizes, labels)
        if worth > 0:
            waiting.append((-worth, candidate.excerpt, worth, reason, candidate))
    heapq.heapify(waiting)
    found: list[Place] = []
    while waiting and len(found) < limit:
        before, excerpt, worth, reason, candidate = heapq.heappop(waiting)
        codes = _codes(candidate)
        now = -worth * _SAME_CODES ** taken_codes[codes] * _SAME_CASE ** taken_cases[candidate.case]
        if now > before + 1e-12:
            heapq.heappush(waiting, (now, excerpt, worth, reason, candidate))
            continue
        taken_codes[codes] += 1
        taken_cases[candidate.case] += 1
        found.append(Place(excerpt, reason, round(gain(candidate), 4)))
    return found


def gain(candidate: Candidate) -> float:
    """How many codings a review is expected to add to those that count, or to take from them.

    A suggestion that is right counts only once it is reviewed; an accepted coding that is wrong goes.
    """
    if candidate.model is None:
        return len(candidate.rules) * (1 - _RULE)
    return sum((1 - p) if accepted else p for p, accepted in candidate.model.values())


def _codes(candidate: Candidate) -> frozenset[str]:
    return candidate.rules | frozenset(candidate.model or ())


def _worth(candidate: Candidate, sizes: Mapping[str, int], labels: Mapping[str, str]) -> tuple[float, str]:
    """What an excerpt is worth by itself, and what makes most of it."""

    def named(code: str) -> str:
        return labels.get(code, code)

    parts: list[tuple[float, str]] = []
    model = candidate.model
    if model:
        doubt = {code: 2 * min(p, 1 - p) for code, (p, _) in sorted(model.items())}
        most = max(doubt, key=lambda code: doubt[code])
        parts.append((sum(doubt.values()), f"the model is unsure: {named(most)}, {model[most][0]:.0%}"))
    if model is not None:
        missed = sorted(candidate.rules - set(model))
        if missed:
            parts.append((_DISAGREEMENT * len(missed), f"cues say {named(missed[0])}, the model does not"))
    codes = sorted(_codes(candidate))
    if codes:
        rarest = min(codes, key=lambda code: sizes.get(code, 0))
        number = sizes.get(rarest, 0)
        parts.append((_RARITY / sqrt(1 + number), f"only {number} coded so far: {named(rarest)}"))
    if not parts:
        return 0.0, ""
    return sum(worth for worth, _ in parts), max(parts, key=lambda part: part[0])[1]
