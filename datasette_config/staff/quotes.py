"""The room of quotes: finding excerpts by words, code and source, and setting them aside for an exemplar."""

from __future__ import annotations

import sqlite3
from urllib.parse import urlencode

from datasette.utils.asgi import Response

from catalog.exemplars import Citation
from catalog.exemplars.prefill import Chosen, first_draft
from catalog.pages.staff.preview import shown_speakers
from catalog.pages.staff.quotes import quotes_page
from catalog.people import CODERS, CURATOR
from catalog.store import exemplar_talk as talk
from catalog.store import exemplar_versions as versions
from catalog.store.codebooks import current_codebook
from catalog.store.quotable import codes_given, quotable
from catalog.text import normalise
from datasette_config.staff.access import Route
from datasette_config.staff.handlers import deed, page
from datasette_config.staff.visit import Ask, Visit

WRITERS = frozenset({CURATOR})
ONE = r"/exemplars/(?P<id>[a-z0-9-]{1,80})"
_ASKED = ("q", "code", "source", "into")


def version_of(ask: Ask) -> int:
    """The version a form was made on; none that there is where it does not say."""
    sent = ask.one("version")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else -1


def _excerpts(ask: Ask) -> list[str]:
    return [key for key in ask.sent.get("excerpt", []) if key]


def _set_aside(conn: sqlite3.Connection, ask: Ask) -> str:
    keep = ask.one("do") != "back"
    talk.set_aside(conn, ask.person, _excerpts(ask), keep=keep)
    asked = {name: ask.one(name) for name in _ASKED if ask.one(name)}
    return f"/exemplars/find?{urlencode({**asked, 'said': 'aside' if keep else 'back'})}"


async def _begin(visit: Visit) -> Response:
    """A first draft of what was chosen and what was set aside."""
    ask = visit.ask(await visit.form())
    title = normalise(ask.one("title"))[:200]
    set_aside = await visit.read(lambda conn: talk.selected(conn, ask.person))
    ids = tuple(dict.fromkeys((*set_aside, *_excerpts(ask))))
    told = shown_speakers(visit.study.catalog_db, ids)

    def begin(conn: sqlite3.Connection) -> str:
        known, codes = quotable(conn, ids), codes_given(conn, ids)
        chosen = [Chosen(x.id, x.text, codes.get(x.id, ()), x.level, told.get(x.id, "")) for x in known.values()]
        id = versions.create(conn, ask.person, first_draft(title, chosen, current_codebook(conn)))
        talk.used(conn, ask.person)
        return id

    return visit.go(f"/exemplars/{await visit.write(begin)}/edit?said=begun")


def _add(conn: sqlite3.Connection, ask: Ask) -> str:
    """More quotes at the end of an exemplar, whole: which of their words are cited is decided in the editor."""
    id = ask.names["id"]
    found = versions.present(conn, id)
    cited = {c.excerpt for c in found.content.citations}
    more = [x for x in quotable(conn, _excerpts(ask)).values() if x.id not in cited]
    citations = (*found.content.citations, *(Citation(x.id, x.text, "support") for x in more))
    content = type(found.content)(found.content.title, found.content.front, found.content.body, citations)
    versions.save(conn, ask.person, id, version_of(ask), content, "Quotes added")
    return f"/exemplars/{id}/edit?said=quotes#f-quotes"


ROUTES = (
    page(
        "/exemplars/find",
        "quotes.html",
        lambda conn, ask: quotes_page(
            conn, ask.person, current_codebook(conn), *(ask.one(name)[:200] for name in _ASKED)
        ),
        roles=CODERS,
    ),
    deed("/exemplars/selection", _set_aside, roles=CODERS),
    Route("POST", "/exemplars", WRITERS, _begin, example="/exemplars"),
    deed(f"{ONE}/quotes", _add, roles=WRITERS, example="/exemplars/nothing/quotes"),
)
