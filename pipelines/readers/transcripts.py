"""Transcripts and chats of every format: recognising one, and reading its turns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from catalog.errors import ManifestError, Problem, SourceError
from catalog.manifest import Ignored, SourceEntry
from catalog.records import SourceKind, Turn
from pipelines.readers.dialogue import STYLES, Dialogue, read_dialogue
from pipelines.readers.files import read_text, sniff
from pipelines.readers.moderators import Guess, guess_moderators, has_role_label
from pipelines.readers.recognition import Recognition
from pipelines.readers.table_turns import TurnColumns, table_pieces, turn_columns
from pipelines.readers.turns import Piece, join, turn_counts
from pipelines.readers.words import Document, Line, read_docx, read_odt, read_plain

FORMATS = ("vtt", "srt", "docx", "odt", "text", "chat", "csv", "xlsx", "ods")
"""What `sniff` may say of a file that is a transcript or chat."""

_TABLES = ("csv", "xlsx", "ods")


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript or chat as read. `respondent` and `text_column` are headers, of tables only."""

    layout: str
    turns: tuple[Turn, ...]
    kind: SourceKind = "transcript"
    rows: int = 0
    ignored: tuple[Ignored, ...] = ()
    warnings: tuple[str, ...] = ()
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    respondent: str | None = None
    text_column: str | None = None


def recognise_transcript(path: Path, format: str) -> Recognition:
    """What a file of a `sniff`ed format is, read as a transcript or chat; `path` is named without its folder.

    The moderator is a guess. Raises SourceError where the file is damaged or has no words.
    """
    entry = SourceEntry(id="", path=path.name, kind="chat" if format == "chat" else "transcript")
    transcript = _read(path, format, entry)
    guess = _moderators(transcript)
    return Recognition(
        path=path.name,
        format=format,
        kind=transcript.kind,
        layout=transcript.layout,
        rows=transcript.rows,
        ignored=transcript.ignored,
        respondent=transcript.respondent,
        text_column=transcript.text_column,
        sheet=transcript.sheet,
        encoding=transcript.encoding,
        delimiter=transcript.delimiter,
        turns=len(transcript.turns),
        speakers=tuple(turn_counts(transcript.turns)),
        moderators=guess.moderators,
        warnings=transcript.warnings + guess.warnings,
    )


def read_turns(path: Path, entry: SourceEntry) -> Iterator[Turn]:
    """The turns of the file as its manifest entry says, speakers named as delivered.

    Raises SourceError where the file is damaged or has no words, ManifestError where the entry names a
    column or sheet that the file lacks.
    """
    yield from _read(path, sniff(path), entry).turns


def is_turn_table(rows: Iterable[Sequence[str]]) -> bool:
    """Whether the rows of a table, its header first, are those of a transcript and not of a survey."""
    return turn_columns(rows) is not None


def _read(path: Path, format: str, entry: SourceEntry) -> Transcript:
    if entry.kind == "chat" and format in ("text", "csv"):
        format = "chat"
    if format in _TABLES:
        transcript = _read_table(path, entry)
    elif format in ("docx", "odt"):
        transcript = _read_document(format, read_docx(path) if format == "docx" else read_odt(path), entry)
    else:
        text, encoding = read_text(path, entry.encoding)
        transcript = replace(_read_text(path, format, text, entry), encoding=encoding)
    if not transcript.turns:
        fix = "deliver the transcript with its words, or remove the source"
        raise SourceError(Problem(path.name, "the transcript has no words", fix))
    return transcript


def _read_text(path: Path, format: str, text: str, entry: SourceEntry) -> Transcript:
    if format == "chat":
        from pipelines.readers.chat import read_chat

        chat = read_chat(text, path.name)
        ignored = tuple(_ignored("line", numbers, why) for why, numbers in chat.ignored)
        return Transcript("zoom-chat", tuple(join(chat.pieces)), kind="chat", ignored=ignored)
    if format in ("vtt", "srt"):
        from pipelines.readers.captions import read_captions

        captions = read_captions(text, path.name, srt=format == "srt", layout=entry.layout)
        return Transcript(captions.layout, tuple(join(captions.pieces)), warnings=captions.warnings)
    return _read_document("txt", read_plain(text), entry)


def _read_document(format: str, document: Document, entry: SourceEntry) -> Transcript:
    in_tables = sum(len(cell) for table in document.tables for row in table for cell in row)
    if in_tables > sum(len(line.text) for line in document.lines):
        return _read_document_table(format, document, entry)
    style = (entry.layout or "").removeprefix(f"{format}-")
    style = "time-lines" if style == "otter" else style
    dialogue = read_dialogue(document.lines, style if style in STYLES else None)
    otter = any("otter.ai" in line.text for line in document.lines) and dialogue.style == "time-lines"
    layout = "otter" if otter else f"{format}-{dialogue.style}"
    warnings = dialogue.warnings
    if document.tables:
        warnings += (f"{len(document.tables)} tables beside the text were not read",)
    ignored = _ignored_lines(dialogue, "line" if format == "txt" else "paragraph")
    return Transcript(layout, tuple(join(dialogue.pieces)), ignored=ignored, warnings=warnings)


