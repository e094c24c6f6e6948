"""What stands around the site: which addresses exist, that nothing can be sent, and the security headers.

Only addresses named here or by our own routes reach Datasette. Its internals (/-/config, /-/plugins,
/-/versions, ...) therefore do not exist for anyone, whatever permissions say, and a new release of
Datasette cannot open a door that is not listed.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Answer = Callable[[Scope, Receive, Send, int], Awaitable[None]]

# Datasette's own pages for researchers: the database, its tables and queries, rows, SQL, and the files
# these pages load. Names of tables are encoded by Datasette in word characters, - and ~.
_TABLE = r"/catalog/(?!-(?:/|$))[\w~-]{1,200}"
RESEARCH = re.compile(
    r"/catalog(\.db|\.json)?"
    r"|/catalog/-/(query(\.json|\.csv)?|query/parameters|schema(\.json|\.md)?)"
    rf"|{_TABLE}(\.json|\.csv)?"
    rf"|{_TABLE}/-/(schema(\.json|\.md)?|count|fragment|autocomplete)"
    rf"|{_TABLE}/(?!-/)[\w~,.-]{{1,1000}}",
    re.ASCII,
)
FILES = re.compile(r"/(static|-/static)(/[\w-][\w.-]{0,80}){1,4}", re.ASCII)

_COMMON = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
STRICT = f"default-src 'none'; style-src 'self'; img-src 'self'; {_COMMON}"
# Datasette's stock pages carry inline scripts and styles; they show text of ours only as escaped text.
LOOSE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    f" img-src 'self' data:; object-src 'none'; {_COMMON}"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "cross-origin-opener-policy": "same-origin",
}


def wrap(app: App, ours: re.Pattern[str], base: str, answer: Answer) -> App:
    """The application behind its doors. `ours` are our pages' addresses, `base` the site's base address,
    `answer` sends the page for a status."""

    async def doors(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = _path(scope).removeprefix(base.rstrip("/")) or "/"
        research = RESEARCH.fullmatch(path) is not None
        send = _with_headers(send, LOOSE if research else STRICT, scope["method"] == "HEAD")
        if scope["method"] not in ("GET", "HEAD"):
            await answer(scope, receive, send, 405)
        elif research or ours.fullmatch(path) or FILES.fullmatch(path):
            await app(_anonymous(scope), receive, send)
        else:
            await answer(scope, receive, send, 404)

    return doors


def _path(scope: Scope) -> str:
    """The path as it was sent: what is percent-encoded stays so, and so matches no address of ours."""
    raw = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
    return bytes(raw).decode("latin-1").partition("?")[0]


def _anonymous(scope: Scope) -> Scope:
    """The request without cookies and credentials: everyone sees the same, so every answer can be cached."""
    headers = [(k, v) for k, v in scope["headers"] if k.lower() not in (b"cookie", b"authorization")]
    return {**scope, "headers": headers, "method": "GET"}


def _with_headers(send: Send, policy: str, head: bool) -> Send:
    extra = {**_HEADERS, "content-security-policy": policy}
    ours = {name.encode() for name in extra}

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(k, v) for k, v in message.get("headers", []) if k.lower() not in ours | {b"set-cookie"}]
            added = [(name.encode(), value.encode()) for name, value in extra.items()]
            message = {**message, "headers": [*kept, *added]}
        elif head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sender
