"""One text as the patterns see it, and the way back from its words to offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from catalog.records import Span
from pipelines.cues.lexicon import DASH, LINE, PLAIN, SKIP, STOP

if TYPE_CHECKING:
    from spacy.tokens import Doc

Compounds = Sequence[tuple[tuple[int, int, int], ...]]
_LOOSE_DASH = re.compile(r"(?:^|\s)[-\u2010\u2011\u2013/]|[-\u2010\u2011\u2013/](?:\s|$)")


class Reading:
    """The kinds of a text's words; a stop ends them, so that a search never runs out of the text."""

    __slots__ = ("_doc", "_inner", "_raw", "_where", "kinds")

    def __init__(self, doc: Doc, raw: list[int], text: str, compounds: Compounds) -> None:
        self._doc, self._raw = doc, raw
        self._where: list[int] | None = None
        self._inner: dict[int, tuple[int, int]] = {}
        kinds = [kind for kind in raw if kind > LINE]
        if len(kinds) < len(raw) and (
            min(raw) < 0 or LINE in raw or (DASH in raw and _LOOSE_DASH.search(text))
        ):
            kinds = self._read_carefully(compounds)
        kinds.append(STOP)
        self.kinds = kinds

    def _read_carefully(self, compounds: Compounds) -> list[int]:
        """Pass over marks only where they join words, and open tokens that hold several words."""
        kinds: list[int] = []
        where = self._where = []
        for at, kind in enumerate(self._raw):
            if kind < 0:
                for part, start, end in compounds[-kind - 1]:
                    self._inner[len(kinds)] = (start, end)
                    kinds.append(part)
                    where.append(at)
                continue
            if kind == LINE:
                kind = STOP if self._begins_item(at + 1) else SKIP
            elif kind == DASH:
                kind = SKIP if self._joins(at) else PLAIN
            if kind != SKIP:
                kinds.append(kind)
                where.append(at)
        return kinds

    def _joins(self, at: int) -> bool:
        """Whether a dash stands between two words without white space."""
        doc = self._doc
        return 0 < at < len(doc) - 1 and not doc[at].whitespace_ and not doc[at - 1].whitespace_

    def _begins_item(self, at: int) -> bool:
        """Whether a line begins here with a dash, as the items of a list do."""
        return at < len(self._raw) and self._raw[at] == DASH

    def span(self, start: int, end: int) -> Span:
        """Offsets in the text of words `start` to `end` (exclusive)."""
        where = self._where
        if where is None:
            where = self._where = [at for at, kind in enumerate(self._raw) if kind > LINE]
        first, last = self._doc[where[start]], self._doc[where[end - 1]]
        if not self._inner:
            return Span(first.idx, last.idx + len(last))
        begin, _ = self._inner.get(start, (0, 0))
        _, length = self._inner.get(end - 1, (0, len(last)))
        return Span(first.idx + begin, last.idx + length)

    def stops(self) -> list[int]:
        """Where sentences end, without the stop after the last word."""
        return [at for at, kind in enumerate(self.kinds[:-1]) if kind == STOP]

    def sentences(self) -> list[tuple[int, int]]:
        """The words, start to end (exclusive), of each sentence."""
        bounds = [-1, *self.stops(), len(self.kinds) - 1]
        pairs = zip(bounds, bounds[1:], strict=False)
        return [(left + 1, right) for left, right in pairs if right > left + 1]

    def words_in(self, span: Span) -> tuple[int, int] | None:
        """The words, start to end (exclusive), that lie at least partly in a span; None for none."""
        inside = [at for at in range(len(self.kinds) - 1) if self.span(at, at + 1).overlaps(span)]
        return (inside[0], inside[-1] + 1) if inside else None
