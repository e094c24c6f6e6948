"""All codes: who speaks of each and how, which stand together, and how soon sources say nothing new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from sqlite3 import Row

from catalog.pages.report.parts import Cell, Evidence, Heat, Steps, Table, number, percent, slug
from catalog.pages.rows import Connection, fetch
from catalog.pages.wording import STANCE_ORDER, stance_words

OF_CODE = """
select excerpt_id, text, stance, status, role, case_id, source_id, year from coded_excerpts
where code_id = :code and (:stance = '' or stance = :stance) order by source_id, excerpt_id
"""
TOGETHER = """
select e.id as excerpt_id, e.text, a.stance, b.stance as stance_of_other, a.status, e.role, e.case_id, e.source_id,
  e.year
from codings a cross join codings b on b.excerpt_pk = a.excerpt_pk and b.code_id = :other
  join excerpts e on e.pk = a.excerpt_pk
where a.code_id = :code order by e.source_id, e.id
"""
FIRST_IN = """
with first as (
  select k.code_id, min(s.rowid) as source from codings k join excerpts e on e.pk = k.excerpt_pk
    join sources s on s.id = e.source_id group by k.code_id
)
select e.id as excerpt_id, min(e.pk) as first, e.text, k.stance, k.status, e.role, e.case_id, e.source_id, e.year,
  k.code_id
from first f join sources s on s.rowid = f.source join excerpts e on e.source_id = s.id
  join codings k on k.excerpt_pk = e.pk and k.code_id = f.code_id
