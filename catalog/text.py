"""The one form of text that offsets refer to, and the ids made from content."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable


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
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        state.update(part.encode("utf-8", "surrogatepass"))
        state.update(b"\x1f")
    return state.hexdigest()
