"""What stands around the public site: which addresses exist, that nothing can be sent, and the security headers."""

from __future__ import annotations

import asyncio
import re

from datasette_config.public.config import DATABASE
from datasette_config.shared.doors import (
    FILES,
    LOOSE,
    STRICT,
    Answer,
    App,
    Receive,
    Scope,
    Send,
    research,
    sent_path,
    with_guarded_tables,
    with_headers,
)

RESEARCH = re.compile(research(DATABASE, download=True).pattern + rf"|/{DATABASE}/-/queries(\.json)?", re.ASCII)


def wrap(app: App, ours: re.Pattern[str], base: str, answer: Answer, research_slots: asyncio.Semaphore) -> App:
    """The application behind its doors. `ours` are our pages' addresses, `base` the site's base address,
    `answer` sends the page for a status, `research_slots` is shared by all researchers' requests."""

    async def doors(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = sent_path(scope).removeprefix(base.rstrip("/")) or "/"
        stock = RESEARCH.fullmatch(path) is not None
        send = with_headers(send, LOOSE if stock else STRICT, scope["method"] == "HEAD")
        if stock and path.endswith(".csv"):
            send = with_guarded_tables(send)
        if scope["method"] not in ("GET", "HEAD"):
            await answer(scope, receive, send, 405)
        elif stock:
            async with research_slots:
                await app(_anonymous(scope), receive, send)
        elif ours.fullmatch(path) or FILES.fullmatch(path):
            await app(_anonymous(scope), receive, send)
        else:
            await answer(scope, receive, send, 404)

    return doors


def _anonymous(scope: Scope) -> Scope:
    """The request without cookies and credentials: everyone sees the same, so every answer can be cached."""
    headers = [(k, v) for k, v in scope["headers"] if k.lower() not in (b"cookie", b"authorization")]
    return {**scope, "headers": headers, "method": "GET"}
