"""A text as words with what stands between them, ready for reading a word's surroundings."""

from __future__ import annotations

import re

from pipelines.privacy import cues
from pipelines.privacy.labels import LABEL
from pipelines.privacy.signs import POSSESSIVE, Sign, Signs
from pipelines.privacy.wordlists import fold

_TOKEN = re.compile(LABEL.pattern + r"|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MASK = Sign("mask")
_ENDS = re.compile(r"[.!?…:\n•*\"“”;|>–—]|\s-\s|^-|--")


class Tokens:
    """The words of one text: spelling, folded form without possessive, offsets, sign, and the gap before."""

    __slots__ = ("ends", "first", "gaps", "low", "near", "possessive", "signs", "starts", "text", "words")

    def __init__(self, text: str, signs: Signs) -> None:
        self.text = text
        found = list(_TOKEN.finditer(text))
        self.words = [match.group() for match in found]
        self.starts = [match.start() for match in found]
        self.ends = [match.end() for match in found]
        self.gaps = [text[a:b] for a, b in zip([0, *self.ends], self.starts, strict=False)]
        self.signs = [_MASK if word[0] == "[" else signs.of(word) for word in self.words]
        bases = [POSSESSIVE.sub("", word) if "'" in word or "’" in word else word for word in self.words]
        self.possessive = [len(base) < len(word) for base, word in zip(bases, self.words, strict=True)]
        self.low = [fold(base) for base in bases]
        self.near = [False, *(self._is_near(i) for i in range(1, len(found)))]
        self.first = [i == 0 or self._is_first(i) for i in range(len(found))]

    def __len__(self) -> int:
        return len(self.words)

    def word(self, i: int) -> str:
        """The folded word at i, or "" beyond the ends."""
        return self.low[i] if 0 <= i < len(self.low) else ""

    def sign(self, i: int) -> Sign | None:
        """The sign of the word at i, or None beyond the ends."""
        return self.signs[i] if 0 <= i < len(self.signs) else None

    def gap(self, i: int) -> str:
        """What stands before the word at i; a line end beyond the ends."""
        return self.gaps[i] if 0 <= i < len(self.gaps) else "\n"

    def adjacent(self, i: int) -> bool:
        """Whether the word at i follows the one before it with nothing but a blank (or an initial's dot) between."""
        return 0 < i < len(self.near) and self.near[i]

    def capital(self, i: int) -> bool:
        """Whether the word at i begins with a capital."""
        return 0 <= i < len(self.words) and self.words[i][0].isupper()

    def begins(self, i: int) -> bool:
        """Whether a sentence, a line or a quotation begins at i."""
        return not 0 <= i < len(self.first) or self.first[i]

    def _is_near(self, i: int) -> bool:
        gap = self.gaps[i]
        if gap in (" ", "  ", "\u00a0"):
            return True
        return gap in (".", ". ", ".\u00a0") and self._dotted(i - 1)

    def _dotted(self, i: int) -> bool:
        """Whether a full stop after the word at i belongs to it."""
        word = self.words[i]
        return (len(word) == 1 and word.isupper()) or self.low[i] in cues.TITLES or self.low[i] in ("st", "mt")

    def _is_first(self, i: int) -> bool:
        gap = self.gaps[i]
        if not _ENDS.search(gap):
            return False
        return not (gap.startswith(".") and self._dotted(i - 1) and not _ENDS.search(gap[1:]))
