"""How a project counts offsets, found out from the project itself.

The standard counts Unicode code points; tools count UTF-16 units, or a CRLF as one, or the byte-order mark.
Every reading is scored: do the selections read as they are named, do they begin and end at words?
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from pipelines.exchange.guids import ORIGIN

_BARRED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDE = re.compile("[\U00010000-\U0010ffff]|\r\n")
BOM = "\ufeff"
SURE = 0.9
"""Share of selections that must begin and end at words for a reading without quotes to be believed."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to count."""

    utf16: bool = False
    crlf_is_one: bool = False
    bom_counts: bool = False

    def __str__(self) -> str:
        unit = "UTF-16 units" if self.utf16 else "code points"
        lines = f"CRLF as {'one' if self.crlf_is_one else 'two'}"
        return f"{unit}, {lines}, byte-order mark {'counted' if self.bom_counts else 'not counted'}"


READINGS = tuple(Reading(u, c, b) for b in (False, True) for c in (False, True) for u in (False, True))


def expected(origin: str) -> Reading:
    """The reading that a tool is known for: it decides between readings that fit alike."""
    name = origin.casefold()
    if "nvivo" in name:
        return Reading(utf16=True)
    return Reading(crlf_is_one="atlas" in name or "maxqda" in name)


@dataclass(frozen=True)
class Raw:
    """A document as delivered: its text, and selections (start, end, names) in the units of its tool.

    A selection's name or description is its quote, where the tool writes one there.
    """

    text: str
    selections: tuple[tuple[int, int, tuple[str, ...]], ...]

    @cached_property
    def body(self) -> str:
        """The text without its byte-order mark."""
        return self.text.removeprefix(BOM)

    @cached_property
    def _special(self) -> list[tuple[int, bool]]:
        """(place, whether it is a CRLF) of what is not one wide in every reading."""
        return [(m.start(), len(m[0]) == 2) for m in _WIDE.finditer(self.body)]

    @cached_property
    def quotes(self) -> list[tuple[str, ...]]:
        """What each selection may read: its names, folded, the mark of an ellipsis cut off."""
        cut = ([_folded(n.removesuffix("…").removesuffix("...")) for n in names] for _, _, names in self.selections)
        return [tuple(filter(None, names)) for names in cut]

    @property
    def is_special(self) -> bool:
        """Whether readings can differ."""
        return bool(self._special) or self.text.startswith(BOM)

    def spans(self, reading: Reading) -> list[tuple[int, int] | None]:
        """Each selection in code points of `body`; None where it does not lie in the text."""
        shift = int(reading.bom_counts and self.text.startswith(BOM))
        if not self._special or not (reading.utf16 or reading.crlf_is_one):
            pairs = [(start - shift, end - shift) for start, end, _ in self.selections]
        else:
            units, points = self._table(reading)
            pairs = [
                (_to_points(start - shift, units, points), _to_points(end - shift, units, points))
                for start, end, _ in self.selections
            ]
        return [(a, b) if 0 <= a <= b <= len(self.body) else None for a, b in pairs]

    def _table(self, reading: Reading) -> tuple[list[int], list[int]]:
        """After each special place, in the units of the reading and in code points."""
        units, points, extra = [0], [0], 0
        for place, crlf in self._special:
            width = 2 if crlf else 1
            extra += (-1 if reading.crlf_is_one else 0) if crlf else int(reading.utf16)
            units.append(place + width + extra)
            points.append(place + width)
        return units, points


def _to_points(offset: int, units: Sequence[int], points: Sequence[int]) -> int:
    i = bisect_right(units, offset) - 1
    if i < 0:
        return offset
    place = points[i] + offset - units[i]
    # Inside a special place, an offset goes to its end.
    return min(place, points[i + 1]) if i + 1 < len(points) else place


@dataclass(frozen=True, slots=True, order=True)
class Score:
    """How well a reading fits: quotes met, then how clean the edges are; and the share that tears no word."""

    quotes: int
    edges: float
    whole: float


def score(raws: Sequence[Raw], reading: Reading) -> Score:
    """The reading's score over documents."""
    met, edges, whole, number = 0, 0.0, 0, 0
    for raw in raws:
        for span, quote in zip(raw.spans(reading), raw.quotes, strict=True):
            number += 1
            if span is not None:
                met += any(_folded(raw.body[span[0] : span[1]]).startswith(name) for name in quote)
                clean = _edges(raw.body, *span)
                edges, whole = edges + clean, whole + (clean > 0)
    return Score(met, round(edges / number, 4), round(whole / number, 4)) if number else Score(0, 1.0, 1.0)


