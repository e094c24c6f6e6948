"""The privacy room: answers that are held back until a person has looked."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from datasette.utils.asgi import Response

from catalog.errors import Problem, StaffError
from catalog.marks import append_mark
from catalog.pages.staff.privacy import privacy_page
from catalog.people import CURATOR, PRIVACY
from catalog.store.connection import explained
from catalog.store.privacy_review import found_fine, to_redact
from catalog.text import normalise
from datasette_config.staff.access import Route
from datasette_config.staff.handlers import page
from datasette_config.staff.visit import Visit

_WHO = frozenset({PRIVACY, CURATOR})


async def fine(visit: Visit) -> Response:
    """The answer gives nobody away."""
    ask = visit.ask(await visit.form())
    id, note, marks = ask.names["id"], normalise(ask.one("note"))[:300], visit.study.marks

    def both(conn: sqlite3.Connection) -> None:
        found_fine(conn, ask.person, id)
        _mark(marks, ("fine", "", id, f"{note} ({ask.person.name})".strip()))

    await visit.write(both)
    return visit.go("/privacy?said=fine")


async def redact(visit: Visit) -> Response:
    """Words of the answer are to be taken out, everywhere, by the next build.

    They go to the study's list in corpus/, never to evidence.db.
    """
    ask = visit.ask(await visit.form())
    phrase = normalise(ask.one("phrase"))
    if not 2 <= len(phrase) <= 200:
        raise StaffError(
            Problem("redaction", "the words are missing or too many", "copy the words that tell who it is")
        )
    await visit.write(lambda conn: to_redact(conn, ask.person, ask.names["id"]))
    append_mark(visit.study.marks, ("redact", phrase, "", f"({ask.person.name})"))
    return visit.go("/privacy?said=redact")


def _mark(marks: Path, row: tuple[str, str, str, str]) -> None:
    # Last in the transaction: where the list cannot be written, nothing is changed.
    with explained(marks):
        append_mark(marks, row)


_ONE = r"/privacy/(?P<id>[\w-]{1,60})"
ROUTES = (
    page("/privacy", "privacy.html", lambda conn, ask: privacy_page(conn), roles=_WHO, nav="Privacy"),
    Route("POST", f"{_ONE}/fine", _WHO, fine, example="/privacy/nothing/fine"),
    Route("POST", f"{_ONE}/redact", _WHO, redact, example="/privacy/nothing/redact"),
)
