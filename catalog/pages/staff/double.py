"""The pages of the double coding room: samples that several people read, how far they are, and how far they agree."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from catalog.codebook import Codebook
from catalog.pages.rows import Connection, fetch, first
from catalog.pages.staff.agreement import Figures, coder_names, figures_of, labels_of
from catalog.people import CONSENSUS
from catalog.store import coded
from catalog.store.adjudications import disagreements
from catalog.store.double import CODE, MOST, RANDOM, READ, SAMPLE, SOURCE, coders_to_choose

if TYPE_CHECKING:  # numpy is loaded only where something is measured
    from catalog.agreement.ratings import Ratings
    from catalog.agreement.report import Agreement

HOW = {
    RANDOM: "By chance, among what nobody has read",
    SAMPLE: "From the random sample that the study measures with",
    CODE: "Where a code is suggested",
    SOURCE: "From one source",
    READ: "What one person has coded, for another to read again",
}
# What figures from such a draw say, and what they do not.
SAYS = {
    RANDOM: "The figures hold for what nobody had read when it was drawn.",
    SAMPLE: "The figures hold for the whole study.",
    CODE: "The figures say how far people agree where the machine sees the code, and nothing of what it misses.",
    SOURCE: "The figures hold for this source.",
    READ: "The figures hold for what that person had coded.",
}


@dataclass(frozen=True, slots=True)
class Coder:
    """How far one person is in a sample."""

    label: str = field(metadata={"help": "Name"})
    done: int = field(metadata={"help": "Excerpts read"})
    of: int = field(metadata={"help": "Excerpts given"})
    last: str = field(metadata={"help": "When they last read one, UTC; empty where never"})


@dataclass(frozen=True, slots=True)
class Batch:
    """A sample."""

    id: int = field(metadata={"help": "Number"})
    title: str = field(metadata={"help": "Title"})
    how: str = field(metadata={"help": "How its excerpts were drawn"})
    blind: bool = field(metadata={"help": "Whether nobody sees the others' work until all are done"})
    made: str = field(metadata={"help": "When, and by whom"})
    closed: str = field(metadata={"help": "When it was closed; empty while it is open"})
    excerpts: int = field(metadata={"help": "How many excerpts"})
    shared: int = field(metadata={"help": "How many of them more than one person reads"})
    both: int = field(metadata={"help": "How many of those all have read"})
    coders: tuple[Coder, ...] = field(metadata={"help": "Who reads them"})


@dataclass(frozen=True, slots=True)
class DoublePage:
    """All samples, and the form for another."""

    batches: tuple[Batch, ...] = field(metadata={"help": "Open ones first, then the newest"})
    people: tuple[tuple[str, str], ...] = field(metadata={"help": "Who may be given excerpts: coder and name"})
    ways: tuple[tuple[str, str], ...] = field(metadata={"help": "Ways to draw"})
    values: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = field(
        metadata={"help": "In groups, what to draw by: value with the way before a colon, and name"}
    )
    most: int = field(metadata={"help": "Most excerpts in one sample"})


@dataclass(frozen=True, slots=True)
class BatchPage:
    """One sample."""

    batch: Batch = field(metadata={"help": "The sample"})
    says: str = field(metadata={"help": "What figures from such a draw say"})
    figures: Figures | None = field(metadata={"help": "Agreement on what all have read; None while there is none"})
    left: int = field(metadata={"help": "Disagreements of it that nobody has settled"})
    settles: bool = field(metadata={"help": "Whether the person may settle them"})


_BATCHES = """
select b.id, b.title, b.blind, b.made_at, b.closed_at, b.drawn, a.label as maker,
  count(distinct s.excerpt_id) as excerpts from batches b join accounts a on a.id = b.made_by
  left join assignments s on s.batch_id = b.id
