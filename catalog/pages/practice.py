"""The page of one code: what it means, who does it, in whose words."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass, field

from catalog.pages.overcome import Obstacle, obstacles, overcame
from catalog.pages.parts import CodeLink, ExemplarCard, Fragment, exemplar_cards
from catalog.pages.practice_counts import Mentions, code_counts, mentions
from catalog.pages.practice_quotes import QuoteSection, quote_sections
from catalog.pages.prevalence import Common, common
from catalog.pages.rows import Connection, fetch, first, keys, listed
from catalog.pages.site import Site, load_site
from catalog.pages.wording import BARRIERS, NOT_PRACTICAL, stance_words
from catalog.search import exemplars_of_code

TOGETHER = 8
Words = tuple[Fragment | CodeLink, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence written for the codebook to show what the code means, or what it does not."""

    text: str = field(metadata={"help": "The sentence; nobody said it, it was written for the codebook"})
    stance: str = field(metadata={"help": "Its stance in plain words; empty for a near miss"})
    instead: tuple[CodeLink, ...] = field(metadata={"help": "Near miss: codes that fit it better"})
    why: str = field(metadata={"help": "Near miss: why it is not this code"})


@dataclass(frozen=True, slots=True)
class Together:
    """A code that often stands in the same quote."""

    code: CodeLink = field(metadata={"help": "The other code"})
    excerpts: int = field(metadata={"help": "Quotes that carry both"})


@dataclass(frozen=True, slots=True)
class PracticePage:
    """One code: a practice, a condition, a barrier, a purpose or an outcome."""

    site: Site = field(metadata={"help": "The site's facts"})
    code: CodeLink = field(metadata={"help": "The code"})
    definition: str = field(metadata={"help": "Definition"})
    dimension: str = field(metadata={"help": "Dimension it belongs to"})
    dimension_href: str = field(metadata={"help": "Address of the dimension's list"})
    question: str = field(metadata={"help": "The question the dimension answers"})
    parent: CodeLink | None = field(metadata={"help": "Broader code"})
    narrower: tuple[CodeLink, ...] = field(metadata={"help": "Narrower codes"})
    also_called: tuple[str, ...] = field(metadata={"help": "Other names people use"})
    elements: tuple[str, ...] = field(metadata={"help": "The consortium's elements it belongs to"})
    retired: bool = field(metadata={"help": "Whether the codebook no longer uses it"})
    use_when: tuple[Words, ...] = field(metadata={"help": "When the code is used"})
    not_when: tuple[Words, ...] = field(metadata={"help": "What it is not, with links to what it is instead"})
    look_fors: tuple[str, ...] = field(metadata={"help": "What a visitor to the room would see"})
    examples: tuple[Example, ...] = field(metadata={"help": "Sentences written for the codebook"})
    near_misses: tuple[Example, ...] = field(metadata={"help": "Sentences that look like it and are not"})
    exemplars: tuple[ExemplarCard, ...] = field(metadata={"help": "Exemplars that show it"})
    sections: tuple[QuoteSection, ...] = field(metadata={"help": "Quotes that did and did not work"})
    mentions: Mentions = field(metadata={"help": "Districts that speak of it, by stance and kind"})
    common: Common | None = field(metadata={"help": "How common it is among districts, corrected; None where unknown"})
    obstacles: tuple[Obstacle, ...] = field(metadata={"help": "What gets in its way, and who went on"})
    overcame: tuple[ExemplarCard, ...] = field(metadata={"help": "For a barrier: exemplars that met it and went on"})
    related: tuple[CodeLink, ...] = field(metadata={"help": "Codes that belong with it, by definition"})
    together: tuple[Together, ...] = field(metadata={"help": "Codes that people mention in the same breath"})
    excerpts: int = field(metadata={"help": "Published quotes that carry it"})
    cases: int = field(metadata={"help": "Districts whose quotes carry it"})


