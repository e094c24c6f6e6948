"""The doorway between Datasette and the pages: route in, record from catalog.pages, template out."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Awaitable, Callable, Generator
from dataclasses import asdict
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from pluggy import HookimplMarker

from catalog.pages.message import message_page
from catalog.pages.recipes import RECIPES
from catalog.pages.research_forms import RecipeField, filled, forms
from catalog.pages.rows import Connection, time_limit
from catalog.pages.suggest import suggestions
from datasette_config.public import caching, doors
from datasette_config.public.config import (
    DATABASE,
    MAX_AGE,
    MAX_VALUE_BYTES,
    PAGE_TIME_LIMIT_MS,
    PAGE_VALUE_BYTES,
    PLUGIN,
)
from datasette_config.public.download import PATTERN, download
from datasette_config.public.published import published
from datasette_config.public.rendering import render
from datasette_config.public.results import limit_results
from datasette_config.public.routes import OURS, ROUTES, SUGGEST, Route, args_of, base_of, origin_of, seen_by, today
from datasette_config.public.twins import TWINS, Asked, Twin
from datasette_config.shared.doors import App, Receive, Scope, Send, research_slots
from datasette_config.shared.limits import limit

hookimpl = HookimplMarker("datasette")
logger = logging.getLogger(__name__)


async def _load(datasette: Datasette, build: Callable[[Connection], Any]) -> Any:
    def limited(conn: Connection) -> Any:
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, PAGE_VALUE_BYTES)
        try:
            with time_limit(conn, PAGE_TIME_LIMIT_MS):
                return build(conn)
        finally:
            conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)

    return await datasette.get_database(DATABASE).execute_fn(limited)


async def _message(datasette: Datasette, status: int, detail: str = "") -> Response:
    page = await _load(datasette, lambda conn: message_page(conn, status, detail))
    headers = {"cache-control": f"public, max-age={MAX_AGE}"} if status < 500 else {"cache-control": "no-store"}
    if status == 405:
        headers["allow"] = "GET, HEAD"
    return Response.html(render(datasette, "message.html", page), status=status, headers=headers)


def _view(route: Route) -> Callable[..., Awaitable[Response]]:
    async def view(datasette: Datasette, request: Request) -> Response:
        args = args_of(request)
        names = {**request.url_vars, "sha256": published(datasette).hash}
        try:
            page = await _load(datasette, lambda conn: route.page(conn, names, args))
        except sqlite3.OperationalError as fault:
            if "interrupt" in str(fault):
                return await _message(datasette, 503)
            raise
        if page is None:
            return await _message(datasette, 404)
        status = 410 if getattr(page, "withdrawn", False) else 200
        headers = {"cache-control": f"public, max-age={MAX_AGE}"}
        html = render(datasette, route.template, page, seen_by(datasette, route, request))
        return Response.html(html, status=status, headers=headers)

    return view


def _file(twin: Twin) -> Callable[..., Awaitable[Response]]:
    async def view(datasette: Datasette, request: Request) -> Response:
        asked = Asked(request.url_vars, args_of(request), origin_of(datasette, request), base_of(datasette))
        found = await _load(datasette, lambda conn: twin.make(conn, asked))
        if found is None:
            return await _message(datasette, 404)
        headers = {"cache-control": f"public, max-age={MAX_AGE}"}
        if twin.saved:
            headers["content-disposition"] = f'attachment; filename="{request.path.rpartition("/")[2]}"'
        return Response(found.text, found.status, headers, f"{twin.media}; charset=utf-8")

    return view


async def _suggest(datasette: Datasette, request: Request) -> Response:
    found = await _load(datasette, lambda conn: suggestions(conn, request.args.get("q") or ""))
    lines = [{**asdict(line), "href": datasette.urls.path(line.href)} for line in found]
    return Response.json({"suggestions": lines}, headers={"cache-control": f"public, max-age={MAX_AGE}"})


class PublicSite:
    """The plugin. Registered once a process; acts only for instances whose configuration names it."""

    @hookimpl
    def register_routes(self, datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
        """Our pages; they stand before Datasette's own."""
        if not _is_public(datasette):
            return []
        files = [(f"^{twin.pattern}$", _file(twin)) for twin in TWINS]
        files.append((f"^{PATTERN}$", download))
        pages = ((f"^{route.pattern}$", _view(route)) for route in ROUTES)
        return [*files, *pages, (f"^{SUGGEST}$", _suggest)]

    @hookimpl
    def extra_template_vars(self, datasette: Datasette, request: Request | None) -> Any:
        """What our frame around Datasette's own pages needs, and the fields of a query of ours."""

        async def found() -> dict[str, Any]:
            synthetic = bool((datasette.plugin_config(PLUGIN) or {}).get("synthetic"))
            return {"catalog_synthetic": synthetic, "catalog_fields": await _fields(datasette, request)}

        return found if _is_public(datasette) else {}

    @hookimpl
    def prepare_connection(self, conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
        """Limits that a time limit does not give: no huge values, no look at the server's paths."""
        if _is_public(datasette):
            limit(conn, MAX_VALUE_BYTES)
            # What is sorted or gathered stays in memory, whose size `serve` limits, and fills no disk.
            conn.execute("pragma temp_store = memory")
            if database == DATABASE:
                limit_results(conn)

    @hookimpl
    def asgi_wrapper(self, datasette: Datasette) -> Callable[[App], App]:
        """Doors around the whole application, and kept answers in front of them."""

        async def answer(_scope: Scope, _receive: Receive, send: Send, status: int) -> None:
            await (await _message(datasette, status)).asgi_send(send)

        def wrapper(app: App) -> App:
            if not _is_public(datasette):
                return app
            slots = research_slots(datasette)
            behind = doors.wrap(app, OURS, datasette.setting("base_url"), answer, slots)
            return caching.wrap(behind, caching.Shelf(), today)

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


async def _fields(datasette: Datasette, request: Request | None) -> tuple[RecipeField, ...]:
    name = request.path.rpartition("/")[2] if request else ""
    if request is None or not any(recipe.name == name for recipe in RECIPES):
        return ()
    found = await _load(datasette, forms)
    return next(filled(form, dict(request.args)) for form in found if form.recipe.name == name)


def _is_public(datasette: Datasette) -> bool:
    return (datasette.plugin_config(PLUGIN) or {}).get("site") == "public"


async def _fault(datasette: Datasette, request: Request, exception: Exception) -> Response:
    status = 404 if isinstance(exception, NotFound) else int(getattr(exception, "status", 500))
    if isinstance(exception, MemoryError):
        status, exception = 503, MemoryError("more memory was asked for than there is: ask for fewer or shorter rows")
    if isinstance(exception, sqlite3.Error | MemoryError) and doors.RESEARCH.fullmatch(request.path):
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
