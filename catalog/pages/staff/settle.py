"""The pages of disagreements: which there are, and one of them side by side, to be settled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog.codebook import Code, Codebook
from catalog.pages.rows import Connection, fetch, first
from catalog.pages.staff.queues import Choice
from catalog.pages.staff.review import CodeGroup, CodeRow, Item, code_groups, item_of
from catalog.pages.wording import STANCE_WORDS
from catalog.people import Person
from catalog.records import STANCES
from catalog.store import adjudications as kept
from catalog.store.adjudications import Original

SIZE = 50
_SHORT = 140


@dataclass(frozen=True, slots=True)
class Open:
    """A disagreement in the list."""

    excerpt: str = field(metadata={"help": "Id of the excerpt"})
    words: str = field(metadata={"help": "How it begins"})
    readers: int = field(metadata={"help": "How many people read it"})
    codes: tuple[str, ...] = field(metadata={"help": "Names of the codes in question"})


@dataclass(frozen=True, slots=True)
class Done:
    """A disagreement that was settled lately."""

    excerpt: str = field(metadata={"help": "Id of the excerpt"})
    words: str = field(metadata={"help": "How it begins"})
    who: str = field(metadata={"help": "Who settled it"})
    at: str = field(metadata={"help": "When, UTC"})


@dataclass(frozen=True, slots=True)
class DisagreementsPage:
    """Where people differ."""

    open: tuple[Open, ...] = field(metadata={"help": "The first of those that nobody settled"})
    left: int = field(metadata={"help": "How many there are in all"})
    done: tuple[Done, ...] = field(metadata={"help": "Those settled last"})
    codes: tuple[Choice, ...] = field(metadata={"help": "Codes in question, to narrow to one"})
    code: str = field(metadata={"help": "Code that is narrowed to; empty for all"})
    sample: int | None = field(metadata={"help": "Sample that is narrowed to; None for all"})


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said of one code."""

    who: str = field(metadata={"help": "Name of the person"})
    given: bool = field(metadata={"help": "Whether they gave the code"})
    words: str = field(metadata={"help": "The stance in words, or that they did not give it"})


@dataclass(frozen=True, slots=True)
class Question:
    """One code to decide on."""

    code: str = field(metadata={"help": "Slug"})
    label: str = field(metadata={"help": "Name"})
    definition: str = field(metadata={"help": "What it means"})
    when: tuple[str, ...] = field(metadata={"help": "When to give it"})
    near: tuple[str, ...] = field(metadata={"help": "When not to"})
    said: tuple[Said, ...] = field(metadata={"help": "What each person said"})
    keep: bool | None = field(metadata={"help": "What holds or all agree on; None where it is to be decided"})
    stance: str = field(metadata={"help": "Stance to begin with"})


@dataclass(frozen=True, slots=True)
class Reader:
    """One person's reading as a whole."""

    who: str = field(metadata={"help": "Name"})
    codes: tuple[tuple[str, str], ...] = field(metadata={"help": "Names of codes with stances in words"})
    memo: str = field(metadata={"help": "Their memo"})


@dataclass(frozen=True, slots=True)
class Earlier:
    """A settlement made before."""

    who: str = field(metadata={"help": "Who settled it"})
    at: str = field(metadata={"help": "When, UTC"})
    what: str = field(metadata={"help": "What, in words"})
    reason: str = field(metadata={"help": "Why"})


@dataclass(frozen=True, slots=True)
class SettlePage:
    """One excerpt on which people differ."""

    item: Item = field(metadata={"help": "The excerpt in its surroundings"})
    state: str = field(metadata={"help": "What a decision is made on"})
    readers: tuple[Reader, ...] = field(metadata={"help": "What each person said, side by side"})
    disputed: tuple[Question, ...] = field(metadata={"help": "Codes on which they differ"})
    agreed: tuple[Question, ...] = field(metadata={"help": "Codes on which they agree"})
    machine: tuple[CodeRow, ...] = field(metadata={"help": "What a machine suggests"})
    own: bool = field(metadata={"help": "Whether the person is one of those who differ"})
    settled: bool = field(metadata={"help": "Whether it is settled now"})
    earlier: tuple[Earlier, ...] = field(metadata={"help": "Earlier settlements, newest first"})
    groups: tuple[CodeGroup, ...] = field(metadata={"help": "All codes, to add one"})
    stances: tuple[tuple[str, str], ...] = field(metadata={"help": "Stances with what they mean"})
    quotable: bool = field(metadata={"help": "Whether its words may stand in the codebook"})
    sample: int | None = field(metadata={"help": "Sample one is going through; None for all"})
    left: int = field(metadata={"help": "How many are open, this one included where it is"})


def disagreements_page(
    conn: Connection, codebook: Codebook, sample: int | None = None, code: str = ""
) -> DisagreementsPage:
    """What is open, and what was settled last."""
    found = kept.disagreements(conn, sample, code)
    shown = tuple(
        Open(d.excerpt, _begins(conn, d.excerpt), d.readers, tuple(_label(codebook, c) for c in d.codes))
        for d in found[:SIZE]
    )
    asked = kept.disagreements(conn, sample) if code else found
    codes = sorted({(_label(codebook, c), c) for d in asked for c in d.codes})
    done = fetch(
        conn,
        "select v.excerpt_id, a.label, v.at from adjudications v join accounts a on a.id = v.account_id "
        "where v.verdict <> 'null' order by v.id desc limit 10",
    )
    return DisagreementsPage(
        open=shown,
        left=len(found),
        done=tuple(Done(row[0], _begins(conn, row[0]), row[1], _time(row[2])) for row in done),
        codes=tuple(Choice(c, label) for label, c in codes),
        code=code,
        sample=sample,
    )


