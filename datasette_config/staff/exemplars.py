"""The exemplars room: writing, talking about, clearing, publishing and withdrawing what teachers will read."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

from datasette.utils.asgi import NotFound, Response

from catalog.errors import Conflict, StaffError, StoreError
from catalog.exemplars.content import as_file
from catalog.pages.staff import exemplar as pages
from catalog.pages.staff.differences import differences
from catalog.pages.staff.editor import editor_page
from catalog.pages.staff.exemplar_form import content_from
from catalog.pages.staff.exemplars import exemplars_page
from catalog.pages.staff.frame import frame_of
from catalog.pages.staff.preview import preview
from catalog.pages.wording import date_words
from catalog.people import ADMINISTRATOR, CODER, CURATOR, PRIVACY
from catalog.store import exemplar_states as states
from catalog.store import exemplar_talk as talk
from catalog.store import exemplar_versions as versions
from catalog.store.codebooks import current_codebook
from catalog.text import normalise
from datasette_config.staff.access import Route
from datasette_config.staff.handlers import deed, page
from datasette_config.staff.quotes import ONE, WRITERS, version_of
from datasette_config.staff.visit import Ask, Visit

READERS = frozenset({CODER, CURATOR, PRIVACY, ADMINISTRATOR})
CLEARERS = frozenset({CURATOR, PRIVACY})
_TO = {"review": states.REVIEW, "clear": states.CLEARED, "publish": states.PUBLISHED}
_TO |= {"draft": states.DRAFT, "withdraw": states.WITHDRAWN}


def today() -> date:
    """The day by which reviews fall due (UTC)."""
    return datetime.now(UTC).date()


def _held(conn: sqlite3.Connection, ask: Ask) -> versions.Held:
    found = versions.held(conn, ask.names["id"])
    if found is None:
        raise NotFound("")
    return found


def _work(conn: sqlite3.Connection, ask: Ask) -> pages.WorkPage:
    return pages.work_page(conn, ask.person, _held(conn, ask), current_codebook(conn))


def _history(conn: sqlite3.Connection, ask: Ask) -> pages.HistoryPage | None:
    found = _held(conn, ask)
    after = int(ask.one("after")) if ask.one("after").isdecimal() else found.version
    before = int(ask.one("before")) if ask.one("before").isdecimal() else after - 1
    return pages.history_page(conn, found, before, after) if max(before, after) < 10**9 else None


async def _look(visit: Visit) -> Response:
    """The page as it now would be."""
    ask = visit.ask(visit.args)

    def build(conn: sqlite3.Connection) -> tuple[pages.LookPage, object]:
        found, codebook = _held(conn, ask), current_codebook(conn)
        look = preview(visit.study.catalog_db, found.id, found.content, "published", codebook, today().isoformat())
        return pages.LookPage(found.id, found.content.title, found.state, look), frame_of(conn, ask.person)

    return visit.html("exemplar_look.html", *await visit.read(build))


async def _edit(visit: Visit) -> Response:
    """The form, filled with what is kept."""
    ask = visit.ask(visit.args)

    def build(conn: sqlite3.Connection) -> tuple[object, object]:
        found = _held(conn, ask)
        return (
            editor_page(conn, ask.person, found, current_codebook(conn), found.content),
            frame_of(conn, ask.person, ask.one("said")),
        )

    found, frame = await visit.read(build)
    return visit.html("exemplar_edit.html", found, frame)


async def _save(visit: Visit) -> Response:
    """Keep what was written as a new version; or only look at it. What was typed is never lost."""
    ask = visit.ask(await visit.form())
    id, version = ask.names["id"], version_of(ask)
    if ask.one("do") == "look":
        return await _form(visit, ask, look=True)
    try:
        await visit.write(
            lambda conn: versions.save(
                conn,
                ask.person,
                id,
                version,
                content_from(ask.sent, versions.present(conn, id).content),
                ask.one("note")[:300],
            )
        )
    except (StaffError, StoreError) as fault:
        if fault.problems[0].where == "exemplar":
            raise
        wrong = tuple(f"{p.what[:1].upper()}{p.what[1:]}. {p.fix[:1].upper()}{p.fix[1:]}." for p in fault.problems)
        status = 409 if isinstance(fault, Conflict) else 422 if isinstance(fault, StaffError) else 503
        return await _form(visit, ask, wrong=wrong, status=status)
    return visit.go(f"/exemplars/{id}/edit?said=saved" if ask.one("do") == "stay" else f"/exemplars/{id}?said=saved")


async def _form(
    visit: Visit, ask: Ask, *, look: bool = False, wrong: tuple[str, ...] = (), status: int = 200
) -> Response:
    """The form with what was typed; after a lost race with what the other changed, made on their version."""

    def build(conn: sqlite3.Connection) -> tuple[object, object]:
        found, codebook = _held(conn, ask), current_codebook(conn)
        content = content_from(ask.sent, found.content)
        base = versions.version_content(conn, found.id, version_of(ask))
        theirs = differences(base, found.content) if status == 409 and base is not None else ()
        day = today().isoformat()
        seen = preview(visit.study.catalog_db, found.id, content, "published", codebook, day) if look else None
        made = editor_page(conn, ask.person, found, codebook, content, seen, wrong, theirs)
        return made, frame_of(conn, ask.person)

    return visit.html("exemplar_edit.html", *await visit.read(build), status)


def _decide(to: str) -> Callable[[Visit], Awaitable[Response]]:
    """A page that shows exactly what will be public, with the button that decides."""

    async def show(visit: Visit) -> Response:
        ask = visit.ask(visit.args)

        def build(conn: sqlite3.Connection) -> tuple[object, object] | None:
            found, codebook = _held(conn, ask), current_codebook(conn)
            move = next((m for m in pages.moves(found, ask.person) if m.to == to), None)
            if move is None:  # it went on meanwhile
                return None
            content = states.as_cleared(found.content, today()) if to == "clear" else found.content
            seen = preview(visit.study.catalog_db, found.id, content, "published", codebook, today().isoformat())
            shown = pages.DecidePage(
                id=found.id,
                title=content.title,
                version=found.version,
                move=move,
                checks=states.checks(conn, content, codebook),
                changes=pages.changes_of_public(conn, found),
                look=seen,
                due=date_words(str(content.front.get("review_due", ""))),
            )
            return shown, frame_of(conn, ask.person)

        made = await visit.read(build)
        return visit.html("exemplar_decide.html", *made) if made else visit.go(f"/exemplars/{ask.names['id']}")

    return show


def _move(to: str) -> Callable[[sqlite3.Connection, Ask], str]:
    def deed(conn: sqlite3.Connection, ask: Ask) -> str:
        id, reason = ask.names["id"], normalise(ask.one("reason"))
        try:
            states.move(conn, ask.person, id, version_of(ask), _TO[to], current_codebook(conn), today(), reason)
        except StaffError as fault:
            fault.back = f"/exemplars/{id}"
            raise
        return f"/exemplars/{id}?said={to}"

    return deed


def _comment(conn: sqlite3.Connection, ask: Ask) -> str:
    talk.comment(conn, ask.person, ask.names["id"], normalise(ask.one("text")))
    return f"/exemplars/{ask.names['id']}?said=comment#comments"


def _adopt(conn: sqlite3.Connection, ask: Ask) -> str:
    versions.adopt(conn, ask.person, ask.names["id"])
    return f"/exemplars/{ask.names['id']}?said=adopted"


async def _file(visit: Visit) -> Response:
    """The exemplar as a file of corpus/exemplars."""
    found = await visit.read(lambda conn: _held(conn, visit.ask({})))
    text = as_file(found.content, found.state, found.authors, found.cleared_by or None)
    headers = {"content-disposition": f'attachment; filename="{found.id}.md"'}
    return Response(text, headers=headers, content_type="text/markdown; charset=utf-8")


_NONE = "/exemplars/nothing"
ROUTES = (
    page(
        "/exemplars",
        "exemplars.html",
        lambda conn, ask: exemplars_page(conn, ask.one("state"), today()),
        roles=READERS,
        nav="Exemplars",
    ),
    Route("GET", rf"{ONE}\.md", READERS, _file, example=f"{_NONE}.md"),
    page(ONE, "exemplar.html", _work, roles=READERS, example=_NONE),
    page(f"{ONE}/versions", "exemplar_versions.html", _history, roles=READERS, example=f"{_NONE}/versions"),
    Route("GET", f"{ONE}/look", READERS, _look, example=f"{_NONE}/look"),
    Route("GET", f"{ONE}/edit", WRITERS, _edit, example=f"{_NONE}/edit"),
    Route("POST", f"{ONE}/edit", WRITERS, _save, example=f"{_NONE}/edit"),
    deed(f"{ONE}/comment", _comment, roles=READERS, example=f"{_NONE}/comment"),
    deed(f"{ONE}/adopt", _adopt, roles=WRITERS, example=f"{_NONE}/adopt"),
    deed(f"{ONE}/review", _move("review"), roles=WRITERS, example=f"{_NONE}/review"),
    Route("GET", f"{ONE}/clear", CLEARERS, _decide("clear"), example=f"{_NONE}/clear"),
    deed(f"{ONE}/clear", _move("clear"), roles=CLEARERS, example=f"{_NONE}/clear"),
    Route("GET", f"{ONE}/publish", WRITERS, _decide("publish"), example=f"{_NONE}/publish"),
    deed(f"{ONE}/publish", _move("publish"), roles=WRITERS, example=f"{_NONE}/publish"),
    deed(f"{ONE}/draft", _move("draft"), roles=CLEARERS, example=f"{_NONE}/draft"),
    deed(f"{ONE}/withdraw", _move("withdraw"), roles=WRITERS, example=f"{_NONE}/withdraw"),
)
