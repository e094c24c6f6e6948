"""The double coding room: samples that several people read, for curators and administrators."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Response

from catalog.pages.staff.agreement import state_of
from catalog.pages.staff.double import batch_page, double_page, ratings_of_batch
from catalog.pages.staff.frame import frame_of
from catalog.people import ADMINISTRATOR, CURATOR
from catalog.store import double
from catalog.store.codebooks import current_codebook
from datasette_config.staff.access import Route
from datasette_config.staff.agreement import measured
from datasette_config.staff.handlers import deed, page
from datasette_config.staff.visit import Ask, Visit

if TYPE_CHECKING:
    from catalog.agreement.ratings import Ratings

_WHO = frozenset({CURATOR, ADMINISTRATOR})
_ONE = r"/double/(?P<number>\d{1,9})"


def _plan(ask: Ask) -> double.Plan:
    how, value = ask.one("how"), ask.one("value")
    # Of the list of values only those that belong to the way that was chosen count.
    kind, _, value = value.partition(":")
    return double.Plan(
        title=ask.one("title"),
        coders=tuple(dict.fromkeys(coder for coder in ask.sent.get("coder", []) if coder)),
        count=_number(ask.one("count")),
        how=how,
        value=value if kind == how else "",
        overlap=_number(ask.one("overlap", "100")),
        blind=ask.one("blind") == "1",
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _make(conn: sqlite3.Connection, ask: Ask) -> str:
    return f"/double/{double.make_batch(conn, ask.person, _plan(ask))}?said=handed-out"


def _close(conn: sqlite3.Connection, ask: Ask) -> str:
    double.close_batch(conn, ask.person, int(ask.names["number"]))
    return f"/double/{ask.names['number']}?said=closed"


async def _show(visit: Visit) -> Response:
    """One sample, with the agreement on what all have read."""
    ask = visit.ask(visit.args)
    number = int(ask.names["number"])
    state = await visit.read(state_of)
    ratings, order = await visit.read(lambda conn: ratings_of_batch(conn, number))
    found = None
    if ratings is not None:
        found = await measured(visit.datasette).of(("sample", number, *state), lambda: _measure(ratings, order))
    shown, frame = await visit.read(
        lambda conn: (
            batch_page(conn, number, current_codebook(conn), found, ask.person.role == CURATOR),
            frame_of(conn, ask.person, ask.one("said")),
        )
    )
    if shown is None:
        raise NotFound("")
    return visit.html("batch.html", shown, frame)


def _measure(ratings: Ratings, order: list[str]) -> object:
    from catalog.agreement.growth import growth
    from catalog.agreement.report import agreement

    return agreement(ratings), growth(ratings, order)


ROUTES = (
    page(
        "/double",
        "double.html",
        lambda conn, ask: double_page(conn, current_codebook(conn)),
        roles=_WHO,
        nav="Double coding",
    ),
    deed("/double", _make, roles=_WHO),
    Route("GET", _ONE, _WHO, _show, example="/double/999"),
    deed(f"{_ONE}/close", _close, roles=_WHO, example="/double/999/close"),
)
