"""The home page, and the rooms of what happened: runs and audit."""

from __future__ import annotations

from catalog.pages.staff.home import home_page
from catalog.pages.staff.records import audit_page, audit_table, runs_page, runs_table
from catalog.people import ADMINISTRATOR, CURATOR, PRIVACY
from datasette_config.staff.handlers import page, table

_WHO = frozenset({ADMINISTRATOR, CURATOR, PRIVACY})

HOME = page("/", "home.html", lambda conn, ask: home_page(conn, ask.person), nav="Home")
ROUTES = (
    page("/runs", "runs.html", lambda conn, ask: runs_page(conn), roles=_WHO, nav="Runs"),
    table("/runs.csv", lambda conn, ask: runs_table(conn), roles=_WHO),
    page(
        "/audit",
        "audit.html",
        lambda conn, ask: audit_page(conn, ask.one("who"), ask.one("subject"), ask.one("before")),
        roles=_WHO,
        nav="Audit",
    ),
    table("/audit.csv", lambda conn, ask: audit_table(conn, ask.one("who"), ask.one("subject")), roles=_WHO),
)
