"""A text as words with what stands between them, ready for reading a word's surroundings."""

from __future__ import annotations

import re
from itertools import accumulate

from pipelines.privacy import cues
from pipelines.privacy.labels import LABEL
from pipelines.privacy.signs import Sign, Signs
from pipelines.privacy.word import Word
from pipelines.privacy.wordlists import PLAIN_WORD, POSSESSIVE, WORD

_WORDS = re.compile(f"({WORD.pattern})")
_PLAIN_WORDS = re.compile(f"({PLAIN_WORD.pattern})")
_WORDS_AND_LABELS = re.compile(f"({LABEL.pattern}|{WORD.pattern})")
_MASK = Sign("mask")
_ENDS = re.compile(r"[.!?…:\n•*\"“”|>–—]|\s-\s|^-|--")
_BLANKS = frozenset((" ", "  ", "\u00a0"))
_DOTS = frozenset((".", ". ", ".\u00a0"))


Evidence = tuple[float, str]  # how much a reason counts, and what it is; "" where it speaks against


class Tokens:
    """The words of one text: spelling, offsets and sign; all else is worked out only where it is asked for.

    Positions beyond the ends are allowed everywhere: there is no word there, and a line end stands before.
    """

    __slots__ = ("_gaps", "_near", "ends", "lexicon", "low", "signs", "starts", "words")

    def __init__(self, text: str, signs: Signs) -> None:
        self.lexicon = signs.lexicon
        # Gaps and words in turn: one call does it, where asking each match for its place takes three a word.
        pattern = _WORDS_AND_LABELS if "[" in text else _PLAIN_WORDS if text.isascii() else _WORDS
        pieces: list[str] = pattern.split(text)
        self.words, self._gaps = pieces[1::2], pieces[::2]
        places = [*accumulate(map(len, pieces))]
        self.starts, self.ends = places[:-1:2], places[1::2]
        self.low = [*map(signs.folded.__getitem__, self.words)]
        self.signs: list[Sign | None] = [*map(signs.remembered.__getitem__, self.words)]
        if "[" in text:
            self.signs = [_MASK if w[0] == "[" else s for w, s in zip(self.words, self.signs, strict=True)]
        self._near: dict[int, bool] = {}

    def __len__(self) -> int:
        return len(self.words)

    def word(self, i: int) -> str:
        """The folded word at i without possessive, or ""."""
        return self.low[i] if 0 <= i < len(self.low) else ""

    def sign(self, i: int) -> Sign | None:
        """The sign of the word at i."""
        return self.signs[i] if 0 <= i < len(self.signs) else None

    def gap(self, i: int) -> str:
        """What stands before the word at i."""
        if 0 <= i < len(self.words):
            return self._gaps[i]
        return self._gaps[i] + "\n" if i == len(self.words) and i else "\n"

    def adjacent(self, i: int) -> bool:
        """Whether the word at i follows the one before it with nothing but a blank (or an initial's dot) between."""
        near = self._near.get(i)
        if near is None:
            near = self._near[i] = 0 < i < len(self.words) and self._is_near(i)
        return near

    def capital(self, i: int) -> bool:
        """Whether the word at i begins with a capital."""
        return 0 <= i < len(self.words) and self.words[i][0].isupper()

    def verb(self, i: int) -> bool:
        """Whether the word at i, without capital, may say what somebody does or did."""
        return not self.capital(i) and self.known(i).verb

    def known(self, i: int) -> Word:
        """What general English and the lists of names know of the word at i."""
        return self.lexicon[self.word(i)]

    def shouted(self, i: int) -> bool:
        """Whether the word at i is all in capitals."""
        return 0 <= i < len(self.words) and len(self.words[i]) > 1 and self.words[i].isupper()

    def shouting(self, i: int) -> bool:
        """Whether a common word beside the one at i is all in capitals, so that its own capitals say nothing."""
        return any(self.shouted(k) and self.signs[k] is None and len(self.words[k]) > 2 for k in (i - 1, i + 1))

    def possessive(self, i: int) -> bool:
        """Whether the word at i has an apostrophe ending, as in "Ana's"."""
        word = self.words[i]
        return ("'" in word or "’" in word) and POSSESSIVE.search(word) is not None

    def accented(self, i: int) -> bool:
        """Whether the word at i has a letter that English does without."""
        return not self.words[i].replace("’", "").isascii()

    def begins(self, i: int) -> bool:
        """Whether a sentence, a line or a quotation begins at i."""
        if not 0 < i < len(self.words):
            return True
        gap = self.gap(i)
        if gap == " " or not _ENDS.search(gap):
            return False
        return not (gap.startswith(".") and self._dotted(i - 1) and not _ENDS.search(gap[1:]))

    def _is_near(self, i: int) -> bool:
        gap = self.gap(i)
        return gap in _BLANKS or (gap in _DOTS and self._dotted(i - 1))

    def _dotted(self, i: int) -> bool:
        """Whether a full stop after the word at i belongs to it."""
        word = self.words[i]
        return (len(word) == 1 and word.isupper()) or self.low[i] in cues.TITLES or self.low[i] in ("st", "mt")
