"""The page that lists every practice and theme, by dimension or by the consortium's elements."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from catalog.pages.parts import CodeLink
from catalog.pages.rows import Connection, fetch, listed
from catalog.pages.site import Site, load_site

VIEWS = ("dimension", "element")


@dataclass(frozen=True, slots=True)
class Entry:
    """One code in the list."""

    code: CodeLink = field(metadata={"help": "The code"})
    definition: str = field(metadata={"help": "First sentence of its definition"})
    narrower: bool = field(metadata={"help": "Whether it is a narrower form of the code above it"})
    excerpts: int = field(metadata={"help": "Published quotes that carry it"})
    exemplars: int = field(metadata={"help": "Published exemplars of it"})


@dataclass(frozen=True, slots=True)
class Group:
    """A dimension, or an element of the consortium."""

    id: str = field(metadata={"help": "Name in the address, after #"})
    label: str = field(metadata={"help": "Heading"})
    question: str = field(metadata={"help": "The question a dimension answers; empty for an element"})
    entries: tuple[Entry, ...] = field(metadata={"help": "Its codes"})


@dataclass(frozen=True, slots=True)
class PracticesPage:
    """Every code, in groups."""

    site: Site = field(metadata={"help": "The site's facts"})
    by: str = field(metadata={"help": "dimension or element"})
    groups: tuple[Group, ...] = field(metadata={"help": "Groups in the codebook's order"})
    has_elements: bool = field(metadata={"help": "Whether the codebook names elements at all"})


_CODES = """
select c.id, c.label, c.definition, c.parent_id, c.elements, c.excerpts, c.exemplars,
  d.id as dimension_id, d.label as dimension, d.question
from dimensions d join codes c on c.dimension_id = d.id
where c.retired = 0 order by d.position, c.position
"""


def practices_page(conn: Connection, by: str) -> PracticesPage:
    """Every code in use; `by` is dimension or element, anything else means dimension."""
    by = by if by in VIEWS else "dimension"
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    has_elements = False
    for row in fetch(conn, _CODES):
        elements = tuple(map(str, listed(row["elements"])))
        has_elements = has_elements or bool(elements)
        homes = [(row["dimension_id"], row["dimension"], row["question"])]
        if by == "element":
            homes = [(slug(label), label, "") for label in elements]
        for home in homes:
            above = {entry.code.id for entry in groups.setdefault(home, [])}
            groups[home].append(
                Entry(
                    code=CodeLink(row["id"], row["label"]),
                    definition=first_sentence(row["definition"]),
                    narrower=row["parent_id"] in above,
                    excerpts=row["excerpts"],
                    exemplars=row["exemplars"],
                )
            )
    found = tuple(Group(id, label, question, tuple(entries)) for (id, label, question), entries in groups.items())
    return PracticesPage(load_site(conn), by, found, has_elements)


def slug(label: str) -> str:
    """A label as it stands in an address.

    >>> slug("Competency-Based Progression")
    'competency-based-progression'
    """
    return "-".join(re.findall(r"[a-z0-9]+", label.casefold()))


def first_sentence(text: str) -> str:
    """The text up to its first full stop that ends a sentence.

    >>> first_sentence("Groups of 2.5 on average. Then more.")
    'Groups of 2.5 on average.'
    """
    return re.split(r"(?<=[.!?])\s+(?=[A-Z])", text, maxsplit=1)[0]
