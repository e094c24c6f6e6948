"""catalog staff: accounts from the command line."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from catalog import passwords
from pipelines import build
from tests.cli.conftest import Cli, answer
from tests.small_study import SmallStudy


@pytest.fixture
def built(small: SmallStudy) -> SmallStudy:
    """The small study, built."""
    build.run(small.study, jobs=1)
    return small


def rows(small: SmallStudy, sql: str) -> list[Any]:
    with closing(sqlite3.connect(small.study.evidence_db)) as db:
        return db.execute(sql).fetchall()


def test_a_first_password_is_told_once_and_kept_as_a_hash(cli: Cli, built: SmallStudy) -> None:
    told = cli("staff", "add", "ana", "--role", "curator").stdout

    password = told.strip().rpartition(" ")[2]
    ((name, role, hash, must_change),) = rows(built, "select name, role, password, must_change from accounts")
    assert (name, role, must_change) == ("ana", "curator", 1)
    assert password not in hash
    assert passwords.matches(hash, password)


def test_accounts_are_changed_and_every_change_is_noted(cli: Cli, built: SmallStudy) -> None:
    for command in (
        ("add", "ana", "--role", "administrator"),
        ("add", "ben", "--role", "coder"),
        ("role", "ben", "curator"),
        ("reset", "ben"),
        ("disable", "ben"),
        ("enable", "ben"),
    ):
        assert cli("staff", *command).exit_code == 0, command

    found = answer(cli("staff", "list", "--json"))
    assert [(a["name"], a["role"], a["disabled"]) for a in found] == [
        ("ana", "administrator", False),
        ("ben", "curator", False),
    ]
    noted = [what for (what,) in rows(built, "select what from audit where subject = 'ben' order by id")]
    assert noted == ["account added", "role changed", "password reset", "account disabled", "account enabled"]


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (("add", "ana", "--role", "coder"), "there is an account of this name"),
        (("add", "An a", "--role", "coder"), "cannot be the name"),
        (("add", "consensus", "--role", "coder"), "cannot be the name"),
        (("role", "nobody", "coder"), "no account of this name"),
        (("disable", "ana"), "last administrator"),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(
    cli: Cli, built: SmallStudy, command: tuple[str, ...], says: str
) -> None:
    cli("staff", "add", "ana", "--role", "administrator")

    result = cli("staff", *command)

    assert result.exit_code == 1
    assert says in result.stderr
    assert rows(built, "select name, disabled from accounts") == [("ana", 0)]


def test_a_study_that_was_never_built_says_so(cli: Cli) -> None:
    result = cli("staff", "list")

    assert result.exit_code == 1
    assert "catalog build" in result.stderr
