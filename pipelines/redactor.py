"""What the deidentify stage knows and does about people: detection told by the study, replacement by the key."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from catalog.batches import batches
from catalog.manifest import Manifest
from catalog.marks import Marks
from catalog.store import delivered_rows as delivered
from catalog.store import privacy as kept
from catalog.store.connection import transaction
from catalog.store.evidence import forget_words
from pipelines.case_table import scopes
from pipelines.privacy.finder import Finder, Known, find_batch, finder, short_districts, telling
from pipelines.privacy.findings import Finding
from pipelines.privacy.knowledge import Knowledge
from pipelines.privacy.pseudonyms import Pseudonyms
from pipelines.privacy.replacing import replace
from pipelines.privacy.residue import leaks
from pipelines.privacy.wordlists import fold
from pipelines.workers import Workers

BATCH = 1000


class Redactor:
    """The study's knowledge, its key, and what was found in this run."""

    def __init__(
        self, private: sqlite3.Connection, manifest: Manifest, marks: Marks, unnamed: Iterable[str], cache: Path
    ) -> None:
        people, self._addresses = kept.names(private)
        cases = delivered.cases(private)
        hidden = set(unnamed)
        schools = [c.name for c in cases if c.kind == "school" and c.name in hidden]
        districts = sorted(name for name in hidden - set(schools) if any(c.isalpha() for c in name))
        districts += short_districts(districts, cache)
        pipeline = manifest.settings.get("spacy_pipeline")
        self._knowledge = Knowledge.of(
            str(pipeline) if pipeline else None,
            people=people,
            schools=schools,
            places=[c.name for c in cases if c.kind != "school"] + districts,
            allowed=[str(word) for word in manifest.settings.get("not_names", [])],
            redact=marks.redact,
            fine=marks.fine,
        )
        self._districts, self._cache = tuple(districts), cache
        self._private = private
        self.pseudonyms = Pseudonyms(kept.people(private))
        self.pseudonyms.learn(people)
        self._scopes, self._small = scopes(private)
        told = [(name, "person") for name in people] + [(name, "email") for name in self._addresses]
        told += [(name, "school") for name in schools] + [(name, "district") for name in districts]
        fine = {" ".join(fold(phrase).split()) for phrase in marks.fine}
        self._told = {p: k for p, k in telling(told, cache).items() if p not in fine}
        self._fine, self._marked_fine = fine, marks.fine
        self._noted: set[tuple[str, str]] = set()  # findings whose phrases are among the told

    @property
    def known(self) -> Known:
        """What detection is told: with every phrase found so far in the study."""
        again = [(phrase, kind) for phrase, kind in kept.identifiers(self._private) if kind != "district"]
        return Known(self._knowledge, self._districts, tuple(again))

    def note_told(self) -> None:
        """Note what is known before any text is read among the phrases that must not leak."""
        kept.add_identifiers(self._private, self._told)

    def clean(self, values: Iterable[str]) -> dict[str, str]:
        """Short texts other than responses (prompts, roles, options), each with what is to stand there."""
        distinct = sorted({value for value in values if any(c.isalnum() for c in value)})
        made: Finder = finder(self.known, self._cache)
        cleaned = {}
        for batch in batches(distinct, BATCH):
            for text, found in zip(batch, made.find(batch), strict=True):
                if found:
                    cleaned[text] = replace(text, found, self.pseudonyms.within(""))[0]
                    self._note(text, found)
        return cleaned

    def redact(
        self, rows: Iterable[list[delivered.Row]], workers: Workers, expected: int
    ) -> Iterator[list[tuple[delivered.Row, str, float, str]]]:
        """Batches of (delivered row, de-identified text, risk, its reasons); findings and key are kept.

        The workers begin at once, also before the first batch is asked for.
        """
        pending: list[list[delivered.Row]] = []

        def asked() -> Iterator[list[tuple[str, str, bool]]]:
            for batch in rows:
                pending.append(batch)
                yield [(str(r[0]), str(r[5]), str(r[2]) in self._small) for r in batch]

        found = workers.map(find_batch, asked(), self.known, self._cache, expected=expected)
        return (self._replaced(pending.pop(0), results) for _, results in found)

    def _replaced(
        self, batch: list[delivered.Row], results: list[tuple[list[Finding], float, str]]
    ) -> list[tuple[delivered.Row, str, float, str]]:
        done, findings = [], []
        for row, (found, score, reasons) in zip(batch, results, strict=True):
            text, scope = str(row[5]), self._scopes.get(str(row[2]), "")
            new = text
            if found:
                label = self.pseudonyms.within(scope)
                findings += [(str(row[0]), f.start, f.end, f.kind, f.why, label(text, f)) for f in found]
                new = replace(text, found, label)[0]
                self._note(text, found)
            done.append((row, new, score, reasons))
        with transaction(self._private):
            kept.put_findings(self._private, [str(row[0]) for row in batch], findings)
        return done

    def _note(self, text: str, found: Iterable[Finding]) -> None:
        new = {(f.of(text), f.kind) for f in found} - self._noted
        if new:
            self._noted |= new
            self._told.update((p, k) for p, k in telling(sorted(new), self._cache).items() if p not in self._fine)

    def keep(self) -> list[tuple[str, str]]:
        """Keep the key and the phrases found; those phrases that were not known before."""
        with transaction(self._private):
            kept.put_people(self._private, self.pseudonyms.rows())
            return kept.add_identifiers(self._private, self._told)

    def look_for(self, evidence: sqlite3.Connection, new: list[tuple[str, str]], workers: Workers) -> Iterator[str]:
        """The ids of responses in which one of these phrases stands; the workers begin to look at once."""
        texts = kept.evidence_texts(evidence, BATCH)
        expected = int(evidence.execute("select count(*) from responses").fetchone()[0])
        found = workers.map(leaks, texts, tuple(new), self._marked_fine, expected=expected)
        return (key for _, places in found for key, _ in places)

    def recall(self, evidence: sqlite3.Connection, responses: Iterable[str]) -> int:
        """Have these responses read again; how many. What is no longer delivered cannot be read again."""
        again = list(responses)
        with transaction(evidence):
            forget_words(evidence, again)
        with transaction(self._private):
            return kept.mark_pending(self._private, again)

    def stands_in_short_texts(self, evidence: sqlite3.Connection, new: list[tuple[str, str]]) -> bool:
        """Whether one of the phrases stands in a prompt, role, option or attribute."""
        texts = [("", text) for text in kept.evidence_short_texts(evidence)] if new else []
        return bool(leaks(texts, tuple(new), self._marked_fine))


def cleaned_json(text: str, cleaned: dict[str, str]) -> str:
    """A JSON object with its values as they are to stand."""
    data = json.loads(text)
    return json.dumps({k: cleaned.get(v, v) for k, v in data.items()}, ensure_ascii=False, sort_keys=True)
