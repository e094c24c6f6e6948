"""What the doors of both sites are made of: addresses of Datasette's own pages, policies, and headers.

Only addresses that a site names reach Datasette. Its internals (/-/config, /-/plugins, /-/versions, ...)
therefore do not exist for anyone, whatever permissions say, and a new release of Datasette cannot open a
door that is not listed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from datasette.app import Datasette

from datasette_config.shared.downloads import Guard
from datasette_config.shared.instance import kept

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Answer = Callable[[Scope, Receive, Send, int], Awaitable[None]]

# Researchers' queries may take long; fewer of them at once than there are threads leave one for our own pages.
RESEARCH_AT_ONCE = 2


def research_slots(datasette: Datasette) -> asyncio.Semaphore:
    """What researchers' requests wait for: one for each instance, whose application may be made more than once."""
    return kept(datasette, "research_slots", lambda: asyncio.Semaphore(RESEARCH_AT_ONCE))


def research(database: str, *, download: bool) -> re.Pattern[str]:
    """Datasette's own pages for researchers: the database, its tables and queries, rows, SQL, and the files
    these pages load. Names of tables are encoded by Datasette in word characters, - and ~."""
    table = rf"/{database}/(?!-(?:/|$))[\w~-]{{1,200}}"
    return re.compile(
        rf"/{database}({'[.]db|' if download else ''}[.]json)?"
        rf"|/{database}/-/(query(\.json|\.csv)?|query/parameters|schema(\.json|\.md)?)"
        rf"|{table}(\.json|\.csv)?"
        rf"|{table}/-/(schema(\.json|\.md)?|count|fragment|autocomplete)"
        rf"|{table}/(?!-/)[\w~,.-]{{1,1000}}",
        re.ASCII,
    )


FILES = re.compile(r"/(static|static-staff|-/static)(/[\w-][\w.-]{0,80}){1,4}", re.ASCII)

_COMMON = "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
# Scripts of ours alone; they ask their own site.
STRICT = f"default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; {_COMMON}"
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


def sent_path(scope: Scope) -> str:
    """The path as it was sent: what is percent-encoded stays so, and so matches no address of ours."""
    raw = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
    return bytes(raw).decode("latin-1").partition("?")[0]


def with_headers(send: Send, policy: str, head: bool, keep: Iterable[bytes] = ()) -> Send:
    """`send` with the policy and our headers, without the cookies Datasette sets but those that begin with `keep`; the
    answer to a HEAD without its body."""
    extra = {**_HEADERS, "content-security-policy": policy}
    ours = {name.encode() for name in extra}

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(k, v) for k, v in message.get("headers", []) if k.lower() not in ours and not _foreign(k, v, keep)]
            added = [(name.encode(), value.encode()) for name, value in extra.items()]
            message = {**message, "headers": [*kept, *added]}
        elif head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sender


def _foreign(name: bytes, value: bytes, keep: Iterable[bytes]) -> bool:
    return name.lower() == b"set-cookie" and not value.startswith(tuple(keep))


def with_guarded_tables(send: Send) -> Send:
    """Downloads of CSV have no cell that runs as a formula."""
    guard: Guard | None = None

    async def sender(message: Message) -> None:
        nonlocal guard
        if message["type"] == "http.response.start":
            headers = dict(message.get("headers", []))
            if headers.get(b"content-type", b"").startswith((b"text/csv", b"text/plain")):
                guard = Guard()
                kept = [(k, v) for k, v in message["headers"] if k.lower() != b"content-length"]
                message = {**message, "headers": kept}
        elif guard is not None:
            more = message.get("more_body", False)
            message = {**message, "body": guard.feed(message.get("body", b""), last=not more)}
        await send(message)

    return sender
