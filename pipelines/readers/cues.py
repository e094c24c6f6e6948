"""Caption files (WebVTT, SRT) to cues, mended first so that the parser loses no words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from catalog.errors import Problem, SourceError
from pipelines.readers.turns import clock

PROBLEMS_SHOWN = 20
"""Most problems of one file that are listed; a file of another kind has one on every line."""

_TIME = r"(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,6})?"
_TIMING = re.compile(rf"\s*({_TIME})\s*-->\s*({_TIME})(?:\s.*)?")
_IDENTIFIER = re.compile(r"\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}(?:/\d+-\d+|-\d+)?")
_ASIDE = re.compile(r"NOTE(?:\s|$)|STYLE\s*$|REGION\s*$")
_TIMES = "write them as 00:01:02.500 --> 00:01:04.000, or export the transcript again"


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: its place in the file from 1, its times in seconds, and its lines with their tags."""

    number: int
    start: float
    end: float
    lines: tuple[str, ...]


@dataclass(slots=True)
class _Mended:
    """The cues found so far, each its times in seconds and its lines; and what was found wrong."""

    times: list[tuple[float, float]] = field(default_factory=list)
    lines: list[list[str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    stray: int = 0
    before: int = 0

    def text(self) -> str:
        """A file that says the same and is strictly WebVTT."""
        cues = (
            "\n".join((f"{_stamp(start)} --> {_stamp(end)}", *lines))
            for (start, end), lines in zip(self.times, self.lines, strict=True)
        )
        return "WEBVTT\n\n" + "\n\n".join(cues) + "\n"


def read_cues(text: str, name: str, *, srt: bool) -> tuple[list[Cue], tuple[str, ...]]:
    """The cues of a caption file in its order, and warnings.

    Raises SourceError, with every line that is wrong, where the file is not a caption file or a cue's
    times cannot be read.
    """
    import webvtt

    mended = _mend(text, name, srt=srt)
    if mended.problems:
        raise SourceError(mended.problems[:PROBLEMS_SHOWN])
    captions = webvtt.WebVTT.from_string(mended.text()).captions
    cues = [
        Cue(number, start, max(start, end), tuple(caption.lines))
        for number, ((start, end), caption) in enumerate(zip(mended.times, captions, strict=True), 1)
    ]
    return cues, _warnings(mended, cues)


def _mend(text: str, name: str, *, srt: bool) -> _Mended:
    mended = _Mended()
    blocks = list(_blocks(text))
    if not srt and blocks:
        number, head = blocks[0]
        if not head[0].startswith("WEBVTT"):
            fix = "write WEBVTT as the first line, or export the transcript again"
            mended.problems.append(Problem(f"{name}:{number}", "the file does not begin with WEBVTT", fix))
        rest = next((i for i, line in enumerate(head) if "-->" in line), len(head))
        blocks[:1] = [(number + rest, head[rest:])] if rest < len(head) else []
    for i, (number, block) in enumerate(blocks):
        if not srt and _ASIDE.match(block[0]):
            continue
        if not any("-->" in line for line in block):
            following = blocks[i + 1][1] if i + 1 < len(blocks) else [""]
            _stray_block(mended, block, before_times="-->" in following[0])
        else:
            _cue_block(mended, block, f"{name}:", number)
    if not mended.times and not mended.problems:
        fix = "deliver the transcript, not an empty caption file"
        mended.problems.append(Problem(name, "the file has no cues", fix))
    return mended


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines that are not blank, each with the number of its first line."""
    block: list[str] = []
    number = 0
    for number, line in enumerate(text.split("\n"), 1):
        if line := line.strip("\ufeff\0 \t\r\f\v"):
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []
    if block:
        yield number - len(block) + 1, block


def _stray_block(mended: _Mended, block: list[str], *, before_times: bool) -> None:
    """Words after a blank line inside a cue, which parsers drop, belong to the cue before."""
    if before_times and len(block) == 1 and _IDENTIFIER.fullmatch(block[0]):
        return
    if mended.lines:
        mended.lines[-1] += block
        mended.stray += 1
    else:
        mended.before += 1


def _cue_block(mended: _Mended, block: list[str], where: str, number: int) -> None:
    """A block with at least one arrow; cues that lack the blank line between them share a block."""
    seen = False
    for i, line in enumerate(block):
        if match := _TIMING.fullmatch(line):
            mended.times.append((clock(match[1]) or 0.0, clock(match[2]) or 0.0))
            mended.lines.append([])
            seen = True
        elif "-->" in line and not (seen and not re.search(r"\d:\d", line)):
            mended.problems.append(Problem(f"{where}{number + i}", "the times of this cue cannot be read", _TIMES))
        elif _is_identifier(block, i, seen):
            continue
        elif mended.lines:
            # An arrow among the words would begin another cue.
            mended.lines[-1].append(line.replace("-->", "--&gt;"))
        else:
            mended.before += 1


def _is_identifier(block: list[str], i: int, seen: bool) -> bool:
    """Whether line `i` names the cue that begins on the next line."""
    if i + 1 >= len(block) or "-->" not in block[i + 1]:
        return False
    return (i == 0 and not seen) or _IDENTIFIER.fullmatch(block[i]) is not None


def _stamp(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{thousandths:03d}"


def _warnings(mended: _Mended, cues: list[Cue]) -> tuple[str, ...]:
    warnings = []
    if mended.stray:
        warnings.append(f"{mended.stray} blank lines stood inside cues; the words after them were kept")
    if mended.before:
        warnings.append(f"{mended.before} lines before the first cue were not read")
    backward = sum(1 for a, b in pairwise(cues) if b.start < a.start - 60)
    if backward:
        warnings.append(f"the times run backward {backward} times: the file may hold several recordings")
    return tuple(warnings)
