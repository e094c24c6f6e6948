"""The page of one exemplar: what to do, and the quotes it rests on."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from catalog.pages.exemplar_fields import Block, Fact, assurance, at_a_glance, field_map, sections
from catalog.pages.parts import CodeLink, ExemplarCard, card_facts, exemplar_cards, grades_words, who
from catalog.pages.rows import Connection, fetch, first, keys, listed
from catalog.pages.site import Site, load_site
from catalog.pages.wording import and_list, kind_words, sentence_case
from catalog.search import Statement

RELATED = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """One quote the exemplar rests on, or that speaks against it."""

    quote: str = field(metadata={"help": "The words cited"})
    href: str = field(metadata={"help": "Address of the excerpt's page"})
    who: str = field(metadata={"help": "Role and district as they may be shown"})
    question: str = field(metadata={"help": "Question or prompt it answers"})
    source: str = field(metadata={"help": "Title of the source"})
    year: int | None = field(metadata={"help": "Year in which it was said"})
    synthetic: bool = field(metadata={"help": "Whether the words were invented for demonstration"})
    number: int = field(metadata={"help": "Number by which the text cites it, as in [1]"})


@dataclass(frozen=True, slots=True)
class ExemplarPage:
    """One exemplar, or the tombstone of a withdrawn one."""

    site: Site = field(metadata={"help": "The site's facts"})
    id: str = field(metadata={"help": "Slug"})
    title: str = field(metadata={"help": "Title: verb, learners, purpose"})
    promise: str = field(metadata={"help": "One-line promise"})
    withdrawn: bool = field(metadata={"help": "Whether it was withdrawn: then only title and reason are shown"})
    withdrawn_reason: str = field(metadata={"help": "Why it was withdrawn; empty where not stated"})
    codes: tuple[CodeLink, ...] = field(metadata={"help": "Practices it shows, the first one first"})
    facts: tuple[str, ...] = field(metadata={"help": "Grades, subjects and kind of district in short"})
    glance: tuple[Fact, ...] = field(metadata={"help": "At a glance: short facts in order"})
    sections: tuple[Block, ...] = field(metadata={"help": "Longer fields in the order of the page"})
    assurance: tuple[Block, ...] = field(metadata={"help": "How far to trust it: claims, research, how sure"})
    body_html: str = field(metadata={"help": "The write-up, rendered and sanitised when it was published"})
    support: tuple[Evidence, ...] = field(metadata={"help": "Quotes it rests on"})
    counter: tuple[Evidence, ...] = field(metadata={"help": "Quotes that speak against it or qualify it"})
    districts: int = field(metadata={"help": "Districts and schools whose quotes it rests on"})
    sources: int = field(metadata={"help": "Sources its quotes come from"})
    related: tuple[ExemplarCard, ...] = field(metadata={"help": "Exemplars of the same practices"})
    reviewed_on: str = field(metadata={"help": "Date of the last review; empty where not stated"})
    review_due: str = field(metadata={"help": "Date of the next review; empty where not stated"})


_EXEMPLAR = "select * from exemplars where id = :id"
_CODES = """
select c.id, c.label from exemplar_codes e join codes c on c.id = e.code_id
where e.exemplar_id = :id order by e.position
"""
_EVIDENCE = """
select c.position, c.quote, c.bearing, e.id, e.role, e.district_kind, e.case_id, e.source_id, e.year,
  k.label as case_label, k.named, coalesce(q.wording, '') as question, s.title as source, s.synthetic
from citations c cross join excerpts e on e.pk = c.excerpt_pk join sources s on s.id = e.source_id
  left join cases k on k.id = e.case_id left join questions q on q.id = e.question_id
where c.exemplar_id = :id order by c.bearing desc, c.position
"""
_RELATED = """
select x.id from exemplar_codes mine cross join exemplar_codes theirs on theirs.code_id = mine.code_id
  join exemplars x on x.id = theirs.exemplar_id
where mine.exemplar_id = :id and theirs.exemplar_id <> :id and x.state = 'published'
group by x.id order by count(*) desc, min(mine.position + theirs.position), x.position limit :count
"""


def exemplar_page(conn: Connection, id: str) -> ExemplarPage | None:
    """The page of an exemplar, published or withdrawn; None where there is none of this id."""
    row = first(conn, _EXEMPLAR, {"id": id})
    if row is None:
        return None
    withdrawn = row["state"] == "withdrawn"
    fields = field_map(row["fields"])
    evidence = [] if withdrawn else fetch(conn, _EVIDENCE, {"id": id})
    quoted = [(item["bearing"], _evidence(item)) for item in evidence]
    related = keys(conn, Statement(_RELATED, {"id": id, "count": RELATED}))
    return ExemplarPage(
        site=load_site(conn),
        id=id,
        title=row["title"],
        promise=row["promise"],
        withdrawn=withdrawn,
        withdrawn_reason=str(fields.get("withdrawn_because") or ""),
        codes=tuple(CodeLink(c["id"], c["label"]) for c in fetch(conn, _CODES, {"id": id})),
        facts=card_facts(row["grades"], row["subjects"], row["district_kind"]),
        glance=() if withdrawn else (*_columns(row), *at_a_glance(fields)),
        sections=() if withdrawn else sections(fields),
        assurance=() if withdrawn else assurance(fields),
        body_html="" if withdrawn else row["body_html"],
        support=tuple(item for bearing, item in quoted if bearing == "support"),
        counter=tuple(item for bearing, item in quoted if bearing == "counter"),
        districts=len({item["case_id"] for item in evidence if item["case_id"]}),
        sources=len({item["source_id"] for item in evidence}),
        related=exemplar_cards(conn, related),
        reviewed_on=row["reviewed_on"] or "",
        review_due=row["review_due"] or "",
    )


def _columns(row: sqlite3.Row) -> tuple[Fact, ...]:
    subjects = and_list(tuple(str(subject) for subject in listed(row["subjects"])))
    kind = row["district_kind"]
    facts = (
        Fact("Grades", grades_words(row["grades"]).removeprefix("Grades ")),
        Fact("Subject", sentence_case(subjects)),
        Fact("Kind of district", kind_words(kind) if kind else ""),
    )
    return tuple(fact for fact in facts if fact.value)


def _evidence(row: sqlite3.Row) -> Evidence:
    return Evidence(
        quote=row["quote"],
        href=f"/excerpt/{row['id']}",
        who=who(row),
        question=row["question"],
        source=row["source"],
        year=row["year"],
        synthetic=bool(row["synthetic"]),
        number=row["position"],
    )
