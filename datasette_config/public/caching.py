"""Answers that are kept: made once for a publication, sent to all who ask, compressed for those who can read it.

Everyone sees the same, and a publication never changes: what was answered once can be answered again. What is
kept belongs to one publication, and goes with it.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from datasette_config.shared.doors import App, Message, Receive, Scope, Send

MOST = 64_000_000  # bytes kept for one publication
LARGEST = 1_000_000  # bytes of one answer that is kept; larger ones are sent as they come
_LEVEL = 5
_WORTH_IT = 600  # bytes below which compressing saves nothing
_COMPRESSED = (
    *("text/", "image/svg+xml", "application/json", "application/yaml"),
    *("application/xml", "application/atom+xml", "application/opensearchdescription+xml"),
)
_NOT_OF_304 = (b"content-type", b"content-length", b"content-encoding", b"content-disposition")
Headers = list[tuple[bytes, bytes]]
Key = tuple[bytes, ...]


@dataclass(slots=True)
class Kept:
    """One whole answer."""

    status: int
    headers: Headers
    body: bytes
    tag: bytes
    compressible: bool
    _zipped: bytes = b""

    @property
    def size(self) -> int:
        """Bytes it takes, compressed form included."""
        return len(self.body) + len(self.body) // 3 + 1000

    def zipped(self) -> bytes:
        """The body compressed, once."""
        if not self._zipped:
            self._zipped = gzip.compress(self.body, _LEVEL, mtime=0)
        return self._zipped


@dataclass(slots=True)
class Shelf:
    """Kept answers, those not asked for longest given up first."""

    most: int = MOST
    size: int = 0
    answers: OrderedDict[Key, Kept] = field(default_factory=OrderedDict)

    def get(self, key: Key) -> Kept | None:
        """The answer kept for a request."""
        found = self.answers.get(key)
        if found:
            self.answers.move_to_end(key)
        return found

    def put(self, key: Key, kept: Kept) -> None:
        """Keep an answer."""
        old = self.answers.pop(key, None)
        self.size += kept.size - (old.size if old else 0)
        self.answers[key] = kept
        while self.size > self.most:
            self.size -= self.answers.popitem(last=False)[1].size


def wrap(app: App, shelf: Shelf, today: Callable[[], str]) -> App:
    """The application with its answers kept on the shelf. `today` is part of what is asked: a page says
    whether a review is overdue."""

    async def caching(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        asked = {name.lower(): value for name, value in scope["headers"]}
        key = _key(scope, asked, today())
        kept = shelf.get(key)
        if kept is None:
            answer = _Answer(send, zips=_reads_gzip(asked), head=head)
            # The answer to a HEAD is that to a GET without its body: both are kept as one.
            await app({**scope, "method": "GET", "catalog.head": head}, receive, answer.take)
            kept = answer.kept
            if kept is None:
                return
            if _may_stay(scope, kept):
                shelf.put(key, kept)
        await _send(send, kept, asked, head)

    return caching


def _key(scope: Scope, asked: dict[bytes, bytes], today: str) -> Key:
    raw = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
    # Citations and sitemaps hold the address under which the visitor sees the site.
    return raw, scope["query_string"], asked.get(b"host", b""), scope["scheme"].encode(), today.encode()


def _may_stay(scope: Scope, kept: Kept) -> bool:
    """Whether the next visitor may get the same: not errors, and not what SQL drew at random."""
    return kept.status in (200, 410) and b"random" not in scope["query_string"].lower()


async def _send(send: Send, kept: Kept, asked: dict[bytes, bytes], head: bool) -> None:
    headers, body, status = kept.headers, kept.body, kept.status
    if status == 200 and same(kept.tag, asked.get(b"if-none-match", b"")):
        status, body = 304, b""
        headers = [pair for pair in headers if pair[0] not in _NOT_OF_304]
    else:
        if kept.compressible and _reads_gzip(asked):
            body = kept.zipped()
            headers = [*headers, (b"content-encoding", b"gzip")]
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})


class _Answer:
    """Takes what the application sends: a text of some length whole, all else straight on."""

    def __init__(self, send: Send, *, zips: bool, head: bool) -> None:
        self._send, self._zips, self._head = send, zips, head
        self._start: Message = {}
        self._parts: list[bytes] = []
        self._size = 0
        self._straight = False
        self._compressor: zlib._Compress | None = None
        self.kept: Kept | None = None

    async def take(self, message: Message) -> None:
        """One message of the application."""
        if message["type"] == "http.response.start":
            headers = [(name.lower(), value) for name, value in message.get("headers", [])]
            self._start = {**message, "headers": headers}
            if not _compressible(headers):
                await self._go_straight()
        elif self._straight:
            await self._pass(message.get("body", b""), bool(message.get("more_body")))
        else:
            self._parts.append(message.get("body", b""))
            self._size += len(self._parts[-1])
            if not message.get("more_body"):
                self.kept = _kept(self._start, b"".join(self._parts))
            elif self._size > LARGEST:
                await self._go_straight()
                await self._pass(b"".join(self._parts), True)

    async def _go_straight(self) -> None:
        self._straight = True
        headers = self._start["headers"]
        if _compressible(headers):
            headers = [*_plain(headers), (b"vary", b"accept-encoding")]
            if self._zips:
                self._compressor = zlib.compressobj(_LEVEL, wbits=31)
                headers.append((b"content-encoding", b"gzip"))
        await self._send({**self._start, "headers": headers})

    async def _pass(self, body: bytes, more: bool) -> None:
        if self._compressor:
            body = self._compressor.compress(body) + (b"" if more else self._compressor.flush())
        await self._send({"type": "http.response.body", "body": b"" if self._head else body, "more_body": more})


def _kept(start: Message, body: bytes) -> Kept:
    headers = start["headers"]
    compressible = len(body) > _WORTH_IT
    # Weak, because it stands for the compressed form as well. From the content alone: it stays where a
    # publication or a new release leaves a page as it was.
    tag = b'W/"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
    more = [(b"etag", tag)] if start["status"] == 200 else []
    return Kept(start["status"], [*_plain(headers), *more, (b"vary", b"accept-encoding")], body, tag, compressible)


def _plain(headers: Headers) -> Headers:
    """Headers without those that are set here. Nobody is logged in, so nothing varies with cookies."""
    return [(n, v) for n, v in headers if n not in (b"content-length", b"vary", b"etag")]


def _compressible(headers: Headers) -> bool:
    kind = dict(headers).get(b"content-type", b"").decode("latin-1")
    return kind.startswith(_COMPRESSED)


def same(tag: bytes, asked: bytes) -> bool:
    """Whether If-None-Match names the tag.

    >>> same(b'W/"a"', b'"b", W/"a"'), same(b'W/"a"', b"*"), same(b'W/"a"', b"")
    (True, True, False)
    """
    named = [one.strip().removeprefix(b"W/") for one in asked.split(b",")]
    return b"*" in named or tag.removeprefix(b"W/") in named


def _reads_gzip(asked: dict[bytes, bytes]) -> bool:
    """Whether Accept-Encoding names gzip, and not only to refuse it."""
    for one in asked.get(b"accept-encoding", b"").lower().split(b","):
        name, _, rest = one.partition(b";")
        if name.strip() in (b"gzip", b"x-gzip", b"*"):
            return rest.replace(b" ", b"") not in (b"q=0", b"q=0.0", b"q=0.00", b"q=0.000")
    return False
