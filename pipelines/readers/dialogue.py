"""Lines of a document to pieces of speech: the layout is the one that the whole of the lines bears out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.readers.labels import is_name_like, is_role, speakers_among
from pipelines.readers.marks import Mark, is_notice, marks_of
from pipelines.readers.turns import Piece
from pipelines.readers.words import Line
from pipelines.readers.wrapping import cut_width, is_glued, vocabulary

STYLES = ("time-lines", "speaker", "name-lines", "timed", "plain")
"""How documents show who speaks, best evidence first: "Name  0:01" above the words, "Name: words", the
name alone above the words, a time before the words and no name, nothing."""

_Marks = list[Mark | None]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A document as read: its style, its pieces, and the lines that are nobody's words, and why."""

    style: str
    pieces: tuple[Piece, ...]
    ignored: tuple[tuple[int, str], ...] = ()
    warnings: tuple[str, ...] = ()


def read_dialogue(lines: Sequence[Line], style: str | None = None) -> Dialogue:
    """The pieces of the lines, in the style given or in the best that they bear out."""
    notices = [line for line in lines if is_notice(line.text)]
    ignored = [(line.number, "a notice of the software") for line in notices]
    lines = [line for line in lines if line not in notices]
    marks = marks_of([line.text for line in lines])
    found = _styles(lines, marks)
    style = style if style in found else next(s for s in STYLES if s in found)
    if style in ("timed", "plain"):
        pieces = _unnamed(lines, marks, timed=style == "timed")
        note = "no speaker is named: one turn may hold several people's words"
        return Dialogue(style, tuple(pieces), tuple(ignored), (note,) if pieces else ())
    pieces, more = _named(lines, found[style])
    return Dialogue(style, tuple(_glued(pieces)), tuple(sorted(ignored + more)))


def _styles(lines: Sequence[Line], marks: _Marks) -> dict[str, _Marks]:
    """Every style the lines could be in, with the marks that are believed in it."""
    found: dict[str, _Marks] = {"plain": []}
    if 2 * sum(m is not None and m.seconds is not None and not m.alone for m in marks) > len(lines):
        found["timed"] = []
    inline = _believed(lines, marks)
    heads = _believed(lines, marks, heads_only=True)
    if _labels(inline):
        found["speaker"] = inline
    # One line that ends with a time is an appointment; a name with a time above most words is a layout.
    count, others = _labels(heads), sum(m is not None and m.label is not None and not m.alone for m in inline)
    if count >= max(others, 1) and (count >= 2 or 4 * count >= len(lines)):
        found["time-lines"] = heads
    if not found.keys() & {"speaker", "time-lines"} and (names := _name_lines(lines)):
        found["name-lines"] = names
    return found


def _labels(marks: _Marks) -> int:
    return sum(mark is not None and mark.label is not None for mark in marks)


def _believed(lines: Sequence[Line], marks: _Marks, *, heads_only: bool = False) -> _Marks:
    """The marks whose labels are speakers, and the marks that only tell a time."""
    kept = marks
    if heads_only:
        kept = [m.without_label() if m and m.label and not (m.alone and m.seconds is not None) else m for m in marks]
    below = [False, *(m is not None and m.alone for m in kept)]
    # A wrapped line, and the words below a name with a time, could not have had a label.
    units = [
        m.label if m else None
        for m, line, under in zip(kept, lines, below, strict=False)
        if (m and m.label) or not (heads_only or under or not line.apart or (m and m.alone))
    ]
    texts = [line.text[m.words :] if m else line.text for m, line in zip(kept, lines, strict=True)]
    speakers = speakers_among(units, texts)
    return [m.without_label() if m and m.label and m.label not in speakers else m for m in kept]


def _name_lines(lines: Sequence[Line]) -> _Marks:
    """Marks where the same names stand again and again alone on a line, with words below; else nothing."""
    could = [is_name_like(line.text) and len(line.text.split()) <= 4 and line.text[-1] not in ".?!," for line in lines]
    texts = [line.text for line in lines]
    alone = [text if a and not b else None for text, a, b in zip(texts, could, [*could, True][1:], strict=True)]
    counts = Counter(name for name in alone if name)
    names = {name for name, n in counts.items() if n >= 2}
    if len(names) < 2 or 10 * sum(counts[name] for name in names) < len(lines):
        return []
    return [Mark(t, words=len(t), alone=True) if a in names else None for t, a in zip(texts, alone, strict=True)]


