"""Records that several pages share: a quote with its source, an exemplar's card, a link to a practice."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog.pages.marking import MARK_END, MARK_START, marked
from catalog.pages.rows import Connection, as_json, fetch, listed
from catalog.pages.wording import and_list, kind_words, sentence_case, stance_words

_MARKED = re.compile(f"{MARK_START}([^{MARK_START}{MARK_END}]*){MARK_END}")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of plain text. Templates escape it and put marks around it, so no markup can slip in."""

    text: str = field(metadata={"help": "The words, as plain text"})
    mark: bool = field(default=False, metadata={"help": "Whether they are what was looked for"})


@dataclass(frozen=True, slots=True)
class CodeLink:
    """A practice or theme to go to."""

    id: str = field(metadata={"help": "Slug of the code"})
    label: str = field(metadata={"help": "Name of the code"})

    @property
    def href(self) -> str:
        """Address of its page."""
        return f"/practice/{self.id}"


@dataclass(frozen=True, slots=True)
class CodedAs:
    """A code that an excerpt carries."""

    code: CodeLink = field(metadata={"help": "The code"})
    stance: str = field(metadata={"help": "current, planned, past, desired or negated"})
    dimension: str = field(default="", metadata={"help": "Dimension of the code, for the words of its stance"})

    @property
    def stance_words(self) -> str:
        """The stance in plain words."""
        return stance_words(self.stance, self.dimension)


@dataclass(frozen=True, slots=True)
class Quote:
    """An excerpt as a quote: the words, who said them, when, in answer to what."""

    pk: int = field(metadata={"help": "Row number of the excerpt"})
    id: str = field(metadata={"help": "Stable id of the excerpt"})
    words: tuple[Fragment, ...] = field(metadata={"help": "The words, with marks on what was looked for"})
    who: str = field(metadata={"help": "Role and district as they may be shown"})
    question: str = field(metadata={"help": "Question or prompt it answers; empty where none"})
    source: str = field(metadata={"help": "Title of the source"})
    year: int | None = field(metadata={"help": "Year in which it was said"})
    synthetic: bool = field(metadata={"help": "Whether the words were invented for demonstration"})
    codes: tuple[CodedAs, ...] = field(metadata={"help": "Codes it carries"})

    @property
    def href(self) -> str:
        """Address of the excerpt's page."""
        return f"/excerpt/{self.id}"


@dataclass(frozen=True, slots=True)
class ExemplarCard:
    """An exemplar in a list."""

    id: str = field(metadata={"help": "Slug of the exemplar"})
    title: str = field(metadata={"help": "Title: verb, learners, purpose"})
    promise: str = field(metadata={"help": "One-line promise"})
    facts: tuple[str, ...] = field(metadata={"help": "Grades, subjects and kind of district in short"})
    code: CodeLink | None = field(metadata={"help": "Practice it shows first"})
    quotes: int = field(metadata={"help": "Quotes it rests on"})
    counter: int = field(metadata={"help": "Of these, quotes that speak against it"})

    @property
    def href(self) -> str:
        """Address of the exemplar's page."""
        return f"/exemplar/{self.id}"


def fragments(text: str) -> tuple[Fragment, ...]:
    """Text with marks as FTS5 sets them, as fragments; stray marks vanish.

    >>> fragments("a \\ue000<b>\\ue001 c")
    (Fragment(text='a ', mark=False), Fragment(text='<b>', mark=True), Fragment(text=' c', mark=False))
    """
    pieces = []
    for i, piece in enumerate(_MARKED.split(text)):
        piece = piece.replace(MARK_START, "").replace(MARK_END, "")
        if piece:
            pieces.append(Fragment(piece, bool(i % 2)))
    return tuple(pieces)


_QUOTES = """
with wanted as materialized (select key as position, value as pk from json_each(:pks))
select e.pk, e.id, e.text, e.role, e.district_kind, e.year, c.label as case_label, c.named,
  coalesce(q.wording, '') as question, s.title as source, s.synthetic
from wanted w cross join excerpts e on e.pk = w.pk join sources s on s.id = e.source_id
  left join cases c on c.id = e.case_id left join questions q on q.id = e.question_id
order by w.position
"""
_CODINGS = """
with wanted as materialized (select value as pk from json_each(:pks))
select c.excerpt_pk, c.code_id, k.label, k.dimension_id, c.stance
from wanted w cross join codings c on c.excerpt_pk = w.pk join codes k on k.id = c.code_id
order by c.excerpt_pk, k.position
"""


