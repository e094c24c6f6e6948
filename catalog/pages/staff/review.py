"""The page of the review queue: one excerpt in its surroundings, what is suggested for it, and how far one is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from catalog.codebook import Code, Codebook
from catalog.errors import StaffError
from catalog.pages.excerpt import marked
from catalog.pages.parts import Fragment
from catalog.pages.rows import Connection, fetch, first, listed
from catalog.pages.staff.queues import Choice, Queue, choices, reason
from catalog.pages.wording import STANCE_WORDS
from catalog.people import CONSENSUS, Person
from catalog.records import STANCES
from catalog.store.reviews import Suggested, lane_of, reading_of, suggestions, version_of

_CONTEXT = 600  # characters of what was said before and after


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code to decide on."""

    code: str = field(metadata={"help": "Slug"})
    label: str = field(metadata={"help": "Name"})
    definition: str = field(metadata={"help": "What it means"})
    near: tuple[str, ...] = field(metadata={"help": "When not to give it"})
    stance: str = field(metadata={"help": "Stance suggested, or given"})
    percent: int | None = field(metadata={"help": "How sure the machine is, in percent; None where it does not say"})
    suggested: bool = field(metadata={"help": "Whether a machine suggests it"})
    because: tuple[str, ...] = field(metadata={"help": "The words that carry the suggestion"})
    keep: bool | None = field(metadata={"help": "What the person decided before; None where nothing"})


@dataclass(frozen=True, slots=True)
class Others:
    """What somebody else gave it."""

    who: str = field(metadata={"help": "Name of the coder"})
    codes: str = field(metadata={"help": "Codes with stances, in words"})


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What was said right before or after."""

    who: str = field(metadata={"help": "Who speaks"})
    text: str = field(metadata={"help": "Words, shortened"})


@dataclass(frozen=True, slots=True)
class Item:
    """The excerpt."""

    id: str = field(metadata={"help": "Id"})
    pk: int = field(metadata={"help": "Row number"})
    version: int = field(metadata={"help": "How often it was reviewed: what a decision is made on"})
    blind: bool = field(metadata={"help": "Whether it is coded blind: no suggestions, nobody else's work"})
    words: tuple[Fragment, ...] = field(metadata={"help": "Its words; those that carry a suggestion marked"})
    before: str = field(metadata={"help": "What the same person said right before it"})
    after: str = field(metadata={"help": "And right after"})
    previous: Neighbour | None = field(metadata={"help": "The turn before, in a conversation"})
    following: Neighbour | None = field(metadata={"help": "The turn after"})
    question: str = field(metadata={"help": "Question or prompt it answers; empty where none"})
    source: str = field(metadata={"help": "Title of the source"})
    place: str = field(metadata={"help": "Who speaks, where"})
    rows: tuple[CodeRow, ...] = field(metadata={"help": "Codes to decide on"})
    mine: bool = field(metadata={"help": "Whether the person has coded it already"})
    memo: str = field(metadata={"help": "The person's memo"})
    others: tuple[Others, ...] = field(metadata={"help": "What others gave it"})
    reason: str = field(metadata={"help": "Why it comes now; empty where nothing is known"})


@dataclass(frozen=True, slots=True)
class Undo:
    """The last review, to take back."""

    review: int = field(metadata={"help": "Number of the review"})
    what: str = field(metadata={"help": "What was done, in words"})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one is."""

    today: int = field(metadata={"help": "Reviewed today"})
    left: int = field(metadata={"help": "Left in this queue"})
    minutes: int | None = field(metadata={"help": "Time left at one's usual pace, in minutes; None where unknown"})


