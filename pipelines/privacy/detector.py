"""Finds everything in a text that identifies someone: the pure first half of de-identification."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipelines.privacy import shapes
from pipelines.privacy.findings import Finding, settle
from pipelines.privacy.identifiers import identifiers
from pipelines.privacy.knowledge import Knowledge
from pipelines.privacy.labels import LABEL, placeholder
from pipelines.privacy.lexicon import load
from pipelines.privacy.names import NameDetector
from pipelines.privacy.offsets import substitute
from pipelines.privacy.places import Phrases, short_names
from pipelines.privacy.schools import SCHOOL_WORDS, schools
from pipelines.privacy.wordlists import words_in

_NO_DIGITS = re.compile(r"\D+")
_DOTTED = re.compile(r"\.[a-z]")  # a domain; begins with a literal, so that the search is quick
_ROUNDS = 4  # what one replacement uncovers is found in the next; two rounds are rare


class Read(NamedTuple):
    """What was found in a text: `found` is sorted and without overlap; `doubts` are words that may be names and
    are in none of the findings; `words` are all of its words as written."""

    found: list[Finding]
    doubts: list[Finding]
    words: set[str]

    def found_to_be(self, found: list[Finding]) -> Read:
        """The same text with other findings, and the doubts that these leave."""
        doubts = [d for d in self.doubts if not any(f.start < d.end and d.start < f.end for f in found)]
        return Read(found, doubts, self.words)


class Detector:
    """Findings under what a study knows; the arguments travel to a worker, the detector is made there.

    `cache` is a folder for the boiled-down word tables; without it they are made anew (3 s).
    """

    def __init__(self, knowledge: Knowledge, cache: Path | None = None) -> None:
        lexicon = load(cache)
        self._names = NameDetector(knowledge, lexicon)
        self._fine = Phrases(knowledge.fine, "fine", "marked by staff")
        short = short_names(knowledge.schools, knowledge.places, lexicon)
        told = (
            Phrases(knowledge.schools, "school", "a school of the study"),
            Phrases(short, "school", "a school of the study", exact_case=True),
            Phrases(knowledge.redact, "marked", "marked by staff"),
        )
        self._phrases = [phrases for phrases in told if phrases]
        self._pipeline = knowledge.pipeline

    def detect(self, texts: Sequence[str]) -> list[list[Finding]]:
        """For each text its findings: sorted, without overlap, offsets in code points of the text given."""
        return [read.found for read in self.read(texts)]

    def read(self, texts: Sequence[str]) -> list[Read]:
        """What is found in each text, and what is in doubt there."""
        read = [self._read(text) for text in texts]
        if self._pipeline is None:
            return read
        from pipelines.privacy.trained import persons

        more = persons(self._pipeline, texts)
        return [one.found_to_be(self._finish(t, [*one.found, *m])) for t, one, m in zip(texts, read, more, strict=True)]

    def _read(self, text: str) -> Read:
        words = set(words_in(text))
        found, doubts = self._once(text, words)
        return Read(found, doubts, words).found_to_be(self.completed(text, found))

    def completed(self, text: str, found: list[Finding]) -> list[Finding]:
        """The findings, and what else is found in the text once they are replaced; it takes nothing away."""
        for _ in range(_ROUNDS if found else 0):
            masked, offsets = substitute(text, [(f.start, f.end, placeholder(f.kind)) for f in found])
            more = [
                Finding(offsets.to_old(f.start), offsets.to_old(f.end), f.kind, f.why, f.score)
                for f in self._once(masked, set(words_in(masked)))[0]
            ]
            if not more:
                break
            found = self._finish(text, [*found, *more])
        return found

    def _once(self, text: str, words: set[str]) -> tuple[list[Finding], list[Finding]]:
        names, doubts = self._names.read(text, words)
        found = [*names, *self._others(text, words)]
        return self._finish(text, found) if found else found, doubts

    def _others(self, text: str, words: set[str]) -> Iterator[Finding]:
        """What identifies besides names of people; each search only where the text has what it needs."""
        # Digits of labels do not count, so that a replaced text is read as it was before.
        digits = len(_NO_DIGITS.sub("", LABEL.sub("", text) if "[" in text else text))
        if digits:
            yield from shapes.numbers(text, words, digits)
        if digits > 2 or "@" in text or _DOTTED.search(text) or "://" in text:
            yield from identifiers(text, digits)
        if "@" in text or "_" in text:
            yield from shapes.accounts(text)
        if not words.isdisjoint(shapes.STREET_WORDS):
            yield from shapes.streets(text)
        if not words.isdisjoint(SCHOOL_WORDS):
            yield from schools(text, words, self._names.silent, self._names.founder)
        for phrases in self._phrases:
            yield from phrases.find(text, words)

    def _finish(self, text: str, found: Iterable[Finding]) -> list[Finding]:
        """Without what stands already replaced or was marked as fine, and without overlap."""
        kept = [*found]
        closed = [match.span() for match in LABEL.finditer(text)] if "[" in text else []
        fine = [(f.start, f.end) for f in self._fine.find(text, words_in(text))] if self._fine else []
        kept = [f for f in kept if not any(a < f.end and f.start < b for a, b in closed)]
        kept = [f for f in kept if f.kind == "marked" or not any(a <= f.start and f.end <= b for a, b in fine)]
        return [*_trimmed(text, settle(kept))]


def _trimmed(text: str, found: Iterable[Finding]) -> Iterator[Finding]:
    """Without blanks and punctuation at the ends that a cut left over; nothing but such is no finding."""
    for f in found:
        words = f.of(text)
        start = f.start + len(words) - len(words.lstrip(" \t\n,;:-–—"))
        end = f.start + len(words.rstrip(" \t\n,;:-–—"))
        if start < end and any(c.isalnum() for c in text[start:end]):
            yield f if (start, end) == (f.start, f.end) else Finding(start, end, f.kind, f.why, f.score)
