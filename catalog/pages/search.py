"""The page of what was found: practices, exemplars, then quotes, with the ways to narrow them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from catalog.pages.facets import Facet, Labels, facets, load_labels
from catalog.pages.found import Concept, PracticeHit, nearest, practices_for
from catalog.pages.marking import marked
from catalog.pages.nearness import District, Nearness, districts, nearness
from catalog.pages.parts import CodeLink, ExemplarCard, Fragment, Quote, exemplar_cards, fragments, quotes
from catalog.pages.ranking import Found, find, in_order
from catalog.pages.rows import Connection, as_json, fetch
from catalog.pages.sets import Both, Sets, load_sets
from catalog.pages.site import Site, load_site
from catalog.pages.spelling import Spelling, spelled
from catalog.search import LISTED, Search
from catalog.search_words import match_any, telling, words

PAGE_SIZE = 10  # quotes
FIRST_EXEMPLARS = 4
MOST_EXEMPLARS = 40
_SNIPPET = 24  # words of an exemplar around what was looked for


@dataclass(frozen=True, slots=True)
class Step:
    """A link that changes the search."""

    label: str = field(metadata={"help": "What it does or takes off"})
    href: str = field(metadata={"help": "Address of the changed search"})
    count: int = field(default=0, metadata={"help": "Results that it would find, where counted"})


@dataclass(frozen=True, slots=True)
class ExemplarHit:
    """An exemplar that was found."""

    card: ExemplarCard = field(metadata={"help": "The exemplar"})
    words: tuple[Fragment, ...] = field(
        metadata={"help": "Where it holds what was looked for, marked; empty if nowhere"}
    )
    like: str = field(metadata={"help": "What its district shares with the chosen one; empty where none was chosen"})

    @property
    def id(self) -> str:
        """Slug of the exemplar."""
        return self.card.id


@dataclass(frozen=True, slots=True)
class QuoteHit:
    """A quote that was found."""

    quote: Quote = field(metadata={"help": "The quote, with marks on what was looked for"})
    like: str = field(metadata={"help": "What its district shares with the chosen one; empty where none was chosen"})


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was found for one search."""

    site: Site = field(metadata={"help": "The site's facts"})
    search: Search = field(metadata={"help": "What was looked for"})
    spelling: Spelling = field(metadata={"help": "Words that were taken for others, or might be"})
    practices: tuple[PracticeHit, ...] = field(metadata={"help": "Practices the words name or describe"})
    exemplars: tuple[ExemplarHit, ...] = field(metadata={"help": "Exemplars found, best first"})
    quotes: tuple[QuoteHit, ...] = field(metadata={"help": "Quotes of this page, best first"})
    total_exemplars: int = field(metadata={"help": "Exemplars found"})
    total_quotes: int = field(metadata={"help": "Quotes found"})
    loose: bool = field(metadata={"help": "Whether no quote held all the words, so some were enough"})
    concepts: tuple[Concept, ...] = field(metadata={"help": "Practices whose quotes are shown whatever their words"})
    concepts_first: bool = field(metadata={"help": "Whether these quotes come before those that hold the words"})
    facets: tuple[Facet, ...] = field(metadata={"help": "Ways to narrow what was found, with counts"})
    active: tuple[Step, ...] = field(metadata={"help": "Ticked filters, each with the search without it"})
    clear: str = field(metadata={"help": "Address of the search with nothing ticked"})
    drops: tuple[Step, ...] = field(metadata={"help": "Where nothing was found: what to take off, and what that finds"})
    nearest: tuple[CodeLink, ...] = field(metadata={"help": "Where nothing was found: practices to look at instead"})
    districts: tuple[District, ...] = field(metadata={"help": "Districts to sort by likeness to"})
    previous: str = field(metadata={"help": "Address of the page before; empty on the first"})
    next: str = field(metadata={"help": "Address of the page after; empty on the last"})
    pages: int = field(metadata={"help": "Number of pages"})

    @property
    def title(self) -> str:
        """Title of the page, from the words or the first filter."""
        ticked = ", ".join(step.label for step in self.active[:2])
        return f"“{self.search.q}”" if self.search.q else ticked or "From districts like yours"

    @property
    def total(self) -> int:
        """Exemplars and quotes found: what the numbers beside the filters count."""
        return self.total_exemplars + self.total_quotes


