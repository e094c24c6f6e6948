"""A small study, built, with an account of every role, and the real staff site over it."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest

from catalog import passwords
from catalog.people import ROLES
from catalog.store.accounts import account, add_account
from catalog.store.connection import open_database, transaction
from catalog.store.sessions import open_session
from catalog.study import Study
from datasette_config.staff import application
from pipelines import build
from tests.small_study import SmallStudy

PASSWORD = "four unusual words"
# One hash for all: making one takes as long as it is meant to.
HASH = passwords.hashed(PASSWORD, "nobody")
PUBLISHER = (sys.executable, "-m", "pipelines.publications")
PEOPLE = {role: role.split()[0] for role in ROLES}  # role: the name of who has it


class Site:
    """The staff site, asked through Datasette's own client, with a browser's cookies for each person."""

    def __init__(self, study: Study, publisher: Sequence[str] = PUBLISHER) -> None:
        self.study = study
        self.datasette = application(study, publisher)
        self._runner = asyncio.Runner()
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, address: str, name: str = "", form: dict[str, Any] | None = None, **more: Any) -> Any:
        """The answer to one request of someone signed in as `name`, or of a stranger; redirects are not followed."""
        headers = dict(more.pop("headers", {}))
        if name:
            headers["cookie"] = f"catalog_staff={self.sign_in(name)}"
        client = self.datasette.client
        return self._runner.run(client.request(method, address, data=form, headers=headers, **more))

    def ask_over_tls(self, method: str, address: str, **more: Any) -> Any:
        """The answer to a request that a proxy received over TLS."""

        async def asked() -> Any:
            transport = httpx2.ASGITransport(app=self.datasette.app())
            async with httpx2.AsyncClient(transport=transport, base_url="https://localhost") as client:
                return await client.request(method, address, **more)

        return self._runner.run(asked())

    def get(self, address: str, name: str = "", **more: Any) -> Any:
        return self.ask("GET", address, name, **more)

    def post(self, address: str, who: str = "", /, **form: Any) -> Any:
        return self.ask("POST", address, who, form)

    def sign_in(self, name: str) -> str:
        """The token of a session of `name`."""
        if name not in self._cookies:
            with closing(self.db()) as db, transaction(db):  # test_sessions.py goes through the door
                self._cookies[name] = open_session(db, account(db, name).id)
        return self._cookies[name]

    def db(self) -> sqlite3.Connection:
        """evidence.db as a stage would open it."""
        return open_database(self.study.evidence_db, "evidence")

    def rows(self, sql: str, *values: Any) -> list[Any]:
        with closing(self.db()) as db:
            return db.execute(sql, values).fetchall()

    def do(self, sql: str, *values: Any) -> None:
        with closing(self.db()) as db:
            db.execute(sql, values)

    def close(self) -> None:
        self._runner.close()
        self.datasette.close()


def add_people(study: Study) -> None:
    """An account of every role, used before, and a second coder."""
    with closing(open_database(study.evidence_db, "evidence")) as db, transaction(db):
        for role, name in {**PEOPLE, "second": "cleo"}.items():
            add_account(db, "test", name, "", role if role in ROLES else "coder", HASH)
        db.execute("update accounts set must_change = 0")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A small study, built, with accounts; never changed."""
    study = SmallStudy(tmp_path_factory.mktemp("small")).write()
    build.run(study, jobs=1)
    add_people(study)
    return study


@pytest.fixture
def study(built: Study, tmp_path: Path) -> Study:
    """A copy of it, to do with as one likes."""
    shutil.copytree(built.root, tmp_path / "study")
    return Study(tmp_path / "study")


@pytest.fixture
def site(study: Study) -> Iterator[Site]:
    """The staff site over a copy of the study."""
    found = Site(study)
    yield found
    found.close()
