"""What a visitor looks for, and the SQL that finds it: an address in, statements out."""

# Statements are put together from the clauses in this file alone; every value is bound.
# ruff: noqa: S608

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from catalog.records import STANCES
from catalog.search_words import clean

CAP = 2000  # matches that are counted; ranking and counting more would be felt and not be read
MOST_VALUES = 40  # values of one filter
LAST_PAGE = 1000

FILTERS = ("practice", "district_kind", "role", "stance", "source")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its bound parameters."""

    sql: str
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Search:
    """One visitor's search, as its address holds it: words, ticked filters, page."""

    q: str = ""
    practice: tuple[str, ...] = ()
    district_kind: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    page: int = 1

    @classmethod
    def from_args(cls, args: Mapping[str, Sequence[str]]) -> Search:
        """The search an address asks for; what makes no sense is left out, nothing raises.

        >>> Search.from_args({"q": ["  two\\x00 words "], "stance": ["past", "odd"], "page": ["x"]})
        Search(q='two words', practice=(), district_kind=(), role=(), stance=('past',), source=(), page=1)
        """
        chosen = {name: _values(args.get(name, ())) for name in FILTERS}
        chosen["stance"] = tuple(value for value in chosen["stance"] if value in STANCES)
        page = (args.get("page") or ["1"])[0]
        return cls(
            q=clean((args.get("q") or [""])[0]),
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
        return bool(self.q or self.filters)

    def chosen(self, name: str) -> tuple[str, ...]:
        """The values ticked in one filter."""
        values: tuple[str, ...] = getattr(self, name)
        return values

    def without(self, name: str, value: str | None = None) -> Search:
        """The same search with one value, or the whole filter, taken off, from its first page."""
        kept = tuple(v for v in self.chosen(name) if value is not None and v != value)
        return replace(self, page=1, **{name: kept})  # type: ignore[arg-type]

    def href(self) -> str:
        """The address of the search, without host.

        >>> Search(q="learning centers", stance=("past",), page=2).href()
        '/?q=learning+centers&stance=past&page=2'
        """
        pairs = [("q", self.q)] if self.q else []
        pairs += self.filters
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return "/?" + urlencode(pairs) if pairs else "/"


def _values(raw: Sequence[str]) -> tuple[str, ...]:
    values = (clean(value) for value in raw[:MOST_VALUES])
    return tuple(dict.fromkeys(value for value in values if value))


def excerpts_by_words(search: Search, match: str, *, ranked: bool = True) -> Statement:
    """Row numbers of the excerpts that hold the words and pass the filters, best first, capped.

    The index stays the outer loop (`cross join`): the planner would otherwise walk the whole table.
    """
    wheres, params = _filters(search)
    params["match"] = match
    join = " cross join excerpts e on e.pk = f.rowid" if any(" e." in where for where in wheres) else ""
    where = "".join(f" and {w.format(pk='f.rowid')}" for w in wheres)
    order = " order by f.rank" if ranked else ""
    sql = f"select f.rowid as pk from excerpts_fts f{join} where excerpts_fts match :match{where}{order}"
    return Statement(f"{sql} limit :cap", params)


def excerpts_by_codes(search: Search, codes: Sequence[str]) -> Statement:
    """Row numbers of the excerpts that carry one of the codes and pass the filters.

    What is done now comes first, then what people coded. An excerpt with two of the codes stands twice.
    """
    wheres, params = _filters(search)
    params["codes"] = json.dumps(list(codes))
    join = " cross join excerpts e on e.pk = k.excerpt_pk" if any(" e." in where for where in wheres) else ""
    where = "".join(f" and {w.format(pk='k.excerpt_pk')}" for w in wheres)
    sql = (
        f"select k.excerpt_pk as pk from codings k{join}"
        f" where k.code_id in (select value from json_each(:codes)){where}"
        " order by k.stance <> 'current',"
        " case k.status when 'reviewed' then 0 when 'model' then 1 else 2 end,"
        " k.probability desc, k.excerpt_pk limit :cap"
    )
    return Statement(sql, params)


def excerpts_by_filters(search: Search) -> Statement:
    """Row numbers of the excerpts that pass the filters, in the order of the sources."""
    if search.practice:
        return excerpts_by_codes(search, search.practice)
    wheres, params = _filters(search)
    where = " and ".join(w.format(pk="e.pk") for w in wheres) or "1"
    return Statement(f"select e.pk from excerpts e where {where} order by e.pk limit :cap", params)


def exemplars_by_words(search: Search, match: str) -> Statement:
    """Slugs of the published exemplars that hold the words and pass the filters; the title weighs most."""
    wheres, params = _exemplar_filters(search)
    params["match"] = match
    sql = (
        "select x.id from exemplars_fts f cross join exemplars x on x.pk = f.rowid"
        f" where exemplars_fts match :match and {' and '.join(wheres)}"
        " order by bm25(exemplars_fts, 8.0, 4.0, 1.0) limit :cap"
    )
    return Statement(sql, params)


def exemplars_by_codes(search: Search, codes: Sequence[str]) -> Statement:
    """Slugs of the published exemplars of the codes that pass the filters; with no codes, all that pass."""
    wheres, params = _exemplar_filters(search)
    if not codes:
        where = " and ".join(wheres)
        return Statement(f"select x.id from exemplars x where {where} order by x.position limit :cap", params)
    params["codes"] = json.dumps(list(codes))
    sql = (
        "select x.id from exemplar_codes k cross join exemplars x on x.id = k.exemplar_id"
        f" where k.code_id in (select value from json_each(:codes)) and {' and '.join(wheres)}"
        " group by x.id order by min(k.position), x.position limit :cap"
    )
    return Statement(sql, params)


def _filters(search: Search) -> tuple[list[str], dict[str, str | int]]:
    """Conditions on an excerpt; `{pk}` stands for its row number. A ticked practice and a ticked stance
    must meet in one coding: "station rotation, stopped" means that it was station rotation that stopped."""
    wheres, params = [], dict[str, str | int](cap=CAP + 1)
    for name, column in (("district_kind", "district_kind"), ("role", "role"), ("source", "source_id")):
        if search.chosen(name):
            wheres.append(f" e.{column} in (select value from json_each(:{name}))")
            params[name] = json.dumps(search.chosen(name))
    coded = []
    for name, column in (("practice", "code_id"), ("stance", "stance")):
        if search.chosen(name):
            coded.append(f" and c.{column} in (select value from json_each(:{name}))")
            params[name] = json.dumps(search.chosen(name))
    if coded:
        wheres.append(f"exists (select 1 from codings c where c.excerpt_pk = {{pk}}{''.join(coded)})")
    return wheres, params


def _exemplar_filters(search: Search) -> tuple[list[str], dict[str, str | int]]:
    """Conditions on an exemplar: role, source and stance are those of the quotes it rests on."""
    wheres, params = ["x.state = 'published'"], dict[str, str | int](cap=CAP + 1)
    of_quotes = replace(search, q="", practice=(), district_kind=())
    if search.practice:
        wheres.append(
            "x.id in (select exemplar_id from exemplar_codes where code_id in (select value from json_each(:practice)))"
        )
        params["practice"] = json.dumps(search.practice)
    if search.district_kind:
        wheres.append("x.district_kind in (select value from json_each(:district_kind))")
        params["district_kind"] = json.dumps(search.district_kind)
    if of_quotes.filters:
        conditions, more = _filters(of_quotes)
        where = " and ".join(w.format(pk="e.pk") for w in conditions)
        wheres.append(
            "x.id in (select q.exemplar_id from citations q cross join excerpts e on e.pk = q.excerpt_pk"
            f" where {where})"
        )
        params |= more
    return wheres, params
