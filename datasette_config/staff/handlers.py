"""The two kinds of address nearly all rooms are made of: a page that reads, and a deed that writes."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from datasette.utils.asgi import NotFound, Response

from catalog.pages.staff.frame import frame_of
from catalog.people import EVERYONE
from catalog.spreadsheet import guarded
from datasette_config.staff.access import Route
from datasette_config.staff.visit import Ask, Visit

Handler = Callable[[Visit], Awaitable[Response]]


def page(
    pattern: str,
    template: str,
    build: Callable[[sqlite3.Connection, Ask], Any],
    *,
    roles: Iterable[str] = EVERYONE,
    nav: str = "",
    example: str = "",
) -> Route:
    """An address that shows what `build` makes of evidence.db in `template`; None from it is "not found"."""

    async def handler(visit: Visit) -> Response:
        ask = visit.ask(visit.args)
        found, frame = await visit.read(lambda conn: (build(conn, ask), frame_of(conn, ask.person, ask.one("said"))))
        if found is None:
            raise NotFound("")
        return visit.html(template, found, frame)

    return Route("GET", pattern, frozenset(roles), handler, nav=nav, example=example or pattern)


def deed(
    pattern: str,
    do: Callable[[sqlite3.Connection, Ask], str],
    *,
    roles: Iterable[str],
    example: str = "",
) -> Route:
    """An address to which a form is sent: `do` writes in one transaction and tells which page comes next.

    It notes what it did (`audit.note`), and raises StaffError for what a person can mend, Conflict where somebody
    else was quicker.
    """

    async def handler(visit: Visit) -> Response:
        ask = visit.ask(await visit.form())
        return visit.go(await visit.write(lambda conn: do(conn, ask)))

    return Route("POST", pattern, frozenset(roles), handler, example=example or pattern)


def table(
    pattern: str,
    build: Callable[[sqlite3.Connection, Ask], tuple[Sequence[str], Iterable[Sequence[object]]]],
    *,
    roles: Iterable[str],
    example: str = "",
) -> Route:
    """An address that answers with a CSV file of (column names, rows)."""

    async def handler(visit: Visit) -> Response:
        ask = visit.ask(visit.args)
        columns, rows = await visit.read(lambda conn: build(conn, ask))
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerows([columns, *([guarded(cell) for cell in row] for row in rows)])
        name = visit.request.path.rpartition("/")[2]
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(text.getvalue(), headers=headers, content_type="text/csv; charset=utf-8")

    return Route("GET", pattern, frozenset(roles), handler, example=example or pattern)
