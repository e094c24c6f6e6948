"""Terms as they hold today: whose words may go where, and who may be named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from catalog.consent import Terms
from catalog.manifest import Manifest, SourceEntry
from catalog.records import CONSENTS
from catalog.store import delivered_rows as delivered
from catalog.store import evidence as kept
from catalog.store.delivered_rows import DeliveredCase
from catalog.store.runs import Run
from catalog.text import content_id, fold
from pipelines.case_table import CaseTable, number


@dataclass(frozen=True)
class Consents:
    """The terms of a study's sources and of its single cases, on a day."""

    manifest: Manifest
    cases: Mapping[str, Terms]
    today: date

    @cached_property
    def _of(self) -> dict[str, list[Terms]]:
        """Terms by folded key: a withdrawal counts however the case is spelled."""
        found: dict[str, list[Terms]] = {}
        for key, terms in self.cases.items():
            found.setdefault(fold(key), []).append(terms)
        return found

    def _terms(self, words: Iterable[str]) -> list[Terms]:
        """What was said of a case under any of the words it goes by."""
        return [terms for word in dict.fromkeys(map(fold, words)) for terms in self._of.get(word, ())]

    def of_source(self, entry: SourceEntry) -> tuple[str, str | None]:
        """The consent that holds for the source today, and why it is not the one that was given."""
        terms = self.manifest.terms_of(entry)
        ended = terms.ended(self.today)
        return ("internal", ended) if ended else (terms.consent or "internal", None)

    def of_case(self, *words: str) -> tuple[str | None, str | None]:
        """The narrowest consent of a case that goes by these words (its id, its name, those of the district
        it belongs to), if it has one, and why."""
        found: list[tuple[str | None, str | None]] = []
        for terms in self._terms(words):
            ended = terms.ended(self.today)
            found.append(("internal", ended) if ended else (terms.consent, None))
        given = [(consent, note) for consent, note in found if consent in CONSENTS]
        # An ended consent before one that was never wider, so that its reason is told.
        return min(given, key=lambda f: (CONSENTS.index(f[0]), f[1] is None), default=(None, None))

    def names(self, case: DeliveredCase) -> bool:
        """Whether the case may be shown by name: its own word first, then its table's, then its source's.

        One that withdrew is not named any more.
        """
        said = self._terms((case.key, case.name))
        if any(terms.ended(self.today) for terms in said):
            return False
        own = [terms.named for terms in said if terms.named is not None]
        if own:
            return all(own)
        if case.named is not None:
            return case.named
        return any(e.id == case.source_id and self.manifest.names_district(e) for e in self.manifest.sources)

    def unnamed(self, private: sqlite3.Connection) -> set[str]:
        """Names of the cases that may not be shown by name, also of those that no table lists."""
        table = delivered.cases(private)
        listed = {fold(word) for c in table for word in (c.key, c.name)}
        names = {c.name for c in table if not self.names(c)}
        return names | {key for key in delivered.case_keys(private) if fold(key) not in listed and _is_name(key)}

    def unknown(self, private: sqlite3.Connection) -> int:
        """How many rows of consent.csv name a case that nothing delivered names: they would end nothing."""
        known = {fold(word) for c in delivered.cases(private) for word in (c.key, c.name)}
        known |= {fold(key) for key in delivered.case_keys(private)}
        return len(set(self._of) - known)

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

    A case whose district withdrew is withdrawn with it.
    """
    table = CaseTable(private)
    secret = (now.manifest.secret,) if now.manifest.secret else ()
    ids = {(c.kind, c.key): content_id(*secret, "case", c.kind, c.key) for c in table.cases}
    lookup = {fold(w): ids[c.kind, c.key] for d in table.cases for w in (d.key, d.name) if (c := table.find(w))}
    rows = []
    for c in table.cases:
        parent = table.parent(c)
        consent, note = now.of_case(*(word for above in table.line(c) for word in (above.key, above.name)))
        above_id = ids[parent.kind, parent.key] if parent else None
        rows.append(kept.CaseNow(ids[c.kind, c.key], c.kind, c.name if now.names(c) else None, above_id, consent, note))
    for key in sorted({fold(key) for key in delivered.case_keys(private)} - set(lookup)):
        lookup[key] = content_id(*secret, "case", "case", key)
        rows.append(kept.CaseNow(lookup[key], "case", None, None, *now.of_case(key)))
    # In the order of the ids, which tells nothing about the names.
    done.add("cases", kept.put_cases(evidence, sorted(rows, key=lambda row: row.id), done.id))
    values = [(ids[c.kind, c.key], n, v) for c in table.cases for n, v in sorted(c.attributes.items())]
    cleaned = clean(v for _, _, v in values if number(v) is None)
    kept.put_case_attributes(evidence, ((key, n, cleaned.get(v, v), number(v)) for key, n, v in values))
    return lookup
