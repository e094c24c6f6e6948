"""What a visitor looks for: an address in, words, ticked filters and order out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from catalog.records import STANCES
from catalog.search_words import clean

MOST_VALUES = 40  # values of one filter
LISTED = 1000  # results that can be paged through; ranking and reading more would be felt and not be read
LAST_PAGE = 1000

# The basis of an exemplar whose practice was rated by research elsewhere.
RESEARCHED = "outside research"

FILTERS = (
    *("practice", "barrier", "stance", "grade", "subject", "group", "district_kind", "basis", "dimension"),
    *("role", "source"),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its bound parameters."""

    sql: str
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Search:
    """One visitor's search, as its address holds it: words, ticked filters, whose district comes first, page."""

    q: str = ""
    practice: tuple[str, ...] = ()
    barrier: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    grade: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    district_kind: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    dimension: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    like: str = ""
    page: int = 1

    @classmethod
    def from_args(cls, args: Mapping[str, Sequence[str]]) -> Search:
        """The search an address asks for; what makes no sense is left out, nothing raises.

        >>> search = Search.from_args({"q": ["  two\\x00 words "], "stance": ["past", "odd"], "page": ["x"]})
        >>> search.q, search.stance, search.page
        ('two words', ('past',), 1)
        """
        chosen = {name: _values(args.get(name, ())) for name in FILTERS}
        chosen["stance"] = tuple(value for value in chosen["stance"] if value in STANCES)
        page = (args.get("page") or ["1"])[0]
        return cls(
            q=clean((args.get("q") or [""])[0]),
            like=clean((args.get("like") or [""])[0]),
            page=min(max(int(page), 1), LAST_PAGE) if re.fullmatch(r"[0-9]{1,6}", page) else 1,
            **chosen,
        )

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """The ticked filters, as (filter, value)."""
        return tuple((name, value) for name in FILTERS for value in self.chosen(name))

    @property
    def asks(self) -> bool:
        """Whether anything is looked for at all."""
        return bool(self.q or self.filters or self.like)

    def chosen(self, name: str) -> tuple[str, ...]:
        """The values ticked in one filter."""
        values: tuple[str, ...] = getattr(self, name)
        return values

    def without(self, name: str, value: str | None = None) -> Search:
        """The same search with one value, or the whole filter, taken off, from its first page."""
        kept = tuple(v for v in self.chosen(name) if value is not None and v != value)
        return replace(self, page=1, **{name: kept})  # type: ignore[arg-type]

    def unfiltered(self) -> Search:
        """The same words and order, with nothing ticked."""
        return Search(q=self.q, like=self.like)

    def href(self) -> str:
        """The address of the search, without host.

        >>> Search(q="learning centers", stance=("past",), page=2).href()
        '/?q=learning+centers&stance=past&page=2'
        """
        pairs = [("q", self.q)] if self.q else []
        pairs += self.filters
        if self.like:
            pairs.append(("like", self.like))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return "/?" + urlencode(pairs) if pairs else "/"


def _values(raw: Sequence[str]) -> tuple[str, ...]:
    values = (clean(value) for value in raw[:MOST_VALUES])
    return tuple(dict.fromkeys(value for value in values if value))


_EXEMPLARS_OF_CODES = """
select x.id from exemplar_codes k cross join exemplars x on x.id = k.exemplar_id
where k.code_id = :code and x.state = 'published' order by k.position, x.position limit 2000
"""


def exemplars_of_code(code: str) -> Statement:
    """Slugs of the published exemplars that show a code, those that show it first before the others."""
    return Statement(_EXEMPLARS_OF_CODES, {"code": code})
