"""One text as the patterns see it, and the way back from its words to offsets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.records import Span
from pipelines.cues.lexicon import DASH, LINE, PLAIN, SKIP, STOP, Compound, Kind

if TYPE_CHECKING:
    from collections.abc import Set

    from spacy.tokens import Doc

_ONLY_SKIP = frozenset((SKIP,))


class Reading:
    """The kinds of a text's words; a stop ends them, so that a search never runs out of the text."""

    __slots__ = ("_doc", "_inner", "_raw", "_where", "kinds")

    def __init__(self, doc: Doc, raw: list[Kind], special: Set[Kind]) -> None:
        self._doc, self._raw = doc, raw
        self._where: list[int] | None = None
        self._inner: dict[int, tuple[int, int]] = {}
        found = {kind for kind in raw if kind in special}
        if not found:
            self._where, self.kinds = None, [*raw, STOP]
        elif found == _ONLY_SKIP:
            self.kinds = [kind for kind in raw if kind is not SKIP]
            self.kinds.append(STOP)
        else:
            self.kinds, self._where = [], []
            self._read_carefully()

    def _read_carefully(self) -> None:
        """Pass over marks where they join words, and open tokens that hold several words."""
        where: list[int] = []
        for at, kind in enumerate(self._raw):
            if kind is SKIP or (kind is DASH and self._joins(at)):
                continue
            if kind is LINE:
                if not self._lists(at + 1):
                    continue
                kind = STOP
            if isinstance(kind, Compound):
                for part, start, end in kind.parts:
                    self._inner[len(where)] = (start, end)
                    where.append(at)
                    self.kinds.append(part)
                continue
            where.append(at)
            self.kinds.append(PLAIN if kind is DASH else kind)
        self.kinds.append(STOP)
        self._where = where

    def _joins(self, at: int) -> bool:
        """Whether a dash stands between two words without white space."""
        doc = self._doc
        return 0 < at < len(doc) - 1 and not doc[at].whitespace_ and not doc[at - 1].whitespace_

    def _lists(self, at: int) -> bool:
        """Whether a line begins here with a dash, as the items of a list do."""
        return at < len(self._raw) and self._raw[at] is DASH

    def span(self, start: int, end: int) -> Span:
        """Offsets in the text of words `start` to `end` (exclusive)."""
        first, last = self._token(start), self._token(end - 1)
        doc = self._doc
        begin = doc[first].idx + self._inner.get(start, (0, 0))[0]
        length = self._inner[end - 1][1] if end - 1 in self._inner else len(doc[last])
        return Span(begin, doc[last].idx + length)

    def _token(self, word: int) -> int:
        if self._where is None:
            self._where = [at for at, kind in enumerate(self._raw) if kind is not SKIP]
        return self._where[word]

    def word(self, at: int) -> str:
        """The spelling of one word, for whoever must look at it."""
        return self.span(at, at + 1).of(self._doc.text)

    def words_in(self, span: Span) -> tuple[int, int]:
        """The words (start, end exclusive) that lie at least partly in a span of the text; (0, 0) for none."""
        inside = [
            at
            for at in range(len(self.kinds) - 1)
            if self.span(at, at + 1).overlaps(span)
        ]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)
