"""The page of one quote: the words among those around them, and who coded them how."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.pages.parts import CodeLink, ExemplarCard, Fragment, exemplar_cards, who
from catalog.pages.rows import Connection, fetch, first, keys, listed
from catalog.pages.site import Site, load_site
from catalog.pages.wording import STATUS_WORDS, sentence_case, stance_words
from catalog.search import Statement

TURNS = 2  # shown on either side of a turn


@dataclass(frozen=True, slots=True)
class Verdict:
    """One code the quote carries, with who says so and on which words."""

    code: CodeLink = field(metadata={"help": "The code"})
    stance: str = field(metadata={"help": "The stance in plain words"})
    status: str = field(metadata={"help": "Who stands behind it, in plain words"})
    coder: str = field(metadata={"help": "Coders whose verdict it is"})
    percent: int | None = field(metadata={"help": "How sure the machine is, in percent; None for people"})
    because: tuple[str, ...] = field(metadata={"help": "The words that carry the verdict"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One excerpt of the response."""

    id: str = field(metadata={"help": "Id of the excerpt"})
    words: tuple[Fragment, ...] = field(
        metadata={"help": "Its words; in the one shown, those that carry a code marked"}
    )
    shown: bool = field(metadata={"help": "Whether it is the one this page is about"})

    @property
    def href(self) -> str:
        """Address of the excerpt's page."""
        return f"/excerpt/{self.id}"


@dataclass(frozen=True, slots=True)
class Turn:
    """What someone said just before or just after, in a conversation."""

    who: str = field(metadata={"help": "Role and place as they may be shown"})
    speaker: str = field(metadata={"help": "Pseudonym in the source"})
    text: str = field(metadata={"help": "The words"})
    href: str = field(metadata={"help": "Address of its first excerpt's page"})


@dataclass(frozen=True, slots=True)
class ExcerptPage:
    """One quote in its surroundings."""

    site: Site = field(metadata={"help": "The site's facts"})
    id: str = field(metadata={"help": "Id of the excerpt"})
    text: str = field(metadata={"help": "The words"})
    pieces: tuple[Piece, ...] = field(metadata={"help": "The response's excerpts in order"})
    before: tuple[Turn, ...] = field(metadata={"help": "In a conversation: what was said just before"})
    after: tuple[Turn, ...] = field(metadata={"help": "In a conversation: what was said just after"})
    question: str = field(metadata={"help": "Question or prompt it answers; empty where none"})
    prompted: bool = field(metadata={"help": "Whether a moderator's prompt, not a survey's question"})
    who: str = field(metadata={"help": "Role and district as they may be shown"})
    speaker: str = field(metadata={"help": "Pseudonym in the source"})
    source: str = field(metadata={"help": "Title of the source"})
    source_href: str = field(metadata={"help": "Address of the search within the source"})
    synthetic: bool = field(metadata={"help": "Whether the words were invented for demonstration"})
    year: int | None = field(metadata={"help": "Year in which it was said"})
    place: str = field(metadata={"help": "Where it stands in the source"})
    verdicts: tuple[Verdict, ...] = field(metadata={"help": "Its codings"})
    exemplars: tuple[ExemplarCard, ...] = field(metadata={"help": "Exemplars that rest on it"})


_EXCERPT = """
select e.*, s.title as source, s.kind as source_kind, s.synthetic, c.label as case_label, c.named,
  coalesce(q.wording, '') as question, q.type as question_type
from excerpts e join sources s on s.id = e.source_id
  left join cases c on c.id = e.case_id left join questions q on q.id = e.question_id
where e.id = :id
"""
_RESPONSE = "select id, text, start_offset, end_offset from excerpts where response_id = :id order by number"
# The excerpts of a turn, joined again; the index on source and position gives them in order.
_NEAR = """
select position, min(number), id, group_concat(text, ' ') as text, role, speaker, district_kind, case_label, named
from (select e.position, e.number, e.id, e.text, e.role, e.speaker, e.district_kind, c.label as case_label, c.named
  from excerpts e left join cases c on c.id = e.case_id where e.source_id = :source and {where}
  order by e.position, e.number)
group by position order by position {order} limit :count
"""
_WITHIN = "e.position between :position {low} and :position {high}"
_BEFORE = _NEAR.format(where=_WITHIN.format(low="- 20", high="- 1"), order="desc")
_AFTER = _NEAR.format(where=_WITHIN.format(low="+ 1", high="+ 20"), order="")
_VERDICTS = """
select v.code_id, k.label, k.dimension_id, v.stance, v.status, v.coder, v.probability, v.because
from codings v join codes k on k.id = v.code_id where v.excerpt_pk = :pk order by k.position
"""
_EXEMPLARS = """
select distinct c.exemplar_id from citations c join exemplars x on x.id = c.exemplar_id
where c.excerpt_pk = :pk and x.state = 'published' order by x.position
"""


