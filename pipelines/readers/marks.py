"""What one line of a document could show about the speaker: a name, a time, where the words begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.readers.labels import cut_label, is_lower_name, is_name_like
from pipelines.readers.turns import clock

_T = r"(?:\d{1,2}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,6})?"
_SPAN = rf"(?P<time>{_T})(?:\s*(?:-->|-|–)\s*(?P<end>{_T}))?"
# A name may have an aside, as in "Ana Ruiz (she/her)".
_NAME = r"\[?(?P<name>[^\[\]:：|(]{1,60}(?:\([^()\d]{1,40}\))?)\]?"
_ONLY_TIME = re.compile(rf"[\[(]?{_SPAN}[\])]?")
_TIME_FIRST = re.compile(rf"[\[(]?{_SPAN}[\])]?\s*(?:[-–|]\s+)?(?=[^\s:\d])")
_NAME_TIME = re.compile(rf"{_NAME}(?:\s+|\s*[|·•,–-]\s*|(?=[\[(]))[\[(]?(?P<time>{_T})[\])]?\s*:?")
_NAME_TIME_WORDS = re.compile(rf"{_NAME}\s*[\[(](?P<time>{_T})[\])]\s*[:：]\s*(?=\S)")
_NOTICE = re.compile(
    r"(?:transcribed by https?://|transcribed by otter|(?:transcription|meeting|recording) ended after\b"
    r"|this editable transcript was computer generated|this transcript was (?:auto|computer|machine)"
    r"|\S.{0,60}\b(?:started|stopped) (?:transcription|recording)$|\[?end of (?:transcript|recording)\]?$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A label and times, None where there is none; the line's own words begin at `words`.

    `alone` says that the line has no words: they are on the lines below. `spoken` is where the words
    begin if the label is none: after the time.
    """

    label: str | None = None
    seconds: float | None = None
    until: float | None = None
    words: int = 0
    alone: bool = False
    spoken: int = 0

    def without_label(self) -> Mark | None:
        """The mark if its label is no speaker's."""
        return Mark(None, self.seconds, self.until, self.spoken, spoken=self.spoken) if self.spoken else None


def is_notice(text: str) -> bool:
    """Whether the line is the transcription software's, as "Transcribed by https://otter.ai" is."""
    return _NOTICE.match(text) is not None


def marks_of(texts: Sequence[str]) -> list[Mark | None]:
    """What each line could show; whether a label is a speaker's is judged over all of them."""
    marks = [mark_of(text) for text in texts]
    # Teams once wrote "0:0:1.0 --> 0:0:3.5", the name, and the words, each on a line.
    for i, (mark, following) in enumerate(pairwise(marks)):
        if mark and following is None and mark.alone and mark.label is None and mark.until is not None:
            label = _label(texts[i + 1])
            if label:
                marks[i + 1] = Mark(label, mark.seconds, mark.until, len(texts[i + 1]), alone=True)
    return marks


def mark_of(text: str) -> Mark | None:
    """What one line alone could show.

    >>> mark_of("Ana Ruiz   0:15")
    Mark(label='Ana Ruiz', seconds=15.0, until=None, words=15, alone=True, spoken=0)
    >>> mark_of("We met at 0:15") is None
    True
    """
    if match := _ONLY_TIME.fullmatch(text):
        return Mark(None, clock(match["time"]), clock(match["end"] or ""), len(text), alone=True)
    if (match := _NAME_TIME.fullmatch(text)) and (label := _label(match["name"])):
        return Mark(label, clock(match["time"]), words=len(text), alone=True)
    if (match := _NAME_TIME_WORDS.match(text)) and (label := _label(match["name"])):
        return Mark(label, clock(match["time"]), words=match.end())
    first = _TIME_FIRST.match(text)
    start = Mark()
    if first:
        start = Mark(None, clock(first["time"]), clock(first["end"] or ""), first.end(), spoken=first.end())
    rest = text[start.words :]
    if cut := cut_label(rest):
        return _after_label(text, replace(start, label=cut[0], words=start.words + cut[1]))
    if first and is_name_like(rest) and (label := _label(rest)):
        return replace(start, label=label, words=len(text), alone=True)
    return start if first else None


def _after_label(text: str, mark: Mark) -> Mark:
    """The mark of "Name: words", "Name: [0:12] words", or "Name:" above its words."""
    after = re.compile(rf"[\[(]{_SPAN}[\])]\s*").match(text, mark.words)
    if after:
        seconds = clock(after["time"]) if mark.seconds is None else mark.seconds
        mark = replace(mark, seconds=seconds, words=after.end())
    return replace(mark, alone=mark.words >= len(text))


def _label(text: str) -> str | None:
    label = " ".join(text.strip(" \t[]-–|·•,*_:").split())
    return label if label and (is_name_like(label) or is_lower_name(label)) else None
