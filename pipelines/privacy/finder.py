"""Detection with everything a study knows, as workers and stages call it; and the phrases that must not leak."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pipelines.privacy import cues
from pipelines.privacy.detector import Detector
from pipelines.privacy.findings import Finding, settle
from pipelines.privacy.knowledge import Knowledge
from pipelines.privacy.lexicon import load
from pipelines.privacy.people import person_key
from pipelines.privacy.places import Phrases, folded_words, with_parts
from pipelines.privacy.risk import Risk, risk
from pipelines.privacy.wordlists import WORD, fold, phrases, words_of

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
_SLUG = re.compile(r"[\W_]+")


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
        self._detector = Detector(known.knowledge, cache)
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
        found = self._detector.detect(texts)
        return [self._with_told(text, first) for text, first in zip(texts, found, strict=True)]

    def risk(self, text: str, findings: Sequence[Finding], small_district: bool) -> Risk:
        """The risk that is left once the findings are replaced."""
        return risk(text, findings, self._detector.doubts(text, findings), small_district)

    def _with_told(self, text: str, found: list[Finding]) -> list[Finding]:
        if not any(self._told):
            return found
        words = WORD.findall(text)
        folded = folded_words(words)
        more = [f for told in self._told for f in told.find_folded(text, folded)]
        if not more:
            return found
        fine = [(f.start, f.end) for f in self._fine.find(text, words)]
        return settle([*found, *(f for f in more if not any(a <= f.start and f.end <= b for a, b in fine))])


def short_districts(names: Iterable[str], cache: Path | None) -> list[str]:
    """What people call districts: without "Public Schools" and the like, unless an everyday word is left."""
    lexicon = load(cache)
    short = {_OFFICIAL.sub("", name).strip() for name in names if _OFFICIAL.search(name)}
    return sorted(s for s in short if len(s) >= _LEAST_LETTERS and (" " in s or not lexicon[fold(s)].ordinary()))


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
    texts = [text for _, text, _ in batch]
    results = []
    for (_, text, small), found in zip(batch, made.find(texts), strict=True):
        left = made.risk(text, found, small)
        results.append((found, left.score, "; ".join(left.reasons)))
    return results


@lru_cache(maxsize=1)
def _residue(known: tuple[tuple[str, str], ...]) -> list[Phrases]:
    return [Phrases([p for p, k in known if k == kind], kind, "residue") for kind in sorted({k for _, k in known})]


def leaks(
    batch: list[tuple[str, str]], known: tuple[tuple[str, str], ...], fine: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    """(key, kind) of the texts (key, text) in which a phrase still stands: case-folded, accent-folded, word-bounded.

    Words joined to an id, such as interview_ana-ruiz, are looked at apart. What stands inside a phrase of
    `fine` was looked at by a person.
    """
    listed, found = _residue(known), []
    for key, text in batch:
        folded = fold(text)
        if len(folded.split(None, 1)) < 2:
            folded = f"{folded} {_SLUG.sub(' ', folded)}"
        words = with_parts(set(WORD.findall(folded)))
        for told in listed:
            if any(not _is_fine(m, folded, words, fine) for m in told.find_folded(folded, words)):
                found.append((key, told.kind))
    return found


def _is_fine(match: Finding, folded: str, words: set[str], fine: tuple[str, ...]) -> bool:
    return bool(fine) and any(
        f.start <= match.start and match.end <= f.end for f in _fine(fine).find_folded(folded, words)
    )


@lru_cache(maxsize=1)
def _fine(phrases: tuple[str, ...]) -> Phrases:
    return Phrases(map(fold, phrases), "fine", "marked by staff")
