"""The page of one exemplar: what to do, and the quotes it rests on."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog.pages.citing import Reference
from catalog.pages.exemplar_fields import Block, Fact, assurance, at_a_glance, basis_words, field_map, sections
from catalog.pages.neighbours import Elsewhere, Neighbour, elsewhere, neighbours
from catalog.pages.parts import CodeLink, card_facts, grades_words, who
from catalog.pages.rows import Connection, fetch, first, listed
from catalog.pages.site import Site, load_site
from catalog.pages.wording import and_list, date_words, kind_words, sentence_case


@dataclass(frozen=True, slots=True)
class Evidence:
    """One quote the exemplar rests on, or that speaks against it."""

    quote: str = field(metadata={"help": "The words cited"})
    excerpt: str = field(metadata={"help": "Id of the excerpt they stand in"})
    who: str = field(metadata={"help": "Role and district as they may be shown"})
    question: str = field(metadata={"help": "Question or prompt it answers"})
    source: str = field(metadata={"help": "Title of the source"})
    year: int | None = field(metadata={"help": "Year in which it was said"})
    synthetic: bool = field(metadata={"help": "Whether the words were invented for demonstration"})
    number: int = field(metadata={"help": "Number by which the text cites it, as in [1]"})
    place: str = field(metadata={"help": "Where it stands in the source"})
    start: int = field(metadata={"help": "Where it starts in the response, in Unicode code points"})
    before: bool = field(metadata={"help": "Whether the excerpt has words before it"})
    after: bool = field(metadata={"help": "Whether the excerpt has words after it"})
    reviewed: bool = field(metadata={"help": "Whether people coded the excerpt"})

    @property
    def href(self) -> str:
        """Address of the excerpt's page."""
        return f"/excerpt/{self.excerpt}"

    @property
    def end(self) -> int:
        """Where it ends in the response, exclusive."""
        return self.start + len(self.quote)


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
    grades: tuple[str, ...] = field(metadata={"help": "Grade bands"})
    subjects: tuple[str, ...] = field(metadata={"help": "Subjects"})
    glance: tuple[Fact, ...] = field(metadata={"help": "At a glance: short facts in order"})
    sections: tuple[Block, ...] = field(metadata={"help": "Longer fields in the order of the page"})
    body_html: str = field(metadata={"help": "The write-up, rendered and sanitised when it was published"})
    support: tuple[Evidence, ...] = field(metadata={"help": "Quotes it rests on"})
    counter: tuple[Evidence, ...] = field(metadata={"help": "Quotes that speak against it or qualify it"})
    claims: Block | None = field(metadata={"help": "What is said to have happened, by whom, on what basis"})
    research: Block | None = field(metadata={"help": "Ratings by others, kept apart; None where none is known"})
    confidence: Block | None = field(metadata={"help": "How sure its authors are"})
    sureness: tuple[str, ...] = field(metadata={"help": "What it rests on, counted, in plain sentences"})
    districts: int = field(metadata={"help": "Districts and schools whose quotes it rests on"})
    sources: int = field(metadata={"help": "Sources its quotes come from"})
    settings: tuple[Neighbour, ...] = field(metadata={"help": "Exemplars of the same practice in another setting"})
    related: tuple[Neighbour, ...] = field(metadata={"help": "Other exemplars to read next"})
    elsewhere: tuple[Elsewhere, ...] = field(metadata={"help": "Kinds of district that speak of the practice"})
    reviewed_on: str = field(metadata={"help": "Date of the last review; empty where not stated"})
    review_due: str = field(metadata={"help": "Date of the next review; empty where not stated"})
    overdue: bool = field(metadata={"help": "Whether the next review is overdue"})

    @property
    def href(self) -> str:
        """Address of the page."""
        return f"/exemplar/{self.id}"

    def reference(self, origin: str) -> Reference:
        """How to cite it; `origin` is the site's address without a slash at the end."""
        note = "Demonstration with invented words." if self.site.synthetic else ""
        address = f"{self.site.address or origin}{self.href}"
        common = (self.site.title, address, self.reviewed_on, self.site.build[:12], note)
        return Reference(self.id, self.title, self.promise, *common)

    def dated(self, day: str) -> str:
        """A date in words."""
        return date_words(day)


_EXEMPLAR = "select * from exemplars where id = :id"
_CODES = """
select c.id, c.label from exemplar_codes e join codes c on c.id = e.code_id
where e.exemplar_id = :id order by e.position
"""
_EVIDENCE = """
select c.position, c.quote, c.bearing, e.id, e.text, e.start_offset, e.place, e.role, e.district_kind, e.case_id,
  e.source_id, e.year, k.label as case_label, k.named, k.size_band, coalesce(q.wording, '') as question,
  s.title as source, s.synthetic,
  exists (select 1 from codings v where v.excerpt_pk = e.pk and v.status = 'reviewed') as reviewed
from citations c cross join excerpts e on e.pk = c.excerpt_pk join sources s on s.id = e.source_id
  left join cases k on k.id = e.case_id left join questions q on q.id = e.question_id
where c.exemplar_id = :id order by c.position
"""


def published(conn: Connection) -> list[str]:
    """The ids of the published exemplars, in order."""
    return [row["id"] for row in fetch(conn, "select id from exemplars where state = 'published' order by pk")]


