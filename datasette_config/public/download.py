"""catalog.db as a file: whole, or the part of it that is asked for, with its SHA-256."""

from __future__ import annotations

import asyncio
import base64
import re

from datasette.app import Datasette
from datasette.utils.asgi import Request

from datasette_config.public.caching import same
from datasette_config.public.config import DATABASE, MAX_AGE
from datasette_config.public.published import published
from datasette_config.shared.doors import Send

PATTERN = rf"/{DATABASE}\.db"
_CHUNK = 1 << 18
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


async def download(datasette: Datasette, request: Request, send: Send) -> None:
    """Send the file; `Range` with one range is honoured, so that a broken download can go on."""
    file = published(datasette)
    tag = f'"{file.hash}"'
    headers = {
        "content-type": "application/vnd.sqlite3",
        "content-disposition": f'attachment; filename="{DATABASE}.db"',
        "cache-control": f"public, max-age={MAX_AGE}",
        "accept-ranges": "bytes",
        "etag": tag,
        "repr-digest": f"sha-256=:{base64.b64encode(bytes.fromhex(str(file.hash))).decode()}:",
    }
    status, start, end = _part(request, tag, file.bytes)
    if status == 206:
        headers["content-range"] = f"bytes {start}-{end - 1}/{file.bytes}"
    elif status == 416:
        headers["content-range"] = f"bytes */{file.bytes}"
    if status != 304:
        headers["content-length"] = str(end - start)
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    while start < end and not request.scope.get("catalog.head"):
        chunk = await asyncio.to_thread(file.read, start, min(_CHUNK, end - start))
        start += len(chunk)
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _part(request: Request, tag: str, size: int) -> tuple[int, int, int]:
    """Status, start and end of what to send. What is no single range is answered with the whole file."""
    if same(tag.encode(), request.headers.get("if-none-match", "").encode("latin-1", "replace")):
        return 304, 0, 0
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    if not found or not any(found.groups()) or request.headers.get("if-range", tag) != tag:
        return 200, 0, size
    first, last = found.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if first and last and int(last) < int(first):
        return 200, 0, size
    return (206, start, end) if start < end else (416, 0, 0)
