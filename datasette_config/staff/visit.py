"""One request as a handler sees it: who asks for what, how to read, write and answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from catalog.pages.rows import time_limit
from catalog.people import Person
from catalog.study import Study
from datasette_config.staff.config import EVIDENCE, PAGE_TIME_LIMIT_MS, PLUGIN
from datasette_config.staff.writer import writer

Result = TypeVar("Result")
Form = Mapping[str, list[str]]


@dataclass(frozen=True)
class Ask:
    """What a page or a deed is made for: who, the names in the address, and what was sent."""

    person: Person
    names: Mapping[str, str]
    sent: Form

    def one(self, name: str, default: str = "") -> str:
        """The first value of a field, without blanks around it."""
        return (self.sent.get(name) or [default])[0].strip()


@dataclass
class Visit:
    """A request that was let in. `person` is None only on addresses that are open to strangers."""

    datasette: Datasette
    request: Request
    person: Person | None
    render: Callable[..., str]

    def ask(self, sent: Form) -> Ask:
        """What is asked, for someone who is signed in."""
        if self.person is None:
            raise TypeError("a page for those who are signed in was opened to strangers")
        return Ask(self.person, self.request.url_vars, sent)

    @property
    def args(self) -> Form:
        """What stands behind the question mark."""
        return {name: self.request.args.getlist(name) for name in self.request.args}

    @property
    def study(self) -> Study:
        """The study that is served."""
        return Study(Path(self.datasette.plugin_config(PLUGIN)["study"]))

    async def form(self) -> Form:
        """The fields of a form that was sent."""
        body = await self.request.post_body()
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=2000)

    async def read(self, build: Callable[[sqlite3.Connection], Result]) -> Result:
        """What `build` makes of evidence.db, within the time a page may take."""

        def limited(conn: sqlite3.Connection) -> Result:
            with time_limit(conn, PAGE_TIME_LIMIT_MS):
                return build(conn)

        found: Result = await self.datasette.get_database(EVIDENCE).execute_fn(limited)
        return found

    async def write(self, deed: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do the deed, whole or not at all; it is on the disk once this returns.

        Raises what the deed raises, and then nothing was changed. RuntimeError where it left no note in the
        audit log.
        """
        return await writer(self.datasette).do(deed)

    def html(self, template: str, page: Any, frame: Any, status: int = 200) -> Response:
        """A page of ours."""
        return Response.html(self.render(template, page=page, frame=frame), status=status)

    def go(self, address: str) -> Response:
        """On to another page of ours, by GET."""
        return Response.redirect(self.datasette.urls.path(address), status=303)
