"""Who may do what: every address of the staff site is a Route, and this is the only place that admits or refuses."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.people import Person

if TYPE_CHECKING:
    from datasette.utils.asgi import Response

    from datasette_config.staff.visit import Visit

STRANGER = "stranger"  # someone who is not signed in


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that can be asked of the site.

    `pattern` is the whole address, with named groups; `roles` are those who may (STRANGER among them: also those
    who are not signed in); `nav` is its name in the navigation, if it stands there. `before_change` says that it
    may be used with a password that is still to be changed. `example` is an address of it, for the tests.
    """

    method: str
    pattern: str
    roles: frozenset[str]
    handler: Callable[[Visit], Awaitable[Response]]
    nav: str = ""
    before_change: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let in: its status; 401 asks to sign in, 303 to choose a password first."""

    status: int


def admit(routes: Iterable[Route], method: str, person: Person | None) -> Route | Refusal:
    """The route of this method among those of one address, or why not."""
    method = "GET" if method == "HEAD" else method
    found = next((route for route in routes if route.method == method), None)
    if found is None:
        return Refusal(405)
    if STRANGER in found.roles:
        return found
    if person is None:
        return Refusal(401)
    if person.must_change and not found.before_change:
        return Refusal(303)
    return found if person.role in found.roles else Refusal(403)


def by_pattern(routes: Iterable[Route]) -> dict[str, tuple[Route, ...]]:
    """The routes of each address, in order."""
    found: dict[str, tuple[Route, ...]] = {}
    for route in routes:
        found[route.pattern] = (*found.get(route.pattern, ()), route)
    return found


def anywhere(routes: Iterable[Route]) -> re.Pattern[str]:
    """A pattern of all their addresses."""
    return re.compile("|".join(re.sub(r"\?P<\w+>", "?:", route.pattern) for route in routes), re.ASCII)
