"""Exemplars written on the staff site: every save is a version, and nobody overwrites another's.

The newest version stands in `exemplars` and `citations` too; which one is public, `exemplars.public_version` says.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from catalog.errors import Conflict, Problem, StaffError
from catalog.exemplars.content import Content, content_of
from catalog.exemplars.prefill import slug_of
from catalog.people import Person
from catalog.store import audit
from catalog.store.runs import now, staff_run
from catalog.text import digest

RESERVED = ("find", "selection")  # words that stand where an id could
LONGEST = 60_000  # characters of an exemplar


@dataclass(frozen=True, slots=True)
class Held:
    """An exemplar as it now is. `authors` are those who wrote since it was last cleared; `public` is the state of the
    version that is public, empty where none is."""

    id: str
    origin: str
    state: str
    version: int
    public_version: int | None
    public: str
    reason: str
    authors: tuple[str, ...]
    cleared_by: str
    content: Content


_HELD = """
select x.id, x.origin, x.state, x.version, x.public_version, coalesce(v.state, iif(x.origin = 'file'
    and x.state in ('published', 'withdrawn'), x.state, '')), coalesce(x.state_reason, ''), x.author,
  coalesce(x.cleared_by, ''), x.title, x.front, x.body, (select json_group_array(json_object('excerpt', excerpt_id,
    'quote', quote, 'bearing', bearing)) from (select * from citations c where c.exemplar_id = x.id order by position))
