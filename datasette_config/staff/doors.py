"""What stands around the staff site: which addresses exist, which cookies go in and out, the security headers."""

from __future__ import annotations

import asyncio
import re

from datasette_config.shared.doors import (
    FILES,
    LOOSE,
    STRICT,
    Answer,
    App,
    Message,
    Receive,
    Scope,
    Send,
    research,
    sent_path,
    with_guarded_tables,
    with_headers,
)
from datasette_config.staff.config import COOKIE, READABLE

STOCK = re.compile("|".join(research(name, download=False).pattern for name in READABLE), re.ASCII)


def wrap(app: App, ours: re.Pattern[str], base: str, answer: Answer, research_slots: asyncio.Semaphore) -> App:
    """The application behind its doors. `ours` are our pages' addresses, `base` the site's base address,
    `answer` sends the page for a status, `research_slots` is shared by all researchers' requests."""

    async def doors(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = sent_path(scope).removeprefix(base.rstrip("/")) or "/"
        method = scope["method"]
        stock = STOCK.fullmatch(path) is not None
        file = FILES.fullmatch(path) is not None
        send = with_headers(send, LOOSE if stock else STRICT, method == "HEAD", keep=(cookie_name(scope).encode(),))
        send = send if file else _unkept(send)
        if stock and path.endswith(".csv"):
            send = with_guarded_tables(send)
        scope = _with_our_cookie(scope)
        if not (stock or file or ours.fullmatch(path)):
            await answer(scope, receive, send, 404)
        elif (stock or file) and method not in ("GET", "HEAD"):
            await answer(scope, receive, send, 405)
        elif stock:
            async with research_slots:
                await app({**scope, "method": "GET"}, receive, send)
        else:
            await app({**scope, "method": "GET"} if method == "HEAD" else scope, receive, send)

    return doors


def cookie_name(scope: Scope) -> str:
    """The session cookie's name. Over TLS a browser then takes it from this host alone, and only when it is Secure."""
    return f"__Host-{COOKIE}" if scope.get("scheme") == "https" else COOKIE


def token(scope: Scope) -> str:
    """The session's token of a request, else nothing."""
    name = cookie_name(scope) + "="
    for key, value in scope["headers"]:
        if key.lower() == b"cookie":
            for part in value.decode("latin-1").split(";"):
                if part.strip().startswith(name):
                    return str(part.strip().removeprefix(name))
    return ""


def _with_our_cookie(scope: Scope) -> Scope:
    """The request without credentials but our cookie: Datasette's own (ds_actor, tokens) open nothing here."""
    held = token(scope)
    kept = [(k, v) for k, v in scope["headers"] if k.lower() not in (b"cookie", b"authorization")]
    cookie = [(b"cookie", f"{cookie_name(scope)}={held}".encode("latin-1"))] if held else []
    return {**scope, "headers": [*kept, *cookie], "actor": None}


def _unkept(send: Send) -> Send:
    """Nothing of the staff site may be kept by a browser or a proxy."""

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(k, v) for k, v in message.get("headers", []) if k.lower() != b"cache-control"]
            message = {**message, "headers": [*kept, (b"cache-control", b"no-store")]}
        await send(message)

    return sender
