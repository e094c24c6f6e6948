"""Words and their lemmas: spaCy's English look-up table, and what it lacks."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib import resources

# What spaCy's tokenizer makes of contractions, with or without their apostrophe.
CONTRACTIONS = {
    "n't": "not",
    "nt": "not",
    "ca": "can",
    "wo": "will",
    "sha": "shall",
    "'ve": "have",
    "'re": "be",
    "'ll": "will",
    "'m": "be",
    "'d": "would",
    "'em": "them",
    "gon": "go",
    "wan": "want",
    "na": "to",
}
# The table leads these to another word ("better" to "well", "more" to "much"), which nobody who writes
# them in a pattern means.
_AS_WRITTEN = frozenset(
    [
        *("better", "best", "worse", "worst", "more", "most", "less", "least", "further", "farther"),
        *("elder", "left", "others", "these", "those", "media", "data", "us"),
    ]
)
# Where the table is wrong, or gives another word than people write in patterns.
_CORRECTIONS = {
    **dict.fromkeys(("develops", "developed", "developing"), "develop"),
    "does": "do",
    "as": "as",
    "well": "well",
    "ai": "ai",
    "towards": "toward",
    "theirs": "theirs",
    "crew": "crew",
    "crews": "crew",
}


@cache
def _table() -> dict[str, str]:
    """Only the look-up table (200 KB), rather than all that spacy-lookups-data can load."""
    packed = resources.files("spacy_lookups_data").joinpath("data", "en_lemma_lookup.json.gz").read_bytes()
    table: dict[str, str] = json.loads(gzip.decompress(packed))
    return table | _CORRECTIONS


def canonical(word: str) -> str:
    """The word as patterns see it: lower case, plain apostrophes, contractions written out.

    >>> canonical("N’T")
    'not'
    """
    lower = word.lower().replace("’", "'").replace("ʼ", "'")
    return CONTRACTIONS.get(lower, lower)


def lemma(word: str) -> str:
    """The lemma of a canonical word; of one that the table lacks, the word without a plural s.

    >>> lemma("rotated"), lemma("chromebooks"), lemma("edtech")
    ('rotate', 'chromebook', 'edtech')
    """
    found = _table().get(word)
    if found is None and len(word) > 4 and word[-1] == "s" and word[-2] not in "sui":
        return word[:-1]
    return found or word


def meanings(word: str) -> frozenset[str]:
    """What a pattern's word stands for: a text's word is a find if its form or its lemma is one of these.

    >>> sorted(meanings("learning"))
    ['learn', 'learning']
    """
    return frozenset((word,)) if word in _AS_WRITTEN else frozenset((word, lemma(word)))