def search_page(conn: Connection, search: Search) -> SearchPage:
    """Carry out one search. Never raises for what a visitor wrote."""
    spelling = spelled(conn, search.q)
    hits = practices_for(conn, spelling.q)
    sets = load_sets(conn, search)
    found = find(conn, spelling.q, hits, sets)
    left = found.both & sets.left(search)
    total = left.excerpts.bit_count()
    pages = max(1, -(-min(total, LISTED) // PAGE_SIZE))
    search = replace(search, page=min(search.page, pages))
    near = nearness(conn, search.like)
    labels = load_labels(conn)
    shown = _Shown(conn, spelling.q, found, left, near)
    return SearchPage(
        site=load_site(conn),
        search=search,
        spelling=spelling,
        practices=hits if search.page == 1 else (),
        exemplars=shown.exemplars() if search.page == 1 else (),
        quotes=shown.quotes(search.page),
        total_exemplars=left.exemplars.bit_count(),
        total_quotes=total,
        loose=found.loose and bool(total),
        concepts=found.concepts,
        concepts_first=found.concepts_first,
        facets=facets(labels, search, sets, found.both),
        active=tuple(Step(labels.of(*tick), search.without(*tick).href()) for tick in search.filters),
        clear=search.unfiltered().href(),
        drops=() if len(left) else _drops(labels, search, sets, found),
        nearest=() if len(left) or hits else nearest(conn, search.q),
        districts=districts(conn, search.like),
        previous=replace(search, page=search.page - 1).href() if search.page > 1 else "",
        next=replace(search, page=search.page + 1).href() if search.page < pages else "",
        pages=pages,
    )


_SLUGS = """
select w.value as pk, x.id, x.body_text from json_each(:pks) w cross join exemplars x on x.pk = w.value order by w.key
"""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What of the results is read from the catalog and shown."""

    conn: Connection = field(metadata={"help": "The catalog"})
    q: str = field(metadata={"help": "The words that are searched for"})
    found: Found = field(metadata={"help": "What they find"})
    left: Both = field(metadata={"help": "What the filters leave of it"})
    near: Nearness | None = field(metadata={"help": "The chosen district, if any"})

    def exemplars(self) -> tuple[ExemplarHit, ...]:
        """The exemplars that are left, best first or most alike first."""
        pks: Sequence[int] = [pk for pk in self.found.exemplars if self.left.exemplars >> pk & 1]
        pks = self.near.exemplars(pks) if self.near else pks
        pks = pks[:MOST_EXEMPLARS]
        rows = fetch(self.conn, _SLUGS, {"pks": as_json(pks)})
        texts = {row["pk"]: row["body_text"] for row in rows[:FIRST_EXEMPLARS]}
        match = self._match()
        snippets = marked(texts, match, _SNIPPET) if match else {}
        like = self._reasons(pks, of_exemplars=True)
        return tuple(
            ExemplarHit(card, fragments(snippets.get(row["pk"], "")), like.get(row["pk"], ""))
            for row, card in zip(rows, exemplar_cards(self.conn, [row["id"] for row in rows]), strict=True)
        )

    def quotes(self, page: int) -> tuple[QuoteHit, ...]:
        """The quotes of one page."""
        groups = [step.excerpts for step in self.near.steps()] if self.near else ()
        pks = in_order(self.found, self.left.excerpts, groups, min(page * PAGE_SIZE, LISTED))[(page - 1) * PAGE_SIZE :]
        like = self._reasons(pks, of_exemplars=False)
        return tuple(QuoteHit(quote, like.get(quote.pk, "")) for quote in quotes(self.conn, pks, self._match()))

    def _match(self) -> str:
        terms = telling(words(self.q))
        return match_any(terms) if terms else ""

    def _reasons(self, pks: Sequence[int], *, of_exemplars: bool) -> Mapping[int, str]:
        return self.near.reasons(pks, of_exemplars=of_exemplars) if self.near else {}


def _drops(labels: Labels, search: Search, sets: Sets, found: Found) -> tuple[Step, ...]:
    """What finding nothing may be due to: each filter by itself, then all of them, then the words."""
    everything = sets.everything()
    steps = []
    for name in dict.fromkeys(name for name, _ in search.filters):
        ticks = " or ".join(f"“{labels.of(name, value)}”" for value in search.chosen(name))
        wider = search.without(name)
        steps.append(Step(f"Without {ticks}", wider.href(), len(found.both & sets.left(wider))))
    if len(steps) > 1:
        steps.append(Step("Without any filter", search.unfiltered().href(), len(found.both)))
    if search.q and search.filters:
        wordless = replace(search, q="", page=1)
        steps.append(Step("These filters, whatever the words", wordless.href(), len(everything & sets.left(search))))
    return tuple(step for step in steps if step.count)
