"""Finding quotes for an exemplar: by words, code and source; and those that somebody set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog.codebook import Codebook
from catalog.pages.rows import Connection, fetch
from catalog.pages.staff.queues import Choice
from catalog.pages.staff.review import CodeGroup, code_groups
from catalog.pages.wording import stance_words
from catalog.people import Person
from catalog.store.exemplar_talk import selected
from catalog.store.exemplar_versions import held
from catalog.store.quotable import codes_given, quotable

SIZE = 40
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Found:
    """An excerpt that could be quoted."""

    id: str = field(metadata={"help": "Id of the excerpt"})
    text: str = field(metadata={"help": "Its words"})
    who: str = field(metadata={"help": "Who says it, in which district"})
    question: str = field(metadata={"help": "Question or prompt it answers"})
    source: str = field(metadata={"help": "Title of the source"})
    codes: tuple[str, ...] = field(metadata={"help": "Its codes with their stances, in words"})
    why_not: str = field(metadata={"help": "Why it may not be quoted in public; empty where it may"})
    aside: bool = field(metadata={"help": "Whether it is set aside"})


@dataclass(frozen=True, slots=True)
class QuotesPage:
    """What was found, and what is set aside."""

    q: str = field(metadata={"help": "Words looked for"})
    code: str = field(metadata={"help": "Code looked for"})
    source: str = field(metadata={"help": "Source looked in"})
    asked: bool = field(metadata={"help": "Whether anything was looked for"})
    found: tuple[Found, ...] = field(metadata={"help": "Excerpts that fit; those people read first"})
    more: bool = field(metadata={"help": "Whether there are more"})
    aside: tuple[Found, ...] = field(metadata={"help": "Excerpts set aside"})
    groups: tuple[CodeGroup, ...] = field(metadata={"help": "Codes to look for"})
    sources: tuple[Choice, ...] = field(metadata={"help": "Sources to look in"})
    exemplar: str = field(metadata={"help": "Exemplar the quotes are for; empty for a new one"})
    title: str = field(metadata={"help": "Its title"})
    version: int = field(metadata={"help": "Its version"})


_FIND = """
select e.id from excerpts e join responses r on r.pk = e.response_pk join respondents p on p.pk = r.respondent_pk
where e.gone = 0 and r.gone = 0 and p.moderator = 0 {conditions}
and not exists (select 1 from open_blind b where b.excerpt_id = e.id)
order by exists (select 1 from readings d where d.excerpt_pk = e.pk and d.quote is not null) desc, e.pk limit :size
"""


def quotes_page(
    conn: Connection, person: Person, codebook: Codebook, q: str, code: str, source: str, exemplar: str
) -> QuotesPage:
    """What fits the words, the code and the source; nothing where none is given."""
    asked = bool(q or code or source)
    ids = _ids(conn, q, code, source) if asked else []
    aside = selected(conn, person)
    into = held(conn, exemplar) if exemplar else None
    sources = fetch(conn, "select id, title from sources where gone = 0 and kind <> 'cases' order by position")
    return QuotesPage(
        q=q,
        code=code if code in codebook.by_id else "",
        source=source,
        asked=asked,
        found=_found(conn, ids[:SIZE], codebook, frozenset(aside)),
        more=len(ids) > SIZE,
        aside=_found(conn, aside, codebook, frozenset(aside)),
        groups=code_groups(codebook),
        sources=tuple(Choice(row["id"], row["title"]) for row in sources),
        exemplar=into.id if into and into.origin == "staff" else "",
        title=into.content.title if into else "",
        version=into.version if into else 0,
    )


def _ids(conn: Connection, q: str, code: str, source: str) -> list[str]:
    words = q.lower().split()[:MOST_WORDS]
    conditions = [f"and (instr(lower(e.text), :w{n}) or e.id = :w{n})" for n in range(len(words))]
    conditions += ["and r.source_id = :source"] if source else []
    if code:
        conditions.append(
            "and exists (select 1 from codings k where k.excerpt_pk = e.pk and k.code_id = :code and k.accepted = 1)"
        )
    asked = {"code": code, "source": source, "size": SIZE + 1, **{f"w{n}": word for n, word in enumerate(words)}}
    return [row["id"] for row in fetch(conn, _FIND.format(conditions=" ".join(conditions)), asked)]


def _found(conn: Connection, ids: Sequence[str], codebook: Codebook, aside: frozenset[str]) -> tuple[Found, ...]:
    codes = codes_given(conn, ids)
    return tuple(
        Found(
            id=x.id,
            text=x.text,
            who=x.who,
            question=x.question,
            source=x.source,
            codes=tuple(
                f"{codebook.by_id[code].label} ({stance_words(stance, codebook.by_id[code].dimension).lower()})"
                for code, stance in codes.get(x.id, ())
                if code in codebook.by_id
            ),
            why_not=x.why_not,
            aside=x.id in aside,
        )
        for x in quotable(conn, ids).values()
    )
