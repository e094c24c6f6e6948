"""Reviewing as a browser does it, for the tests of the review room."""

from __future__ import annotations

import re
from typing import Any

from tests.staff.conftest import PEOPLE, Site

NAME, OTHER = PEOPLE["coder"], PEOPLE["curator"]
WORDS = "Mine choose a topic and read on a Chromebook."  # two codes are suggested for it
SHOWN = re.compile(r'action="/review/([\w-]+)" method="post">\n<input type="hidden" name="version" value="(\d+)"')


def excerpt_of(site: Site, words: str = WORDS) -> str:
    return str(site.rows("select id from excerpts where text like ? and gone = 0", f"%{words}%")[0][0])


def decide(site: Site, who: str, excerpt: str, version: int = 0, do: str = "code", **form: Any) -> Any:
    return site.ask("POST", f"/review/{excerpt}", who, {"version": version, "do": do, "queue": "next", **form})


def codes_of(site: Site, coder: str, excerpt: str) -> dict[str, str] | None:
    """The codes that hold for a coder; None where they have no reading."""
    read = site.rows(
        "select e.pk, d.quote, e.text from readings d join excerpts e on e.pk = d.excerpt_pk "
        "where d.coder_id = ? and e.id = ?",
        coder,
        excerpt,
    )
    if not read:
        return None
    assert read[0][1] == read[0][2]
    sql = "select code_id, stance from codings where coder_id = ? and excerpt_pk = ?"
    return dict(site.rows(sql, coder, read[0][0]))


KEPT = {"keep:devices": "1", "stance:devices": "past", "keep:student-choice": "0", "add": "barrier-time"}


def read_queue(site: Site, who: str, queue: str = "next") -> list[str]:
    """The excerpts of a queue in the order in which they come."""
    order: list[str] = []
    while found := SHOWN.search(site.get(f"/review?queue={queue}", who).text):
        if found[1] in order:
            return order
        order.append(found[1])
        assert decide(site, who, found[1], int(found[2])).status_code == 303
    return order
