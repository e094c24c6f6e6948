"""From pieces of speech, as each layout yields them, to turns: one speaker's uninterrupted words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalog.records import Place, Turn, Words

PAUSE = 2.0
"""Seconds of silence after which an unnamed speaker's next cue begins a new turn."""
LONG = 60.0
"""Seconds after which an unnamed speaker's turn ends with the next sentence."""
LONGEST = 120.0
"""Seconds after which an unnamed speaker's turn ends, sentence or not."""

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,6}))?")
_END_OF_SENTENCE = re.compile(r"[.?!…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """One cue, paragraph, line or row of speech, its label cut off.

    `number` is its place in the file from 1; `offset` is where the words begin in the paragraph when a
    label was cut from it, else 0; `seconds` and `until` are its start and end; `fresh` begins a turn even
    if the speaker is the one before; `glued` continues the piece before in the middle of a word.
    """

    number: int
    text: str
    speaker: str | None = None
    seconds: float | None = None
    until: float | None = None
    offset: int = 0
    fresh: bool = False
    glued: bool = False
    last: int | None = None


def clock(text: str) -> float | None:
    """Seconds of "1:02:03.5", "62:03" or "0:01"; None for what is not a time of that form.

    >>> clock("1:02:03.5"), clock("0:01"), clock("soon")
    (3723.5, 1.0, None)
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups()
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return float(f"{whole}.{fraction or 0}")


def join(pieces: Iterable[Piece], *, sheet: str | None = None, column: str | None = None) -> Iterator[Turn]:
    """Join consecutive pieces of one speaker with a space, into one turn; pieces without words are skipped.

    An unnamed speaker may be many people, so those pieces are joined only up to a pause of PAUSE
    seconds, and not for much longer than LONG. With `column`, the pieces are rows of a table.
    """
    current: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if current and _parts(current, piece):
            yield _turn(current, sheet, column)
            current = []
        current.append(piece)
    if current:
        yield _turn(current, sheet, column)


def _parts(current: list[Piece], piece: Piece) -> bool:
    """Whether `piece` begins a new turn after `current`."""
    if piece.fresh or piece.speaker != current[-1].speaker:
        return True
    return piece.speaker is None and pause_between(current[0], current[-1], piece)


def pause_between(first: Piece, last: Piece, piece: Piece) -> bool:
    """Whether unnamed speech that began with `first` is cut between `last` and `piece`."""
    if piece.seconds is None or first.seconds is None:
        return False
    # A time that runs backward is another recording, appended.
    silence = piece.seconds - (last.until if last.until is not None else piece.seconds)
    if silence >= PAUSE or piece.seconds < (last.seconds or 0.0):
        return True
    length = piece.seconds - first.seconds
    return length >= LONGEST or (length >= LONG and _END_OF_SENTENCE.search(last.text) is not None)


def _turn(pieces: list[Piece], sheet: str | None, column: str | None) -> Turn:
    first, last = pieces[0], pieces[-1]
    text = first.text + "".join(p.text if p.glued else f" {p.text}" for p in pieces[1:])
    place = Place(
        sheet=sheet,
        row=first.number if column is not None else None,
        column=column,
        first=first.number,
        last=last.last or last.number,
        seconds=first.seconds,
        start=first.offset,
        end=first.offset + len(text),
    )
    return Turn(first.speaker, Words(text, place))


def turn_counts(turns: Iterable[Turn]) -> dict[str, int]:
    """Each named speaker's number of turns, in the order in which they first speak."""
    counts: dict[str, int] = {}
    for turn in turns:
        if turn.speaker is not None:
            counts[turn.speaker] = counts.get(turn.speaker, 0) + 1
    return counts
