"""The page of one code: what it means, who does it, in whose words."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from catalog.pages.parts import CodeLink, ExemplarCard, Quote, exemplar_cards, quotes
from catalog.pages.rows import Connection, fetch, first, keys, listed
from catalog.pages.site import Site, load_site
from catalog.pages.wording import STANCE_ORDER, kind_words, stance_words
from catalog.search import Search, Statement, exemplars_by_codes

QUOTES_PER_STANCE = 4
TOGETHER = 8


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence written for the codebook to show what the code means, or what it does not."""

    text: str = field(metadata={"help": "The sentence; nobody said it, it was written for the codebook"})
    stance: str = field(metadata={"help": "Its stance in plain words; empty for a near miss"})
    instead: tuple[CodeLink, ...] = field(metadata={"help": "Near miss: codes that fit it better"})
    why: str = field(metadata={"help": "Near miss: why it is not this code"})


@dataclass(frozen=True, slots=True)
class StanceQuotes:
    """Quotes of one stance: doing it, planning to, stopped, wishing for it, not doing it."""

    stance: str = field(metadata={"help": "current, planned, past, desired or negated"})
    label: str = field(metadata={"help": "The stance in plain words"})
    excerpts: int | None = field(metadata={"help": "Quotes of this stance; None where too few to show"})
    quotes: tuple[Quote, ...] = field(metadata={"help": "A few of them, those read by people first"})
    href: str = field(metadata={"help": "Address of the search for all of them"})


@dataclass(frozen=True, slots=True)
class CountRow:
    """One row of the table of mentions: a kind of district."""

    label: str = field(metadata={"help": "Kind of district in plain words"})
    cells: tuple[int | None, ...] = field(metadata={"help": "Districts by stance; None where too few to show"})
    excerpts: int | None = field(metadata={"help": "Quotes of all stances; None where too few to show"})
    cases: int | None = field(metadata={"help": "Districts of all stances; None where too few to show"})


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
    use_when: tuple[str, ...] = field(metadata={"help": "When the code is used"})
    not_when: tuple[str, ...] = field(metadata={"help": "What it is not"})
    look_fors: tuple[str, ...] = field(metadata={"help": "What a visitor to the room would see"})
    examples: tuple[Example, ...] = field(metadata={"help": "Sentences written for the codebook"})
    near_misses: tuple[Example, ...] = field(metadata={"help": "Sentences that look like it and are not"})
    exemplars: tuple[ExemplarCard, ...] = field(metadata={"help": "Exemplars that show it"})
    stances: tuple[StanceQuotes, ...] = field(metadata={"help": "Quotes by stance"})
    counts: tuple[CountRow, ...] = field(metadata={"help": "Districts by kind and stance"})
    related: tuple[CodeLink, ...] = field(metadata={"help": "Codes that belong with it, by definition"})
    together: tuple[Together, ...] = field(metadata={"help": "Codes that people mention in the same breath"})
    excerpts: int = field(metadata={"help": "Published quotes that carry it"})
    cases: int = field(metadata={"help": "Districts whose quotes carry it"})

    @property
    def stance_labels(self) -> tuple[str, ...]:
        """Column headings of the table of mentions."""
        return tuple(stance.label for stance in self.stances)


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
_COUNTS = "select district_kind, stance, excerpts, cases from code_counts where code_id = :code"
_QUOTES = """
select excerpt_pk from codings where code_id = :code and stance = :stance
order by case status when 'reviewed' then 0 when 'model' then 1 else 2 end, probability desc, excerpt_pk
limit :count
"""


def practice_page(conn: Connection, code_id: str) -> PracticePage | None:
    """The page of a code; None where there is no such code."""
    row = first(conn, _CODE, {"code": code_id})
    if row is None:
        return None
    counts = {(c["district_kind"], c["stance"]): (c["excerpts"], c["cases"]) for c in _rows(conn, _COUNTS, code_id)}
    stances = _stances(conn, code_id, counts)
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
        use_when=tuple(map(str, listed(row["use_when"]))),
        not_when=tuple(map(str, listed(row["not_when"]))),
        look_fors=tuple(map(str, listed(row["look_fors"]))),
        examples=_examples(row["examples"], labels),
        near_misses=_examples(row["near_misses"], labels),
        exemplars=exemplar_cards(conn, keys(conn, exemplars_by_codes(Search(), [code_id]))),
        stances=stances,
        counts=_count_rows(counts, [stance.stance for stance in stances]),
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


def _examples(text: str, labels: dict[str, str]) -> tuple[Example, ...]:
    found = []
    for item in listed(text):
        item = item if isinstance(item, dict) else {"text": str(item)}
        instead = item.get("instead") or ()
        codes = [instead] if isinstance(instead, str) else list(instead)
        stance = str(item.get("stance") or "")
        found.append(
            Example(
                text=str(item.get("text", "")),
                stance=stance_words(stance) if stance else "",
                instead=tuple(CodeLink(code, labels[code]) for code in codes if code in labels),
                why=str(item.get("why") or ""),
            )
        )
    return tuple(found)


Counts = dict[tuple[str, str], tuple[int | None, int | None]]


def _stances(conn: Connection, code_id: str, counts: Counts) -> tuple[StanceQuotes, ...]:
    found = []
    for stance in STANCE_ORDER:
        wanted: dict[str, str | int] = {"code": code_id, "stance": stance, "count": QUOTES_PER_STANCE}
        shown = quotes(conn, keys(conn, Statement(_QUOTES, wanted)))
        if shown:
            href = Search(practice=(code_id,), stance=(stance,)).href()
            number = counts.get(("all", stance), (None, None))[0]
            found.append(StanceQuotes(stance, stance_words(stance), number, shown, href))
    return tuple(found)


def _count_rows(counts: Counts, stances: list[str]) -> tuple[CountRow, ...]:
    """Kinds of district in the order of their names, all of them together last."""
    kinds = sorted({kind for kind, _ in counts}, key=lambda kind: (kind == "all", kind))
    return tuple(
        CountRow(
            label=kind_words(kind),
            cells=tuple(counts.get((kind, stance), (0, 0))[1] for stance in stances),
            excerpts=counts.get((kind, "all"), (0, 0))[0],
            cases=counts.get((kind, "all"), (0, 0))[1],
        )
        for kind in kinds
    )
