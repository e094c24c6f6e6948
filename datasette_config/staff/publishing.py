"""The publish room: first what would be refused, then building and swapping, in a process of its own."""

from __future__ import annotations

import sqlite3
import subprocess

from datasette.app import Datasette
from datasette.utils.asgi import Response

from catalog.locking import is_held
from catalog.pages.staff.frame import frame_of
from catalog.pages.staff.publishing import publications_table, publish_page
from catalog.people import ADMINISTRATOR, CURATOR
from catalog.store import publications
from datasette_config.shared.instance import kept
from datasette_config.staff.access import Route
from datasette_config.staff.config import EVIDENCE, PLUGIN
from datasette_config.staff.handlers import table
from datasette_config.staff.visit import Visit

_WHO = frozenset({CURATOR, ADMINISTRATOR})


def _processes(datasette: Datasette) -> dict[int, subprocess.Popen[bytes]]:
    """The processes that this server began, by the number of the publication."""
    return kept(datasette, "publications", dict)


def _publisher(visit: Visit) -> list[str]:
    found: list[str] = visit.datasette.plugin_config(PLUGIN).get("publisher", [])
    return found


async def show(visit: Visit) -> Response:
    """What would be published, what is refused, and what was done."""
    await _tell_of_the_dead(visit)
    ask, able = visit.ask(visit.args), bool(_publisher(visit))

    def build(conn: sqlite3.Connection) -> tuple[object, object]:
        return (
            publish_page(conn, visit.study.catalog_db, able=able),
            frame_of(conn, ask.person, ask.one("said")),
        )

    return visit.html("publish.html", *await visit.read(build))


async def begin(visit: Visit) -> Response:
    """Note who asks, and have a process do it."""
    await _tell_of_the_dead(visit)
    ask = visit.ask(await visit.form())
    after = int(ask.one("after")) if ask.one("after").isdecimal() and len(ask.one("after")) < 19 else 0
    number = await visit.write(lambda conn: publications.ask(conn, ask.person, ask.one("do"), after))
    command = [*_publisher(visit), str(visit.study.root), str(number)]
    # It goes on when the server is stopped: what was asked for is done, or noted as cut off.
    _processes(visit.datasette)[number] = subprocess.Popen(  # noqa: S603 - our own program, with a folder and a number
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    return visit.go("/publish")


async def _tell_of_the_dead(visit: Visit) -> None:
    """Note of a publication whose process is gone that it was cut off."""
    last = await visit.read(lambda conn: next(iter(publications.newest(conn, 1)), None))
    if last is None or not last.under_way:
        return
    process = _processes(visit.datasette).get(last.id)
    # A process that another server began holds the lock while it builds.
    alive = process.poll() is None if process else is_held(visit.study.build_lock)
    if alive:
        return

    number = last.id

    def cut_off(conn: sqlite3.Connection) -> None:
        if any(p.id == number and p.under_way for p in publications.newest(conn, 1)):  # it may have ended just now
            publications.ended(conn, number, "failed", {}, (publications.CUT_OFF,))

    await visit.datasette.get_database(EVIDENCE).execute_write_fn(cut_off)


ROUTES = (
    Route("GET", "/publish", _WHO, show, nav="Publish", example="/publish"),
    Route("POST", "/publish", _WHO, begin, example="/publish"),
    table("/publications.csv", lambda conn, ask: publications_table(conn), roles=_WHO),
)