from exemplars x left join exemplar_versions v on v.exemplar_id = x.id and v.version = x.public_version
where x.id = ?
"""


def held(db: sqlite3.Connection, id: str) -> Held | None:
    """An exemplar, wherever it was written; None where there is none of this id."""
    cursor = db.cursor()
    cursor.row_factory = None
    row = cursor.execute(_HELD, (id,)).fetchone()
    if row is None:
        return None
    authors = tuple(name.strip() for name in row[7].split(",") if name.strip())
    id, origin, state, version, public_version, public, reason = row[:7]
    content = content_of(*row[9:])
    return Held(id, origin, state, version, public_version, public, reason, authors, row[8], content)


def present(db: sqlite3.Connection, id: str) -> Held:
    """As `held`; StaffError where there is none."""
    found = held(db, id)
    if found is None:
        raise StaffError(Problem("exemplar", "there is none of this name", "choose one from the list"))
    return found


def version_content(db: sqlite3.Connection, id: str, version: int) -> Content | None:
    """What a version said; None where there is no such version."""
    row = db.execute(
        "select title, front, body, citations from exemplar_versions where exemplar_id = ? and version = ?",
        (id, version),
    ).fetchone()
    return content_of(*row) if row else None


def create(db: sqlite3.Connection, person: Person, content: Content) -> str:
    """Begin an exemplar; its id is made of its title, and stays."""
    if not content.title:
        raise StaffError(Problem("Title", "it is missing", "write who learns what, and how, in one line"))
    _check(db, content)
    taken = [row[0] for row in db.execute("select id from exemplars")]
    id = slug_of(content.title, (*taken, *RESERVED))
    db.execute(
        "insert into exemplars (id, position, state, title, front, body, author, digest, run_id, origin, version) "
        "values (?, (select coalesce(max(position), 0) + 1 from exemplars), 'draft', ?, '{}', '', ?, '', ?, "
        "'staff', 0)",
        (id, content.title, person.name, staff_run(db)),
    )
    put_version(db, person, id, 1, "draft", content, wrote=True)
    audit.note(db, person.name, "exemplar begun", f"exemplar {id}", version=1, quotes=len(content.citations))
    return id


def save(db: sqlite3.Connection, person: Person, id: str, version: int, content: Content, note: str = "") -> int:
    """Write a new version, made on `version`; the number of the new one. It is a draft, and what is public stays so.

    Conflict where somebody else saved meanwhile; StaffError where it cannot be kept. What changes nothing writes
    nothing.
    """
    found = present(db, id)
    if found.origin == "file":
        raise StaffError(Problem("exemplar", "it is kept in a file", "take it over to change it here"))
    refuse_late(db, found, version)
    _check(db, content)
    if content == found.content:
        audit.note(db, person.name, "exemplar saved unchanged", f"exemplar {id}", version=version)
        return version
    before = () if found.cleared_by else found.authors
    authors = list(dict.fromkeys((*before, person.name)))
    put_version(db, person, id, version + 1, "draft", content, wrote=True, note=note)
    db.execute(
        "update exemplars set author = ?, cleared_by = null, state_reason = null where id = ?", (", ".join(authors), id)
    )
    audit.note(db, person.name, "exemplar saved", f"exemplar {id}", version=version + 1)
    return version + 1


def adopt(db: sqlite3.Connection, person: Person, id: str) -> None:
    """Take over an exemplar that is kept in a file: from now on it is written here, and its file is left aside."""
    found = present(db, id)
    if found.origin == "staff":
        raise Conflict(Problem(f"exemplar {id}", "somebody took it over already", "go on there"))
    # In the state it has: what its file says of who wrote and who cleared it was checked when it was taken in.
    put_version(db, person, id, 1, found.state, found.content, wrote=False, note="Taken over from its file")
    public = 1 if found.public else None
    db.execute(
        "update exemplars set origin = 'staff', public_version = ?, run_id = ? where id = ?",
        (public, staff_run(db), id),
    )
    audit.note(db, person.name, "exemplar taken over from its file", f"exemplar {id}", version=1, state=found.state)


def put_version(  # noqa: PLR0913 - a row of the history
    db: sqlite3.Connection,
    person: Person,
    id: str,
    version: int,
    state: str,
    content: Content,
    *,
    wrote: bool,
    note: str = "",
) -> None:
    """Write a version and make it the newest."""
    front, quotes = content.front_json, content.citations_json
    db.execute(
        "insert into exemplar_versions (exemplar_id, version, state, title, front, body, citations, account_id, note, "
        "at, wrote) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (id, version, state, content.title, front, content.body, quotes, person.account, note, now(), int(wrote)),
    )
    db.execute(
        "update exemplars set version = ?, state = ?, title = ?, front = ?, body = ?, digest = ?, review_due = ? "
        "where id = ?",
        (
            *(version, state, content.title, front, content.body),
            *(digest([content.title, front, content.body, quotes]), content.front.get("review_due"), id),
        ),
    )
    db.execute("delete from citations where exemplar_id = ?", (id,))
    db.executemany(
        "insert into citations values (?, ?, ?, ?, ?)",
        [(id, c.excerpt, n, c.quote, c.bearing) for n, c in enumerate(content.citations, 1)],
    )


def refuse_late(db: sqlite3.Connection, found: Held, version: int) -> None:
    """Refuse what was made on another version than the newest, and say who did what since."""
    if found.version == version:
        return
    row = db.execute(
        "select a.label, v.state, v.wrote, v.at from exemplar_versions v join accounts a on a.id = v.account_id "
        "where v.exemplar_id = ? and v.version = ?",
        (found.id, found.version),
    ).fetchone()
    did = f"saved version {found.version}" if row[2] else f"made it “{row[1]}”"
    what = f"{row[0]} {did} at {row[3][11:16]} UTC"
    raise Conflict(Problem(f"exemplar {found.id}", what, "look at what changed, then decide again"))


def _check(db: sqlite3.Connection, content: Content) -> None:
    """Refuse what cannot be kept, not what is unfinished."""
    cited = [c.excerpt for c in content.citations]
    problems = []
    if missing := _unknown(db, cited):
        problems.append(Problem("Quotes", f"there is no excerpt {missing}", "find it by its words"))
    if len(set(cited)) < len(cited):
        problems.append(Problem("Quotes", "an excerpt is cited twice", "join the two quotes"))
    if len(content.front_json) + len(content.body) > LONGEST:
        problems.append(Problem("Text", f"it has more than {LONGEST} characters", "shorten it"))
    if problems:
        raise StaffError(problems)


def _unknown(db: sqlite3.Connection, ids: Collection[str]) -> str | None:
    return next((id for id in ids if not db.execute("select 1 from excerpts where id = ?", (id,)).fetchone()), None)
