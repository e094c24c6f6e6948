"""The one form of text that offsets refer to, and the ids made from content."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# A character and the marks that belong to it (Latin, and the vowels and finals of Hangul).
_CLUSTER = re.compile(r"(?s).[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u1160-\u11ff]*")


def normalise(text: str) -> str:
    """NFC, line ends as LF, without NUL, byte-order marks or surrounding white space.

    Every offset in the project counts Unicode code points of text in this form.

    >>> normalise("cafe\\u0301\\r\\nnext ")
    'café\\nnext'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.replace("\ufeff", ""))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        text = text.replace("\0", "")
    return text.strip()


@dataclass(frozen=True, slots=True)
class Composed:
    """A text in NFC, and where each of its characters stood in the text as delivered."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()

    def delivered(self, start: int, end: int) -> tuple[int, int]:
        """A span of the composed text as one of the text as delivered."""
        return (self.spans[start][0], self.spans[end - 1][1]) if self.spans and start < end else (start, end)


def composed(text: str) -> Composed:
    """The text with letters and accents joined; nothing else changes.

    >>> composed("Jose\u0301 left").delivered(0, 4)
    (0, 5)
    """
    if unicodedata.is_normalized("NFC", text):
        return Composed(text)
    parts, spans = [], []
    for match in _CLUSTER.finditer(text):
        part = unicodedata.normalize("NFC", match[0])
        parts.append(part)
        spans += [match.span()] * len(part)
    made = "".join(parts)
    # Where a script composes otherwise, the text is taken as it stands.
    return Composed(made, tuple(spans)) if made == unicodedata.normalize("NFC", text) else Composed(text)


def fold(text: str) -> str:
    """Text for comparing: without case, accents kept, runs of white space as one space.

    >>> fold("  Harrow\\tFALLS ")
    'harrow falls'
    """
    return " ".join(text.casefold().split())


def content_id(*parts: str) -> str:
    """A stable 16-digit hexadecimal id of its parts, the same on every machine.

    >>> content_id("survey", "R_1") == content_id("survey", "R_1")
    True
    >>> content_id("a", "bc") == content_id("ab", "c")
    False
    """
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def digest(parts: Iterable[str]) -> str:
    """A 32-digit hexadecimal digest of many parts, for telling whether anything changed."""
    ended = "".join([f"{part}\x1f" for part in parts])
    return hashlib.blake2b(ended.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
