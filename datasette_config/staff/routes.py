"""The one table of everything that can be asked of the staff site: a room is a line here."""

from __future__ import annotations

from datasette_config.staff import (
    accounts,
    agreement,
    codebook,
    double,
    entrance,
    exemplars,
    privacy,
    publishing,
    quotes,
    records,
    review,
    settle,
)
from datasette_config.staff.access import STRANGER, Route, anywhere, by_pattern

ROUTES: tuple[Route, ...] = (
    records.HOME,
    *review.ROUTES,
    *quotes.ROUTES,
    *exemplars.ROUTES,
    *publishing.ROUTES,
    *double.ROUTES,
    *settle.ROUTES,
    *codebook.ROUTES,
    *privacy.ROUTES,
    *agreement.ROUTES,
    *records.ROUTES,
    *accounts.ROUTES,
    *entrance.ROUTES,
)
BY_PATTERN = by_pattern(ROUTES)
OURS = anywhere(ROUTES)


def navigation(role: str) -> tuple[tuple[str, str], ...]:
    """Names and addresses of the rooms a role may enter, in order."""
    return tuple((r.nav, r.example) for r in ROUTES if r.nav and (role in r.roles or STRANGER in r.roles))