def excerpt_page(conn: Connection, id: str) -> ExcerptPage | None:
    """The page of an excerpt; None where there is none of this id."""
    row = first(conn, _EXCERPT, {"id": id})
    if row is None:
        return None
    verdicts, spans = _verdicts(conn, row["pk"], row["text"])
    pieces = _pieces(fetch(conn, _RESPONSE, {"id": row["response_id"]}), row, marked(row["text"], spans))
    return ExcerptPage(
        site=load_site(conn),
        id=id,
        text=row["text"],
        pieces=pieces,
        before=_turns(conn, row, before=True),
        after=_turns(conn, row, before=False),
        question=row["question"],
        prompted=row["question_type"] == "prompt",
        who=who(row),
        speaker=row["speaker"],
        source=row["source"],
        source_href=f"/?source={row['source_id']}",
        synthetic=bool(row["synthetic"]),
        year=row["year"],
        place=sentence_case(row["place"]),
        verdicts=verdicts,
        exemplars=exemplar_cards(conn, keys(conn, Statement(_EXEMPLARS, {"pk": row["pk"]}))),
    )


def _turns(conn: Connection, row: sqlite3.Row, *, before: bool) -> tuple[Turn, ...]:
    """The published turns nearest to a turn of a conversation; answers to a survey have none."""
    if row["source_kind"] == "survey":
        return ()
    sql = _BEFORE if before else _AFTER
    found = fetch(conn, sql, {"source": row["source_id"], "position": row["position"], "count": TURNS})
    turns = [Turn(who(r), r["speaker"], r["text"], f"/excerpt/{r['id']}") for r in found]
    return tuple(reversed(turns)) if before else tuple(turns)


def _pieces(rows: Sequence[sqlite3.Row], shown: sqlite3.Row, words: tuple[Fragment, ...]) -> tuple[Piece, ...]:
    """The response's words, each once: where coded spans overlap, the one that is shown is whole."""
    found, at = list[Piece](), 0
    before = [r for r in rows if r["start_offset"] < shown["start_offset"]]
    after = [r for r in rows if r["end_offset"] > shown["end_offset"]]
    for piece in before:
        end = min(piece["end_offset"], shown["start_offset"])
        text = piece["text"][max(at - piece["start_offset"], 0) : end - piece["start_offset"]]
        found += [Piece(piece["id"], (Fragment(text),), False)] if text else []
        at = max(at, end)
    found.append(Piece(shown["id"], words, True))
    at = shown["end_offset"]
    for piece in after:
        text = piece["text"][max(at - piece["start_offset"], 0) :]
        found += [Piece(piece["id"], (Fragment(text),), False)] if text else []
        at = max(at, piece["end_offset"])
    return tuple(found)


Spans = list[tuple[int, int]]


def _verdicts(conn: Connection, pk: int, text: str) -> tuple[tuple[Verdict, ...], Spans]:
    verdicts, every = [], list[tuple[int, int]]()
    for row in fetch(conn, _VERDICTS, {"pk": pk}):
        spans = _spans(listed(row["because"]), len(text))
        every += spans
        probability = row["probability"]
        verdicts.append(
            Verdict(
                code=CodeLink(row["code_id"], row["label"]),
                stance=stance_words(row["stance"], row["dimension_id"]),
                status=STATUS_WORDS.get(row["status"], row["status"]),
                coder=row["coder"],
                percent=None if probability is None else round(100 * probability),
                because=tuple(dict.fromkeys(text[start:end] for start, end in spans)),
            )
        )
    return tuple(verdicts), every


def _spans(raw: Sequence[Any], length: int) -> Spans:
    pairs = (item for item in raw if isinstance(item, list) and len(item) == 2)
    return sorted((a, b) for a, b in pairs if isinstance(a, int) and isinstance(b, int) and 0 <= a < b <= length)


def marked(text: str, spans: Spans) -> tuple[Fragment, ...]:
    """The text with the spans marked; spans that touch or overlap become one.

    >>> [f.text for f in marked("kids move around", [(0, 4), (2, 9)]) if f.mark]
    ['kids move']
    """
    merged: Spans = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    pieces, at = [], 0
    for start, end in merged:
        pieces += [Fragment(text[at:start]), Fragment(text[start:end], True)]
        at = end
    pieces.append(Fragment(text[at:]))
    return tuple(piece for piece in pieces if piece.text)
