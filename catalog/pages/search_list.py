"""What a search found, as data: the same practices, exemplars and quotes in the same order as the page."""

from __future__ import annotations

from typing import Any

from catalog.pages.lists import Listing
from catalog.pages.parts import ExemplarCard, Quote
from catalog.pages.rows import Connection
from catalog.pages.search import search_page
from catalog.search import Search

COLUMNS = {
    "kind": "practice, exemplar or quote",
    "id": "Slug, or id of the excerpt",
    "title": "Name of the practice, title of the exemplar, or who said the quote",
    "text": "Promise of the exemplar, or the words of the quote, cut to what was looked for",
    "practices": "Codes that the exemplar shows first or the quote carries",
    "stances": "Stance of the quote towards each of them",
    "source": "Source of the quote",
    "year": "Year of the quote",
    "synthetic": "Whether the words of the quote were invented for demonstration",
    "address": "Its page",
}


def found(conn: Connection, search: Search) -> Listing:
    """One page of what was found; `next` leads to the page after."""
    page = search_page(conn, search)
    rows = [
        *(_row("practice", hit.code.id, hit.code.label, hit.code.href) for hit in page.practices),
        *(_exemplar(hit.card) for hit in page.exemplars),
        *(_quote(hit.quote) for hit in page.quotes),
    ]
    after = page.next.replace("/?", "/search.json?", 1)
    return Listing("What a search found", COLUMNS, tuple(rows), after, page.search.href())


def _row(kind: str, id: str, title: str, address: str, **more: Any) -> dict[str, Any]:
    known = {"kind": kind, "id": id, "title": title, "address": address, **more}
    return {name: known.get(name, [] if name in ("practices", "stances") else None) for name in COLUMNS}


def _exemplar(card: ExemplarCard) -> dict[str, Any]:
    codes = [card.code.id] if card.code else []
    return _row("exemplar", card.id, card.title, card.href, text=card.promise, practices=codes)


def _quote(quote: Quote) -> dict[str, Any]:
    return _row(
        "quote",
        quote.id,
        quote.who,
        quote.href,
        text="".join(piece.text for piece in quote.words),
        practices=[coded.code.id for coded in quote.codes],
        stances=[coded.stance for coded in quote.codes],
        source=quote.source,
        year=quote.year,
        synthetic=quote.synthetic,
    )
