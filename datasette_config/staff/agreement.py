"""The page of how far people and machines agree, and the measuring that it shares with the double coding room."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from datasette.app import Datasette
from datasette.utils.asgi import Response

from catalog.errors import CodingsError
from catalog.pages.staff.agreement import MOST_UNITS, agreement_page, state_of
from catalog.pages.staff.frame import frame_of
from catalog.people import SQL_READERS
from catalog.store.codebooks import current_codebook
from datasette_config.shared.instance import kept
from datasette_config.staff.access import Route
from datasette_config.staff.visit import Visit

if TYPE_CHECKING:
    from catalog.agreement.ratings import Ratings
    from catalog.agreement.report import Agreement

_KEPT = 16


class _Measured:
    """What was measured lately, by what it was measured of; one measuring at a time, off the event loop."""

    def __init__(self) -> None:
        self._one = asyncio.Lock()
        self._found: OrderedDict[tuple[object, ...], Any] = OrderedDict()

    async def of(self, key: tuple[object, ...], measure: Callable[[], Any]) -> Any:
        """What `measure` gives, or gave for this key."""
        async with self._one:
            if key not in self._found:
                self._found[key] = await asyncio.to_thread(measure)
                while len(self._found) > _KEPT:
                    self._found.popitem(last=False)
            self._found.move_to_end(key)
            return self._found[key]


def measured(datasette: Datasette) -> _Measured:
    """What a site has measured."""
    return kept(datasette, "measured", _Measured)


async def _show(visit: Visit) -> Response:
    """The figures of the coders that are asked for; of all people where none is."""
    ask = visit.ask(visit.args)
    names = tuple(sorted({name for name in ask.sent.get("coder", []) if name}))
    state = await visit.read(state_of)
    why_not, found, chosen = "", None, names
    try:
        ratings = await visit.read(lambda conn: _ratings(conn, names))
    except CodingsError as fault:
        why_not = " ".join(problem.what for problem in fault.problems)
    else:
        chosen = ratings.coders
        found = await measured(visit.datasette).of(("coders", chosen, *state), lambda: _measure(ratings))
    page, frame = await visit.read(
        lambda conn: (
            agreement_page(conn, current_codebook(conn), found, chosen, why_not),
            frame_of(conn, ask.person),
        )
    )
    return visit.html("agreement.html", page, frame)


def _ratings(conn: Any, names: tuple[str, ...]) -> Ratings:
    from catalog.agreement.ratings import from_study

    return from_study(conn, names, most=MOST_UNITS)


def _measure(ratings: Ratings) -> Agreement:
    from catalog.agreement.report import agreement

    return agreement(ratings)


ROUTES = (Route("GET", "/agreement", SQL_READERS, _show, nav="Agreement", example="/agreement"),)
