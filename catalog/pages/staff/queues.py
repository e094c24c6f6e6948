"""Queues of excerpts to review: which there are, what comes next in one, and how much is left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from catalog.pages.rows import Connection, as_json, fetch, first

# Queues by the word before the colon of their address; those in _NARROWED are narrowed to what stands after it.
NEXT, MINE, SAMPLE, DISAGREEMENTS, UNSURE = "next", "mine", "sample", "disagreements", "unsure"
_NARROWED = {
    "code": "exists (select 1 from codings k join coders m on m.id = k.coder_id "
    "where k.excerpt_pk = e.pk and k.code_id = :value and m.kind <> 'person')",
    "source": "r.source_id = :value",
    "case": "p.case_id = :value",
}


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue.

    >>> queue_of("code:devices")
    Queue(kind='code', value='devices')
    >>> queue_of("anything else")
    Queue(kind='next', value='')
    """

    kind: str = field(metadata={"help": "next, mine, sample, disagreements, unsure, code, source or case"})
    value: str = field(metadata={"help": "Code, source or case it is narrowed to; else empty"})

    @property
    def key(self) -> str:
        """As it stands in an address."""
        return f"{self.kind}:{self.value}" if self.value else self.kind


@dataclass(frozen=True, slots=True)
class Choice:
    """A queue to choose."""

    key: str = field(metadata={"help": "As it stands in the address"})
    label: str = field(metadata={"help": "Name"})


def queue_of(key: str) -> Queue:
    """The queue of an address; the suggested order where it names none."""
    kind, _, value = key.partition(":")
    if kind in _NARROWED and value:
        return Queue(kind, value)
    return Queue(kind if kind in (MINE, SAMPLE, DISAGREEMENTS, UNSURE) else NEXT, "")


_LIVE = (
    "from {driver} join responses r on r.pk = e.response_pk join respondents p on p.pk = r.respondent_pk "
    "where e.gone = 0 and r.gone = 0 and p.moderator = 0 and e.pk not in (select value from json_each(:taken)) "
)
_UNREAD = (
    "and not exists (select 1 from readings d where d.excerpt_pk = e.pk and d.quote is not null) "
    "and not exists (select 1 from open_blind b where b.excerpt_id = e.id) "
)
# The person's own last word on an excerpt, where it was no coding.
_LAST = "(select v.kind from reviews v where v.excerpt_id = e.id and v.coder_id = :coder order by v.id desc limit 1)"
_WAITING = f"and coalesce({_LAST}, '') <> 'unsure' "
_SKIPPED = f"{_LAST} is 'skipped'"
# People who read it do not agree on a code or its stance, and nobody settled it.
_SPLIT = (
    "with people as materialized (select excerpt_pk, count(*) as n from readings where quote is not null "
    "group by excerpt_pk having count(*) > 1 and max(coder_id = 'consensus') = 0) "
)
_DIFFER = (
    "and exists (select 1 from codings k join readings d on d.excerpt_pk = k.excerpt_pk and d.coder_id = k.coder_id "
    "and d.quote is not null where k.excerpt_pk = e.pk group by k.code_id "
    "having count(*) < w.n or count(distinct k.stance) > 1) "
    "and not exists (select 1 from open_blind b where b.excerpt_id = e.id) "
    # Who looked again and keeps to it is not asked a third time.
    "and coalesce((select v.coder_id from reviews v where v.excerpt_id = e.id and v.lane = '' "
    "order by v.version desc limit 1), '') <> :coder "
)
_UNDECIDED = (
    "and exists (select 1 from reviews v where v.excerpt_id = e.id and v.kind = 'unsure' and v.coder_id <> :coder "
    "and v.lane = '') "
)
_ORDERED = "review_order o join excerpts e on e.pk = o.excerpt_pk"
_DRAWN = "random_sample s join excerpts e on e.pk = s.excerpt_pk"
_ASSIGNED = (
    "assignments a join batches b on b.id = a.batch_id and b.closed_at is null join excerpts e on e.id = a.excerpt_id"
)


def _sql(queue: Queue, driver: str = "excerpts e", order: str = "e.pk") -> tuple[str, str, str]:
    """What stands before `select`, the tables and conditions, and the order of a queue."""
    if queue.kind == MINE:
        mine = "and a.coder_id = :coder and a.done_at is null "
        return "", _LIVE.format(driver=_ASSIGNED) + mine, f"{_SKIPPED}, a.batch_id, a.position"
    if queue.kind == DISAGREEMENTS:
        return _SPLIT, _LIVE.format(driver="people w join excerpts e on e.pk = w.excerpt_pk") + _DIFFER, "e.pk"
    if queue.kind == UNSURE:
        return "", _LIVE.format(driver="excerpts e") + _UNREAD + _WAITING + _UNDECIDED, "e.pk"
    if queue.kind == SAMPLE:
        return "", _LIVE.format(driver=_DRAWN) + _UNREAD + _WAITING, "e.pk"
    narrowed = f"and {_NARROWED[queue.kind]} " if queue.kind in _NARROWED else ""
    return "", _LIVE.format(driver=driver) + _UNREAD + _WAITING + narrowed, order


def next_excerpt(conn: Connection, queue: Queue, coder: str, taken: Collection[int] = ()) -> tuple[int, str] | None:
    """Row number and id of the next excerpt in the queue for a coder; None at its end.

    `taken` are those that others have before them at this moment. Those in the order of review come first, then all
    others; what was skipped comes again at the end.
    """
    asked = {"coder": coder, "value": queue.value, "taken": as_json(sorted(taken))}
    for skipped in (f"and not ({_SKIPPED}) ", f"and {_SKIPPED} "):
        for head, tables, order in (_sql(queue, _ORDERED, "o.position"), _sql(queue)):
            row = first(conn, f"{head}select e.pk, e.id {tables}{skipped}order by {order} limit 1", asked)
            if row:
                return int(row[0]), str(row[1])
    return None


def left(conn: Connection, queue: Queue, coder: str) -> int:
    """How many excerpts are left in the queue for a coder."""
    head, tables, _ = _sql(queue)
    row = first(conn, f"{head}select count(*) {tables}", {"coder": coder, "value": queue.value, "taken": "[]"})
    return int(row[0]) if row else 0


def reason(conn: Connection, pk: int) -> str:
    """Why an excerpt stands where it does in the suggested order; empty where there is none."""
    row = first(conn, "select reason from review_order where excerpt_pk = ?", (pk,))
    return str(row[0]) if row else ""


def choices(conn: Connection, codes: dict[str, str]) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """The queues to choose from, in groups; `codes` are the labels of the codebook by code."""
    sources = fetch(conn, "select id, title from sources where gone = 0 and kind <> 'cases' order by position")
    cases = fetch(
        conn,
        "select id, coalesce(name, label) as label from cases where gone = 0 and kind = 'district' "
        "and id in (select case_id from respondents) order by length(label), label",
    )
    whole = (
        Choice(NEXT, "Suggested order"),
        Choice(MINE, "Assigned to me"),
        Choice(SAMPLE, "Drawn by chance, to measure with"),
        Choice(DISAGREEMENTS, "Where people disagree"),
        Choice(UNSURE, "Where someone could not tell"),
    )
    return (
        ("Everything", whole),
        ("One code", tuple(Choice(f"code:{code}", label) for code, label in sorted(codes.items(), key=lambda i: i[1]))),
        ("One source", tuple(Choice(f"source:{row['id']}", row["title"]) for row in sources)),
        ("One district", tuple(Choice(f"case:{row['id']}", row["label"]) for row in cases)),
    )
