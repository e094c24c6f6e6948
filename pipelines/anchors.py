"""Anchors: where a person's coding belongs once the text it was made on has changed.

Better de-identification changes texts, never ids. A coding stays with its excerpt while the words that
are left are those that were read; otherwise it moves to the excerpt that reads most like its quote, and
where none does so plainly, it waits for a person.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process, utils

from catalog.codings import PersonReading
from catalog.errors import Problem

# Shared words of quote and text, as a share of the shorter (rapidfuzz's token set ratio, 0 to 100).
SAME = 85.0
MOVED = 92.0
OFFERED = 60.0
# A text this many times shorter than a quote is not what was read, whatever words they share.
LEFT = 2
_LABEL = re.compile(r"\[[^\]\n]{1,20}\]")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A coding whose excerpt is not plain any more: what it named, and what comes nearest."""

    where: str
    coder: str
    excerpt: str
    nearest: str | None
    likeness: float


class Anchors:
    """The live excerpts, looked through only when something has drifted."""

    def __init__(self, evidence: sqlite3.Connection) -> None:
        self._evidence = evidence
        self._texts: dict[str, str] | None = None

    def nearest(self, quote: str, least: float = OFFERED) -> tuple[str | None, float]:
        """The live excerpt most like the quote and how like it is; None where none comes near."""
        words = _words(quote)
        # A few words are shared with any longer text: they are no match for it.
        live = {key: text for key, text in self._live().items() if LEFT * len(text) >= len(words)} if words else {}
        found = process.extractOne(words, live, scorer=fuzz.token_set_ratio, score_cutoff=least)
        return (str(found[2]), float(found[1])) if found else (None, 0.0)

    def text(self, excerpt: str, texts: dict[str, str]) -> str:
        """The words of a live excerpt, looked for in `texts` first."""
        sql = "select text from excerpts where id = ?"
        return texts.get(excerpt) or str(self._evidence.execute(sql, (excerpt,)).fetchone()[0])

    def _live(self) -> dict[str, str]:
        if self._texts is None:
            rows = self._evidence.execute(
                "select e.id, e.text from excerpts e join responses r on r.pk = e.response_pk "
                "where e.gone = 0 and r.gone = 0 order by e.pk"
            )
            self._texts = {key: _words(text) for key, text in rows}
        return self._texts


def anchored(
    anchors: Anchors,
    coder: str,
    readings: Iterable[PersonReading],
    texts: dict[str, str],
    certain: Container[str] = (),
) -> Iterator[PersonReading | Doubt | Problem]:
    """Each reading where it belongs; a doubt where that is not plain, a problem where nothing is like it.

    `texts` are the live excerpts that the readings name; of the `certain` ones the id alone says which words
    were read.
    """
    taken: set[str] = set()
    for reading in readings:
        text = texts.get(reading.excerpt)
        same = text is not None and (reading.excerpt in certain or _same(reading.quote, text))
        kept = reading.excerpt if same else None
        if kept is None:
            near, likeness = anchors.nearest(reading.quote)
            if near is None and text is None:
                what, fix = f"excerpt {reading.excerpt} does not exist", "correct the id, or remove the row"
                yield Problem(reading.where, what, fix)
                continue
            if near is None or likeness < MOVED or near in taken:
                yield Doubt(reading.where, coder, reading.excerpt, near, likeness)
                continue
            kept = near
        if kept in taken:
            yield Doubt(reading.where, coder, reading.excerpt, kept, 100.0)
            continue
        taken.add(kept)
        # The words as they stand now: those that were read may hold what has since been found to be a name.
        quote = reading.quote if reading.quote in anchors.text(kept, texts) else anchors.text(kept, texts)
        yield PersonReading(reading.where, kept, quote, reading.codes, reading.memo)


def _same(quote: str, text: str) -> bool:
    if quote == text:
        return True
    read, left = _words(quote), _words(text)
    return LEFT * len(left) >= len(read) and fuzz.token_set_ratio(read, left) >= SAME


def _words(text: str) -> str:
    """The words that de-identification leaves alone."""
    return str(utils.default_process(_LABEL.sub(" ", text)))
