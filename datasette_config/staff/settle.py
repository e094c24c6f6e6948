"""The room of disagreements: what people see differently, side by side, and what is to hold."""

from __future__ import annotations

import sqlite3

from datasette.utils.asgi import Response

from catalog.codebook.change import EXAMPLE, NEAR_MISS, Change
from catalog.errors import Problem, StaffError
from catalog.pages.staff.settle import disagreements_page, next_disagreement, settle_page
from catalog.people import CURATOR
from catalog.store import adjudications
from catalog.store.codebooks import current_codebook
from catalog.store.proposals import propose
from catalog.text import normalise
from datasette_config.staff.access import Route
from datasette_config.staff.handlers import page
from datasette_config.staff.review import chosen_codes
from datasette_config.staff.visit import Ask, Visit

_WHO = frozenset({CURATOR})
_ONE = r"/disagreements/(?P<id>[\w-]{1,60})"


def _sample(ask: Ask) -> int | None:
    """The sample one is going through, if it is one."""
    number = ask.one("sample")
    return int(number) if number.isdecimal() and len(number) < 10 else None


def _with_sample(address: str, sample: int | None, said: str) -> str:
    return f"{address}?said={said}{f'&sample={sample}' if sample is not None else ''}"


def left_behind(conn: sqlite3.Connection, ask: Ask, settled: adjudications.Settled) -> Change | None:
    """What the decision leaves in the codebook, if that was wished: a proposal of an example or a near miss.

    StaffError where the words may not be published.
    """
    kind, code = ask.one("leave"), ask.one("leave-code")
    if settled.codes is None or kind not in (EXAMPLE, NEAR_MISS):
        return None
    words = " ".join(normalise(ask.one("leave-text")).split())
    problems = []
    if not words or not code:
        problems.append(Problem("codebook", "it is not said which words, of which code", "fill in both"))
    if not settled.reason:
        problems.append(Problem("reason", "it is not said why", "the next coder learns from the reason: write it down"))
    published = f"{words} {settled.reason}" if kind == NEAR_MISS else words
    if not adjudications.may_stand_in_codebook(conn, settled.excerpt, published):
        what = "these words may not be published: consent does not cover it, or they may give someone away"
        problems.append(Problem("codebook", what, "say the same in words of your own"))
    if problems:
        raise StaffError(problems)
    others = [given for given in settled.codes if given != code]
    if kind == EXAMPLE:
        text = {"text": words, "stance": settled.codes.get(code, "current"), "also": others}
    else:
        text = {"text": words, "instead": others, "why": settled.reason}
    return Change(kind, code, {"text": text})


async def _settle(visit: Visit) -> Response:
    """Write what is to hold, then on to the next."""
    ask = visit.ask(await visit.form())
    id, sample, again = ask.names["id"], _sample(ask), ask.one("do") == "open"
    settled = adjudications.Settled(
        excerpt=id,
        state=ask.one("state"),
        codes=None if again else chosen_codes(ask),
        reason=ask.one("reason").replace("\r\n", "\n"),
    )

    def write(conn: sqlite3.Connection) -> str:
        codebook = current_codebook(conn)
        number = adjudications.settle(conn, ask.person, settled, codebook)
        change = left_behind(conn, ask, settled)
        if change:
            propose(conn, ask.person, change, settled.reason, codebook, number)
        following = id if again else next_disagreement(conn, sample, id)
        address = f"/disagreements/{following}" if following else "/disagreements"
        return _with_sample(address, sample, "opened" if again else "settled")

    try:
        return visit.go(await visit.write(write))
    except StaffError as fault:
        fault.back = f"/disagreements/{id}"
        raise


ROUTES = (
    page(
        "/disagreements",
        "disagreements.html",
        lambda conn, ask: disagreements_page(conn, current_codebook(conn), _sample(ask), ask.one("code")),
        roles=_WHO,
        nav="Disagreements",
    ),
    page(
        _ONE,
        "settle.html",
        lambda conn, ask: settle_page(conn, ask.person, current_codebook(conn), ask.names["id"], _sample(ask)),
        roles=_WHO,
        example="/disagreements/nothing",
    ),
    Route("POST", _ONE, _WHO, _settle, example="/disagreements/nothing"),
)
