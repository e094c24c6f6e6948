"""What gets in the way of a practice, and the exemplars that met it and went on."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.pages.parts import CodeLink, ExemplarCard, exemplar_cards
from catalog.pages.rows import Connection, as_json, fetch
from catalog.pages.wording import BARRIERS
from catalog.search import Search

MOST = 5


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A barrier that people name together with a practice."""

    code: CodeLink = field(metadata={"help": "The barrier"})
    excerpts: int = field(metadata={"help": "Quotes that name both"})
    href: str = field(metadata={"help": "Address of the search for quotes of the barrier"})
    exemplars: tuple[ExemplarCard, ...] = field(metadata={"help": "Exemplars of the practice that met it"})


_OBSTACLES = """
select c.id, c.label, p.excerpts from code_pairs p join codes c on c.id = p.other_id
where p.code_id = :code and c.dimension_id = :barriers order by p.excerpts desc, c.position limit :count
"""
# The citations are few: they stay the outer loop.
_MET = """
select distinct t.exemplar_id, v.code_id, x.position
from citations t cross join exemplars x on x.id = t.exemplar_id and x.state = 'published'
  cross join codings v on v.excerpt_pk = t.excerpt_pk
where v.code_id in (select value from json_each(:barriers)) and v.stance in ('current', 'past')
  and (:code = '' or exists (select 1 from exemplar_codes o where o.exemplar_id = x.id and o.code_id = :code))
order by x.position
"""


def obstacles(conn: Connection, code: str) -> tuple[Obstacle, ...]:
    """The barriers named most often together with a practice, each with the practice's exemplars that met it."""
    rows = fetch(conn, _OBSTACLES, {"code": code, "barriers": BARRIERS, "count": MOST})
    met = _met(conn, [row["id"] for row in rows], code)
    return tuple(
        Obstacle(
            code=CodeLink(row["id"], row["label"]),
            excerpts=row["excerpts"],
            href=Search(practice=(row["id"],)).href(),
            exemplars=met.get(row["id"], ()),
        )
        for row in rows
    )


def overcame(conn: Connection, barrier: str) -> tuple[ExemplarCard, ...]:
    """Exemplars that rest on a quote which names the barrier: they met it and are written up all the same."""
    return _met(conn, [barrier], "").get(barrier, ())


def _met(conn: Connection, barriers: list[str], code: str) -> dict[str, tuple[ExemplarCard, ...]]:
    if not barriers:
        return {}
    rows = fetch(conn, _MET, {"barriers": as_json(barriers), "code": code})
    cards = {card.id: card for card in exemplar_cards(conn, list(dict.fromkeys(row["exemplar_id"] for row in rows)))}
    found: dict[str, tuple[ExemplarCard, ...]] = {}
    for row in rows:
        found[row["code_id"]] = (*found.get(row["code_id"], ()), cards[row["exemplar_id"]])
    return found
