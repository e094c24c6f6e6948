"""Sessions and attempts to sign in, in evidence.db."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import sqlite3
from datetime import UTC, datetime, timedelta

from catalog.people import Person
from catalog.store.runs import now

LASTS = timedelta(hours=12)  # a working day; then everyone signs in again
IDLE = timedelta(hours=2)
SEEN_EVERY = timedelta(minutes=1)
# Within this time, so many attempts that failed, and no more are looked at.
WINDOW = timedelta(minutes=15)
PER_NAME, PER_ADDRESS = 8, 30
_KEPT = timedelta(days=30)


def _at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _today() -> datetime:
    return datetime.now(UTC)


def token_digest(token: str) -> str:
    """What is stored of a token: who reads the database cannot sign in with it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def open_session(db: sqlite3.Connection, account_id: int) -> str:
    """Begin a session; the token for the cookie, which is stored nowhere."""
    token, moment = secrets.token_urlsafe(32), _today()
    db.execute(
        "insert into sessions (token, account_id, created_at, expires_at, seen_at) values (?, ?, ?, ?, ?)",
        (token_digest(token), account_id, _at(moment), _at(moment + LASTS), _at(moment)),
    )
    return token


_PERSON = (
    "select a.id, a.name, a.label, a.role, a.coder_id, a.must_change, s.token, s.seen_at from sessions s "
    "join accounts a on a.id = s.account_id where s.token = ? and s.revoked_at is null and a.disabled = 0 "
    "and s.expires_at > ? and s.seen_at > ?"
)


def person_of(db: sqlite3.Connection, token: str) -> tuple[Person, bool] | None:
    """Who holds the token, and whether it is time to note that they were seen; None where it holds no more."""
    moment = _today()
    row = db.execute(_PERSON, (token_digest(token), _at(moment), _at(moment - IDLE))).fetchone()
    if row is None:
        return None
    number, name, label, role, coder, must_change, session, seen_at = row
    return Person(number, name, label, role, coder, bool(must_change), session), seen_at < _at(moment - SEEN_EVERY)


def seen(db: sqlite3.Connection, session: str) -> None:
    """Note that the session is in use."""
    db.execute("update sessions set seen_at = ? where token = ?", (now(), session))


def close_session(db: sqlite3.Connection, session: str) -> None:
    """End a session."""
    db.execute("update sessions set revoked_at = ? where token = ? and revoked_at is null", (now(), session))


def note_attempt(db: sqlite3.Connection, name: str, address: str) -> int | None:
    """Note an attempt to sign in before its password is looked at; its number, or None where it is one too many.

    Failures count by name and by address, and for a name only those since it last succeeded: guessing at one
    account and trying one password on many are both slowed.
    """
    moment, name, address = _today(), token_digest(name), network(address)
    since = _at(moment - WINDOW)
    db.execute("delete from sign_ins where at < ?", (_at(moment - _KEPT),))
    by_name = db.execute(
        "select count(*) from sign_ins where name = ?1 and at > ?2 and succeeded = 0 and id > "
        "(select coalesce(max(id), 0) from sign_ins where name = ?1 and succeeded = 1)",
        (name, since),
    ).fetchone()[0]
    by_address = db.execute(
        "select count(*) from sign_ins where address = ? and at > ? and succeeded = 0", (address, since)
    ).fetchone()[0]
    if by_name >= PER_NAME or by_address >= PER_ADDRESS:
        return None
    cursor = db.execute("insert into sign_ins (at, name, address) values (?, ?, ?)", (_at(moment), name, address))
    return cursor.lastrowid


def attempt_succeeded(db: sqlite3.Connection, number: int) -> None:
    """The password was right."""
    db.execute("update sign_ins set succeeded = 1 where id = ?", (number,))


def network(address: str) -> str:
    """What an address is throttled by: of IPv6, the network that one subscriber has.

    >>> network("2001:db8:1:2:3:4:5:6")
    '2001:db8:1:2::/64'
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