def settle_page(
    conn: Connection, person: Person, codebook: Codebook, excerpt: str, sample: int | None = None
) -> SettlePage | None:
    """One excerpt that at least two people read; None where there is none, or where somebody codes it blind."""
    item = item_of(conn, person, codebook, excerpt)
    found = kept.originals(conn, item.pk) if item else []
    if item is None or item.blind or len(found) < 2:
        return None
    held = _held(conn, item.pk)
    questions = [_question(codebook.by_id[c], found, held) for c in _codes(codebook, found, held)]
    return SettlePage(
        item=item,
        state=kept.state_of(conn, excerpt, found),
        readers=tuple(_reader(codebook, o) for o in found),
        disputed=tuple(q for q in questions if len({(s.given, s.words) for s in q.said}) > 1),
        agreed=tuple(q for q in questions if len({(s.given, s.words) for s in q.said}) == 1),
        machine=tuple(row for row in item.rows if row.suggested),
        own=any(o.coder == person.coder for o in found),
        settled=held is not None,
        earlier=_earlier(conn, codebook, excerpt),
        groups=code_groups(codebook),
        stances=tuple((stance, STANCE_WORDS[stance]) for stance in STANCES),
        quotable=kept.may_be_quoted(conn, excerpt),
        sample=sample,
        left=len(kept.disagreements(conn, sample)),
    )


def next_disagreement(conn: Connection, sample: int | None, after: str = "") -> str | None:
    """The next excerpt to settle, after the one just left; the first where that was the last."""
    ids = [d.excerpt for d in kept.disagreements(conn, sample)]
    row = first(conn, "select pk from excerpts where id = ?", (after,))
    if row is None or not ids:
        return ids[0] if ids else None
    later = first(
        conn,
        "select e.id from excerpts e join json_each(?) j on j.value = e.id where e.pk > ? order by e.pk limit 1",
        (json.dumps(ids), row[0]),
    )
    return later[0] if later else ids[0]


def _held(conn: Connection, pk: int) -> dict[str, str] | None:
    """What was settled, if anything was."""
    row = first(conn, "select 1 from readings where excerpt_pk = ? and coder_id = 'consensus'", (pk,))
    sql = "select code_id, stance from codings where excerpt_pk = ? and coder_id = 'consensus'"
    return {r[0]: r[1] for r in fetch(conn, sql, (pk,))} if row else None


def _codes(codebook: Codebook, found: Sequence[Original], held: dict[str, str] | None) -> list[str]:
    """The codes in use that anybody gave, in the order of the codebook."""
    given = {code for o in found for code in o.codes} | set(held or {})
    return [code.id for code in codebook.active if code.id in given]


def _question(code: Code, found: Sequence[Original], held: dict[str, str] | None) -> Question:
    said = tuple(
        Said(o.label, code.id in o.codes, STANCE_WORDS[o.codes[code.id]] if code.id in o.codes else "did not give it")
        for o in found
    )
    stances = [o.codes[code.id] for o in found if code.id in o.codes]
    agreed = len(stances) == len(found) and len(set(stances)) == 1
    keep = (code.id in held) if held is not None else (True if agreed else None)
    stance = (held or {}).get(code.id) or (max(set(stances), key=stances.count) if stances else STANCES[0])
    return Question(
        code=code.id,
        label=code.label,
        definition=code.definition,
        when=code.use_when,
        near=(*code.not_when, *(f"“{miss.text}” {miss.why}".strip() for miss in code.near_misses[:2])),
        said=said,
        keep=keep,
        stance=stance,
    )


def _reader(codebook: Codebook, o: Original) -> Reader:
    codes = tuple((_label(codebook, code), STANCE_WORDS[stance]) for code, stance in sorted(o.codes.items()))
    return Reader(o.label, codes, o.memo)


def _earlier(conn: Connection, codebook: Codebook, excerpt: str) -> tuple[Earlier, ...]:
    rows = fetch(
        conn,
        "select a.label, v.at, v.verdict, v.reason from adjudications v join accounts a on a.id = v.account_id "
        "where v.excerpt_id = ? order by v.version desc",
        (excerpt,),
    )
    found = []
    for row in rows:
        verdict = json.loads(row[2])
        codes = "; ".join(f"{_label(codebook, c)} ({STANCE_WORDS[s].lower()})" for c, s in (verdict or {}).items())
        found.append(Earlier(row[0], _time(row[1]), "opened again" if verdict is None else codes or "no code", row[3]))
    return tuple(found)


def _label(codebook: Codebook, code: str) -> str:
    return codebook.by_id[code].label if code in codebook.by_id else code


def _begins(conn: Connection, excerpt: str) -> str:
    row = first(conn, "select text from excerpts where id = ?", (excerpt,))
    text = row[0] if row else ""
    return text if len(text) <= _SHORT else f"{text[:_SHORT].rsplit(' ', 1)[0]}…"


def _time(moment: str) -> str:
    return moment.replace("T", " ").removesuffix("Z")[:16]
