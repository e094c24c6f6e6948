"""Serving a site over HTTP until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from catalog.errors import CatalogError, Problem


class _Announcing(uvicorn.Server):
    """Tells when it answers; uvicorn itself only logs it."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def serve(app: Any, host: str, port: int, on_ready: Callable[[str], None] = lambda address: None) -> None:
    """Serve an ASGI application until interrupted; `on_ready` gets the address once it answers.

    Port 0 takes any free port. Prints nothing. Raises CatalogError where host and port cannot be had.
    """
    with contextlib.closing(listen(host, port)) as listening:
        address = f"http://{_shown(host)}:{listening.getsockname()[1]}/"
        config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on", server_header=False)
        server = _Announcing(config, lambda: on_ready(address))
        asyncio.run(server.serve(sockets=[listening]))


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to host and port; CatalogError says why it cannot be had and what to do."""
    where = f"{host}:{port}"
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # Naming the protocol lets asyncio turn Nagle's delay off: without it each answer waits 40 ms.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except (OSError, OverflowError, UnicodeError):
        raise CatalogError(
            Problem(where, "there is no such host or port here", "use --host 127.0.0.1 and a port below 65536")
        ) from None
    try:
        # On Windows the option would let two servers share a port without either noticing.
        if os.name != "nt":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, OverflowError) as fault:
        listening.close()
        taken = not isinstance(fault, PermissionError)
        what = "the port is taken by another program" if taken else "the port needs more rights than you have"
        raise CatalogError(Problem(where, what, "choose another with --port, such as 8002")) from None
    return listening


def _shown(host: str) -> str:
    named = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"[{named}]" if ":" in named and not named.startswith("[") else named