@dataclass(frozen=True, slots=True)
class CodeGroup:
    """Codes that answer one question, for the list to add from."""

    label: str = field(metadata={"help": "Name of the dimension"})
    codes: tuple[Choice, ...] = field(metadata={"help": "Codes by label"})


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One excerpt to decide on, or the end of the queue."""

    item: Item | None = field(metadata={"help": "The excerpt; None at the end of the queue"})
    queue: Queue = field(metadata={"help": "The queue"})
    queues: tuple[tuple[str, tuple[Choice, ...]], ...] = field(metadata={"help": "Queues to choose from, in groups"})
    groups: tuple[CodeGroup, ...] = field(metadata={"help": "All codes, to add one"})
    stances: tuple[tuple[str, str], ...] = field(metadata={"help": "Stances with what they mean"})
    progress: Progress = field(metadata={"help": "How far one is"})
    undo: Undo | None = field(metadata={"help": "The last review, to take back"})


_EXCERPT = """
select e.pk, e.id, e.text, e.start_offset, e.end_offset, r.text as whole, r.source_id, r.position, s.title, s.kind,
  p.label as speaker, p.role, coalesce(c.name, c.label) as case_label, coalesce(q.wording, '') as question
from excerpts e join responses r on r.pk = e.response_pk join respondents p on p.pk = r.respondent_pk
  join sources s on s.id = r.source_id left join questions q on q.id = r.question_id
  left join cases c on c.id = p.case_id
