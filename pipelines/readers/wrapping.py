"""Mending paragraphs that software cut every so many characters, in the middle of words too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.readers.wordlist import is_english

LEAST_WIDTH = 60
"""Narrowest width at which text is believed to be cut."""

_LONGEST_WORD = 60
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def cut_width(blocks: Sequence[Sequence[str]]) -> int | None:
    """The width at which the paragraphs of the blocks were cut, or None where they were not.

    Every paragraph but a block's last is then as long as the width, or one shorter where the space
    before the cut was dropped.
    """
    lengths = [len(text) for block in blocks for text in block[:-1]]
    longest = max((len(text) for block in blocks for text in block), default=0)
    if len(lengths) < 3 or longest < LEAST_WIDTH:
        return None
    cut = sum(longest - 1 <= n <= longest for n in lengths)
    return longest if cut >= 0.9 * len(lengths) else None


def vocabulary(blocks: Sequence[Sequence[str]]) -> frozenset[str]:
    """The words that certainly stand whole in the blocks, in small letters: none that touches a cut."""
    words: set[str] = set()
    for block in blocks:
        for i, text in enumerate(block):
            found = _WORD.findall(text)
            inner = found[1 if i else 0 : -1 if i < len(block) - 1 else None]
            words.update(word.lower() for word in inner)
    return frozenset(words)


def is_glued(left: str, right: str, width: int, known: frozenset[str]) -> bool:
    """Whether `right` goes on in the middle of the word, or right after the mark, that `left` ends with.

    >>> is_glued("x" * 56 + " fee", "dback cycles", 60, frozenset())
    True
    >>> is_glued("x" * 56 + " how", "to replicate", 60, frozenset({"how", "to"}))
    False
    """
    if len(left) < width or not left or not right:
        return False
    if not (right[0].isalnum() or left[-1].isalnum()):
        return False
    head, tail = _last_word(left), _first_word(right)
    if not tail:  # a mark of punctuation follows its word without a space; an opening one does not
        return right[0] in ".,;:!?…’'”)]%-–—/"
    if not head:  # after an apostrophe or hyphen the word goes on; after a sentence it does not
        return left[-1] in "’'-/(“‘"
    if _is_word(head + tail, known):
        return True
    return not (_is_word(head, known) and _is_word(tail, known))


def _last_word(text: str) -> str:
    match = re.search(r"[^\W_]+$", text[-_LONGEST_WORD:])
    return match[0].lower() if match else ""


def _first_word(text: str) -> str:
    match = re.match(r"[^\W_]+", text[:_LONGEST_WORD])
    return match[0].lower() if match else ""


def _is_word(word: str, known: frozenset[str]) -> bool:
    return word in known or is_english(word) or word.isdigit()
