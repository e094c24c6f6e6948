"""How far to trust the codings: how people agree, and how common codes are once machine errors are allowed for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from sqlite3 import Row

from catalog.pages.report.parts import Bar, Bars, Cell, Evidence, Table, number, slug
from catalog.pages.rows import Connection, fetch, listed

IN_SAMPLE = """
select e.id as excerpt_id, e.text, v.stance, 'reviewed' as status, e.role, e.case_id, e.source_id, e.year
from random_sample s join excerpts e on e.pk = s.excerpt_pk join verdicts v on v.excerpt_pk = e.pk
  and v.code_id = :code and v.stance <> 'negated' join coders c on c.coder = v.coder and c.kind = 'person'
group by e.pk having count(*) = (select count(*) from readings r join coders p on p.coder = r.coder
  where r.excerpt_pk = e.pk and p.kind = 'person')
order by e.source_id, e.id
"""
READ_BY_TWO = """
select e.id as excerpt_id, e.text, group_concat(v.coder || ': ' || v.stance, '; ') as stance, 'reviewed' as status,
  e.role, e.case_id, e.source_id, e.year
from verdicts v join coders c on c.coder = v.coder and c.kind = 'person' join excerpts e on e.pk = v.excerpt_pk
where v.code_id = :code and (select count(*) from readings r join coders p on p.coder = r.coder
  where r.excerpt_pk = e.pk and p.kind = 'person') > 1
group by e.pk order by e.source_id, e.id
"""
_PREVALENCE = """
select p.*, k.label from prevalence p join codes k on k.id = p.code_id
where p.grouping = 'all' and p.unit = 'excerpts' order by k.position
"""
_AGREEMENT = """
select a.*, k.label from agreement a join codes k on k.id = a.code_id where a.scope = 'people' order by k.position
"""
MOST_DRAWN = 20


def reliable_tables(conn: Connection) -> Iterator[Table]:
    """Corrected prevalence, and agreement code by code; nothing where people have not read enough."""
    yield from _prevalence(conn)
    yield from _agreement(conn)


def _by_code(rows: list[Row], name: str) -> dict[str, dict[str, Row]]:
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        found[row["code_id"]][row[name]] = row
    return found


def _prevalence(conn: Connection) -> Iterator[Table]:
    codes = [one for one in _by_code(fetch(conn, _PREVALENCE), "method").values() if "corrected" in one]
    codes.sort(key=lambda one: -one["corrected"]["share"])
    if not codes:
        return
    shown = [one["corrected"] for one in codes[:MOST_DRAWN]]
    read, drawn = codes[0]["people"]["n"], fetch(conn, "select count(*) from random_sample")[0][0]
    yield Table(
        id="prevalence",
        title="How common each code is, allowing for the machine’s errors",
        note=f"Share of all quotes. People read {read:,} of {drawn:,} quotes drawn by lot; the machine’s share is "
        "corrected by what it got wrong there (prediction-powered inference). Where “machine off” says yes, the "
        "machine’s own count is not to be quoted. Groups and districts: table prevalence.",
        columns=("Code", "Corrected", "95% from", "to", "People alone", "Machine alone", "Machine off", "What to know"),
        rows=tuple(tuple(_common(one)) for one in codes),
        chart=Bars(tuple(Bar(one["label"], one["share"], one["low"], one["high"]) for one in shown)),
    )


def _common(one: Mapping[str, Row]) -> Iterator[Cell]:
    corrected, people, machine = one["corrected"], one["people"], one["machine"]
    code, label = corrected["code_id"], corrected["label"]
    evidence = Evidence(slug(code), f"{label}, in the random sample", IN_SAMPLE, {"code": code})
    yield Cell(label, code)
    for name, behind in (("share", evidence), ("low", None), ("high", None)):
        yield Cell(f"{corrected[name]:.1%}", number(corrected[name]), behind if people["positives"] else None)
    yield Cell(f"{people['share']:.1%}", number(people["share"]), evidence if people["positives"] else None)
    yield Cell(f"{machine['share']:.1%}", number(machine["share"]))
    yield Cell("yes" if corrected["machine_off"] else "no")
    # How many were read is in the note.
    warnings = (str(words) for words in listed(corrected["warnings"]))
    yield Cell("; ".join(words for words in warnings if not words.endswith("were read")))


def _agreement(conn: Connection) -> Iterator[Table]:
    codes = list(_by_code(fetch(conn, _AGREEMENT), "measure").values())
    if not codes:
        return
    yield Table(
        id="agreement",
        title="How far people agree, code by code",
        note="Of quotes that two people read with the whole codebook. Alpha is Krippendorff’s, kappa Cohen’s, AC1 "
        "Gwet’s; intervals by drawing districts anew.",
        columns=("Code", "Read by two", "Given", "Alpha", "95% from", "to", "Kappa", "AC1", "Percent", "What to know"),
        rows=tuple(tuple(_agreed(one)) for one in codes),
    )


def _agreed(one: Mapping[str, Row]) -> Iterator[Cell]:
    alpha = one["alpha"]
    code = alpha["code_id"]
    evidence = Evidence(slug(code), f"{alpha['label']}, read by two", READ_BY_TWO, {"code": code})
    yield Cell(alpha["label"], code)
    yield Cell(f"{alpha['n']:,}", alpha["n"])
    yield Cell(f"{alpha['given']:,}", alpha["given"], evidence)
    for row, name in (
        (alpha, "value"),
        (alpha, "low"),
        (alpha, "high"),
        (one["kappa"], "value"),
        (one["ac1"], "value"),
    ):
        yield Cell("–" if row[name] is None else f"{row[name]:.2f}", "" if row[name] is None else number(row[name]))
    yield Cell(f"{one['percent']['value']:.0%}", number(one["percent"]["value"]))
    yield Cell("; ".join(map(str, listed(alpha["warnings"]))))
