"""The first page: a search box, exemplars to read, practices to browse."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.pages.parts import CodeLink, ExemplarCard, exemplar_cards
from catalog.pages.rows import Connection, fetch, first, keys, listed
from catalog.pages.site import Site, load_site
from catalog.search import Statement

FEATURED = 6
PRACTICES_SHOWN = 5
TRIES = 4


@dataclass(frozen=True, slots=True)
class DimensionPreview:
    """A group of codes with those most often mentioned."""

    label: str = field(metadata={"help": "Name of the dimension"})
    question: str = field(metadata={"help": "The question it answers"})
    href: str = field(metadata={"help": "Address of the whole group"})
    codes: tuple[CodeLink, ...] = field(metadata={"help": "Codes most often mentioned"})
    total: int = field(metadata={"help": "Codes in the group"})


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page."""

    site: Site = field(metadata={"help": "The site's facts"})
    exemplars: tuple[ExemplarCard, ...] = field(metadata={"help": "Exemplars to begin with"})
    dimensions: tuple[DimensionPreview, ...] = field(metadata={"help": "Groups of codes to browse"})
    tries: tuple[str, ...] = field(metadata={"help": "Words to try, taken from the codebook's other names"})
    total_exemplars: int = field(metadata={"help": "Published exemplars"})
    total_excerpts: int = field(metadata={"help": "Published quotes"})
    total_cases: int = field(metadata={"help": "Districts and schools quoted"})


_FEATURED = "select id from exemplars where state = 'published' order by position limit :count"
_TOTALS = """
select (select count(*) from exemplars where state = 'published') as exemplars,
  (select coalesce(sum(excerpts), 0) from sources) as excerpts,
  (select count(*) from cases where excerpts > 0) as cases
"""
_DIMENSIONS = """
select d.id, d.label, d.question, c.id as code_id, c.label as code_label
from dimensions d join codes c on c.dimension_id = d.id
where c.retired = 0 order by d.position, c.excerpts desc, c.position
"""
_NAMES = """
select alt_labels from codes where exemplars > 0 and retired = 0 order by excerpts desc, position limit 20
"""


def home_page(conn: Connection) -> HomePage:
    """The first page; every number on it was counted when the catalog was published."""
    totals = first(conn, _TOTALS)
    return HomePage(
        site=load_site(conn),
        exemplars=exemplar_cards(conn, keys(conn, Statement(_FEATURED, {"count": FEATURED}))),
        dimensions=_dimensions(conn),
        tries=_tries(conn),
        total_exemplars=totals["exemplars"] if totals else 0,
        total_excerpts=totals["excerpts"] if totals else 0,
        total_cases=totals["cases"] if totals else 0,
    )


def _dimensions(conn: Connection) -> tuple[DimensionPreview, ...]:
    groups: dict[tuple[str, str, str], list[CodeLink]] = {}
    for row in fetch(conn, _DIMENSIONS):
        group = groups.setdefault((row["id"], row["label"], row["question"]), [])
        group.append(CodeLink(row["code_id"], row["code_label"]))
    return tuple(
        DimensionPreview(label, question, f"/practices#{id}", tuple(codes[:PRACTICES_SHOWN]), len(codes))
        for (id, label, question), codes in groups.items()
    )


def _tries(conn: Connection) -> tuple[str, ...]:
    """Other names of the codes most often mentioned that have an exemplar: they surely find something."""
    rows = fetch(conn, _NAMES)
    names = (str(others[0]) for row in rows if (others := listed(row["alt_labels"])))
    return tuple(dict.fromkeys(names))[:TRIES]
