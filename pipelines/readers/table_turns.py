"""Transcripts delivered as tables: a row is a stretch of speech with speaker, words and perhaps times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.readers.labels import is_lower_name, is_name_like
from pipelines.readers.turns import Piece, clock

SAMPLE = 200
"""Rows by which the columns are judged."""

_SPEAKER = (
    "speaker",
    "speaker name",
    "speaker label",
    "speaker id",
    "participant",
    "who",
    "name",
    "user",
    "role",
)
_TEXT = (
    "statement",
    "utterance",
    "transcript",
    "transcription",
    "dialogue",
    "dialog",
    "speech",
    "words",
    "turn",
)
_WEAK_TEXT = ("text", "content", "message", "sentence", "quote", "caption")
_START = (
    "timestamp",
    "start",
    "start time",
    "time",
    "begin",
    "timecode",
    "time code",
    "in",
    "offset",
    "start (s)",
)
_END = ("end", "end time", "stop", "out", "end (s)")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class TurnColumns:
    """Which columns of a table, from 0, are what; `header` says that the first row is one."""

    text: int
    speaker: int | None = None
    start: int | None = None
    end: int | None = None
    header: bool = True


def turn_columns(rows: Iterable[Sequence[str]], *, timed: bool = True) -> TurnColumns | None:
    """The columns of a transcript's table, or None where the table is something else, as a survey is.

    A transcript has a column of words and one of speakers, whose names come again and again; without
    telling headers it must also have running times, unless `timed` is false.
    """
    sample = [list(row) for _, row in zip(range(SAMPLE), rows, strict=False)]
    width = max((len(row) for row in sample), default=0)
    if width < 2:
        return None
    padded = [row + [""] * (width - len(row)) for row in sample]
    named = _by_header(padded[0])
    if named is not None and _speaks(padded[1:], named):
        return named
    return _by_content(padded, timed)


def _by_header(header: Sequence[str]) -> TurnColumns | None:
    names = [re.sub(r"[\s_-]+", " ", cell).strip().lower() for cell in header]

    def first(wanted: Sequence[str]) -> int | None:
        return next((names.index(name) for name in wanted if name in names), None)

    text, speaker = first(_TEXT), first(_SPEAKER)
    if text is None:
        text = first(_WEAK_TEXT)
    if text is None or speaker is None:
        return None
    return TurnColumns(text, speaker, first(_START), first(_END))


def _speaks(rows: Sequence[Sequence[str]], columns: TurnColumns) -> bool:
    """Whether few names say much: a survey's rows are one person's each."""
    at = columns.speaker
    names = [row[at] for row in rows if row[at]] if at is not None else []
    if not names or max(map(len, names)) > _LONGEST_NAME or not any(row[columns.text] for row in rows):
        return False
    return len(set(names)) <= max(2, len(names) // 2)


def _by_content(rows: Sequence[Sequence[str]], timed: bool) -> TurnColumns | None:
    """The columns by what stands in them, with or without a header row."""
    for header in (False, True):
        body = rows[1:] if header else rows
        columns = list(zip(*body, strict=True))
        times = [i for i, column in enumerate(columns) if _is_time(column)]
        others = [i for i in range(len(columns)) if i not in times]
        if (timed and not times) or not others or len(columns) > 6:
            continue
        text = max(others, key=lambda i: sum(map(len, columns[i])))
        speakers = [i for i in others if i != text and _is_speaker(columns[i])]
        start, end = (*times, None, None)[:2]
        found = TurnColumns(text, speakers[0] if speakers else None, start, end, header=header)
        if found.speaker is not None or (times and len(columns) == 1 + len(times)):
            return found
    return None


def _is_time(column: Sequence[str]) -> bool:
    cells = [clock(cell.strip("[]() ")) for cell in column if cell]
    found = [cell for cell in cells if cell is not None]
    running = sum(b >= a for a, b in pairwise(found))
    return len(found) >= 2 and len(found) >= 0.8 * len(cells) and running >= 0.9 * (len(found) - 1)


def _is_speaker(column: Sequence[str]) -> bool:
    cells = [cell.strip(" :") for cell in column if cell]
    likely = sum(is_name_like(cell) or is_lower_name(cell) for cell in cells)
    return bool(cells) and likely >= 0.9 * len(cells) and len(set(cells)) <= max(2, len(cells) // 2)


def table_pieces(rows: Iterable[tuple[Sequence[str], int]], columns: TurnColumns) -> Iterator[Piece]:
    """The pieces of the rows, each given with its number; a row without a name continues the row before."""
    speaker: str | None = None
    for i, (row, number) in enumerate(rows):
        if i == 0 and columns.header:
            continue

        def cell(index: int | None, row: Sequence[str] = row) -> str:
            return row[index].strip() if index is not None and index < len(row) else ""

        name = " ".join(cell(columns.speaker).strip("[] ").rstrip(":").split())
        speaker = name or speaker
        yield Piece(number, cell(columns.text), speaker, _seconds(cell(columns.start)), _seconds(cell(columns.end)))


def _seconds(cell: str) -> float | None:
    cell = cell.strip("[]() ")
    if re.fullmatch(r"\d{1,7}(?:\.\d{1,6})?", cell):
        return float(cell)
    return clock(cell)
