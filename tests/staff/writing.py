"""Writing an exemplar as a browser does it, for the tests of the exemplars room."""

from __future__ import annotations

from typing import Any

from lxml import html

from tests.staff.conftest import PEOPLE, Site
from tests.staff.reviewing import excerpt_of

ANA, BEN = PEOPLE["curator"], PEOPLE["privacy officer"]  # who writes, and who clears
TITLE = "Rotate second graders through four stations so that each meets the teacher"
ID = "rotate-second-graders-through-four-stations-so-that"
FOR, AGAINST = "They rotate between the stations.", "We tried station rotation last year and stopped."
FILLED = {
    "title": TITLE,
    "promise": "Every child reads with you every day.",
    "codes": ["station-rotation", ""],
    "grades": "k-2, 3-5",
    "subjects": "reading",
    "students_do": "Move when the chime rings. [1]\nRead aloud.",
    "teacher_does": "Reads with one group.",
    "start_tomorrow": "Begin with two stations.",
    "confidence": "One class says so. [1]",
    "body": "They move when the chime rings. [1] Some gave it up. [2]",
}


def form_of(text: str, action: str) -> dict[str, list[str]]:
    """The fields of the form whose action ends so, as a browser would send them."""
    form = next(form for form in html.fromstring(text).forms if (form.action or "").endswith(action))
    fields: dict[str, list[str]] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(str(value))
    return fields


def begin(site: Site, *words: str, title: str = TITLE) -> str:
    """The id of an exemplar begun of the excerpts that hold the words."""
    chosen = [excerpt_of(site, some) for some in words or (FOR, AGAINST)]
    answer = site.ask("POST", "/exemplars", ANA, {"title": title, "excerpt": chosen})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).split("/")[2]


def editing(site: Site, id: str, who: str = ANA) -> dict[str, list[str]]:
    """What the editor's form holds."""
    return form_of(site.get(f"/exemplars/{id}/edit", who).text, f"/exemplars/{id}/edit")


def save(site: Site, id: str, form: dict[str, Any] | None = None, who: str = ANA, **fields: Any) -> Any:
    """The answer to saving the form, as it stands or as given, with some fields changed."""
    return site.ask("POST", f"/exemplars/{id}/edit", who, {**(form or editing(site, id, who)), "do": "save", **fields})


def written(site: Site) -> str:
    """An exemplar that lacks nothing."""
    id = begin(site)
    assert save(site, id, **FILLED).status_code == 303
    return id


def go(site: Site, id: str, to: str, who: str = ANA, **fields: Any) -> Any:
    """The answer to taking it to another state, as it now stands."""
    version = site.rows("select version from exemplars where id = ?", id)[0][0]
    return site.ask("POST", f"/exemplars/{id}/{to}", who, {"version": version, **fields})


def published(site: Site) -> str:
    """An exemplar that was written by one person, cleared by another, and published."""
    id = written(site)
    for to, who in (("review", ANA), ("clear", BEN), ("publish", ANA)):
        answer = go(site, id, to, who)
        assert answer.status_code == 303, answer.text
    return id


def state_of(site: Site, id: str) -> tuple[str, int, int | None]:
    """State, newest version, and public version."""
    return tuple(site.rows("select state, version, public_version from exemplars where id = ?", id)[0])  # type: ignore[return-value]