def _ignored_lines(dialogue: Dialogue, what: str) -> tuple[Ignored, ...]:
    reasons: dict[str, list[int]] = {}
    for number, why in dialogue.ignored:
        reasons.setdefault(why, []).append(number)
    return tuple(_ignored(what, numbers, why) for why, numbers in reasons.items())


def _ignored(what: str, numbers: Sequence[int], why: str) -> Ignored:
    """One line of the report for all lines that are ignored for the same reason."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
    many = len(numbers) > 1
    return Ignored(f"{what}{'s' if many else ''} {shown}", f"{why} ({len(numbers)})" if many else why)


def _read_document_table(format: str, document: Document, entry: SourceEntry) -> Transcript:
    """A transcript in the rows of a document's tables, which may go on from page to page."""
    width = max(document.tables, key=len)[0:1]
    rows = [row for table in document.tables if table and len(table[0]) == len(width[0]) for row in table]
    columns = turn_columns(rows, timed=False)
    if columns is None:
        # A table that only lays out the page: its cells are paragraphs.
        cells = [Line(i, " ".join(cell.split())) for i, row in enumerate(rows, 1) for cell in row if cell]
        return _read_document(format, Document((*document.lines, *cells)), entry)
    numbered = [(row, i) for i, row in enumerate(rows, 1)]
    lines = [line.number for line in document.lines]
    ignored = (_ignored("paragraph", lines, "outside the table"),) if lines else ()
    turns, warnings = _table_turns(numbered, columns)
    return Transcript(f"{format}-table", turns, rows=len(rows), ignored=ignored, warnings=warnings)


def _read_table(path: Path, entry: SourceEntry) -> Transcript:
    from pipelines.readers.tables import open_table

    table = open_table(path, sheet=entry.sheet, encoding=entry.encoding, delimiter=entry.delimiter)
    rows = list(table.rows())
    cells = [row for row, _ in rows]
    columns = _columns(path, cells, entry) or turn_columns(cells)
    if columns is None:
        raise SourceError(
            Problem(
                path.name,
                "no column of this table holds speakers and none holds times",
                "name the columns speaker and text, set `text_column`, or set `kind: survey`",
            )
        )
    header = cells[0] if columns.header else []
    name = _header(header, columns.text)
    turns, warnings = _table_turns(rows, columns, sheet=table.sheet, column=name)
    return Transcript(
        "table-turns",
        turns,
        rows=len(rows) - columns.header,
        warnings=(*table.warnings, *warnings),
        sheet=table.sheet,
        encoding=table.encoding,
        delimiter=table.delimiter,
        respondent=_header(header, columns.speaker),
        text_column=name,
    )


def _header(header: Sequence[str], index: int | None) -> str | None:
    """A column's name in the manifest: its header, or its number."""
    if index is None:
        return None
    named = index < len(header) and header[index] and list(header).count(header[index]) == 1
    return header[index] if named else f"#{index + 1}"


def _columns(path: Path, rows: Sequence[Sequence[str]], entry: SourceEntry) -> TurnColumns | None:
    """The columns that the entry names, if it does."""
    if entry.text_column is None or not rows:
        return None
    found = turn_columns(rows, timed=False) or TurnColumns(0)
    names = [_header(rows[0], i) for i in range(len(rows[0]))]
    places: list[int | None] = []
    for wanted in (entry.text_column, entry.respondent):
        if wanted is not None and wanted not in {*names, *(f"#{i}" for i in range(1, len(names) + 1))}:
            fix = f"the columns are {', '.join(str(name) for name in names)}"
            raise ManifestError(Problem(path.name, f'there is no column "{wanted}"', fix))
        known = wanted in names
        places.append(None if wanted is None else names.index(wanted) if known else int(wanted[1:]) - 1)
    return replace(found, text=places[0] or 0, speaker=places[1])


def _table_turns(
    rows: Sequence[tuple[Sequence[str], int]],
    columns: TurnColumns,
    *,
    sheet: str | None = None,
    column: str | None = None,
) -> tuple[tuple[Turn, ...], tuple[str, ...]]:
    pieces: list[Piece] = list(table_pieces(rows, columns))
    warnings: tuple[str, ...] = ()
    if columns.speaker is None:
        from pipelines.readers.captions import carry_speakers, label_pieces

        pieces, labelled = label_pieces(pieces)
        carried, warnings = carry_speakers(pieces) if labelled else (tuple(pieces), ())
        pieces = list(carried)
    return tuple(join(pieces, sheet=sheet, column=column)), warnings


def _moderators(transcript: Transcript) -> Guess:
    """Nobody leads a chat, so only a label makes a moderator there."""
    if transcript.kind == "chat":
        names = turn_counts(transcript.turns)
        return Guess(tuple(name for name in names if has_role_label(name, names)))
    return guess_moderators(transcript.turns)
