"""The home page of the staff site: what waits for the person who is signed in."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.disclosure import HIGH_RISK
from catalog.pages.rows import Connection, first
from catalog.people import ADMINISTRATOR, CODERS, CURATOR, PRIVACY, ROLES, SQL_READERS, Person
from catalog.store.adjudications import OPEN
from catalog.store.ordering import stopping_report


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits."""

    number: int = field(metadata={"help": "How many"})
    what: str = field(metadata={"help": "Of what"})
    href: str = field(metadata={"help": "Where to go"})
    why: str = field(metadata={"help": "What to do there"})


@dataclass(frozen=True, slots=True)
class HomePage:
    """What waits, most urgent first."""

    name: str = field(metadata={"help": "Name of who is signed in"})
    role: str = field(metadata={"help": "Their role in a sentence"})
    waits: tuple[Waiting, ...] = field(metadata={"help": "What waits for them"})
    reviewing: tuple[str, ...] = field(metadata={"help": "Whether reviewing more is worth it; for who reviews"})


# Who, how many, what, where, why.
_WAITS = (
    (
        CODERS,
        "select count(*) from assignments a join batches b on b.id = a.batch_id "
        "where a.coder_id = :coder and a.done_at is null and b.closed_at is null",
        "excerpts assigned to you",
        "/review?queue=mine",
        "Code them by yourself; others see them after you are all done.",
    ),
    (
        CODERS,
        "select count(*) from excerpts e where e.gone = 0 and not exists (select 1 from readings d "
        "join coders c on c.id = d.coder_id where d.excerpt_pk = e.pk and c.kind = 'person')",
        "excerpts nobody has read",
        "/review",
        "Look at what is suggested; keep it, change it or drop it.",
    ),
    (
        {CURATOR},
        f"select count(*) from ({OPEN})",
        "excerpts on which people disagree",
        "/disagreements",
        "See both readings side by side, and say what is to hold.",
    ),
    (
        {CURATOR},
        "select count(*) from proposals where state = 'open'",
        "proposals to change the codebook",
        "/codebook",
        "See what would be different and what it touches, then accept it or turn it down.",
    ),
    (
        {CURATOR, ADMINISTRATOR},
        "select count(*) from batches b where b.closed_at is null and not exists "
        "(select 1 from assignments a where a.batch_id = b.id and a.done_at is null)",
        "samples that everyone has read",
        "/double",
        "See how far they agree, then close them.",
    ),
    (
        {PRIVACY, CURATOR},
        f"select count(*) from responses where gone = 0 and cleared = 0 and risk >= {HIGH_RISK}",
        "answers that may give someone away",
        "/privacy",
        "They are held back until somebody has looked.",
    ),
    (
        {CURATOR, PRIVACY},
        "select count(*) from exemplars where state = 'in review' and origin = 'staff'",
        "exemplars to clear",
        "/exemplars?state=in+review",
        "Not those you wrote: look at exactly what would be public, then decide.",
    ),
    (
        {CURATOR},
        "select count(*) from exemplars where state_reason is not null",
        "exemplars that lost a quote",
        "/exemplars?state=draft",
        "Consent ended, or words changed. They are drafts again, and not public.",
    ),
    (
        {CURATOR},
        "select count(*) from exemplars where state = 'cleared' and origin = 'staff'",
        "exemplars to publish",
        "/exemplars?state=cleared",
        "Somebody cleared them.",
    ),
    (
        {CURATOR},
        "select count(*) from exemplars where state <> 'withdrawn' and review_due <= date('now', '+30 days')",
        "exemplars due for another look",
        "/exemplars?state=due",
        "Do they still hold? Correct them, or withdraw them.",
    ),
    (
        {ADMINISTRATOR},
        "select count(*) from accounts where disabled = 0 and must_change = 1",
        "accounts that were never used",
        "/accounts",
        "Their first password is still the one you handed out.",
    ),
)


def home_page(conn: Connection, person: Person) -> HomePage:
    """What waits for this person."""
    waits = []
    for roles, sql, what, href, why in _WAITS:
        if person.role in roles:
            row = first(conn, sql, {"coder": person.coder, "sample": None, "code": ""})
            if row and row[0]:
                waits.append(Waiting(row[0], what, href, why))
    if person.role in SQL_READERS:
        row = first(conn, "select count(*) from sources where gone = 0 and consent in ('research', 'public')")
        sources = row[0] if row else 0
        waits.append(Waiting(sources, "sources to ask in SQL", "/research", "De-identified, consent for research."))
        read = first(conn, "select count(distinct coder_id) from readings")
        why = "How far people, cues and models agree, code by code, and what each figure can carry."
        waits.append(Waiting(read[0] if read else 0, "coders to compare", "/agreement", why))
    reviewing = stopping_report(conn).sentences() if person.role in CODERS else ()
    return HomePage(person.label, ROLES[person.role], tuple(waits), reviewing)
