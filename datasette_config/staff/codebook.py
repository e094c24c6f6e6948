"""The codebook room: anybody who codes proposes a change, a curator accepts it into a new version."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from datasette.utils.asgi import NotFound, Response

from catalog.codebook import Codebook, parse_codebook
from catalog.codebook.change import Change, changed
from catalog.errors import CatalogError, CodebookError, Conflict, Problem, StaffError
from catalog.pages.staff.codebook import code_page, codebook_page, new_code_page
from catalog.pages.staff.frame import frame_of
from catalog.pages.staff.proposal import proposal_page
from catalog.pages.staff.versions import versions_page
from catalog.people import CODERS, CURATOR
from catalog.store import codebooks, proposals
from catalog.store.codebooks import current_codebook
from catalog.store.connection import explained
from catalog.study import Study
from datasette_config.staff.access import Route
from datasette_config.staff.forms import change_of
from datasette_config.staff.handlers import deed, page
from datasette_config.staff.trying import dry_run
from datasette_config.staff.visit import Ask, Visit

_CURATORS = frozenset({CURATOR})
_CODE = r"/codebook/codes/(?P<id>[a-z0-9-]{1,80})"
_ONE = r"/codebook/proposals/(?P<number>\d{1,9})"


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")


def _text(study: Study) -> str:
    """taxonomy.yaml as it stands: it is the source, whoever changed it last."""
    with explained(study.taxonomy):
        return study.taxonomy.read_text(encoding="utf-8-sig")


def _after(study: Study, change: Change, note: str) -> tuple[str, str, Codebook]:
    """taxonomy.yaml as it is and as the change makes it, with what it then says. Takes a second: not for the event
    loop, nor for a transaction."""
    before = _text(study)
    after = changed(before, change, note, _today())
    return before, after, parse_codebook(after)


async def _propose(visit: Visit) -> Response:
    """Write a proposal that can be done."""
    ask = visit.ask(await visit.form())
    codebook = await visit.read(current_codebook)
    change = change_of(ask, codebook)
    back = f"/codebook/codes/{change.code}" if change.code in codebook.by_id else "/codebook/new"
    try:
        await asyncio.to_thread(_after, visit.study, change, "tried")
        number = await visit.write(
            lambda conn: proposals.propose(conn, ask.person, change, ask.one("reason")[:4000], codebook)
        )
    except CodebookError as fault:
        raise _told(fault, back) from None
    except StaffError as fault:
        fault.back = back
        raise
    return visit.go(f"/codebook/proposals/{number}?said=proposed")


def _told(fault: CodebookError, back: str) -> StaffError:
    """A fault of the codebook that would come of it, as something the person can mend."""
    told = StaffError(fault.problems)
    told.back = back
    return told


async def _show(visit: Visit) -> Response:
    """One proposal with what would be different; with `try`, what the cues would code otherwise."""
    ask = visit.ask(visit.args)
    number = int(ask.names["number"])
    found = await visit.read(lambda conn: proposals.proposal(conn, number))
    if found is None:
        raise NotFound("")
    after: Codebook | None = None
    wrong: tuple[str, ...] = ()
    tried: Mapping[str, Any] | None = None
    if found.state == "open":
        try:
            _, text, after = await asyncio.to_thread(_after, visit.study, found.change, "tried")
            run = dry_run(visit.datasette)
            if run is not None and ask.one("try") == "1":
                tried = await asyncio.to_thread(run, visit.study, text)
        except CatalogError as fault:
            wrong = tuple(f"{p.what}: {p.fix}" for p in fault.problems)
    may_try = dry_run(visit.datasette) is not None
    shown, frame = await visit.read(
        lambda conn: (
            proposal_page(conn, ask.person, number, after, wrong, tried, may_try),
            frame_of(conn, ask.person, ask.one("said")),
        )
    )
    return visit.html("proposal.html", shown, frame)


async def _accept(visit: Visit) -> Response:
    """Make a new version of the codebook: noted in evidence.db, written to taxonomy.yaml."""
    ask, study = visit.ask(await visit.form()), visit.study
    number, note = int(ask.names["number"]), " ".join(ask.one("note").split())[:500]
    found = await visit.read(lambda conn: proposals.proposal(conn, number))
    if found is None or not note:
        what = "there is no such proposal" if found is None else "it is not said what changes"
        fault = StaffError(Problem("note", what, "write the sentence that the next version has about it"))
        fault.back = f"/codebook/proposals/{number}" if found else "/codebook"
        raise fault
    try:
        before, after, codebook = await asyncio.to_thread(_after, study, found.change, note)
    except CodebookError as fault:
        raise _told(fault, f"/codebook/proposals/{number}") from None
    was = await asyncio.to_thread(parse_codebook, before)
    await visit.read(lambda conn: codebooks.codebook_of(conn, found.base))

    def both(conn: sqlite3.Connection) -> None:
        proposals.accept(conn, ask.person, number, note, was, codebook, after)
        if _text(study) != before:
            what = "taxonomy.yaml was changed by somebody else at this moment"
            raise Conflict(Problem("codebook", what, "look at the proposal again, then accept it"))
        # Last in the transaction: where the file cannot be written, nothing is changed.
        with explained(study.taxonomy):
            codebooks.write_text(study.taxonomy, after)

    await visit.write(both)
    codebooks.remember(codebook)
    return visit.go(f"/codebook/versions/{codebook.hash}?said=accepted")


def _refuse(conn: sqlite3.Connection, ask: Ask) -> str:
    proposals.refuse(conn, ask.person, int(ask.names["number"]), ask.one("note")[:500])
    return f"/codebook/proposals/{ask.names['number']}?said=turned-down"


ROUTES = (
    page("/codebook", "codebook.html", lambda conn, ask: codebook_page(conn), roles=CODERS, nav="Codebook"),
    page("/codebook/new", "new_code.html", lambda conn, ask: new_code_page(conn), roles=CODERS),
    page(
        _CODE,
        "code.html",
        lambda conn, ask: code_page(conn, ask.names["id"]),
        roles=CODERS,
        example="/codebook/codes/nothing",
    ),
    Route("POST", "/codebook/proposals", CODERS, _propose, example="/codebook/proposals"),
    Route("GET", _ONE, CODERS, _show, example="/codebook/proposals/999"),
    Route("POST", f"{_ONE}/accept", _CURATORS, _accept, example="/codebook/proposals/999/accept"),
    deed(f"{_ONE}/refuse", _refuse, roles=CODERS, example="/codebook/proposals/999/refuse"),
    page("/codebook/versions", "versions.html", lambda conn, ask: versions_page(conn), roles=CODERS),
    page(
        r"/codebook/versions/(?P<hash>[0-9a-f]{8,64})",
        "versions.html",
        lambda conn, ask: versions_page(conn, ask.names["hash"]),
        roles=CODERS,
        example="/codebook/versions/00000000",
    ),
)
