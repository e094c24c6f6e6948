"""The quotes a practice's page shows: those that speak of it going on, of trouble with it, of wishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog.pages.parts import Quote, quotes
from catalog.pages.rows import Connection, as_json, fetch
from catalog.pages.wording import BARRIERS, NOT_PRACTICAL, OUTCOMES_AGAINST, STANCE_ORDER, stance_words
from catalog.search import Search

SHOWN = 4  # quotes of a group
_LOOKED_AT = 60  # quotes of a stance among which the telling ones are chosen
_TELLING = 60  # characters; shorter answers seldom make sense by themselves
TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class QuoteGroup:
    """Quotes of one stance, or of people who do it and have trouble with it."""

    id: str = field(metadata={"help": "current, planned, past, desired or negated; or trouble"})
    label: str = field(metadata={"help": "The stance in plain words"})
    excerpts: int | None = field(metadata={"help": "Quotes of this group; None where they were not counted"})
    quotes: tuple[Quote, ...] = field(metadata={"help": "A few of them, those read by people first"})
    href: str = field(metadata={"help": "Address of the search for all of them; empty where there is none"})


@dataclass(frozen=True, slots=True)
class QuoteSection:
    """Groups of quotes under one heading."""

    id: str = field(metadata={"help": "Name in the address, after #"})
    label: str = field(metadata={"help": "Heading"})
    groups: tuple[QuoteGroup, ...] = field(metadata={"help": "Groups in order"})


_OF_STANCE = """
select excerpt_pk from codings where code_id = :code and stance = :stance
order by case status when 'reviewed' then 0 when 'model' then 1 else 2 end, probability desc, excerpt_pk limit :count
"""
# What gets in the way, or came to nothing, in the words of the same quote.
_IN_TROUBLE = """
select v.excerpt_pk from codings v where v.code_id = :code and v.stance = 'current' and exists (
  select 1 from codings b join codes k on k.id = b.code_id where b.excerpt_pk = v.excerpt_pk and b.stance = 'current'
  and (k.dimension_id = :barriers or b.code_id in (select value from json_each(:against))))
order by case v.status when 'reviewed' then 0 when 'model' then 1 else 2 end, v.excerpt_pk limit :count
"""
_ABOUT = """
with wanted as materialized (select key as position, value as pk from json_each(:pks))
select e.pk, e.case_id, length(e.text) as length from wanted w cross join excerpts e on e.pk = w.pk order by w.position
"""


def quote_sections(
    conn: Connection, code: str, dimension: str, counts: dict[str, int | None]
) -> tuple[QuoteSection, ...]:
    """What the page of a code shows of its quotes; `counts` holds the number of quotes by stance.

    For a practice, what works stands apart from what did not; for a barrier, purpose or outcome the stances do.
    """
    trouble: list[int] = []
    if dimension not in NOT_PRACTICAL:
        wanted = {"code": code, "barriers": BARRIERS, "against": as_json(OUTCOMES_AGAINST), "count": _LOOKED_AT}
        trouble = [row[0] for row in fetch(conn, _IN_TROUBLE, wanted)]
    groups = {stance: _group(conn, code, dimension, stance, counts, trouble) for stance in STANCE_ORDER}
    groups[TROUBLE] = QuoteGroup(TROUBLE, "Doing it, with trouble", None, _chosen(conn, trouble), "")
    if dimension in NOT_PRACTICAL:
        return _sections(groups, (("quotes", "In their own words", STANCE_ORDER),))
    works = ("quotes", "How it goes, in their own words", ("current",))
    against = ("against", "What did not work", (TROUBLE, "past"))
    return _sections(groups, (works, against, ("ahead", "Not yet, or not at all", ("planned", "desired", "negated"))))


def _sections(
    groups: dict[str, QuoteGroup], plan: Sequence[tuple[str, str, Sequence[str]]]
) -> tuple[QuoteSection, ...]:
    found = (
        QuoteSection(id, label, tuple(groups[name] for name in names if groups[name].quotes))
        for id, label, names in plan
    )
    return tuple(section for section in found if section.groups)


def _group(
    conn: Connection, code: str, dimension: str, stance: str, counts: dict[str, int | None], trouble: list[int]
) -> QuoteGroup:
    wanted = {"code": code, "stance": stance, "count": _LOOKED_AT}
    pks = [row[0] for row in fetch(conn, _OF_STANCE, wanted)]
    smooth = [pk for pk in pks if pk not in trouble] if stance == "current" else pks
    href = Search(practice=(code,), stance=(stance,)).href()
    return QuoteGroup(stance, stance_words(stance, dimension), counts.get(stance), _chosen(conn, smooth or pks), href)


def _chosen(conn: Connection, pks: Sequence[int]) -> tuple[Quote, ...]:
    """The most telling few: long enough to make sense, and one from each district before a second from any."""
    seen: dict[str | None, int] = {}
    ranked = []
    for place, row in enumerate(fetch(conn, _ABOUT, {"pks": as_json(pks)})):
        short = row["length"] < _TELLING
        # Only those that will be shown count against their district.
        again = seen.get(row["case_id"], 0)
        seen[row["case_id"]] = again + (not short)
        ranked.append((short, again, place, row["pk"]))
    return quotes(conn, [pk for *_, pk in sorted(ranked)[:SHOWN]])
