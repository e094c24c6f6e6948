"""English words in all their forms, from the look-up tables that ship for spaCy; read only when needed."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib import resources


def is_english(word: str) -> bool:
    """Whether a word of three letters or more is English; shorter ones in the tables are mostly symbols."""
    return len(word) > 2 and word.lower() in _words()


@cache
def _words() -> frozenset[str]:
    folder = resources.files("spacy_lookups_data") / "data"
    lookup = json.loads(gzip.decompress((folder / "en_lemma_lookup.json.gz").read_bytes()))
    index = json.loads(gzip.decompress((folder / "en_lemma_index.json.gz").read_bytes()))
    return frozenset(lookup) | {word for words in index.values() for word in words}
