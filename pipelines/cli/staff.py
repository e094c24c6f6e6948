"""catalog staff: the accounts of the staff site."""

from __future__ import annotations

import getpass
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict

import click

from catalog import passwords
from catalog.errors import Problem, StudyError
from catalog.people import ROLES
from catalog.store import accounts
from catalog.store.connection import open_database, transaction
from catalog.study import Study
from pipelines.cli.options import echo_json, json_option, study_option

_role = click.Choice(list(ROLES))


@click.group()
def staff() -> None:
    """Accounts of the staff site: add, role, disable, enable, reset, list.

    \b
    Example:
      catalog staff add ana --role curator --label "Ana Reyes"
      catalog serve --staff
    """


@staff.command()
@click.argument("name")
@click.option("--role", type=_role, required=True, help="What the person may do.")
@click.option("--label", default="", help="Name as shown; by default made of NAME.")
@click.option("--coder", default="", help="The coder the person is, as in corpus/codings/CODER.csv (default: NAME).")
@click.option("--password-stdin", is_flag=True, help="Read the first password from standard input.")
@study_option
def add(name: str, role: str, label: str, coder: str, password_stdin: bool, study: Study) -> None:
    """Add an account and print its first password, to be changed at the first sign-in.

    \b
    Example:
      catalog staff add ben --role coder
    """
    password, hash = _password(name, password_stdin)
    _change(study, lambda db: accounts.add_account(db, _me(), name, label, role, hash, coder))
    _tell(password, password_stdin)


@staff.command()
@click.argument("name")
@click.argument("role", type=_role)
@study_option
def role(name: str, role: str, study: Study) -> None:
    """Give an account another role, at once.

    \b
    Example:
      catalog staff role ben curator
    """
    _change(study, lambda db: accounts.set_role(db, _me(), name, role))


@staff.command()
@click.argument("name")
@study_option
def disable(name: str, study: Study) -> None:
    """Keep someone out, at once; their work stays.

    \b
    Example:
      catalog staff disable ben
    """
    _change(study, lambda db: accounts.set_disabled(db, _me(), name, True))


@staff.command()
@click.argument("name")
@study_option
def enable(name: str, study: Study) -> None:
    """Let someone in again.

    \b
    Example:
      catalog staff enable ben
    """
    _change(study, lambda db: accounts.set_disabled(db, _me(), name, False))


@staff.command()
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the first password from standard input.")
@study_option
def reset(name: str, password_stdin: bool, study: Study) -> None:
    """Print another first password for an account, and end all its sessions.

    \b
    Example:
      catalog staff reset ben
    """
    password, hash = _password(name, password_stdin)
    _change(study, lambda db: accounts.set_password(db, _me(), name, hash, must_change=True))
    _tell(password, password_stdin)


@staff.command("list")
@json_option
@study_option
def list_accounts(as_json: bool, study: Study) -> None:
    """List the accounts with their roles.

    \b
    Example:
      catalog staff list
    """
    with _evidence(study) as db:
        found = accounts.accounts(db)
    if as_json:
        echo_json([asdict(account) for account in found])
        return
    for account in found:
        state = "disabled" if account.disabled else "not yet used" if account.must_change else ""
        click.echo(f"{account.name:<20} {account.role:<16} {account.label}{f'  ({state})' if state else ''}")


@contextmanager
def _evidence(study: Study) -> Iterator[sqlite3.Connection]:
    if not study.evidence_db.is_file():
        raise StudyError(Problem("build/evidence.db", "there is no such file yet", "run `catalog build` first"))
    with closing(open_database(study.evidence_db, "evidence")) as db:
        yield db


def _change(study: Study, deed: Callable[[sqlite3.Connection], None]) -> None:
    with _evidence(study) as db, transaction(db):
        deed(db)


def _password(name: str, given: bool) -> tuple[str, str]:
    password = sys.stdin.readline().rstrip("\r\n") if given else passwords.first_password()
    return password, passwords.hashed(password, name)


def _tell(password: str, given: bool) -> None:
    if not given:
        click.echo(f"First password, to hand over: {password}")


def _me() -> str:
    """Who types, for the audit log: the user of this machine."""
    try:
        return f"{getpass.getuser()} (command line)"
    except (KeyError, OSError):
        return "command line"
