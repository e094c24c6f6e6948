"""Stable pseudonyms of a study: the same person gets the same label everywhere, two people never share one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from pipelines.privacy.findings import Finding
from pipelines.privacy.labels import OTHER, PERSON_KINDS, PLAIN, letters
from pipelines.privacy.people import Key, kind_of_person, person_key, school_key, short_forms

Row = tuple[str, str, str, str]
_SCHOOL = "School"


class Pseudonyms:
    """The key of a study, built up in the order in which names appear.

    A short name ("Delgado", "Maria") is the person of the one full name that holds it, where there is
    exactly one in the same scope; otherwise it is a person of its own. A label belongs to one full name
    at most, and what is given is never taken back: full names come first when `learn` sees them first.
    `scope` keeps people of one district apart from namesakes in another; "" is the whole study.
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._labels: dict[tuple[str, str, Key], str] = {}
        self._owner: dict[str, Key] = {}
        self._full: dict[tuple[str, str, Key], set[Key]] = {}
        self._numbers: dict[str, int] = {}
        for scope, kind, name, label in rows:
            self._put(scope, kind, tuple(name.split("\t")), label)

    def rows(self) -> list[Row]:
        """(scope, person or school, name, label) in the order given, for keeping in the private database."""
        return [(scope, kind, "\t".join(key), label) for (scope, kind, key), label in self._labels.items()]

    def learn(self, names: Iterable[str], scope: str = "", kind: str = "Person") -> None:
        """Make full names known before any text is read, so that their short forms are recognised from the first."""
        for name in names:
            key = person_key(name)
            if short_forms(key):
                self._person(key, scope, lambda: kind)

    def label(self, text: str, finding: Finding, scope: str = "") -> str:
        """The label that stands for a finding of `text`."""
        if finding.kind == "person":
            key = person_key(finding.of(text))
            return self._person(key, scope, lambda: kind_of_person(text, finding))
        if finding.kind == "school":
            return self._school(school_key(finding.of(text)), scope)
        return PLAIN.get(finding.kind, OTHER)

    def within(self, scope: str) -> Callable[[str, Finding], str]:
        """`label` for one scope, as `replace` wants it."""
        return partial(self.label, scope=scope)

    def ambiguous(self) -> list[tuple[str, str]]:
        """(scope, name) of short names that were given to one person and now fit several: for a person to look at."""
        return [
            (scope, " ".join(key))
            for (scope, kind, key), label in self._labels.items()
            if label in self._owner and self._owner[label] != key and len(self._full.get((scope, kind, key), ())) > 1
        ]

    def _person(self, key: Key, scope: str, kind: Callable[[], str]) -> str:
        known = self._labels.get((scope, "person", key))
        if known is not None:
            return known
        shorts = short_forms(key)
        # A full name is one person in the whole study; only short names are told apart by scope.
        label = self._labels.get(("", "person", key)) if shorts else None
        label = label or self._linked(scope, "person", key, shorts)
        return self._put(scope, "person", key, label or self._next(kind()))

    def _school(self, key: Key, scope: str) -> str:
        known = self._labels.get(("", "school", key))
        if known is not None:
            return known
        shorts = ((key[0],),) if len(key) > 1 else ()
        return self._put("", "school", key, self._linked("", "school", key, shorts) or self._next(_SCHOOL))

    def _linked(self, scope: str, kind: str, key: Key, shorts: tuple[Key, ...]) -> str | None:
        """The label that a name shares with one already seen: a short name with its one full name, or the reverse."""
        if not shorts:
            holders = self._full.get((scope, kind, key), set())
            return self._labels.get((scope, kind, next(iter(holders)))) if len(holders) == 1 else None
        for short in shorts:
            label = self._labels.get((scope, kind, short))
            if label is not None and label not in self._owner and not self._full.get((scope, kind, short)):
                return label
        return None

    def _put(self, scope: str, kind: str, key: Key, label: str) -> str:
        shorts = (((key[0],),) if len(key) > 1 else ()) if kind == "school" else short_forms(key)
        for place in {scope, ""} if shorts else {scope}:
            self._labels.setdefault((place, kind, key), label)
            for short in shorts:
                self._full.setdefault((place, kind, short), set()).add(key)
        if shorts:
            self._owner.setdefault(label, key)
        self._count(label)
        return label

    def _next(self, kind: str) -> str:
        number = self._numbers.get(kind, 0) + 1
        return f"[{kind} {letters(number) if kind == _SCHOOL else number}]"

    def _count(self, label: str) -> None:
        kind, _, number = label.strip("[]").rpartition(" ")
        if kind in PERSON_KINDS and number.isdigit():
            self._numbers[kind] = max(self._numbers.get(kind, 0), int(number))
        elif kind == _SCHOOL:
            value = 0
            for letter in number:
                value = value * 26 + ord(letter) - 64
            self._numbers[kind] = max(self._numbers.get(kind, 0), value)
