"""Passwords: made, judged, hashed and checked, for the command line and the staff site alike.

Argon2id with the parameters of RFC 9106 for memory-constrained hosts (argon2-cffi's default): 64 MiB, three
passes. A hash carries its parameters; one with older ones is renewed at the next sign-in.
"""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from catalog.errors import Problem, StaffError

LEAST, MOST = 12, 200
_hasher = PasswordHasher()
# Letters and digits that are not mistaken for one another when read out.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def first_password() -> str:
    """A password to hand over once: four groups of five, 99 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def hashed(password: str, name: str) -> str:
    """The hash of a new password of the account `name`; StaffError where it is too weak."""
    weak = _weakness(password, name)
    if weak:
        raise StaffError(Problem("password", weak, f"choose {LEAST} characters or more, such as four unusual words"))
    return _hasher.hash(password)


def _weakness(password: str, name: str) -> str:
    if not LEAST <= len(password) <= MOST:
        return f"the password has {len(password)} characters"
    if len(set(password)) < 5:
        return "the password repeats the same few characters"
    if name.casefold() in password.casefold() and len(password) < LEAST + len(name):
        return "the password is little more than the name"
    return ""


def matches(hash: str | None, password: str) -> bool:
    """Whether the password is the hash's; None, for a name that is not there, takes as long and says no."""
    try:
        return _hasher.verify(hash or _nobody(), password[: MOST + 1]) and hash is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(hash: str) -> bool:
    """Whether the hash was made with parameters that are not today's."""
    return _hasher.check_needs_rehash(hash)


_NOBODY: list[str] = []


def _nobody() -> str:
    if not _NOBODY:
        _NOBODY.append(_hasher.hash(secrets.token_hex(32)))
    return _NOBODY[0]
