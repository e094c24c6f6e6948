"""Detection with everything a study knows, as workers and stages call it; and the phrases that tell who is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pipelines.privacy import cues
from pipelines.privacy.detector import Detector, Read
from pipelines.privacy.findings import Finding, settle
from pipelines.privacy.knowledge import Knowledge
from pipelines.privacy.lexicon import load
from pipelines.privacy.people import person_key
from pipelines.privacy.places import Phrases, folded_words
from pipelines.privacy.risk import risk
from pipelines.privacy.wordlists import fold, phrases, words_of

# A finding with less to it than this could be met anywhere.
_LEAST_LETTERS = 3
_LEAST_SIGNS = 6
# Names that are words, months or offices: Hope, April, Dean.
_WORDS_TOO = cues.WORD_NAMES | cues.SHY_NAMES | cues.MONTH_NAMES | cues.MONTHS | cues.NEVER_NAMES | cues.OFFICES


# What a district's full name ends in: "Harrow Falls" is how people speak of Harrow Falls Public Schools.
_OFFICIAL = re.compile(
    r"(?i)(?:\s+(?:public|city|county|area|unified|union|regional|independent|consolidated|central|community|township|"
    r"elementary|high|local|municipal))*\s+(?:schools?|school\s+(?:district|system|department)|district|isd|usd|csd|sd)"
    r"(?:\s+(?:no\.?\s*)?\d+)?\s*$"
)


@dataclass(frozen=True, slots=True)
class Known:
    """What travels to a worker: the study's knowledge, the districts that may not be named, and phrases
    found elsewhere in the study, as (phrase, kind)."""

    knowledge: Knowledge
    districts: tuple[str, ...] = ()
    again: tuple[tuple[str, str], ...] = field(default=())


class Finder:
    """The detector, and the names and phrases that it is told."""

    def __init__(self, known: Known, cache: Path | None = None) -> None:
        self._detector = _detector(known.knowledge, cache)
        why = "a district that is not named"
        anyhow = telling(((name, "district") for name in known.districts), cache)
        self._told = [
            # As written: a district may be called by a word, such as Verity or Bracken.
            Phrases(known.districts, "district", why, exact_case=True),
            Phrases(anyhow, "district", why),
        ]
        for kind in sorted({kind for _, kind in known.again}):
            listed = [phrase for phrase, k in known.again if k == kind]
            self._told.append(Phrases(listed, kind, "found elsewhere in the study"))
        self._fine = Phrases(known.knowledge.fine, "fine", "marked by staff")

    def find(self, texts: Sequence[str]) -> list[list[Finding]]:
        """For each text its findings: sorted, without overlap, offsets in code points of the text given."""
        return [read.found for read in self.read(texts)]

    def read(self, texts: Sequence[str]) -> list[Read]:
        """What is found in each text, and what is in doubt there."""
        read = self._detector.read(texts)
        if not any(self._told):
            return read
        return [one.found_to_be(self._with_told(text, one)) for text, one in zip(texts, read, strict=True)]

    def _with_told(self, text: str, read: Read) -> list[Finding]:
        found, folded = read.found, folded_words(read.words)
        more = [f for told in self._told for f in told.find_folded(text, folded)]
        if not more:
            return found
        fine = [(f.start, f.end) for f in self._fine.find(text, read.words)]
        found = settle([*found, *(f for f in more if not any(a <= f.start and f.end <= b for a, b in fine))])
        # What stood beside a phrase of the study may be a name without it.
        return self._detector.completed(text, found)


def short_districts(names: Iterable[str], cache: Path | None) -> list[str]:
    """What people call districts: without "Public Schools" and the like, unless an everyday word is left."""
    lexicon = load(cache)
    short = {_OFFICIAL.sub("", name).strip() for name in names if _OFFICIAL.search(name)}
    return sorted(s for s in short if len(s) >= _LEAST_LETTERS and (" " in s or not lexicon[fold(s)].ordinary()))


@lru_cache(maxsize=1)
def _detector(knowledge: Knowledge, cache: Path | None) -> Detector:
    """The detector, with all the words it has looked up: it stays where only phrases to look for are added."""
    return Detector(knowledge, cache)


@lru_cache(maxsize=1)
def finder(known: Known, cache: Path | None) -> Finder:
    """The finder of what is known, made once a process."""
    return Finder(known, cache)


def telling(found: Iterable[tuple[str, str]], cache: Path | None) -> dict[str, str]:
    """Of findings (words, kind) the folded phrases that tell who is meant wherever they stand.

    A name that is also an everyday word or a town is left out: the detector decides on it by context,
    and looking it up everywhere would find the word.
    """
    lexicon, allowed, kept = load(cache), phrases("allow"), {}
    for words, kind in found:
        if kind == "person":
            key = person_key(words)
            name = " ".join(key)
            long = [word for word in key if len(word) >= _LEAST_LETTERS]
            if len(long) > 1:
                kept[name] = kind
            elif len(key) == 1 and long and name not in allowed | _WORDS_TOO:
                known = lexicon[name]
                if not known.ordinary() and not known.town and name not in phrases("places"):
                    kept[name] = kind
        elif kind in ("school", "district"):
            name = " ".join(words_of(words))
            known = lexicon[name]
            if " " in name or not (known.ordinary() or known.town):
                kept[name] = kind
        elif len(words) >= _LEAST_SIGNS and kind != "marked":
            kept[" ".join(fold(words).split())] = kind
    return kept


def find_batch(
    batch: list[tuple[str, str, bool]], known: Known, cache: Path | None
) -> list[tuple[list[Finding], float, str]]:
    """For each (id, text, small district): findings, the risk that is left, and its reasons."""
    made = finder(known, cache)
    results = []
    for (_, text, small), read in zip(batch, made.read([text for _, text, _ in batch]), strict=True):
        left = risk(text, read, small)
        results.append((read.found, left.score, "; ".join(left.reasons)))
    return results
