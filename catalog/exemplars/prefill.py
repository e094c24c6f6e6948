"""A first draft from quotes that somebody chose: what their codes and places already tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.codebook import Codebook
from catalog.exemplars.content import Content
from catalog.exemplars.load import Citation

MOST_CODES = 4
# Fields that are about codes of a dimension, by its id in the codebook that comes with the catalog.
_BY_DIMENSION = {"barriers": "got_in_the_way", "conditions": "helped"}
_NOT_SHOWN = ("barriers", "conditions", "purposes", "outcomes", "infrastructure")
_GRADES = {"elementary": "k-5", "middle": "6-8", "high": "9-12"}
_AGAINST = frozenset({"negated", "past"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """A quote that was chosen: the excerpt, its codes with stances, the level of its school, and who says it as the
    catalog shows them (empty where it is not published)."""

    excerpt: str
    text: str
    codes: tuple[tuple[str, str], ...] = ()
    level: str = ""
    who: str = ""


def first_draft(title: str, chosen: Sequence[Chosen], codebook: Codebook) -> Content:
    """The exemplar as far as the quotes tell it; every field is there to be changed."""
    active = {code.id: code for code in codebook.active}
    given = Counter(code for one in chosen for code, stance in one.codes if code in active)
    shows = [code for code, _ in given.most_common() if active[code].dimension not in _NOT_SHOWN][:MOST_CODES]
    front: dict[str, Any] = {"codes": shows, "grades": _grades(chosen)}
    front |= {"look_fors": list(active[shows[0]].look_fors)} if shows else {}
    front |= {"context": _context(chosen)}
    for dimension, name in _BY_DIMENSION.items():
        labels = {code: active[code].label for code in given if active[code].dimension == dimension}
        front[name] = [f"{label}. {_numbers(code, chosen)}" for code, label in labels.items()]
    return Content(title, front, "", tuple(Citation(one.excerpt, one.text, _bearing(one, shows)) for one in chosen))


def slug_of(title: str, taken: Iterable[str]) -> str:
    """The id under which an exemplar of this title goes, unlike those that are taken.

    >>> slug_of("Run four reading spots in grade 2, every day!", ["other"])
    'run-four-reading-spots-in-grade-2-every'
    """
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-").split("-")[:8]
    stem, used = "-".join(words)[:60].strip("-") or "exemplar", set(taken)
    return next(slug for n in range(1, len(used) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in used)


def _bearing(one: Chosen, shows: Sequence[str]) -> Any:
    """Whether it seems to speak against what is shown: it is about it, and says that it is not or no longer done."""
    stances = {stance for code, stance in one.codes if code in shows}
    return "counter" if stances and stances <= _AGAINST else "support"


def _numbers(code: str, chosen: Sequence[Chosen]) -> str:
    return " ".join(f"[{n}]" for n, one in enumerate(chosen, 1) if code in dict(one.codes))


def _context(chosen: Sequence[Chosen]) -> str:
    """Who tells of it, in the words in which the catalog shows them."""
    told: Mapping[str, list[int]] = {}
    for n, one in enumerate(chosen, 1):
        if one.who:
            told = {**told, one.who: [*told.get(one.who, []), n]}
    return ". ".join(f"{who} {' '.join(f'[{n}]' for n in numbers)}" for who, numbers in told.items())


def _grades(chosen: Sequence[Chosen]) -> list[str]:
    levels = (one.level for one in chosen)
    return list(dict.fromkeys(_GRADES[level] for level in levels if level in _GRADES))
