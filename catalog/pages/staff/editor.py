"""The page on which an exemplar is written."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.codebook import Codebook
from catalog.exemplars.checklist import Check
from catalog.exemplars.content import Content
from catalog.pages.rows import Connection, fetch
from catalog.pages.staff.differences import Difference
from catalog.pages.staff.exemplar_form import Form, form_of
from catalog.pages.staff.preview import Preview
from catalog.pages.staff.queues import Choice
from catalog.pages.staff.review import CodeGroup, code_groups
from catalog.people import Person
from catalog.store import exemplar_states as states
from catalog.store.exemplar_talk import selected
from catalog.store.exemplar_versions import Held
from catalog.store.quotable import quotable


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote to change."""

    number: int = field(metadata={"help": "Number by which the text cites it"})
    excerpt: str = field(metadata={"help": "Id of the excerpt"})
    words: str = field(metadata={"help": "Words cited; empty where they are to be chosen anew"})
    bearing: str = field(metadata={"help": "support or counter"})
    whole: str = field(metadata={"help": "All words of the excerpt"})
    place: str = field(metadata={"help": "Who says it, in which source"})
    wrong: str = field(metadata={"help": "Why it cannot stay so; empty where it can"})


@dataclass(frozen=True, slots=True)
class EditorPage:
    """The form with everything it needs."""

    id: str = field(metadata={"help": "Slug"})
    state: str = field(metadata={"help": "State it is in before it is saved"})
    public: bool = field(metadata={"help": "Whether a version is public, and stays so while another is written"})
    version: int = field(metadata={"help": "The version it is made on"})
    form: Form = field(metadata={"help": "The fields"})
    quotes: tuple[QuoteRow, ...] = field(metadata={"help": "The quotes in order"})
    groups: tuple[CodeGroup, ...] = field(metadata={"help": "Codes to choose from"})
    others: tuple[Choice, ...] = field(metadata={"help": "Other exemplars"})
    aside: int = field(metadata={"help": "How many quotes this person set aside"})
    checks: tuple[Check, ...] = field(metadata={"help": "What is there and what is missing"})
    look: Preview | None = field(metadata={"help": "The page as it would be; None where it was not asked for"})
    wrong: tuple[str, ...] = field(metadata={"help": "Why it was not saved"})
    theirs: tuple[Difference, ...] = field(metadata={"help": "What somebody else changed meanwhile"})


def editor_page(  # noqa: PLR0913 - what is sent back when it cannot be saved
    conn: Connection,
    person: Person,
    found: Held,
    codebook: Codebook,
    content: Content,
    look: Preview | None = None,
    wrong: tuple[str, ...] = (),
    theirs: tuple[Difference, ...] = (),
) -> EditorPage:
    """The form of `content`, which need not be what is kept of the exemplar."""
    others = fetch(
        conn, "select id, title from exemplars where id <> ? and state <> 'withdrawn' order by title", (found.id,)
    )
    return EditorPage(
        id=found.id,
        state=found.state,
        public=found.public == "published",
        version=found.version,
        form=form_of(content),
        quotes=_rows(conn, content),
        groups=code_groups(codebook),
        others=tuple(Choice(row["id"], row["title"]) for row in others),
        aside=len(selected(conn, person)),
        checks=states.checks(conn, content, codebook),
        look=look,
        wrong=wrong,
        theirs=theirs,
    )


def _rows(conn: Connection, content: Content) -> tuple[QuoteRow, ...]:
    known = quotable(conn, (c.excerpt for c in content.citations))
    rows = []
    for n, c in enumerate(content.citations, 1):
        x = known.get(c.excerpt)
        wrong = "there is no such excerpt" if x is None else x.why_not
        if x and not wrong and (not c.quote or c.quote not in x.text):
            wrong = "these words do not stand in the excerpt: copy them from it"
        place = f"{x.who}. {x.source}" if x else ""
        rows.append(QuoteRow(n, c.excerpt, c.quote, c.bearing, x.text if x else "", place, wrong))
    return tuple(rows)