where e.id = ? and e.gone = 0 and r.gone = 0
"""
_TURN = """
select p.label, p.role, r.text from responses r join respondents p on p.pk = r.respondent_pk
where r.source_id = ? and r.gone = 0 and r.position {} ? order by r.position {} limit 1
"""
_DONE = {"coded": "coded", "unsure": "marked “cannot tell”", "skipped": "skipped"}


def item_of(conn: Connection, person: Person, codebook: Codebook, id: str) -> Item | None:
    """An excerpt as the person may see it; None where there is none, or where others code it blind."""
    row = first(conn, _EXCERPT, (id,))
    if row is None:
        return None
    try:
        lane = lane_of(conn, person.coder, id)
    except StaffError:
        return None
    text, talk = row["text"], row["kind"] in ("transcript", "chat")
    found = [] if lane else suggestions(conn, row["pk"])
    mine = reading_of(conn, row["pk"], person.coder)
    spans = [pair for s in found for pair in _spans(s, len(text))]
    who = ", ".join(part for part in (row["role"], row["speaker"], row["case_label"]) if part)
    return Item(
        id=id,
        pk=row["pk"],
        version=version_of(conn, id, lane),
        blind=bool(lane),
        words=marked(text, spans),
        before=row["whole"][: row["start_offset"]].strip(),
        after=row["whole"][row["end_offset"] :].strip(),
        previous=_turn(conn, row["source_id"], row["position"], "<", "desc") if talk else None,
        following=_turn(conn, row["source_id"], row["position"], ">", "asc") if talk else None,
        question=row["question"],
        source=row["title"],
        place=who,
        rows=_rows(codebook, found, mine["codes"] if mine else None, text),
        mine=mine is not None,
        memo=(mine["memo"] or "") if mine else "",
        others=() if lane else _others(conn, row["pk"], person.coder, codebook),
        reason=reason(conn, row["pk"]),
    )


def review_page(
    conn: Connection, person: Person, codebook: Codebook, queue: Queue, item: Item | None, left: int
) -> ReviewPage:
    """The page around an excerpt, or at the end of a queue."""
    labels = {code.id: code.label for code in codebook.active}
    return ReviewPage(
        item=item,
        queue=queue,
        queues=choices(conn, labels),
        groups=code_groups(codebook),
        stances=tuple((stance, STANCE_WORDS[stance]) for stance in STANCES),
        progress=_progress(conn, person, left),
        undo=_undo(conn, person),
    )


def _rows(
    codebook: Codebook, found: Sequence[Suggested], mine: dict[str, str] | None, text: str
) -> tuple[CodeRow, ...]:
    rows = []
    given = mine or {}
    by_code = {s.code: s for s in found if s.code in codebook.by_id}
    for id in [*by_code, *(code for code in given if code not in by_code and code in codebook.by_id)]:
        code, s = codebook.by_id[id], by_code.get(id)
        words = dict.fromkeys(text[a:b] for a, b in _spans(s, len(text))) if s else {}
        rows.append(
            CodeRow(
                code=id,
                label=code.label,
                definition=code.definition,
                near=_near(code),
                stance=given.get(id, s.stance if s else "current"),
                percent=round(100 * s.probability) if s and s.probability is not None else None,
                suggested=s is not None,
                because=tuple(words),
                keep=None if mine is None else id in given,
            )
        )
    return tuple(rows)


def _near(code: Code) -> tuple[str, ...]:
    return (*code.not_when, *(f"“{miss.text}” {miss.why}".strip() for miss in code.near_misses[:2]))


def _spans(s: Suggested | None, length: int) -> list[tuple[int, int]]:
    pairs = (item for item in listed(s.because if s else "") if isinstance(item, list) and len(item) == 2)
    return [(a, b) for a, b in pairs if isinstance(a, int) and isinstance(b, int) and 0 <= a < b <= length]


def _others(conn: Connection, pk: int, coder: str, codebook: Codebook) -> tuple[Others, ...]:
    rows = fetch(
        conn,
        "select c.label, (select json_group_array(json_array(k.code_id, k.stance)) from codings k "
        "where k.excerpt_pk = d.excerpt_pk and k.coder_id = d.coder_id) as codes from readings d "
        "join coders c on c.id = d.coder_id where d.excerpt_pk = ? and d.quote is not null "
        "and d.coder_id not in (?, ?) order by c.id",
        (pk, coder, CONSENSUS),
    )
    found = []
    for row in rows:
        codes = [
            f"{codebook.by_id[code].label if code in codebook.by_id else code} ({STANCE_WORDS[stance].lower()})"
            for code, stance in json.loads(row["codes"])
        ]
        found.append(Others(row["label"], "; ".join(codes) or "no code"))
    return tuple(found)


def _turn(conn: Connection, source: str, position: int, side: str, order: str) -> Neighbour | None:
    row = first(conn, _TURN.format(side, order), (source, position))
    if row is None:
        return None
    text = row["text"]
    return Neighbour(row["role"] or row["label"], text if len(text) <= _CONTEXT else f"{text[:_CONTEXT]}…")


def code_groups(codebook: Codebook) -> tuple[CodeGroup, ...]:
    """The codes in use by dimension, to choose one from."""
    groups = []
    for dimension in codebook.dimensions:
        codes = sorted((code.label, code.id) for code in codebook.active if code.dimension == dimension.id)
        if codes:
            groups.append(CodeGroup(dimension.label, tuple(Choice(id, label) for label, id in codes)))
    return tuple(groups)


def _progress(conn: Connection, person: Person, left: int) -> Progress:
    today = first(
        conn,
        "select count(*) from reviews where coder_id = ? and kind in ('coded', 'unsure') and at >= date('now')",
        (person.coder,),
    )
    seconds = [
        row[0]
        for row in fetch(
            conn,
            "select seconds from reviews where coder_id = ? and seconds is not null order by id desc limit 50",
            (person.coder,),
        )
    ]
    minutes = max(1, round(median(seconds) * left / 60)) if len(seconds) >= 5 and left else None
    return Progress(int(today[0]) if today else 0, left, minutes)


def _undo(conn: Connection, person: Person) -> Undo | None:
    row = first(conn, "select id, kind from reviews where coder_id = ? order by id desc limit 1", (person.coder,))
    return Undo(row["id"], _DONE[row["kind"]]) if row and row["kind"] in _DONE else None


def codes_list(codebook: Codebook) -> list[dict[str, object]]:
    """All codes for the box one types into: names, other names, what they mean, and what is not meant."""
    return [
        {
            "id": code.id,
            "label": code.label,
            "other": list(code.alt_labels),
            "definition": code.definition,
            "when": list(code.use_when),
            "near": list(_near(code)),
        }
        for code in codebook.active
    ]