def exemplar_page(conn: Connection, id: str, today: str = "") -> ExemplarPage | None:
    """The page of an exemplar, published or withdrawn; None where there is none of this id.

    `today`, as 2026-11-30, tells whether its review is overdue.
    """
    row = first(conn, _EXEMPLAR, {"id": id})
    if row is None:
        return None
    withdrawn = row["state"] == "withdrawn"
    fields = field_map(row["fields"])
    evidence = [] if withdrawn else fetch(conn, _EVIDENCE, {"id": id})
    quoted = [(item["bearing"], _evidence(item)) for item in evidence]
    codes = tuple(CodeLink(c["id"], c["label"]) for c in fetch(conn, _CODES, {"id": id}))
    settings, related = neighbours(conn, id)
    return ExemplarPage(
        site=load_site(conn),
        id=id,
        title=row["title"],
        promise=row["promise"],
        withdrawn=withdrawn,
        withdrawn_reason=str(fields.get("withdrawn_because") or ""),
        codes=codes,
        facts=card_facts(row["grades"], row["subjects"], row["district_kind"]),
        grades=tuple(map(str, listed(row["grades"]))),
        subjects=tuple(map(str, listed(row["subjects"]))),
        glance=() if withdrawn else (*_columns(row, evidence), *at_a_glance(fields)),
        sections=() if withdrawn else sections(fields),
        body_html="" if withdrawn else row["body_html"],
        support=tuple(item for bearing, item in quoted if bearing == "support"),
        counter=tuple(item for bearing, item in quoted if bearing == "counter"),
        claims=assurance(fields, "claims"),
        research=assurance(fields, "research"),
        confidence=assurance(fields, "confidence"),
        sureness=() if withdrawn else (*_rests_on(evidence), basis_words(fields)),
        districts=len({item["case_id"] for item in evidence if item["case_id"]}),
        sources=len({item["source_id"] for item in evidence}),
        settings=settings,
        related=related,
        elsewhere=elsewhere(conn, codes[0].id) if codes and not withdrawn else (),
        reviewed_on=row["reviewed_on"] or "",
        review_due=row["review_due"] or "",
        overdue=bool(today and row["review_due"] and row["review_due"] < today),
    )


def _columns(row: sqlite3.Row, evidence: Sequence[sqlite3.Row]) -> tuple[Fact, ...]:
    subjects = and_list(tuple(str(subject) for subject in listed(row["subjects"])))
    kinds = dict.fromkeys(item["district_kind"] for item in evidence if item["district_kind"])
    kinds = dict.fromkeys([row["district_kind"]] if row["district_kind"] else []) | kinds
    sizes = dict.fromkeys(str(item["size_band"]) for item in evidence if item["size_band"])
    facts = (
        Fact("Grades", grades_words(row["grades"]).removeprefix("Grades ")),
        Fact("Subject", sentence_case(subjects)),
        Fact("Kind of district", sentence_case(and_list(tuple(kind_words(k).lower() for k in kinds)))),
        Fact("Size of district", sentence_case(_sizes(sorted(sizes, key=_least)))),
    )
    return tuple(fact for fact in facts if fact.value)


def _sizes(bands: list[str]) -> str:
    """Bands of enrolment, each named, the word for what they count once.

    >>> _sizes(["500 to 999 students", "10,000 students or more"])
    '500 to 999; 10,000 or more students'
    """
    return "; ".join(band.replace(" students", "") for band in bands) + (" students" if bands else "")


def _least(band: str) -> int:
    digits = band.replace(",", "").removeprefix("under ").split()[0]
    return int(digits) - band.startswith("under") if digits.isdigit() else 0


def _rests_on(evidence: Sequence[sqlite3.Row]) -> tuple[str, ...]:
    """What the evidence amounts to, counted."""
    if not evidence:
        return ()
    against = sum(item["bearing"] == "counter" for item in evidence)
    places = len({item["case_id"] for item in evidence if item["case_id"]})
    read = sum(item["reviewed"] for item in evidence)
    count = _count(len(evidence), "quote") + (f" from {_count(places, 'district')}" if places else "")
    told = f"It rests on {count}{f'; {against} of them speak against it' if against else '; none speaks against it'}."
    if read == len(evidence):
        return told, "People read and coded every one of them."
    if not read:
        return told, "So far only a machine has coded them."
    return told, f"People coded {read} of the {len(evidence)}; a machine alone read the others."


def _count(n: int, one: str) -> str:
    return f"{n} {one}{'' if n == 1 else 's'}"


def _evidence(row: sqlite3.Row) -> Evidence:
    at = max(row["text"].find(row["quote"]), 0)
    return Evidence(
        quote=row["quote"],
        excerpt=row["id"],
        who=who(row),
        question=row["question"],
        source=row["source"],
        year=row["year"],
        synthetic=bool(row["synthetic"]),
        number=row["position"],
        place=sentence_case(row["place"]),
        start=row["start_offset"] + at,
        before=bool(row["text"][:at].strip()),
        after=bool(row["text"][at + len(row["quote"]) :].strip()),
        reviewed=bool(row["reviewed"]),
    )
