"""The accounts room: for administrators."""

from __future__ import annotations

import asyncio
import sqlite3

from datasette.utils.asgi import Response

from catalog import passwords
from catalog.pages.staff.accounts import accounts_page
from catalog.pages.staff.frame import frame_of
from catalog.people import ADMINISTRATOR
from catalog.store import accounts
from datasette_config.staff.access import Route
from datasette_config.staff.handlers import deed, page
from datasette_config.staff.visit import Ask, Visit

_WHO = frozenset({ADMINISTRATOR})
_ONE = r"/accounts/(?P<name>[a-z0-9._-]{1,40})"


def _role(conn: sqlite3.Connection, ask: Ask) -> str:
    accounts.set_role(conn, ask.person.name, ask.names["name"], ask.one("role"))
    return "/accounts?said=role"


def _disable(conn: sqlite3.Connection, ask: Ask) -> str:
    disabled = ask.one("disabled") == "1"
    accounts.set_disabled(conn, ask.person.name, ask.names["name"], disabled)
    return f"/accounts?said={'disabled' if disabled else 'enabled'}"


async def _add(visit: Visit) -> Response:
    """A new account; its first password is on the answer and nowhere else."""
    ask, password = visit.ask(await visit.form()), passwords.first_password()
    name = ask.one("name").lower()
    hash = await asyncio.to_thread(passwords.hashed, password, name)
    new = (name, ask.one("label"), ask.one("role"), hash, ask.one("coder"))
    await visit.write(lambda conn: accounts.add_account(conn, ask.person.name, *new))
    return await _handed(visit, ask, name, password)


async def _reset(visit: Visit) -> Response:
    """Another first password; the old one and all sessions end."""
    ask, password = visit.ask({}), passwords.first_password()
    name = ask.names["name"]
    hash = await asyncio.to_thread(passwords.hashed, password, name)
    await visit.write(lambda conn: accounts.set_password(conn, ask.person.name, name, hash, must_change=True))
    return await _handed(visit, ask, name, password)


async def _handed(visit: Visit, ask: Ask, name: str, password: str) -> Response:
    found, frame = await visit.read(
        lambda conn: (accounts_page(conn, ask.person, (name, password)), frame_of(conn, ask.person))
    )
    return visit.html("accounts.html", found, frame)


ROUTES = (
    page("/accounts", "accounts.html", lambda c, a: accounts_page(c, a.person), roles=_WHO, nav="Accounts"),
    Route("POST", "/accounts", _WHO, _add, example="/accounts"),
    deed(f"{_ONE}/role", _role, roles=_WHO, example="/accounts/nobody/role"),
    deed(f"{_ONE}/disabled", _disable, roles=_WHO, example="/accounts/nobody/disabled"),
    Route("POST", f"{_ONE}/reset", _WHO, _reset, example="/accounts/nobody/reset"),
)