def quotes(conn: Connection, pks: Sequence[int], match: str = "") -> tuple[Quote, ...]:
    """The excerpts as quotes, in the order asked for; `match` is the full-text expression to mark."""
    if not pks:
        return ()
    wanted = {"pks": as_json(pks)}
    codes: dict[int, list[CodedAs]] = defaultdict(list)
    for row in fetch(conn, _CODINGS, wanted):
        codes[row["excerpt_pk"]].append(
            CodedAs(CodeLink(row["code_id"], row["label"]), row["stance"], row["dimension_id"])
        )
    rows = fetch(conn, _QUOTES, wanted)
    shown = marked({row["pk"]: row["text"] for row in rows}, match) if match else {}
    return tuple(
        Quote(
            pk=row["pk"],
            id=row["id"],
            words=fragments(shown.get(row["pk"], row["text"])),
            who=who(row),
            question=row["question"],
            source=row["source"],
            year=row["year"],
            synthetic=bool(row["synthetic"]),
            codes=tuple(codes[row["pk"]]),
        )
        for row in rows
    )


def who(row: sqlite3.Row) -> str:
    """Who speaks, from the columns role, case_label, named and district_kind."""
    label = row["case_label"] or ""
    return speaker(row["role"] or "", label if row["named"] else label[:1].lower() + label[1:], row["district_kind"])


def speaker(role: str, case: str, kind: str | None) -> str:
    """Role and district in plain words; the kind of district is told unless its description tells it already.

    >>> speaker("teacher", "Harrow Falls", "rural")
    'Teacher, Harrow Falls (rural)'
    >>> speaker("teacher", "rural district, under 500 students", "rural")
    'Teacher, rural district, under 500 students'
    """
    place = case
    if kind and not case:
        place = f"{kind} district"
    elif kind and kind.casefold() not in case.casefold():
        place = f"{case} ({kind})"
    return sentence_case(", ".join(part for part in (role or "a respondent", place) if part))


_CARDS = """
with wanted as materialized (select key as position, value as id from json_each(:ids))
select x.id, x.title, x.promise, x.grades, x.subjects, x.district_kind, x.code_id, k.label,
  (select count(*) from citations c where c.exemplar_id = x.id) as quotes,
  (select count(*) from citations c where c.exemplar_id = x.id and c.bearing = 'counter') as counter
from wanted w cross join exemplars x on x.id = w.id left join codes k on k.id = x.code_id
order by w.position
"""


def exemplar_cards(conn: Connection, ids: Sequence[str]) -> tuple[ExemplarCard, ...]:
    """The exemplars as cards, in the order asked for."""
    return tuple(
        ExemplarCard(
            id=row["id"],
            title=row["title"],
            promise=row["promise"],
            facts=card_facts(row["grades"], row["subjects"], row["district_kind"]),
            code=CodeLink(row["code_id"], row["label"]) if row["label"] else None,
            quotes=row["quotes"],
            counter=row["counter"],
        )
        for row in fetch(conn, _CARDS, {"ids": as_json(ids)})
    )


def card_facts(grades: str, subjects: str, kind: str | None) -> tuple[str, ...]:
    """Grades, subjects and kind of district in short, without those that are not stated."""
    taught = and_list(tuple(str(subject) for subject in listed(subjects)))
    facts = (grades_words(grades), sentence_case(taught), f"{kind_words(kind)} district" if kind else "")
    return tuple(fact for fact in facts if fact)


def grades_words(grades: str) -> str:
    """Grade bands, as in: Grades K-2 and 3-5.

    >>> grades_words('["prek", "k-2"]')
    'Grades Pre-K and K-2'
    """
    bands = tuple(re.sub(r"^prek\b", "Pre-K", re.sub(r"^k\b", "K", str(band))) for band in listed(grades))
    plain = all(re.fullmatch(r"(Pre-)?[0-9PK][0-9A-Za-z\-–]*", band) for band in bands)
    return (f"Grades {and_list(bands)}" if plain else sentence_case(and_list(bands))) if bands else ""
