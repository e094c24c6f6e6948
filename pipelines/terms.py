"""Terms as they hold today: whose words may go where, and who may be named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from catalog.consent import Terms
from catalog.manifest import Manifest, SourceEntry
from catalog.store import delivered_rows as delivered
from catalog.store import evidence as kept
from catalog.store.runs import Run
from catalog.text import content_id, fold

# Names that case tables give to the number of students, in lower case.
SIZE_ATTRIBUTES = ("enrolment", "enrollment", "students", "total enrollment", "total_enrollment")


@dataclass(frozen=True)
class Consents:
    """The terms of a study's sources and of its single cases, on a day."""

    manifest: Manifest
    cases: Mapping[str, Terms]
    today: date

    @cached_property
    def _of(self) -> dict[str, Terms]:
        """Terms by folded key: a withdrawal counts however the case is spelled."""
        return {fold(key): terms for key, terms in self.cases.items()}

    def of_source(self, entry: SourceEntry) -> tuple[str, str | None]:
        """The consent that holds for the source today, and why it is not the one that was given."""
        terms = self.manifest.terms_of(entry)
        ended = terms.ended(self.today)
        return ("internal", ended) if ended else (terms.consent or "internal", None)

    def of_case(self, key: str) -> tuple[str | None, str | None]:
        """The narrower consent of a case, if it has one, and why."""
        terms = self._of.get(fold(key), Terms())
        ended = terms.ended(self.today)
        return ("internal", ended) if ended else (terms.consent, None)

    def names(self, key: str, said: bool | None, source_id: str) -> bool:
        """Whether the case may be shown by name: its own word first, then its table's, then its source's."""
        own = self._of.get(fold(key), Terms()).named
        if own is not None:
            return own
        if said is not None:
            return said
        return any(e.id == source_id and self.manifest.names_district(e) for e in self.manifest.sources)

    def unnamed(self, private: sqlite3.Connection) -> set[str]:
        """Names of the cases that may not be shown by name, also of those that no table lists."""
        table = delivered.cases(private)
        listed = {fold(word) for c in table for word in (c.key, c.name)}
        names = {c.name for c in table if not self.names(c.key, c.named, c.source_id)}
        return names | {key for key in delivered.case_keys(private) if fold(key) not in listed and _is_name(key)}

    def as_lines(self) -> Iterator[str]:
        """Everything that bears on the terms, for telling whether it changed."""
        for entry in self.manifest.sources:
            terms = (*self.of_source(entry), self.manifest.names_district(entry), self.manifest.is_synthetic(entry))
            yield repr((entry.id, entry.title, entry.wave, entry.year, *terms))
        for key, terms_of_case in sorted(self.cases.items()):
            yield repr((key, *self.of_case(key), terms_of_case.named))

    def next_change(self) -> date | None:
        """The next day on which time alone changes a consent."""
        terms = [*map(self.manifest.terms_of, self.manifest.sources), *self.cases.values()]
        days = [day for t in terms if (day := t.next_change(self.today)) is not None]
        return min(days) if days else None


def small_scopes(private: sqlite3.Connection, students: float = 500) -> set[str]:
    """Keys and names of the cases with fewer students than this."""
    found = set()
    for c in delivered.cases(private):
        sizes = [_number(v) for n, v in c.attributes.items() if n.lower() in SIZE_ATTRIBUTES]
        if any(size is not None and size < students for size in sizes):
            found |= {c.key, c.name}
    return found


def _is_name(key: str) -> bool:
    """Whether a case key reads as a name rather than as a number: words of letters, with a capital."""
    letters = sum(c.isalpha() for c in key)
    return letters > 3 and letters > 2 * sum(c.isdigit() for c in key) and any(c.isupper() for c in key)


def put_cases(
    private: sqlite3.Connection,
    evidence: sqlite3.Connection,
    now: Consents,
    done: Run,
    clean: Callable[[Iterable[str]], dict[str, str]],
) -> dict[str, str]:
    """Write every case that a table or a respondent names; the case ids by folded key and by folded name.

    Where a district and a school go by one key or name, the district is meant. A case whose district
    withdrew is withdrawn with it.
    """
    table = sorted(delivered.cases(private), key=lambda c: (c.kind != "district", c.kind, c.key))
    ids = {(c.kind, c.key): content_id("case", c.kind, c.key) for c in table}
    lookup: dict[str, str] = {}
    for word in ("key", "name"):
        for c in table:
            lookup.setdefault(fold(getattr(c, word)), ids[c.kind, c.key])
    # A parent is of another kind: the school with the id 2 does not belong to itself.
    above = {
        kind: {fold(c.key): (ids[c.kind, c.key], c.key) for c in table if c.kind != kind}
        for kind in {c.kind for c in table}
    }
    rows = []
    for c in table:
        parent, parent_key = above[c.kind].get(fold(c.parent or ""), (None, ""))
        consent, note = now.of_case(c.key) if now.of_case(c.key)[0] else now.of_case(parent_key)
        name = c.name if now.names(c.key, c.named, c.source_id) else None
        rows.append(kept.CaseNow(ids[c.kind, c.key], c.kind, name, parent, consent, note))
    for key in sorted({fold(key) for key in delivered.case_keys(private)} - set(lookup)):
        lookup[key] = content_id("case", "case", key)
        rows.append(kept.CaseNow(lookup[key], "case", None, None, *now.of_case(key)))
    # In the order of the ids, which tells nothing about the names.
    done.add("cases", kept.put_cases(evidence, sorted(rows, key=lambda row: row.id), done.id))
    values = [(ids[c.kind, c.key], n, v) for c in table for n, v in sorted(c.attributes.items())]
    cleaned = clean(v for _, _, v in values if _number(v) is None)
    kept.put_case_attributes(evidence, ((key, n, cleaned.get(v, v), _number(v)) for key, n, v in values))
    return lookup


def _number(value: str) -> float | None:
    try:
        return float(value.replace(",", "").rstrip("%"))
    except ValueError:
        return None
