"""What the letters of a word say: made from English words, from two of them, or from a name."""

from __future__ import annotations

import re
from collections.abc import Set

from pipelines.privacy.lexicon import Lexicon

# Endings by which English makes words that no table lists; what is left must be a word.
_ENDINGS = re.compile(
    r"(?:ing|ings|ed|ly|tion|tions|ness|ment|ments|able|ible|ize|izes|ized|izing|ise|ised|ism|isms|ology|er|ers|est"
    r"|ists?|s|es|al|ally|ity|ities|ful|less|ship|ships|wide|wise|y|ish|ation|ations|'ll|'ve|'re|'d|n't)$"
)
_STARTS = re.compile(
    r"^(?:un|re|pre|non|co|anti|multi|inter|over|under|mini|micro|macro|self|sub|semi|mis|dis|out|tele|cyber|mid|edu"
    r"|eco|bio|geo|meta|neuro|socio|psycho|trans|ultra|super|cross|hyper|extra|intra|post|bi|tri)-?"
)
_LONG_ENDINGS = re.compile(
    r"(?:ions?|ing|ings|ive|ence|ance|ators?|ments?|ness|ists?|isms?|ed|ly|able|ible|ology|sets?)$"
)
_DOUBLING = frozenset(("able", "ed", "er", "ers", "est", "ing", "ings", "ish", "y"))
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_VOWEL = re.compile(r"[aeiouyäöüø]|[^a-z'-]")


def no_word(low: str) -> bool:
    """Whether no name is spelled so: "don't", "hmmm"."""
    return low.endswith("n't") or (len(low) > 2 and _VOWEL.search(low) is None)


def has_ending(low: str) -> bool:
    """Whether the word ends as English words do."""
    return _ENDINGS.search(low) is not None


def english_like(low: str) -> bool:
    """Whether a word that no table has is long, and ends as English makes its long words: "individualization"."""
    return len(low) > 11 or (len(low) > 7 and _LONG_ENDINGS.search(low) is not None)


def derived(lexicon: Lexicon, low: str) -> bool:
    """Whether it is an English word made of another by a common ending or beginning."""
    stem = _STARTS.sub("", low)
    if stem != low and len(stem) > 3 and lexicon[stem].ordinary(0.0, -14.5):
        return True
    stem = _ENDINGS.sub("", low)
    if stem == low or len(stem) < (4 if len(low) - len(stem) < 3 else 3):
        return False
    # Only before these endings English doubles a consonant: "planned" is of "plan", "Garrity" not of "gar".
    single = stem[:-1] if stem[-1] == stem[-2] and low[len(stem) :] in _DOUBLING else stem
    forms = (stem, stem + "e", stem[:-1] + "y", single)
    return any(len(form) > 2 and lexicon[form].ordinary(0.5, -15.0) for form in forms)


def blended(lexicon: Lexicon, low: str) -> bool:
    """Whether it is two English words run together, as products are named: "Packback"."""
    return any(_common(lexicon, low[:at]) and _common(lexicon, low[at:]) for at in range(4, len(low) - 3))


def misspelt(lexicon: Lexicon, low: str, others: Set[str]) -> bool:
    """Whether one slip of the keys makes it of a common English word or of one of `others`: "thier", "chromebok"."""
    cuts = [(low[:at], low[at:]) for at in range(len(low) + 1)]
    near = [a + b[1:] for a, b in cuts if b]
    near += [a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1]
    near += [a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS]
    near += [a + letter + b for a, b in cuts for letter in _LETTERS]
    return any(_everyday(lexicon, word) or word in others for word in near)


def owning(lexicon: Lexicon, low: str) -> bool:
    """Whether it is a given name with an ending from which the apostrophe was left out: "isaiahs turn"."""
    stem = lexicon[low.removesuffix("s")]
    return low.endswith("s") and not lexicon[low].english and stem.sure


def of_syllables(lexicon: Lexicon, first: str, second: str) -> bool:
    """Whether a capitalised and a small part make a name as it is written in the United States: "Min-jun"."""
    short = 1 < len(first) < 6 and 1 < len(second) < 6 and not _STARTS.fullmatch(first.lower())
    one, other = lexicon[first.casefold()], lexicon[second.casefold()]
    foreign = not one.english and (not other.english or len(second) < 4)
    foreign = foreign or (len(second) > 2 and second.casefold() not in lexicon)
    return short and (foreign or (one.listed and not (other.english or other.given)))


def _everyday(lexicon: Lexicon, word: str) -> bool:
    if len(word) < 3 or word not in lexicon:
        return False
    known = lexicon[word]
    return known.english and not known.given and known.ordinary(0.0, -13.0)


def _common(lexicon: Lexicon, part: str) -> bool:
    word = lexicon[part]
    return word.english and word.ordinary(0.0, -13.5)