def _named(lines: Sequence[Line], marks: _Marks) -> tuple[list[Piece], list[tuple[int, str]]]:
    """The pieces with their speakers, and the lines that are nobody's words."""
    pieces: list[Piece] = []
    ignored: list[tuple[int, str]] = []
    start = _first_turn(lines, marks)
    speaker: str | None = None
    seconds: float | None = None
    for i, (line, mark) in enumerate(zip(lines, marks, strict=True)):
        if i < start and not (mark and mark.alone and mark.label is None):
            ignored.append((line.number, "before the first turn"))
            continue
        words = mark.words if mark and (mark.label or mark.alone or line.text[0] in "[(") else 0
        if mark and mark.label:
            speaker = mark.label
            # A time on a line of its own is the next speaker's.
            seconds = mark.seconds if mark.seconds is not None else seconds
        elif mark and words:
            seconds = mark.seconds
        if mark is None and line.heading:
            ignored.append((line.number, "a heading"))
        elif words < len(line.text):
            text, until = line.text[words:], mark.until if mark else None
            pieces.append(Piece(line.number, text, speaker, seconds, until, line.offset + words))
            seconds = None
        elif mark and mark.label is None:
            ignored.append((line.number, "a time"))
        elif not _speaks(lines, marks, i):
            ignored.append((line.number, "a name without words"))
    return pieces, ignored


def _speaks(lines: Sequence[Line], marks: _Marks, i: int) -> bool:
    """Whether words stand below the name on line `i`, before the next name."""
    for j in range(i + 1, len(lines)):
        mark = marks[j]
        if mark and mark.label:
            return False
        if not (mark and mark.alone) and not (mark is None and lines[j].heading):
            return True
    return False


def _first_turn(lines: Sequence[Line], marks: _Marks) -> int:
    """Where the speaking begins: after the head, which may say "Interviewer: Ana Ruiz" and the like."""
    labelled = [i for i, mark in enumerate(marks) if mark and mark.label]
    return next((i for i in labelled if not _is_head(lines[i].text, marks[i])), labelled[0])


def _is_head(text: str, mark: Mark | None) -> bool:
    """Whether the line tells who a role is, as the head of a transcript does."""
    words = text[mark.words :] if mark else ""
    role = mark is not None and is_role(mark.label or "")
    return role and len(words.split()) >= 2 and is_name_like(words)


def _unnamed(lines: Sequence[Line], marks: _Marks, *, timed: bool) -> list[Piece]:
    """Lines without speakers: cut at pauses where they have times, else one turn a paragraph."""
    pieces = []
    for line, mark in zip(lines, marks, strict=True):
        if not timed:
            pieces.append(Piece(line.number, line.text, offset=line.offset, fresh=line.apart))
        elif mark is None or mark.seconds is None:
            pieces.append(Piece(line.number, line.text, offset=line.offset))
        else:
            at = mark.spoken
            pieces.append(Piece(line.number, line.text[at:], None, mark.seconds, mark.until, line.offset + at))
    return pieces


def _glued(pieces: list[Piece]) -> list[Piece]:
    """Put words together again that were cut at a fixed width."""
    blocks: list[list[Piece]] = []
    for piece in pieces:
        before = blocks[-1][-1] if blocks else piece
        follows = before.speaker == piece.speaker and piece.offset == 0 and piece.number - before.number <= 1
        if not blocks or not follows:
            blocks.append([])
        blocks[-1].append(piece)
    texts = [[piece.text for piece in block] for block in blocks]
    width = cut_width(texts)
    if width is None:
        return pieces
    known = vocabulary(texts)
    return [
        replace(piece, glued=bool(i) and is_glued(block[i - 1].text, piece.text, width, known))
        for block in blocks
        for i, piece in enumerate(block)
    ]