where :id is null or b.id = :id group by b.id order by b.closed_at is not null, b.id desc
"""
_PROGRESS = """
select c.label, count(s.done_at) as done, count(*) as given, max(s.done_at) as last
from assignments s join coders c on c.id = s.coder_id where s.batch_id = ? group by c.id order by c.label
"""
# A second reading of what somebody had coded is shared with that person, who has read it already.
_SHARED = """
select excerpt_id, max(done_at) as last, count(*) = count(done_at) as whole from assignments
where batch_id = ?1 group by excerpt_id having count(*) > ?2 order by 2, 1
"""


def _batch(conn: Connection, row: dict[str, object]) -> Batch:
    drawn = json.loads(str(row["drawn"]))
    shared = _shared(conn, int(str(row["id"])), drawn)
    people = tuple(
        Coder(r["label"], r["done"], r["given"], _time(r["last"])) for r in fetch(conn, _PROGRESS, (row["id"],))
    )
    return Batch(
        id=int(str(row["id"])),
        title=str(row["title"]),
        how=_how(conn, drawn),
        blind=bool(row["blind"]),
        made=f"{_time(row['made_at'])}, {row['maker']}",
        closed=_time(row["closed_at"]),
        excerpts=int(str(row["excerpts"])),
        shared=len(shared),
        both=sum(whole for _, whole in shared),
        coders=people,
    )


def _shared(conn: Connection, number: int, drawn: dict[str, object]) -> list[tuple[str, bool]]:
    """(excerpt, whether all have read it) of those that more than one person reads, by when the last one did."""
    alone = 0 if drawn.get("how") == READ else 1
    return [(row[0], bool(row[2])) for row in fetch(conn, _SHARED, (number, alone))]


def _how(conn: Connection, drawn: dict[str, object]) -> str:
    how, value = str(drawn.get("how", "")), str(drawn.get("value", ""))
    if how == SOURCE:
        row = first(conn, "select title from sources where id = ?", (value,))
        value = row[0] if row else value
    elif how == READ:
        value = coder_names(conn).get(value, value)
    return f"{HOW.get(how, 'Not noted')}{f': {value}' if value else ''}"


def double_page(conn: Connection, codebook: Codebook) -> DoublePage:
    """All samples."""
    sources = fetch(conn, "select id, title from sources where gone = 0 and kind <> 'cases' order by position")
    readers = fetch(
        conn,
        "select c.id, c.label from coders c where c.kind = 'person' and c.id <> ? "
        "and exists (select 1 from readings d where d.coder_id = c.id and d.quote is not null) order by 2",
        (CONSENSUS,),
    )
    codes = sorted(((code.id, code.label) for code in codebook.active), key=lambda pair: pair[1])
    return DoublePage(
        batches=tuple(_batch(conn, dict(row)) for row in fetch(conn, _BATCHES, {"id": None})),
        people=tuple(coders_to_choose(conn)),
        ways=tuple(HOW.items()),
        values=(
            ("Code", tuple((f"{CODE}:{id}", label) for id, label in codes)),
            ("Source", tuple((f"{SOURCE}:{row[0]}", row[1]) for row in sources)),
            ("Coded by", tuple((f"{READ}:{row[0]}", row[1]) for row in readers)),
        ),
        most=MOST,
    )


def ratings_of_batch(conn: Connection, number: int) -> tuple[Ratings | None, list[str]]:
    """What its coders gave the excerpts that all of them have read, and these in the order in which they were done.

    None where there is nothing yet. While a sample is open nothing is told of what somebody is still to read.
    """
    from catalog.agreement.ratings import from_study

    row = first(conn, "select drawn from batches where id = ?", (number,))
    if row is None:
        return None, []
    drawn = json.loads(row[0])
    order = [excerpt for excerpt, whole in _shared(conn, number, drawn) if whole]
    coders = [
        r[0] for r in fetch(conn, "select distinct coder_id from assignments where batch_id = ? order by 1", (number,))
    ]
    if drawn.get("how") == READ:
        coders.append(drawn["value"])
    if not order or not set(coders) <= {coder.id for coder in coded.coders(conn)}:
        return None, order
    return from_study(conn, coders, frozenset(order)), order


def batch_page(
    conn: Connection,
    number: int,
    codebook: Codebook,
    measured: tuple[Agreement, list[tuple[int, float | None]]] | None,
    settles: bool,
) -> BatchPage | None:
    """One sample; `measured` is its agreement with how it grew."""
    row = first(conn, _BATCHES, {"id": number})
    if row is None:
        return None
    drawn = json.loads(row["drawn"])
    figures = figures_of(measured[0], labels_of(codebook), coder_names(conn), measured[1]) if measured else None
    return BatchPage(
        batch=_batch(conn, dict(row)),
        says=SAYS.get(drawn.get("how"), ""),
        figures=figures,
        left=len(disagreements(conn, number)),
        settles=settles,
    )


def _time(moment: object) -> str:
    return str(moment or "").replace("T", " ").removesuffix("Z")[:16]