_CODE = """
select c.*, d.label as dimension, d.question, p.label as parent_label
from codes c join dimensions d on d.id = c.dimension_id left join codes p on p.id = c.parent_id
where c.id = :code
"""
_NARROWER = "select id, label from codes where parent_id = :code and retired = 0 order by position"
_RELATED = """
select c.id, c.label from related_codes r join codes c on c.id = r.related_id
where r.code_id = :code order by c.position
"""
_TOGETHER = """
select c.id, c.label, p.excerpts from code_pairs p join codes c on c.id = p.other_id
where p.code_id = :code and p.other_id <> :code order by p.excerpts desc, c.position limit :count
"""


def practice_page(conn: Connection, code_id: str) -> PracticePage | None:
    """The page of a code; None where there is no such code."""
    row = first(conn, _CODE, {"code": code_id})
    if row is None:
        return None
    counts, dimension = code_counts(conn, code_id), row["dimension_id"]
    by_stance = {stance: number[0] for (kind, stance), number in counts.items() if kind == "all"}
    labels = {c["id"]: c["label"] for c in fetch(conn, "select id, label from codes")}
    return PracticePage(
        site=load_site(conn),
        code=CodeLink(row["id"], row["label"]),
        definition=row["definition"],
        dimension=row["dimension"],
        dimension_href=f"/practices#{row['dimension_id']}",
        question=row["question"],
        parent=CodeLink(row["parent_id"], row["parent_label"]) if row["parent_label"] else None,
        narrower=tuple(CodeLink(c["id"], c["label"]) for c in _rows(conn, _NARROWER, code_id)),
        also_called=tuple(map(str, listed(row["alt_labels"]))),
        elements=tuple(map(str, listed(row["elements"]))),
        retired=bool(row["retired"]),
        use_when=_sentences(row["use_when"], labels),
        not_when=_sentences(row["not_when"], labels),
        look_fors=tuple(map(str, listed(row["look_fors"]))),
        examples=_examples(row["examples"], labels, dimension),
        near_misses=_examples(row["near_misses"], labels, dimension),
        exemplars=exemplar_cards(conn, keys(conn, exemplars_of_code(code_id))),
        sections=quote_sections(conn, code_id, dimension, by_stance),
        mentions=mentions(counts, dimension),
        common=common(conn, code_id),
        obstacles=obstacles(conn, code_id) if dimension not in NOT_PRACTICAL else (),
        overcame=overcame(conn, code_id) if dimension == BARRIERS else (),
        related=tuple(CodeLink(c["id"], c["label"]) for c in _rows(conn, _RELATED, code_id)),
        together=tuple(
            Together(CodeLink(c["id"], c["label"]), c["excerpts"])
            for c in fetch(conn, _TOGETHER, {"code": code_id, "count": TOGETHER})
        ),
        excerpts=row["excerpts"],
        cases=row["cases"],
    )


def _rows(conn: Connection, sql: str, code_id: str) -> list[sqlite3.Row]:
    return fetch(conn, sql, {"code": code_id})


def _examples(text: str, labels: dict[str, str], dimension: str) -> tuple[Example, ...]:
    found = []
    for item in listed(text):
        item = item if isinstance(item, dict) else {"text": str(item)}
        instead = item.get("instead") or ()
        codes = [instead] if isinstance(instead, str) else list(instead)
        stance = str(item.get("stance") or "")
        found.append(
            Example(
                text=str(item.get("text", "")),
                stance=stance_words(stance, dimension) if stance else "",
                instead=tuple(CodeLink(code, labels[code]) for code in codes if code in labels),
                why=str(item.get("why") or ""),
            )
        )
    return tuple(found)


def linked(text: str, labels: dict[str, str]) -> Words:
    """A sentence of the codebook in which ids of codes became links with their names.

    >>> [w.text if isinstance(w, Fragment) else w.label for w in linked("Use lab-rotation.", {"lab-rotation": "Labs"})]
    ['Use ', 'Labs', '.']
    """
    pieces = re.split(r"(?<![\w-])([a-z0-9]+(?:-[a-z0-9]+)+)(?![\w-])", text)
    found = (CodeLink(piece, labels[piece]) if piece in labels else Fragment(piece) for piece in pieces if piece)
    return tuple(found)


def _sentences(text: str, labels: dict[str, str]) -> tuple[Words, ...]:
    return tuple(linked(str(item), labels) for item in listed(text))
