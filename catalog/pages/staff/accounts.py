"""The page on which administrators manage accounts."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.pages.rows import Connection
from catalog.people import ROLES, Person
from catalog.store.accounts import Account, accounts


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """All accounts, and the form for another."""

    accounts: tuple[Account, ...] = field(metadata={"help": "By name"})
    roles: tuple[tuple[str, str], ...] = field(metadata={"help": "Roles with what they may do"})
    me: str = field(metadata={"help": "Name of who is signed in"})
    handed: tuple[str, str] | None = field(metadata={"help": "Name and first password, shown this once"})


def accounts_page(conn: Connection, person: Person, handed: tuple[str, str] | None = None) -> AccountsPage:
    """All accounts; `handed` is a password that was just made."""
    return AccountsPage(tuple(accounts(conn)), tuple(ROLES.items()), person.name, handed)
