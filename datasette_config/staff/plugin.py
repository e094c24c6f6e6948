"""The doorway between Datasette and the staff site: who asks, whether they may, and what to answer to a fault."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Generator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from datasette.app import Datasette
from datasette.utils.asgi import Forbidden, NotFound, Request, Response
from pluggy import HookimplMarker

from catalog.errors import CatalogError, Conflict, StaffError, StoreError
from catalog.pages.staff.frame import Frame, frame_of
from catalog.pages.staff.message import message_page
from catalog.people import SQL_READERS, Person
from catalog.store import research, sessions
from datasette_config.shared.doors import App, Receive, Scope, Send, research_slots
from datasette_config.shared.limits import limit
from datasette_config.staff import doors
from datasette_config.staff.access import Refusal, Route, admit
from datasette_config.staff.catalog import fresh_catalog
from datasette_config.staff.config import EVIDENCE, PLUGIN, READABLE, RESEARCH
from datasette_config.staff.rendering import render
from datasette_config.staff.routes import BY_PATTERN, OURS
from datasette_config.staff.visit import Visit

hookimpl = HookimplMarker("datasette")
logger = logging.getLogger(__name__)


def _person(request: Request) -> Person | None:
    # Datasette turns the actor into JSON, so the person travels as plain values.
    held = (request.actor or {}).get("person")
    return Person(**held) if held else None


def _view(routes: tuple[Route, ...]) -> Callable[..., Awaitable[Response]]:
    async def view(datasette: Datasette, request: Request) -> Response:
        person = _person(request)
        found = admit(routes, request.method, person)
        if isinstance(found, Refusal):
            return await _refused(datasette, request, found.status)
        return await found.handler(Visit(datasette, request, person, partial(render, datasette)))

    return view


async def _refused(datasette: Datasette, request: Request, status: int) -> Response:
    """Not let in: who can mend it by signing in, or by choosing a password, is shown where."""
    if status == 303:
        return Response.redirect(datasette.urls.path("/password?said=choose-password"), status=303)
    if status == 401 and request.method == "GET" and not request.path.endswith((".json", ".csv")):
        there = quote(request.full_path, safe="/")
        return Response.redirect(datasette.urls.path(f"/sign-in?next={there}"), status=303)
    return await _message(datasette, request, status)


async def _message(
    datasette: Datasette, request: Request | None, status: int, fault: Exception | None = None
) -> Response:
    """A message as a page, also where the database cannot be read."""
    person = _person(request) if request else None
    problems = fault.problems if isinstance(fault, CatalogError) else ()
    said = tuple(f"{p.what[:1].upper()}{p.what[1:]}. {p.fix[:1].upper()}{p.fix[1:]}." for p in problems)
    if request is not None and request.path.endswith((".json", ".csv")):
        return Response.json({"ok": False, "error": " ".join(said) or "not available", "status": status}, status=status)
    try:
        frame = await datasette.get_database(EVIDENCE).execute_fn(lambda conn: frame_of(conn, person))
    except sqlite3.Error:
        frame = Frame(person.label if person else "", person.role if person else "", "", False)
    back = getattr(fault, "back", "")
    return Response.html(render(datasette, "message.html", page=message_page(status, said, back), frame=frame), status)


def _status(fault: Exception) -> int:
    match fault:
        case NotFound():
            return 404
        case Forbidden():
            return 403
        case Conflict():
            return 409
        case StaffError():
            return 422
        case StoreError():
            return 503
        case _:
            return int(getattr(fault, "status", 500))


class StaffSite:
    """The plugin. Registered once a process; acts only for instances whose configuration names it."""

    @hookimpl
    def register_routes(self, datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
        """Our pages; they stand before Datasette's own."""
        if not _is_staff(datasette):
            return []
        return [(f"^{pattern}$", _view(routes)) for pattern, routes in BY_PATTERN.items()]

    @hookimpl(tryfirst=True)
    def actor_from_request(self, datasette: Datasette, request: Request) -> Any:
        """Whose session the cookie holds, with the role their account has at this moment."""
        return _actor(datasette, request) if _is_staff(datasette) else None

    @hookimpl
    def prepare_connection(self, conn: sqlite3.Connection, database: str, datasette: Datasette) -> None:
        """What is acknowledged is on the disk; people's own SQL has limits."""
        if not _is_staff(datasette):
            return
        if database in READABLE:
            limit(conn)
        else:
            conn.isolation_level = None
            conn.execute("pragma busy_timeout = 15000")
            conn.execute("pragma foreign_keys = on")
            conn.execute("pragma secure_delete = on")
            # Stages can do their work again after a power cut; a person's decision cannot be asked for twice.
            conn.execute("pragma synchronous = full")

    @hookimpl
    def asgi_wrapper(self, datasette: Datasette) -> Callable[[App], App]:
        """Doors around the whole application."""

        async def answer(_scope: Scope, _receive: Receive, send: Send, status: int) -> None:
            await (await _message(datasette, None, status)).asgi_send(send)

        def wrapper(app: App) -> App:
            if not _is_staff(datasette):
                return app
            return doors.wrap(app, OURS, datasette.setting("base_url"), answer, research_slots(datasette))

        return wrapper

    @hookimpl(wrapper=True)
    def handle_exception(
        self, datasette: Datasette, request: Request, exception: Exception
    ) -> Generator[None, Any, Any]:
        """Our answer instead of Datasette's, which prints a traceback with local values for every 404."""
        theirs = yield
        return [_fault(datasette, request, exception)] if _is_staff(datasette) else theirs

    @hookimpl(tryfirst=True)
    def forbidden(self, datasette: Datasette, request: Request) -> Any:
        """Our answer to what may not be seen: who is not signed in is asked to."""
        if not _is_staff(datasette):
            return None
        person = _person(request)
        return _refused(datasette, request, 401 if person is None else 303 if person.must_change else 403)


def _is_staff(datasette: Datasette) -> bool:
    return (datasette.plugin_config(PLUGIN) or {}).get("site") == "staff"


async def _actor(datasette: Datasette, request: Request) -> dict[str, Any] | None:
    token = doors.token(request.scope)
    if not token:
        return None
    database = datasette.get_database(EVIDENCE)
    found = await database.execute_fn(lambda conn: sessions.person_of(conn, token))
    if found is None:
        return None
    person, stale = found
    if stale:
        # Where nothing can be written, people can still read; a session that is not prolonged ends by itself.
        with contextlib.suppress(sqlite3.OperationalError):
            await database.execute_write_fn(lambda conn: sessions.seen(conn, person.session), transaction=False)
    if person.role in SQL_READERS and doors.STOCK.fullmatch(request.path):
        # Consent that ended a moment ago is not in the file any more when the answer is made.
        path = Path(datasette.get_database(RESEARCH).path)
        await database.execute_fn(lambda conn: research.refresh(conn, path))
        fresh_catalog(datasette)
    # Datasette's own pages ask for the role alone: it opens none of them while a password is to be changed.
    return {"id": person.name, "role": "" if person.must_change else person.role, "person": asdict(person)}


async def _fault(datasette: Datasette, request: Request, exception: Exception) -> Response:
    status = _status(exception)
    if isinstance(exception, sqlite3.OperationalError) and "interrupt" in str(exception):
        status = 503
    if isinstance(exception, sqlite3.Error) and doors.STOCK.fullmatch(request.path):
        status = 400  # a condition that a researcher wrote
    if status >= 500:
        logger.error("%s on %s", type(exception).__name__, request.path, exc_info=exception)
    return await _message(datasette, request, status, exception)