where s.id = :source group by k.code_id order by k.code_id
"""
_DIMENSIONS = "select id, label, question from dimensions order by position"
_CODES = """
select c.id, c.label, c.dimension_id, c.excerpts, c.cases from codes c where c.excerpts > 0
order by c.cases desc, c.excerpts desc, c.position
"""
_STANCES = """
select code_id, stance, excerpts from code_counts where district_kind = 'all' and stance <> 'all'
"""
_PEOPLE = "select code_id, count(*) from codings where status = 'reviewed' group by 1"
_DISTRICTS = "select count(*) from (select distinct case_id from excerpts where case_id is not null)"
_HEAT = """
select c.id, c.label from codes c join dimensions d on d.id = c.dimension_id
where c.id in (select id from codes where excerpts > 0 order by excerpts desc, position limit :most)
order by d.position, c.position
"""
_PAIRS = "select code_id, other_id, excerpts from code_pairs"
_SOURCES = "select id, title, excerpts, responses from sources order by rowid"
# The first excerpt with each code, in the order in which sources were delivered and words stand in them.
_NEW = """
with placed as (
  select e.pk, s.rowid as source, s.id as source_id, row_number() over (order by s.rowid, e.position, e.number) as n
  from excerpts e join sources s on s.id = e.source_id
)
select p.source_id, k.code_id, min(p.n) as n from codings k join placed p on p.pk = k.excerpt_pk
group by k.code_id order by n
"""
HEAT_CODES = 24


def dimension_tables(conn: Connection) -> Iterator[Table]:
    """A table a dimension: its codes with districts and excerpts, and how people stand to them."""
    stances: dict[str, dict[str, int]] = defaultdict(dict)
    for row in fetch(conn, _STANCES):
        stances[row["code_id"]][row["stance"]] = row["excerpts"]
    people = {row[0]: row[1] for row in fetch(conn, _PEOPLE)}
    districts = fetch(conn, _DISTRICTS)[0][0]
    codes = fetch(conn, _CODES)
    for dimension in fetch(conn, _DIMENSIONS):
        own = [code for code in codes if code["dimension_id"] == dimension["id"]]
        used = [stance for stance in STANCE_ORDER if any(stances[code["id"]].get(stance) for code in own)]
        rows = [tuple(_code_row(code, stances[code["id"]], used, people.get(code["id"], 0))) for code in own]
        if rows:
            headings = (stance_words(stance, dimension["id"]) for stance in used)
            yield Table(
                id=f"codes-{dimension['id']}",
                title=f"{dimension['label']}: {dimension['question']}",
                note=f"All published words of {districts:,} districts, whatever was asked. A missing code is no "
                "evidence of absence: nobody was asked about each.",
                columns=("Code", "Districts", "Quotes", *headings, "Coded by people"),
                rows=tuple(rows),
            )


def _code_row(code: Row, stances: Mapping[str, int], used: Sequence[str], people: int) -> Iterator[Cell]:
    behind = of_code(code["id"], code["label"])
    yield Cell(code["label"], code["id"])
    yield Cell(f"{code['cases']:,}", code["cases"], behind)
    yield Cell(f"{code['excerpts']:,}", code["excerpts"], behind)
    for stance in used:
        count = stances.get(stance, 0)
        shown = of_code(code["id"], code["label"], stance, code["dimension_id"]) if count else None
        yield Cell(f"{count:,}", count, shown)
    yield Cell(percent(people / code["excerpts"]), number(people / code["excerpts"]))


def of_code(code: str, label: str, stance: str = "", dimension: str = "") -> Evidence:
    """The quotes that carry a code, in one stance or any."""
    words = f"{label}: {stance_words(stance, dimension).lower()}" if stance else label
    return Evidence(slug(code, stance or "all"), words, OF_CODE, {"code": code, "stance": stance})


def together_table(conn: Connection) -> Table:
    """The commonest codes by how many excerpts carry two of them at once."""
    codes = [(row["id"], row["label"]) for row in fetch(conn, _HEAT, {"most": HEAT_CODES})]
    pairs = {(row[0], row[1]): row[2] for row in fetch(conn, _PAIRS)}
    rows, counts = [], []
    for i, (code, label) in enumerate(codes):
        own = [pairs.get((code, other), 0) for other, _ in codes[:i]]
        evidence = [_both(code, label, *other) if n else None for n, other in zip(own, codes, strict=False)]
        counts.append(tuple(own))
        cells = (Cell(f"{n:,}" if n else "·", n, one) for n, one in zip(own, evidence, strict=True))
        rows.append((Cell(label, code), *cells, *(Cell("", "") for _ in codes[i:])))
    return Table(
        id="together",
        title="Codes that stand together",
        note=f"Quotes that carry both codes, for the {len(codes)} codes with the most quotes, in the codebook's order. "
        "Codes for one thing and its cause stand together easily; read the quotes before reading a cause into it.",
        columns=("Code", *(label for _, label in codes)),
        rows=tuple(rows),
        chart=Heat(tuple(label for _, label in codes), tuple(counts)),
    )


def _both(code: str, label: str, other: str, other_label: str) -> Evidence:
    return Evidence(slug(code, other), f"{label}, with {other_label}", TOGETHER, {"code": code, "other": other})


def saturation_table(conn: Connection) -> Table:
    """How many codes each source brought that no source before it had."""
    new: dict[str, int] = defaultdict(int)
    points = [(0, 0)]
    for n, row in enumerate(fetch(conn, _NEW), 1):
        new[row["source_id"]] += 1
        points.append((row["n"], n))
    rows, marks, codes, excerpts = [], [], 0, 0
    for source in fetch(conn, _SOURCES):
        if not source["excerpts"]:
            continue
        marks.append((excerpts, source["title"]))
        codes, excerpts = codes + new[source["id"]], excerpts + source["excerpts"]
        words = f"New in {source['title']}"
        behind = Evidence(slug(source["id"]), words, FIRST_IN, {"source": source["id"]}) if new[source["id"]] else None
        rows.append(
            (
                Cell(source["title"], source["id"]),
                Cell(f"{source['excerpts']:,}", source["excerpts"]),
                Cell(f"{new[source['id']]:,}", new[source["id"]], behind),
                Cell(f"{codes:,}", codes),
            )
        )
    return Table(
        id="saturation",
        title="New codes with each new source",
        note="Sources in the order in which they were delivered. Where a source brings no new code, more of its kind "
        "would likely bring few; a codebook made of the same words is saturated by design.",
        columns=("Source", "Quotes", "New codes", "Codes so far"),
        rows=tuple(rows),
        chart=Steps((*points, (excerpts, codes)), tuple(marks), "quotes read", "codes met"),
    )
