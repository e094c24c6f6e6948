"""Zoom chats to pieces of speech: a message is a turn, a reaction is none, a reply keeps its own words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.errors import Problem, SourceError
from catalog.text import normalise
from pipelines.readers.turns import Piece, clock

_WHEN = r"(?:\d{4}-\d\d-\d\d )?(?P<time>\d{1,2}:\d\d:\d\d)"
# "From Ana Ruiz to Everyone:", "From  Ana Ruiz : ", or "Ana Ruiz:" between tabs.
_FROM = re.compile(
    rf"{_WHEN}\s+From\s+(?P<name>\S.{{0,200}}?)(?:\s{{1,3}}to\s{{1,3}}(?P<to>[^:]{{1,200}}))?\s{{0,3}}:(?:\s+|$)",
    re.IGNORECASE,
)
_TABS = re.compile(rf"{_WHEN}\t\s*(?P<name>[^\t]{{1,200}}?)\s*:\s*(?:\t|$)\s*")
_DIRECT = re.compile(r"direct message|privately", re.IGNORECASE)
_REACTION = re.compile(
    r"(?:reacted to\s+[\"“].*[\"”]\s+with\s+.{1,40}|removed an?\s+.{1,40}\s+reaction\s+from\s+[\"“].*[\"”])",
    re.IGNORECASE | re.DOTALL,
)
_REPLY = re.compile(r"replying to\s+(?:\"[^\n]*?\.\.\.\"|\"[^\"]*\"|“[^”]*”)\s*", re.IGNORECASE)
_REACTIONS = "reaction to a message"
_PRIVATE = "direct message, not said to the group"
_NO_WORDS = "message without words"


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat as read: its messages in order, and the lines that are none, by reason."""

    pieces: tuple[Piece, ...]
    ignored: tuple[tuple[str, tuple[int, ...]], ...] = ()


@dataclass(slots=True)
class _Message:
    number: int
    speaker: str
    seconds: float | None
    direct: bool
    offset: int
    lines: list[str] = field(default_factory=list)


def read_chat(text: str, name: str) -> Chat:
    """The messages of a Zoom chat; SourceError where the file has none."""
    pieces = []
    ignored: dict[str, list[int]] = defaultdict(list)
    for message in _messages(text, ignored):
        # Zoom indents the lines below a name; their order is kept, one below the other.
        words = normalise("\n".join(line.strip() for line in message.lines))
        offset = message.offset
        if reply := _REPLY.match(words):
            offset += reply.end()
            words = words[reply.end() :]
        reason = _REACTIONS if _REACTION.fullmatch(words) else _PRIVATE if message.direct else ""
        if reason or not words:
            ignored[reason or _NO_WORDS].append(message.number)
            continue
        last = message.number + _last_with_words(message.lines)
        pieces.append(
            Piece(message.number, words, message.speaker, message.seconds, offset=offset, fresh=True, last=last)
        )
    if not pieces and not ignored:
        raise SourceError(
            Problem(
                f"{name}:1",
                "no line is a chat message",
                "save the chat from Zoom again, or set `kind: transcript`",
            )
        )
    return Chat(tuple(pieces), tuple((why, tuple(numbers)) for why, numbers in sorted(ignored.items())))


def _messages(text: str, ignored: dict[str, list[int]]) -> Iterator[_Message]:
    message: _Message | None = None
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip("\ufeff \r\t")
        match = _FROM.match(line) or _TABS.match(line)
        if match is None:
            if message is not None:
                message.lines.append(line)
            elif line:
                ignored["before the first message"].append(number)
            continue
        if message is not None:
            yield message
        to = match.groupdict().get("to") or ""
        speaker = " ".join(normalise(match["name"]).split())
        direct = _DIRECT.search(to) is not None
        message = _Message(number, speaker, clock(match["time"]), direct, match.end(), [line[match.end() :]])
        if not message.lines[0]:
            message.offset = 0
    if message is not None:
        yield message


def _last_with_words(lines: list[str]) -> int:
    return max((i for i, line in enumerate(lines) if line.strip()), default=0)
