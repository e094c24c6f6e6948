"""The review room: a queue of excerpts, one decision at a time."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import quote

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Response

from catalog.errors import StaffError
from catalog.pages.staff.frame import frame_of
from catalog.pages.staff.queues import Queue, left, next_excerpt, queue_of
from catalog.pages.staff.review import Item, codes_list, item_of, review_page
from catalog.people import CODERS
from catalog.store import reviews
from catalog.store.codebooks import current_codebook
from datasette_config.shared.instance import kept
from datasette_config.staff.access import Route
from datasette_config.staff.claims import Claims
from datasette_config.staff.visit import Ask, Visit

_ID = r"[\w-]{1,60}"


def _claims(datasette: Datasette) -> Claims:
    return kept(datasette, "claims", Claims)


async def show_next(visit: Visit) -> Response:
    """The next excerpt of a queue."""
    ask, claims = visit.ask(visit.args), _claims(visit.datasette)
    queue, who = queue_of(ask.one("queue")), ask.person
    async with claims.choosing:
        taken = claims.others(who.account)
        found = await visit.read(lambda conn: next_excerpt(conn, queue, who.coder, taken))
        if found:
            claims.claim(who.account, found[0])
    return await _show(visit, found[1] if found else "")


async def show(visit: Visit) -> Response:
    """One excerpt by its id."""
    return await _show(visit, visit.ask({}).names["id"])


async def _show(visit: Visit, id: str) -> Response:
    """The page of an excerpt, or of the end of the queue where the id is empty."""
    ask, claims = visit.ask(visit.args), _claims(visit.datasette)
    queue, who = queue_of(ask.one("queue")), ask.person
    counted = claims.left(queue.key, who.account)

    def build(conn: sqlite3.Connection) -> tuple[Any, Any, int]:
        codebook = current_codebook(conn)
        number = left(conn, queue, who.coder) if counted is None else counted
        item: Item | None = item_of(conn, who, codebook, id) if id else None
        return review_page(conn, who, codebook, queue, item, number), frame_of(conn, who, ask.one("said")), number

    page, frame, number = await visit.read(build)
    if id and page.item is None:
        raise NotFound("")
    if counted is None:
        claims.count(queue.key, who.account, number, fresh=True)
    if page.item:
        claims.claim(who.account, page.item.pk)
    return visit.html("review.html", page, frame)


async def decide(visit: Visit) -> Response:
    """Write a decision, then on to the next excerpt."""
    ask, claims = visit.ask(await visit.form()), _claims(visit.datasette)
    queue, who, id = queue_of(ask.one("queue")), ask.person, ask.names["id"]
    kind = {"code": "coded", "unsure": "unsure", "skip": "skipped"}.get(ask.one("do"), "")
    pk = ask.one("pk")
    seconds = claims.release(who.account, int(pk)) if pk.isdecimal() and len(pk) < 19 else None
    version = ask.one("version")
    decided = reviews.Decided(
        excerpt=id,
        version=int(version) if version.isdecimal() and len(version) < 10 else -1,
        kind=kind,
        codes=chosen_codes(ask) if kind == "coded" else {},
        seen=frozenset(name.removeprefix("keep:") for name in ask.sent if name.startswith("keep:")),
        memo=ask.one("memo").replace("\r\n", "\n"),
        seconds=seconds,
    )
    try:
        await visit.write(lambda conn: reviews.review(conn, who, decided, current_codebook(conn)))
    except StaffError as fault:
        fault.back = f"/review/{id}?queue={quote(queue.key)}"
        raise
    _one_less(claims, queue, who.account, 0 if kind == "skipped" else 1)
    return visit.go(f"/review?queue={quote(queue.key)}&said={kind}")


async def take_back(visit: Visit) -> Response:
    """Take back one's last review, and look at that excerpt again."""
    ask = visit.ask(await visit.form())
    queue, number = queue_of(ask.one("queue")), ask.one("review")
    review = int(number) if number.isdecimal() and len(number) < 19 else 0
    id = await visit.write(lambda conn: reviews.undo(conn, ask.person, review))
    _one_less(_claims(visit.datasette), queue, ask.person.account, -1)
    return visit.go(f"/review/{id}?queue={quote(queue.key)}&said=undone")


async def codes(visit: Visit) -> Response:
    """All codes, for the box one types into."""
    return Response.json(codes_list(await visit.read(current_codebook)))


def chosen_codes(ask: Ask) -> dict[str, str]:
    """The codes that were kept or added, with their stances.

    Of each code that was shown, `keep:CODE` says 1 or 0; `add` are further codes; the stance of either stands in
    `stance:CODE`, or, for the rows that need no script, beside it in `add-stance`.
    """
    found = {}
    for name, values in ask.sent.items():
        field, _, code = name.partition(":")
        if field == "keep" and values[0] == "1":
            found[code] = ask.one(f"stance:{code}", "current")
    beside = ask.sent.get("add-stance", [])
    for number, code in enumerate(ask.sent.get("add", [])):
        if code:
            stance = beside[number] if number < len(beside) else "current"
            found[code] = ask.one(f"stance:{code}", stance)
    return found


def _one_less(claims: Claims, queue: Queue, account: int, done: int) -> None:
    counted = claims.left(queue.key, account)
    if counted is not None:
        claims.count(queue.key, account, max(0, counted - done), fresh=False)


ROUTES = (
    Route("GET", "/review", CODERS, show_next, nav="Review", example="/review"),
    Route("GET", "/review/codes.json", CODERS, codes, example="/review/codes.json"),
    Route("POST", "/review/undo", CODERS, take_back, example="/review/undo"),
    Route("GET", f"/review/(?P<id>{_ID})", CODERS, show, example="/review/nothing"),
    Route("POST", f"/review/(?P<id>{_ID})", CODERS, decide, example="/review/nothing"),
)
