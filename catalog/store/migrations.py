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


@evidence()
def m003_staff(db: sqlite_utils.Database) -> None:
    """The staff site: accounts, reviews, assignments, versions; history that cannot be changed."""
    db.executescript(schema("evidence_003_staff"))


@evidence()
def m005_exchange(db: sqlite_utils.Database) -> None:
    """Spans that a delivered project says were coded."""
    db.executescript(schema("evidence_005_exchange"))


@evidence()
def m007_model(db: sqlite_utils.Database) -> None:
    """The model coder: accepted codings, the random sample, the order of review."""
    db.executescript(schema("evidence_007_model"))


@evidence()
def m010_exemplars(db: sqlite_utils.Database) -> None:
    """Exemplars written on the staff site, and publishing from the browser."""
    db.executescript(schema("evidence_010_exemplars"))


@evidence()
def m011_models(db: sqlite_utils.Database) -> None:
    """The cards of all models that ever read."""
    db.executescript(schema("evidence_011_models"))


@evidence()
def m013_double(db: sqlite_utils.Database) -> None:
    """Double coding: how a sample was drawn."""
    db.executescript(schema("evidence_013_double"))


@private()
def p001_first_schema(db: sqlite_utils.Database) -> None:
    """The schema as first released."""
    db.executescript(schema("private"))


@private()
def p002_exchange(db: sqlite_utils.Database) -> None:
    """Spans that a delivered project says were coded."""
    db.executescript(schema("private_002_exchange"))


def migrate(db: sqlite3.Connection, name: str, version: int) -> None:
    """Apply what is missing and note the version, which later openings look at alone."""
    {"evidence": evidence, "private": private}[name].apply(sqlite_utils.Database(db))
    db.execute(f"pragma user_version = {int(version)}")
