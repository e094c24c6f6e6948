"""The page of what was found: practices, exemplars, then quotes, with the ways to narrow them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from catalog.pages.facets import Facet, facets, label_of
from catalog.pages.found import Plan, PracticeHit, nearest, plan_for, practices_for
from catalog.pages.parts import CodeLink, ExemplarCard, Quote, exemplar_cards, quotes
from catalog.pages.rows import Connection, keys
from catalog.pages.site import Site, load_site
from catalog.search import CAP, Search, exemplars_by_codes, exemplars_by_words
from catalog.search_words import match_all, match_any, telling, words

PAGE_SIZE = 10  # quotes
FIRST_EXEMPLARS = 4
MOST_EXEMPLARS = 40


@dataclass(frozen=True, slots=True)
class Step:
    """A link that changes the search."""

    label: str = field(metadata={"help": "What it does or takes off"})
    href: str = field(metadata={"help": "Address of the changed search"})
    count: int | None = field(default=None, metadata={"help": "Quotes that it would find, where counted"})


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was found for one search."""

    site: Site = field(metadata={"help": "The site's facts"})
    search: Search = field(metadata={"help": "What was looked for"})
    practices: tuple[PracticeHit, ...] = field(metadata={"help": "Practices the words name or describe"})
    exemplars: tuple[ExemplarCard, ...] = field(metadata={"help": "Exemplars found, best first"})
    quotes: tuple[Quote, ...] = field(metadata={"help": "Quotes of this page, best first"})
    total: int = field(metadata={"help": "Quotes found, at most the cap"})
    capped: bool = field(metadata={"help": "Whether there are more than the total says"})
    loose: bool = field(metadata={"help": "Whether no quote held all the words, so some were enough"})
    concepts: tuple[CodeLink, ...] = field(metadata={"help": "Practices whose quotes are shown whatever their words"})
    concepts_first: bool = field(metadata={"help": "Whether these quotes come before those that hold the words"})
    facets: tuple[Facet, ...] = field(metadata={"help": "Ways to narrow the quotes, with counts"})
    active: tuple[Step, ...] = field(metadata={"help": "Ticked filters, each with the search without it"})
    drops: tuple[Step, ...] = field(metadata={"help": "Where nothing was found: what to take off, and what that finds"})
    nearest: tuple[CodeLink, ...] = field(metadata={"help": "Where nothing was found: practices to look at instead"})
    previous: str = field(metadata={"help": "Address of the page before; empty on the first"})
    next: str = field(metadata={"help": "Address of the page after; empty on the last"})
    pages: int = field(metadata={"help": "Number of pages"})

    @property
    def title(self) -> str:
        """Title of the page, from the words or the first filter."""
        return f"“{self.search.q}”" if self.search.q else ", ".join(step.label for step in self.active[:2])


def search_page(conn: Connection, search: Search) -> SearchPage:
    """Carry out one search. Never raises for what a visitor wrote; takes one pass over the ranked matches."""
    hits = practices_for(conn, search.q)
    plan, pks = plan_for(conn, search, hits)
    total = min(len(pks), CAP)
    pages = max(1, -(-total // PAGE_SIZE))
    search = replace(search, page=min(search.page, pages))
    start = (search.page - 1) * PAGE_SIZE
    terms = telling(words(search.q))
    cards = _exemplars(conn, search, plan) if search.page == 1 else ()
    empty = not total and not cards
    return SearchPage(
        site=load_site(conn),
        search=search,
        practices=hits if search.page == 1 else (),
        exemplars=cards,
        quotes=quotes(conn, pks[start : min(start + PAGE_SIZE, total)], match_any(terms) if terms else ""),
        total=total,
        capped=len(pks) > CAP,
        loose=plan.loose and bool(total),
        concepts=plan.concepts,
        concepts_first=plan.concepts_first,
        facets=facets(conn, search, plan, pks),
        active=_active(conn, search),
        drops=_drops(conn, search) if not total else (),
        nearest=nearest(conn, search.q) if empty and not hits else (),
        previous=replace(search, page=search.page - 1).href() if search.page > 1 else "",
        next=replace(search, page=search.page + 1).href() if search.page < pages else "",
        pages=pages,
    )


def _exemplars(conn: Connection, search: Search, plan: Plan) -> tuple[ExemplarCard, ...]:
    """Exemplars that hold all the telling words, then those of the practices meant, else the closest few."""
    terms = telling(words(search.q))
    if not terms:
        return () if search.q else exemplar_cards(conn, keys(conn, exemplars_by_codes(search, ()))[:MOST_EXEMPLARS])
    found = keys(conn, exemplars_by_words(search, match_all(terms)))
    if plan.concepts:
        coded = keys(conn, exemplars_by_codes(search, [code.id for code in plan.concepts]))
        found = list(dict.fromkeys([*coded, *found]))
    if not found and len(terms) > 1:
        found = keys(conn, exemplars_by_words(search, match_any(terms)))[:FIRST_EXEMPLARS]
    return exemplar_cards(conn, found[:MOST_EXEMPLARS])


def _active(conn: Connection, search: Search) -> tuple[Step, ...]:
    return tuple(
        Step(label_of(conn, name, value), search.without(name, value).href()) for name, value in search.filters
    )


def _drops(conn: Connection, search: Search) -> tuple[Step, ...]:
    """What finding nothing may be due to: each filter by itself, then all of them, then the words."""
    tries: list[tuple[str, Search]] = []
    for name in dict.fromkeys(name for name, _ in search.filters):
        labels = " or ".join(f"“{label_of(conn, name, value)}”" for value in search.chosen(name))
        tries.append((f"Without {labels}", search.without(name)))
    if len(tries) > 1:
        tries.append(("Without any filter", Search(q=search.q)))
    if search.q and search.filters:
        tries.append(("These filters, whatever the words", replace(search, q="", page=1)))
    steps = (Step(label, wider.href(), _count(conn, wider)) for label, wider in tries if wider.asks)
    return tuple(step for step in steps if step.count)


def _count(conn: Connection, search: Search) -> int:
    _plan, pks = plan_for(conn, search, practices_for(conn, search.q))
    return min(len(pks), CAP)
