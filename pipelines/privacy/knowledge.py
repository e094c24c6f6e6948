"""What the study itself knows about names, as plain lists that travel to any worker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Names of people and places of a study, and what its staff decided.

    `people` are speakers, respondents' keys that are names, and names of recipients; `schools` are
    replaced wherever they occur; `places` are the study's districts and towns, which are never taken
    for people; `allowed` are further words and phrases that name nobody; `redact` and `fine` are the
    phrases that staff marked "redact this" and "this is fine"; `pipeline` is an installed spaCy
    pipeline whose persons are added.
    """

    people: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    redact: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()
    pipeline: str | None = None

    @classmethod
    def of(cls, pipeline: str | None = None, **lists: Iterable[str]) -> Knowledge:
        """From any iterables; blanks and repetitions are dropped, order is made the same every time.

        >>> Knowledge.of(people=["Ana Ruiz", " ", "Ana Ruiz"]).people
        ('Ana Ruiz',)
        """
        known = {field.name for field in fields(cls)} - {"pipeline"}
        if unknown := set(lists) - known:
            raise TypeError(f"Knowledge has no {', '.join(sorted(unknown))}")
        clean = {name: tuple(sorted({" ".join(v.split()) for v in values} - {""})) for name, values in lists.items()}
        return cls(pipeline=pipeline, **clean)
