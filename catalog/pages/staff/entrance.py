"""The pages to sign in and to choose a password."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The form to sign in."""

    name: str = field(metadata={"help": "Name that was given"})
    wrong: str = field(metadata={"help": "Why it did not work; empty the first time"})
    next: str = field(metadata={"help": "Address to go to once signed in"})


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """The form to choose another password."""

    first: bool = field(metadata={"help": "Whether the password was given by somebody else"})
    wrong: tuple[str, ...] = field(metadata={"help": "Why it did not work"})
    least: int = field(metadata={"help": "Fewest characters"})
