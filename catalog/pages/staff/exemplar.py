"""The working page of one exemplar: where it stands, what is missing, what was said and done about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.codebook import Codebook
from catalog.exemplars.checklist import Check
from catalog.exemplars.content import Content
from catalog.pages.rows import Connection, fetch
from catalog.pages.staff.differences import Difference, differences
from catalog.pages.staff.exemplars import WAITS_FOR
from catalog.pages.staff.preview import Preview
from catalog.people import CURATOR, PRIVACY, Person
from catalog.store import exemplar_states as states
from catalog.store.exemplar_talk import Comment, comments
from catalog.store.exemplar_versions import Held, version_content

_CLEARERS = frozenset({CURATOR, PRIVACY})
# Where it can go: what the button says, what it does, who may, whether a reason is asked for.
MOVES = {
    states.REVIEW: ("review", "Send to review", "Somebody else is asked to clear it.", {CURATOR}, False),
    states.CLEARED: (
        "clear",
        "Look at it and clear it",
        "See exactly what will be public, then decide.",
        _CLEARERS,
        False,
    ),
    states.PUBLISHED: ("publish", "Publish it", "See exactly what will be public, then decide.", {CURATOR}, False),
    states.DRAFT: ("draft", "Back to draft", "Say what is to be done.", _CLEARERS, True),
    states.WITHDRAWN: ("withdraw", "Withdraw it", "Its address stays, with the reason; its words go.", {CURATOR}, True),
}


@dataclass(frozen=True, slots=True)
class Move:
    """A step it can take from here."""

    to: str = field(metadata={"help": "Word of its address"})
    label: str = field(metadata={"help": "What the button says"})
    why: str = field(metadata={"help": "What it does"})
    refused: str = field(metadata={"help": "Why this person may not; empty where they may"})
    reason: bool = field(metadata={"help": "Whether a reason is asked for"})


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version."""

    number: int = field(metadata={"help": "Number"})
    at: str = field(metadata={"help": "When, UTC"})
    who: str = field(metadata={"help": "Who"})
    state: str = field(metadata={"help": "State it was saved in"})
    wrote: bool = field(metadata={"help": "Whether words changed, and not the state alone"})
    note: str = field(metadata={"help": "Why"})


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One exemplar with everything about it."""

    id: str = field(metadata={"help": "Slug"})
    title: str = field(metadata={"help": "Title"})
    state: str = field(metadata={"help": "State"})
    waits: str = field(metadata={"help": "What it waits for"})
    version: int = field(metadata={"help": "Newest version; 0 for a file"})
    public: str = field(metadata={"help": "State of what is public: published, withdrawn, or empty"})
    newer: bool = field(metadata={"help": "Whether what is public is an earlier version"})
    reason: str = field(metadata={"help": "Why it is a draft again; empty where nothing happened"})
    file: bool = field(metadata={"help": "Whether it is kept in a file"})
    authors: str = field(metadata={"help": "Who wrote it since it was last cleared"})
    cleared_by: str = field(metadata={"help": "Who cleared it; empty where nobody did"})
    may_write: bool = field(metadata={"help": "Whether this person may change it"})
    checks: tuple[Check, ...] = field(metadata={"help": "What is there and what is missing"})
    missing: int = field(metadata={"help": "How many checks fail"})
    moves: tuple[Move, ...] = field(metadata={"help": "Where it can go"})
    versions: tuple[VersionLine, ...] = field(metadata={"help": "Newest first"})
    comments: tuple[Comment, ...] = field(metadata={"help": "What staff said, in order"})


@dataclass(frozen=True, slots=True)
class LookPage:
    """The page as it now would be."""

    id: str = field(metadata={"help": "Slug"})
    title: str = field(metadata={"help": "Title"})
    state: str = field(metadata={"help": "State"})
    look: Preview = field(metadata={"help": "The page as the public site makes it"})


@dataclass(frozen=True, slots=True)
class DecidePage:
    """What will become public, before somebody clears or publishes it."""

    id: str = field(metadata={"help": "Slug"})
    title: str = field(metadata={"help": "Title"})
    version: int = field(metadata={"help": "The version that is looked at"})
    move: Move = field(metadata={"help": "What is decided"})
    checks: tuple[Check, ...] = field(metadata={"help": "What is there and what is missing"})
    changes: tuple[Difference, ...] | None = field(
        metadata={"help": "What changes of what is public; None where nothing is"}
    )
    look: Preview = field(metadata={"help": "The page as it will be"})
    due: str = field(metadata={"help": "When to look again, once cleared"})


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Two versions, side by side."""

    id: str = field(metadata={"help": "Slug"})
    title: str = field(metadata={"help": "Title"})
    before: int = field(metadata={"help": "The earlier version; 0 for nothing"})
    after: int = field(metadata={"help": "The later version"})
    changes: tuple[Difference, ...] = field(metadata={"help": "Fields that differ"})
    versions: tuple[VersionLine, ...] = field(metadata={"help": "All versions, newest first"})


def work_page(conn: Connection, person: Person, found: Held, codebook: Codebook) -> WorkPage:
    """The page of an exemplar, for somebody."""
    checks = states.checks(conn, found.content, codebook)
    return WorkPage(
        id=found.id,
        title=found.content.title,
        state=found.state,
        waits=WAITS_FOR[found.state],
        version=found.version if found.origin == "staff" else 0,
        public=found.public,
        newer=bool(found.public_version) and found.public != found.state,
        reason=found.reason,
        file=found.origin == "file",
        authors=", ".join(found.authors),
        cleared_by=found.cleared_by,
        may_write=person.role == CURATOR,
        checks=checks,
        missing=sum(not check.ok for check in checks),
        moves=moves(found, person),
        versions=versions(conn, found.id),
        comments=comments(conn, found.id),
    )


def moves(found: Held, person: Person) -> tuple[Move, ...]:
    """The steps that this person's role may take from here."""
    listed = []
    for state, refused in states.next_states(found, person).items():
        to, label, why, roles, reason = MOVES[state]
        if person.role in roles:
            listed.append(Move(to, label, why, refused, reason))
    return tuple(listed)


def changes_of_public(conn: Connection, found: Held) -> tuple[Difference, ...] | None:
    """What is different from what is public; None where nothing is."""
    public = version_content(conn, found.id, found.public_version) if found.public_version else None
    return differences(public, found.content) if public is not None else None


def history_page(conn: Connection, found: Held, before: int, after: int) -> HistoryPage | None:
    """What changed from one version to another; None where there are no such versions."""
    later = version_content(conn, found.id, after)
    if later is None:
        return None
    earlier = version_content(conn, found.id, before)
    if earlier is None:
        earlier, before = Content(""), 0
    listed = versions(conn, found.id)
    return HistoryPage(found.id, found.content.title, before, after, differences(earlier, later), listed)


def versions(conn: Connection, id: str) -> tuple[VersionLine, ...]:
    """The versions of an exemplar, newest first."""
    rows = fetch(
        conn,
        "select v.version, v.at, a.label, v.state, v.wrote, v.note from exemplar_versions v "
        "join accounts a on a.id = v.account_id where v.exemplar_id = ? order by v.version desc",
        (id,),
    )
    return tuple(
        VersionLine(r["version"], r["at"].replace("T", " ")[:16], r["label"], r["state"], bool(r["wrote"]), r["note"])
        for r in rows
    )
