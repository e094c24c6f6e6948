"""Accounts of the staff site in evidence.db. Every change leaves a note in the audit log."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalog.errors import Problem, StaffError
from catalog.people import ADMINISTRATOR, CONSENSUS, ROLES
from catalog.store import audit
from catalog.store.excerpts import put_coder
from catalog.store.runs import now

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True)
class Account:
    """One account; `open_sessions` is how many sign-ins of it still hold."""

    id: int
    name: str
    label: str
    role: str
    coder: str
    disabled: bool
    must_change: bool
    created_at: str
    open_sessions: int


_ACCOUNTS = (
    "select a.id, a.name, a.label, a.role, a.coder_id, a.disabled, a.must_change, a.created_at, "
    "(select count(*) from sessions s where s.account_id = a.id and s.revoked_at is null and s.expires_at > ?) "
    "from accounts a"
)


def accounts(db: sqlite3.Connection) -> list[Account]:
    """All accounts by name."""
    return [_account(row) for row in db.execute(f"{_ACCOUNTS} order by 2", (now(),))]


def account(db: sqlite3.Connection, name: str) -> Account:
    """One account; StaffError where there is none of this name."""
    row = db.execute(f"{_ACCOUNTS} where a.name = ?", (now(), name.strip().lower())).fetchone()
    if row is None:
        raise StaffError(Problem("accounts", "there is no account of this name", "see `catalog staff list`"))
    return _account(row)


def _account(row: Sequence[Any]) -> Account:
    number, name, label, role, coder, disabled, must_change, created_at, sessions = row
    return Account(number, name, label, role, coder, bool(disabled), bool(must_change), created_at, sessions)


def add_account(db: sqlite3.Connection, by: str, name: str, label: str, role: str, hash: str, coder: str = "") -> None:
    """Add an account with a first password, to be changed at the first sign-in.

    `coder` is the coder the person is, such as the name of their file of codings; by default the name.
    """
    name, coder = name.strip().lower(), (coder or name).strip().lower()
    if not _NAME.fullmatch(name) or not _NAME.fullmatch(coder) or CONSENSUS in (name, coder):
        fix = "use up to 40 of a-z 0-9 . _ -, beginning with a letter or digit"
        raise StaffError(Problem("accounts", "this cannot be the name of an account or coder", fix))
    _known_role(role)
    kind = db.execute("select kind from coders where id = ?", (coder,)).fetchone()
    if kind and kind[0] != "person":
        raise StaffError(Problem("accounts", "that coder is a machine", "choose another coder"))
    if db.execute("select 1 from accounts where name = ?", (name,)).fetchone():
        raise StaffError(Problem("accounts", "there is an account of this name", "choose another name"))
    if db.execute("select 1 from accounts where coder_id = ?", (coder,)).fetchone():
        raise StaffError(Problem("accounts", "another account is this coder", "choose another coder"))
    label = label.strip() or name.replace("-", " ").replace("_", " ").replace(".", " ").title()
    put_coder(db, coder, "person", label)
    db.execute(
        "insert into accounts (name, label, role, password, coder_id, created_at, changed_at) "
        "values (?, ?, ?, ?, ?, ?, ?)",
        (name, label[:80], role, hash, coder, now(), now()),
    )
    audit.note(db, by, "account added", name, role=role, coder=coder)


def set_role(db: sqlite3.Connection, by: str, name: str, role: str) -> None:
    """Give the account another role; it holds from the next request on."""
    _known_role(role)
    found = account(db, name)
    if role != ADMINISTRATOR:
        _keep_an_administrator(db, found)
    db.execute("update accounts set role = ?, changed_at = ? where id = ?", (role, now(), found.id))
    audit.note(db, by, "role changed", found.name, before=found.role, after=role)


def set_disabled(db: sqlite3.Connection, by: str, name: str, disabled: bool) -> None:
    """Keep the person out, at once, or let them in again."""
    found = account(db, name)
    if disabled:
        _keep_an_administrator(db, found)
        sign_out_everywhere(db, found.id)
    db.execute("update accounts set disabled = ?, changed_at = ? where id = ?", (int(disabled), now(), found.id))
    audit.note(db, by, "account disabled" if disabled else "account enabled", found.name)


def set_password(db: sqlite3.Connection, by: str, name: str, hash: str, *, must_change: bool) -> None:
    """Give the account another password, and end all its sessions."""
    found = account(db, name)
    db.execute(
        "update accounts set password = ?, must_change = ?, changed_at = ? where id = ?",
        (hash, int(must_change), now(), found.id),
    )
    sign_out_everywhere(db, found.id)
    audit.note(db, by, "password reset" if must_change else "password changed", found.name)


def renew_hash(db: sqlite3.Connection, name: str, hash: str) -> None:
    """Keep the same password under today's parameters."""
    db.execute("update accounts set password = ? where name = ?", (hash, name))


def password_of(db: sqlite3.Connection, name: str) -> str | None:
    """The hash of an account that may sign in; None where there is none."""
    row = db.execute("select password from accounts where name = ? and disabled = 0", (name,)).fetchone()
    return str(row[0]) if row else None


def sign_out_everywhere(db: sqlite3.Connection, account_id: int) -> None:
    """End all sessions of an account."""
    db.execute("update sessions set revoked_at = ? where account_id = ? and revoked_at is null", (now(), account_id))


def _known_role(role: str) -> None:
    if role not in ROLES:
        raise StaffError(Problem("accounts", "there is no such role", f"use one of {', '.join(ROLES)}"))


def _keep_an_administrator(db: sqlite3.Connection, found: Account) -> None:
    others = db.execute(
        "select 1 from accounts where role = ? and disabled = 0 and id <> ?", (ADMINISTRATOR, found.id)
    ).fetchone()
    if found.role == ADMINISTRATOR and not found.disabled and not others:
        fix = "make somebody else an administrator first"
        raise StaffError(Problem("accounts", "this is the last administrator", fix))
