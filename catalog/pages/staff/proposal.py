"""The page of one proposal to change the codebook: what would be different, and what it would touch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.codebook import Codebook
from catalog.pages.rows import Connection, as_json, fetch, first
from catalog.pages.staff.codebook import person_may_decide, what_of
from catalog.pages.staff.versions import CodeChange, changes_of
from catalog.people import CURATOR, Person
from catalog.store.codebooks import current_codebook
from catalog.store.proposals import proposal


@dataclass(frozen=True, slots=True)
class Touched:
    """What stands under a code that is concerned."""

    label: str = field(metadata={"help": "Name of the code"})
    people: int = field(metadata={"help": "Codings of people: they stay, under the version they were made with"})
    machine: int = field(metadata={"help": "Codings of machines: they are made anew by the next build"})


@dataclass(frozen=True, slots=True)
class Tried:
    """What the cues would code otherwise, for one code."""

    label: str = field(metadata={"help": "Name of the code"})
    before: int = field(metadata={"help": "Excerpts that get it now"})
    after: int = field(metadata={"help": "Excerpts that would get it"})
    gained: tuple[str, ...] = field(metadata={"help": "Words of some excerpts that would get it"})
    lost: tuple[str, ...] = field(metadata={"help": "Words of some that would lose it"})
    stances: int = field(metadata={"help": "Excerpts that would get it in another stance"})


@dataclass(frozen=True, slots=True)
class Trial:
    """What the cues would make of the study under the proposed words."""

    read: int = field(metadata={"help": "Excerpts that were tried"})
    of: int = field(metadata={"help": "Excerpts there are"})
    codes: tuple[Tried, ...] = field(metadata={"help": "Codes whose cues differ"})


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """One proposal."""

    id: int = field(metadata={"help": "Number"})
    what: str = field(metadata={"help": "What is proposed, in words"})
    reason: str = field(metadata={"help": "Why"})
    made: str = field(metadata={"help": "Who proposed it, when"})
    state: str = field(metadata={"help": "open, accepted, refused or withdrawn"})
    decided: str = field(metadata={"help": "Who decided, when; empty while it is open"})
    note: str = field(metadata={"help": "What was noted with the decision"})
    version: str = field(metadata={"help": "Version that holds; of a decided one, the version that came of it"})
    next: str = field(metadata={"help": "Version that would come of it; empty where it cannot be done"})
    changes: tuple[CodeChange, ...] = field(metadata={"help": "What would be different"})
    wrong: tuple[str, ...] = field(metadata={"help": "Why it cannot be done as the codebook is now"})
    touched: tuple[Touched, ...] = field(metadata={"help": "What stands under the codes that are concerned"})
    trial: Trial | None = field(metadata={"help": "What the cues would code otherwise; None where not tried"})
    may_try: bool = field(metadata={"help": "Whether the cues can be tried here"})
    accepts: bool = field(metadata={"help": "Whether the person may accept it"})
    refuses: bool = field(metadata={"help": "Whether the person may turn it down"})
    own: bool = field(metadata={"help": "Whether the person proposed it"})


def proposal_page(
    conn: Connection,
    person: Person,
    number: int,
    after: Codebook | None,
    wrong: tuple[str, ...],
    tried: Mapping[str, Any] | None,
    may_try: bool,
) -> ProposalPage | None:
    """One proposal; `after` is the codebook with it, or None with what is `wrong`; `tried` what the cues gave."""
    found = proposal(conn, number)
    if found is None:
        return None
    codebook = current_codebook(conn)
    changes = changes_of(codebook, after) if after else ()
    return ProposalPage(
        id=number,
        what=what_of(found, codebook),
        reason=found.reason,
        made=f"{found.made_by}, {found.made_at[:16].replace('T', ' ')}",
        state=found.state,
        decided=f"{found.decided_by}, {found.decided_at[:16].replace('T', ' ')}" if found.decided_at else "",
        note=found.note,
        version=found.version or codebook.version,
        next=after.version if after else "",
        changes=changes,
        wrong=wrong,
        touched=_touched(conn, codebook, [c.code for c in changes if not c.new]),
        trial=_trial(conn, codebook, after, tried) if after and tried else None,
        may_try=may_try,
        accepts=person.role == CURATOR,
        refuses=person_may_decide(person, found),
        own=found.made_by == person.label,
    )


def _touched(conn: Connection, codebook: Codebook, codes: list[str]) -> tuple[Touched, ...]:
    rows = fetch(
        conn,
        "select k.code_id, sum(c.kind = 'person'), sum(c.kind <> 'person') from codings k "
        "join coders c on c.id = k.coder_id where k.code_id in (select value from json_each(?)) group by 1 order by 1",
        (as_json(codes),),
    )
    return tuple(Touched(codebook.by_id[row[0]].label, row[1], row[2]) for row in rows)


def _trial(conn: Connection, before: Codebook, after: Codebook, tried: Mapping[str, Any]) -> Trial:
    codes = []
    for found in tried["codes"]:
        code = after.by_id.get(found["code"]) or before.by_id[found["code"]]
        gained, lost = (tuple(_words(conn, id) for id in found[key][:3]) for key in ("gained", "lost"))
        codes.append(Tried(code.label, found["before"], found["after"], gained, lost, found["stances"]))
    return Trial(tried["read"], tried["of"], tuple(codes))


def _words(conn: Connection, excerpt: str) -> str:
    row = first(conn, "select text from excerpts where id = ?", (excerpt,))
    text = row[0] if row else ""
    return text if len(text) <= 200 else f"{text[:200].rsplit(' ', 1)[0]}…"
