"""Cues of WebVTT and SRT files to pieces of speech: voices, labels, and speakers that are not named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise

from catalog.text import normalise
from pipelines.readers.cues import Cue, read_cues
from pipelines.readers.labels import COVERAGE, cut_label, speakers_among
from pipelines.readers.turns import Piece

_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>c|i|b|u|v|ruby|rt|lang|font|s|p)(?:\.[^\s<>]*)?(?:\s(?P<rest>[^<>]*))?>"
    r"|<\d[\d:.]*>|\{\\[^{}]*\}",
    re.IGNORECASE,
)
_TIME_TAG = re.compile(r"<\d\d:\d\d")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_CHANGE = re.compile(r">>+")
LABELLED = {"zoom-vtt", "srt-speaker"}
"""Layouts in which the words of a cue open with "Name:"."""
UNLABELLED = {"vtt", "srt"}
"""Layouts in which nobody is named."""


@dataclass(frozen=True, slots=True)
class Captions:
    """A caption file as read: its layout, its pieces in order, and what a person should know."""

    layout: str
    pieces: tuple[Piece, ...]
    warnings: tuple[str, ...] = ()


def read_captions(text: str, name: str, *, srt: bool, layout: str | None = None) -> Captions:
    """The pieces of a caption file; `layout`, where given, says whether labels are to be cut.

    Raises SourceError as `read_cues`.
    """
    cues, warnings = read_cues(text, name, srt=srt)
    pieces = list(_spoken(cues))
    voiced = sum(p.speaker is not None for p in pieces)
    if layout not in LABELLED | UNLABELLED and voiced and voiced >= COVERAGE * len(pieces):
        continued, more = carry_speakers(pieces)
        return Captions("teams-srt" if srt else "teams-vtt", continued, (*warnings, *more))
    found, labelled = label_pieces(pieces, layout)
    if not labelled:
        bare = tuple(replace(p, speaker=None) if voiced else p for p in pieces)
        note = "no speaker is named: turns are cut at pauses, and one turn may hold several people's words"
        return Captions("srt" if srt else "vtt", bare, (*warnings, note) if bare else warnings)
    continued, more = carry_speakers(found)
    return Captions("srt-speaker" if srt else "zoom-vtt", continued, (*warnings, *more))


def _spoken(cues: Iterable[Cue]) -> Iterator[Piece]:
    """Each voice's words of each cue; a line that may open with a label is a piece of its own.

    Pieces of one cue after the first have their `until` but the number of the same cue.
    """
    rolling = False
    before = ""
    for cue in cues:
        rolling = rolling or any(_TIME_TAG.search(line) for line in cue.lines)
        lines = list(cue.lines)
        if rolling:
            # Captions made on the fly show each line twice: as it is spoken, and above the next one.
            lines = [line for line in lines if _plain(line) and _plain(line) != before]
            before = _plain(cue.lines[-1]) or before
        for voice, words in _voices("\n".join(lines)):
            for i, part in enumerate(_CHANGE.split(words)):
                for text in _lines(part):
                    yield Piece(cue.number, text, voice, cue.start, cue.end, fresh=i > 0)


def _plain(line: str) -> str:
    return normalise(_decoded(_TAG.sub("", line)))


def _decoded(text: str) -> str:
    return _ENTITY.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def _voices(raw: str) -> Iterator[tuple[str | None, str]]:
    """The stretches of a cue by the voice that speaks them, without tags."""
    if "<" not in raw and "{" not in raw:
        yield None, _decoded(raw)
        return
    voice: str | None = None
    words, at = "", 0
    for tag in _TAG.finditer(raw):
        words += raw[at : tag.start()]
        at = tag.end()
        if (tag["name"] or "").lower() == "v":
            yield voice, _decoded(words)
            words = ""
            voice = None if tag["close"] else _name(tag["rest"])
    yield voice, _decoded(words + raw[at:])


def _name(annotation: str | None) -> str | None:
    return " ".join(normalise(_decoded(annotation or "")).split()) or None


def _lines(words: str) -> Iterator[str]:
    """The words as one text, or several where a further line may open with a label."""
    current: list[str] = []
    for line in words.split("\n"):
        line = normalise(line)
        if current and line and cut_label(line):
            yield " ".join(current)
            current = []
        if line:
            current.append(line)
    if current:
        yield " ".join(current)


def label_pieces(pieces: Sequence[Piece], layout: str | None = None) -> tuple[list[Piece], bool]:
    """The pieces with their labels cut, and whether the file has labels at all."""
    if layout in UNLABELLED:
        return list(pieces), False
    cuts = [cut_label(p.text) for p in pieces]
    texts = (p.text[cut[1] :] if cut else p.text for p, cut in zip(pieces, cuts, strict=True))
    speakers = speakers_among([cut[0] if cut else None for cut in cuts], texts)
    found = []
    for piece, cut in zip(pieces, cuts, strict=True):
        if cut and cut[0] in speakers:
            piece = replace(piece, speaker=cut[0], text=piece.text[cut[1] :])
        found.append(piece)
    return found, bool(speakers)


def carry_speakers(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], tuple[str, ...]]:
    """Give pieces without a speaker the one before, where the file names speakers at changes only.

    A file that repeats the name in consecutive cues names it in every cue: there, a cue without one is
    somebody whom the software did not know.
    """
    unnamed = sum(p.speaker is None and (i == 0 or not _same_cue(pieces[i - 1], p)) for i, p in enumerate(pieces))
    repeated = sum(
        a.speaker is not None and a.speaker == b.speaker and not _same_cue(a, b) for a, b in pairwise(pieces)
    )
    each = repeated >= unnamed
    carried: list[Piece] = []
    for piece in pieces:
        inherits = piece.speaker is None and carried and not piece.fresh
        if inherits and (not each or _same_cue(carried[-1], piece)):
            piece = replace(piece, speaker=carried[-1].speaker)
        carried.append(piece)
    if not unnamed:
        return tuple(carried), ()
    what = "are kept as an unnamed speaker's" if each else "were given to the speaker before"
    return tuple(carried), (f"cues without a name: {unnamed}; their words {what}",)


def _same_cue(a: Piece, b: Piece) -> bool:
    return a.number == b.number
