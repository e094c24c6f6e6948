"""What the tables of English word forms (WordNet's, in spacy-lookups-data) say: which spellings are words and verbs.

A given name that English has no word for is a name however often it is typed small ("ella", "mia");
a verb after a capital tells the name from the word ("Cliff coaches the relay").
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENGLISH, THIRD, PAST, BASE, PLURAL, THING = 16, 32, 64, 128, 256, 512
# Classes of words that the tables leave out, where they are spelled like names.
_CLOSED = frozenset(
    "a al an and any as at but by con else for from he her him his i if in into it la le les lo me meta my no nor"  # noqa: SIM905
    " of on or our per she so some than that the their them they this till to una unto us van versa von we what who"
    " with you your".split()
)


@dataclass(frozen=True, slots=True)
class Forms:
    """Base forms by part of speech, irregular forms, and every spelling that a lemma is given for."""

    bases: dict[str, frozenset[str]]
    irregular: dict[str, dict[str, list[str]]]
    rules: dict[str, list[list[str]]]
    spelled: Collection[str]

    def flags(self, word: str) -> int:
        """ENGLISH for a word, with THIRD ("drives"), PAST ("drove"), BASE ("drive") and PLURAL ("drives") where it may
        be that, and THING for what is a noun and nothing else ("tribe", "tribes")."""
        verbs, nouns = self._stems(word, "verb"), self._stems(word, "noun")
        parts = {part for part, bases in self.bases.items() if word in bases}
        known = parts or verbs or nouns or word in _CLOSED or word in self.spelled or self._stems(word, "adj")
        found = ENGLISH if known else 0
        found |= THIRD if verbs and word.endswith("s") else 0
        irregular = word in self.irregular["verb"] and not word.endswith(("ing", "s"))
        found |= PAST if irregular or (verbs and word.endswith("ed")) else 0
        found |= BASE if "verb" in parts else 0
        found |= PLURAL if nouns else 0
        return found | (THING if (nouns or "noun" in parts) and not verbs and parts <= {"noun"} else 0)

    def _stems(self, word: str, part: str) -> list[str]:
        """What the word may be a form of, without itself."""
        stems = [word[: -len(end)] + new for end, new in self.rules[part] if word.endswith(end)]
        return [*self.irregular[part].get(word, ()), *(stem for stem in stems if stem in self.bases[part])]


def forms(folder: Path) -> Forms:
    """The tables in the folder `folder` of spacy-lookups-data."""
    bases = {part: frozenset(words) for part, words in _table(folder, "index").items()}
    return Forms(bases, _table(folder, "exc"), _table(folder, "rules"), _table(folder, "lookup").keys())


def _table(folder: Path, name: str) -> dict[str, Any]:
    with gzip.open(folder / f"en_lemma_{name}.json.gz", "rt", encoding="utf-8") as stream:
        table: dict[str, Any] = json.load(stream)
    return table
