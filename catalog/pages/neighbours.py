"""What to read next to an exemplar: the same practice in another setting, and what is close to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.pages.parts import CodeLink, ExemplarCard, exemplar_cards
from catalog.pages.rows import Connection, fetch
from catalog.pages.wording import kind_words
from catalog.search import Search


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another exemplar, with the practice that both show."""

    card: ExemplarCard = field(metadata={"help": "The other exemplar"})
    shared: CodeLink | None = field(metadata={"help": "First practice that both show; None where none"})
    compare: str = field(metadata={"help": "Address of the page that shows both side by side"})


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A kind of district whose people speak of a practice."""

    label: str = field(metadata={"help": "Kind of district in plain words"})
    districts: int | None = field(metadata={"help": "Districts of this kind; None where too few to show"})
    href: str = field(metadata={"help": "Address of the search for their quotes"})


_LINKS = "select other_id, kind, code_id, label from exemplar_links left join codes on codes.id = code_id "
_LINKS += "where exemplar_id = :id order by kind desc, exemplar_links.position"
_KINDS = """
select district_kind, cases from code_counts
where code_id = :code and stance = 'current' and district_kind not in ('all', 'unknown') order by cases desc, 1
"""


def neighbours(conn: Connection, id: str) -> tuple[tuple[Neighbour, ...], tuple[Neighbour, ...]]:
    """(in another setting, otherwise related) exemplars, the closest first."""
    rows = fetch(conn, _LINKS, {"id": id})
    cards = {card.id: card for card in exemplar_cards(conn, [row["other_id"] for row in rows])} if rows else {}
    found: dict[str, list[Neighbour]] = {"setting": [], "related": []}
    for row in rows:
        shared = CodeLink(row["code_id"], row["label"]) if row["label"] else None
        compare = f"/compare/{id}/{row['other_id']}"
        found[row["kind"]].append(Neighbour(cards[row["other_id"]], shared, compare))
    return tuple(found["setting"]), tuple(found["related"])


def elsewhere(conn: Connection, code: str) -> tuple[Elsewhere, ...]:
    """The kinds of district whose people say that they do it now, those with most districts first."""
    return tuple(
        Elsewhere(
            label=kind_words(row["district_kind"]),
            districts=row["cases"],
            href=Search(practice=(code,), district_kind=(row["district_kind"],), stance=("current",)).href(),
        )
        for row in fetch(conn, _KINDS, {"code": code})
    )
