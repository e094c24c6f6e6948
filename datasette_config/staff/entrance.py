"""Signing in and out, and choosing a password."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import threading

from datasette.utils.asgi import Response

from catalog import passwords
from catalog.errors import StaffError
from catalog.pages.staff.entrance import PasswordPage, SignInPage
from catalog.pages.staff.frame import frame_of
from catalog.people import EVERYONE
from catalog.store import accounts, audit, sessions
from datasette_config.staff import doors
from datasette_config.staff.access import STRANGER, Route
from datasette_config.staff.visit import Visit

# One check of a password takes 64 MiB and a core for some 50 ms: no more than two at once, whoever knocks.
_checking = threading.Semaphore(2)
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x1f]*")
WRONG = "Name and password do not fit together."


async def show_sign_in(visit: Visit) -> Response:
    """The form; who is signed in goes on."""
    there = _local((visit.args.get("next") or ["/"])[0])
    if visit.person is not None:
        return visit.go(there)
    frame = await visit.read(lambda conn: frame_of(conn, None, (visit.args.get("said") or [""])[0]))
    return visit.html("sign_in.html", SignInPage("", "", there), frame)


async def sign_in(visit: Visit) -> Response:
    """Check name and password; a new session with a token of its own, whatever cookie was sent along."""
    form = await visit.form()
    name, password = ((form.get(field) or [""])[0] for field in ("name", "password"))
    name, there = name.strip().lower(), _local((form.get("next") or ["/"])[0])
    address = str((visit.request.scope.get("client") or ("unknown",))[0])

    def attempt(conn: sqlite3.Connection) -> tuple[int | None, str | None]:
        number = sessions.note_attempt(conn, name, address)
        audit.note(conn, _known(conn, name), "sign-in tried" if number else "sign-in throttled", "site")
        return number, accounts.password_of(conn, name)

    number, hash = await visit.write(attempt)
    if number is None:
        return await _again(visit, name, there, 429, "Too many attempts. Please wait a quarter of an hour.")
    if not await asyncio.to_thread(_matches, hash, password) or hash is None:
        return await _again(visit, name, there, 401, WRONG)
    fresh = await asyncio.to_thread(_renewed, hash, password, name)
    old = visit.person.session if visit.person else ""

    def enter(conn: sqlite3.Connection) -> str | None:
        if accounts.password_of(conn, name) != hash:  # disabled or changed in this very moment
            return None
        sessions.attempt_succeeded(conn, number)
        sessions.close_session(conn, old)
        if fresh:
            accounts.renew_hash(conn, name, fresh)
        audit.note(conn, name, "signed in", "site")
        return sessions.open_session(conn, accounts.account(conn, name).id)

    token = await visit.write(enter)
    if token is None:
        return await _again(visit, name, there, 401, WRONG)
    return _with_cookie(visit, visit.go(there), token)


async def sign_out(visit: Visit) -> Response:
    """End this session."""
    person = visit.ask({}).person

    def leave(conn: sqlite3.Connection) -> None:
        sessions.close_session(conn, person.session)
        audit.note(conn, person.name, "signed out", "site")

    await visit.write(leave)
    return _with_cookie(visit, visit.go("/sign-in?said=signed-out"), "")


async def show_password(visit: Visit) -> Response:
    """The form to choose another password."""
    return await _password_form(visit, ())


async def change_password(visit: Visit) -> Response:
    """Choose another password: ends every session of the account and begins a new one."""
    person, form = visit.ask({}).person, await visit.form()
    old, new, again = ((form.get(field) or [""])[0] for field in ("old", "new", "again"))
    address = str((visit.request.scope.get("client") or ("unknown",))[0])

    def attempt(conn: sqlite3.Connection) -> tuple[int | None, str | None]:
        audit.note(conn, person.name, "password change tried", person.name)
        return sessions.note_attempt(conn, person.name, address), accounts.password_of(conn, person.name)

    number, hash = await visit.write(attempt)
    if number is None:
        return await _password_form(visit, ("Too many attempts. Please wait a quarter of an hour.",), 429)
    if not await asyncio.to_thread(_matches, hash, old):
        return await _password_form(visit, ("The present password is not right.",), 422)
    if new != again or new == old:
        wrong = "The two new passwords differ." if new != again else "The new password is the old one."
        return await _password_form(visit, (wrong,), 422)
    try:
        fresh = await asyncio.to_thread(passwords.hashed, new, person.name)
    except StaffError as fault:
        return await _password_form(visit, tuple(f"{p.what}: {p.fix}." for p in fault.problems), 422)

    def change(conn: sqlite3.Connection) -> str:
        sessions.attempt_succeeded(conn, number)
        accounts.set_password(conn, person.name, person.name, fresh, must_change=False)
        return sessions.open_session(conn, person.account)

    return _with_cookie(visit, visit.go("/?said=password"), await visit.write(change))


async def _again(visit: Visit, name: str, there: str, status: int, wrong: str) -> Response:
    frame = await visit.read(lambda conn: frame_of(conn, None))
    answer = visit.html("sign_in.html", SignInPage(name, wrong, there), frame, status)
    if status == 429:
        answer.headers["retry-after"] = str(int(sessions.WINDOW.total_seconds()))
    return answer


async def _password_form(visit: Visit, wrong: tuple[str, ...], status: int = 200) -> Response:
    ask = visit.ask(visit.args)
    frame = await visit.read(lambda conn: frame_of(conn, ask.person, ask.one("said")))
    page = PasswordPage(ask.person.must_change, wrong, passwords.LEAST)
    return visit.html("password.html", page, frame, status)


def _with_cookie(visit: Visit, answer: Response, token: str) -> Response:
    """The session's cookie: unseen by scripts, not sent along from other sites, over TLS only where there is TLS."""
    scope = visit.request.scope
    answer.set_cookie(
        doors.cookie_name(scope),
        token,
        max_age=int(sessions.LASTS.total_seconds()) if token else 0,
        secure=scope.get("scheme") == "https",
        httponly=True,
        samesite="lax",
    )
    return answer


def _matches(hash: str | None, password: str) -> bool:
    with _checking:
        return passwords.matches(hash, password)


def _renewed(hash: str, password: str, name: str) -> str | None:
    return passwords.hashed(password, name) if passwords.outdated(hash) else None


def _known(conn: sqlite3.Connection, name: str) -> str:
    """The name where it is an account's: what else was typed, such as a password, is not for the log."""
    return name if conn.execute("select 1 from accounts where name = ?", (name,)).fetchone() else "unknown"


def _local(address: str) -> str:
    """An address of this site; anything else is the home page."""
    return address if _LOCAL.fullmatch(address) else "/"


_ALL = frozenset({STRANGER, *EVERYONE})
ROUTES = (
    Route("GET", "/sign-in", _ALL, show_sign_in, example="/sign-in"),
    Route("POST", "/sign-in", _ALL, sign_in, example="/sign-in"),
    Route("POST", "/sign-out", EVERYONE, sign_out, before_change=True, example="/sign-out"),
    Route("GET", "/password", EVERYONE, show_password, before_change=True, example="/password"),
    Route("POST", "/password", EVERYONE, change_password, before_change=True, example="/password"),
)