def _edges(text: str, start: int, end: int) -> float:
    """1 for a span that begins and ends with whole words, less for blanks at its ends, 0 for torn words."""
    if start == end or not (_between(text, start) and _between(text, end)):
        return 0.0
    return 1.0 - 0.2 * text[start].isspace() - 0.2 * text[end - 1].isspace()


def _between(text: str, place: int) -> bool:
    inside = 0 < place < len(text)
    if inside and text[place - 1 : place + 1] == "\r\n":
        return False
    return not (inside and text[place - 1].isalnum() and text[place].isalnum())


def _folded(text: str) -> str:
    # What XML cannot hold stands in a name as another mark.
    return " ".join(_BARRED.sub("\ufffd", text).split())


@dataclass(frozen=True)
class Choice:
    """The reading of a project, where single documents differ, and what is doubtful about it."""

    reading: Reading
    own: dict[int, Reading]
    doubts: tuple[str, ...]

    def of(self, i: int) -> Reading:
        """The reading of the i-th document."""
        return self.own.get(i, self.reading)


def choose(raws: Sequence[Raw], names: Sequence[str], origin: str) -> Choice:
    """The reading that fits best; of those that fit alike, the one the tool is known for, or the standard's."""
    selected = [raw for raw in raws if raw.selections]
    order = [expected(origin)]
    # Of our own files it is known; in others without special characters all readings are one.
    if not origin.startswith(ORIGIN) and any(raw.is_special for raw in selected):
        order += [reading for reading in READINGS if reading != order[0]]
    scores = {reading: score(selected, reading) for reading in order}
    best = max(order, key=lambda reading: scores[reading])
    doubts = []
    total = sum(len(raw.selections) for raw in selected)
    if total and not scores[best].quotes and scores[best].whole < SURE:
        doubts.append(
            f"offsets: in the best reading ({best}) {scores[best].whole:.0%} of {total} selections begin and end at "
            "words; look at some quotes before you use them"
        )
    rivals = [r for r in order if r != best and scores[r] == scores[best] and _differ(selected, r, best)]
    if rivals:
        doubts.append(f"offsets: {best} and {rivals[0]} fit alike; the first was taken")
    own: dict[int, Reading] = {}
    for i, raw in enumerate(raws):
        said = sum(map(bool, raw.quotes))
        if said and (mine := score([raw], best)).quotes < said:
            other = max(order, key=lambda reading: score([raw], reading))
            if score([raw], other).quotes > mine.quotes:
                own[i] = other
                doubts.append(f"offsets: {names[i]} is counted otherwise than the rest: {other}")
    return Choice(best, own, tuple(doubts))


def _differ(raws: Sequence[Raw], one: Reading, other: Reading) -> bool:
    return any(raw.spans(one) != raw.spans(other) for raw in raws)


class Normal:
    """A text in NFC with LF line ends, and where the offsets of the delivered text lie in it."""

    def __init__(self, body: str) -> None:
        self._dropped = [m.start() for m in re.finditer("\r(?=\n)|[\ufeff\0]", body)]
        plain = body.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "").replace("\0", "")
        self.text = unicodedata.normalize("NFC", plain)
        self._lines = [] if self.text == plain else plain.splitlines(keepends=True)
        # No mark joins a line end, so that each line can be looked at by itself.
        self._starts = [0, *accumulate(map(len, self._lines))]
        self._moved = [0, *accumulate(len(unicodedata.normalize("NFC", line)) for line in self._lines)]

    def at(self, offset: int) -> int:
        """Where an offset of the delivered text lies."""
        offset -= bisect_left(self._dropped, offset)
        if not self._lines:
            return offset
        line = bisect_right(self._starts, offset) - 1
        rest = self._lines[line][: offset - self._starts[line]] if line < len(self._lines) else ""
        return self._moved[line] + len(unicodedata.normalize("NFC", rest))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a span lies, white space at its ends left out; empty where nothing is left."""
        a, b = self.at(start), self.at(end)
        words = self.text[a:b]
        a += len(words) - len(words.lstrip())
        return a, max(a, a + len(words.strip()))
