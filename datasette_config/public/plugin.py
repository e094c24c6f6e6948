"""The doorway between Datasette and the pages: route in, record from catalog.pages, template out."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Awaitable, Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from pluggy import HookimplMarker

from catalog.pages.about import about_page
from catalog.pages.excerpt import excerpt_page
from catalog.pages.exemplar import exemplar_page
from catalog.pages.home import home_page
from catalog.pages.message import message_page
from catalog.pages.practice import practice_page
from catalog.pages.practices import practices_page
from catalog.pages.research import research_page
from catalog.pages.rows import Connection, time_limit
from catalog.pages.search import search_page
from catalog.search import Search
from datasette_config.public import doors
from datasette_config.public.config import DATABASE, MAX_VALUE_BYTES, PAGE_TIME_LIMIT_MS, PLUGIN
from datasette_config.public.rendering import render

hookimpl = HookimplMarker("datasette")
logger = logging.getLogger(__name__)
Args = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Route:
    """An address of ours: its pattern, its template, and the page for what the address holds."""

    pattern: str
    template: str
    page: Callable[[Connection, dict[str, str], Args], Any]
    max_age: int = 300


def _front(conn: Connection, _names: dict[str, str], args: Args) -> Any:
    search = Search.from_args(args)
    return search_page(conn, search) if search.asks else home_page(conn)


ROUTES = (
    Route(r"/", "front.html", _front, 60),
    Route(r"/practice/(?P<id>[\w-]{1,100})", "practice.html", lambda c, n, a: practice_page(c, n["id"])),
    Route(r"/exemplar/(?P<id>[\w-]{1,200})", "exemplar.html", lambda c, n, a: exemplar_page(c, n["id"])),
    Route(r"/excerpt/(?P<id>[\w-]{1,100})", "excerpt.html", lambda c, n, a: excerpt_page(c, n["id"])),
    Route(r"/practices", "practices.html", lambda c, n, a: practices_page(c, (a.get("by") or [""])[0])),
    Route(r"/about", "about.html", lambda c, n, a: about_page(c)),
    Route(r"/research", "research.html", lambda c, n, a: research_page(c)),
)
OURS = re.compile("|".join(re.sub(r"\?P<\w+>", "?:", route.pattern) for route in ROUTES), re.ASCII)


async def _load(datasette: Datasette, build: Callable[[Connection], Any]) -> Any:
    def limited(conn: Connection) -> Any:
        with time_limit(conn, PAGE_TIME_LIMIT_MS):
            return build(conn)

    return await datasette.get_database(DATABASE).execute_fn(limited)


async def _message(datasette: Datasette, status: int, detail: str = "") -> Response:
    page = await _load(datasette, lambda conn: message_page(conn, status, detail))
    headers = {"cache-control": "public, max-age=60"} if status < 500 else {"cache-control": "no-store"}
    if status == 405:
        headers["allow"] = "GET, HEAD"
    return Response.html(render(datasette, "message.html", page), status=status, headers=headers)


def _view(route: Route) -> Callable[..., Awaitable[Response]]:
    async def view(datasette: Datasette, request: Request) -> Response:
        args = {name: request.args.getlist(name) for name in request.args}
        try:
            page = await _load(datasette, lambda conn: route.page(conn, request.url_vars, args))
        except sqlite3.OperationalError as fault:
            if "interrupt" in str(fault):
                return await _message(datasette, 503)
            raise
        if page is None:
            return await _message(datasette, 404)
        status = 410 if getattr(page, "withdrawn", False) else 200
        headers = {"cache-control": f"public, max-age={route.max_age}"}
        return Response.html(render(datasette, route.template, page), status=status, headers=headers)

    return view


class PublicSite:
    """The plugin. Registered once a process; acts only for instances whose configuration names it."""

    @hookimpl
    def register_routes(self, datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
        """Our pages; they stand before Datasette's own."""
        if not _is_public(datasette):
            return []
        return [(f"^{route.pattern}$", _view(route)) for route in ROUTES]

    @hookimpl
    def extra_template_vars(self, datasette: Datasette) -> dict[str, Any]:
        """What our frame around Datasette's own pages needs."""
        return {"catalog_synthetic": bool((datasette.plugin_config(PLUGIN) or {}).get("synthetic"))}

    @hookimpl
    def prepare_connection(self, conn: sqlite3.Connection, datasette: Datasette) -> None:
        """Limits that a time limit does not give: no huge values, no look at the server's paths."""
        if _is_public(datasette):
            conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
            conn.set_authorizer(_authorize)

    @hookimpl
    def asgi_wrapper(self, datasette: Datasette) -> Callable[[doors.App], doors.App]:
        """Doors around the whole application."""

        async def answer(_scope: doors.Scope, _receive: doors.Receive, send: doors.Send, status: int) -> None:
            await (await _message(datasette, status)).asgi_send(send)

        def wrapper(app: doors.App) -> doors.App:
            return doors.wrap(app, OURS, datasette.setting("base_url"), answer) if _is_public(datasette) else app

        return wrapper

    @hookimpl(wrapper=True)
    def handle_exception(
        self, datasette: Datasette, request: Request, exception: Exception
    ) -> Generator[None, Any, Any]:
        """Our answer instead of Datasette's, which prints a traceback with local values for every 404."""
        theirs = yield
        return [_fault(datasette, request, exception)] if _is_public(datasette) else theirs

    @hookimpl(tryfirst=True)
    def forbidden(self, datasette: Datasette, request: Request) -> Any:
        """Our answer to what may not be seen."""
        return _answer(datasette, request, 403, "") if _is_public(datasette) else None


def _is_public(datasette: Datasette) -> bool:
    return (datasette.plugin_config(PLUGIN) or {}).get("site") == "public"


def _authorize(action: int, first: str | None, *_rest: str | None) -> int:
    # This table shows where the file lies on the server. (The pragma itself Datasette needs and uses.)
    hidden = action == sqlite3.SQLITE_READ and (first or "").lower() == "pragma_database_list"
    return sqlite3.SQLITE_DENY if hidden else sqlite3.SQLITE_OK


async def _fault(datasette: Datasette, request: Request, exception: Exception) -> Response:
    status = 404 if isinstance(exception, NotFound) else int(getattr(exception, "status", 500))
    if isinstance(exception, sqlite3.Error) and doors.RESEARCH.fullmatch(request.path):
        status = 400  # a condition that a researcher wrote: what SQLite says about it is the answer
    if status >= 500:
        logger.error("%s on %s", type(exception).__name__, request.path, exc_info=exception)
    # What Datasette says about a faulty query helps a researcher; about a fault of ours nothing is said.
    said = getattr(exception, "plain_message", None) or getattr(exception, "message", "") or str(exception)
    return await _answer(datasette, request, status, str(said)[:500] if 400 <= status < 500 else "")


async def _answer(datasette: Datasette, request: Request, status: int, detail: str) -> Response:
    if request.path.endswith((".json", ".csv")):
        body = {"ok": False, "error": detail or "not available", "status": status}
        return Response.json(body, status=status)
    return await _message(datasette, status, "" if status == 404 else detail)
