"""How each database comes to its present schema; steps are only ever added."""

from __future__ import annotations

import sqlite3

import sqlite_utils
from sqlite_utils import Migrations

from catalog.store.connection import schema

evidence = Migrations("evidence")
private = Migrations("private")


@evidence()
def m001_first_schema(db: sqlite_utils.Database) -> None:
    """The schema as first released."""
    db.executescript(schema("evidence"))


@private()
def p001_first_schema(db: sqlite_utils.Database) -> None:
    """The schema as first released."""
    db.executescript(schema("private"))


def migrate(db: sqlite3.Connection, name: str, version: int) -> None:
    """Apply what is missing and note the version, which later openings look at alone."""
    {"evidence": evidence, "private": private}[name].apply(sqlite_utils.Database(db))
    db.execute(f"pragma user_version = {int(version)}")
