"""How common each code is: from people's codings, from the machine's, and corrected for the machine's errors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from sqlite3 import Row
from urllib.parse import urlencode

from catalog.pages.parts import CodeLink
from catalog.pages.rows import Connection, fetch, first, listed
from catalog.pages.site import Site, load_site
from catalog.pages.wording import kind_words, sentence_case

_SCALES = (10, 20, 30, 50, 100)
METHODS = ("people", "machine", "corrected")
UNITS = {"excerpts": "Quotes", "districts": "Districts"}
# A wider interval than that says nothing that a reader could use.
TELLING = 0.4
_GROUPINGS = {"all": "", "district_kind": "Kind of district", "tier": "Tier", "role": "Role", "wave": "Wave"}


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95% interval."""

    share: str = field(metadata={"help": "As in 12%"})
    interval: str = field(metadata={"help": "As in 8% to 17%"})
    n: int = field(metadata={"help": "Quotes or districts it is made of"})
    positives: int = field(metadata={"help": "Of these, with the code"})
    bar: tuple[float, float, float] = field(metadata={"help": "Lower end, share and upper end, from 0 to 100"})


@dataclass(frozen=True, slots=True)
class PrevalenceRow:
    """One code."""

    code: CodeLink = field(metadata={"help": "The code"})
    people: Share | None = field(metadata={"help": "From the random sample alone"})
    machine: Share | None = field(metadata={"help": "The machine's codings, taken for the truth"})
    corrected: Share | None = field(metadata={"help": "The one to quote"})
    off: bool = field(metadata={"help": "Whether the machine's share lies outside the corrected interval"})
    telling: bool = field(metadata={"help": "Whether the corrected interval is narrow enough to say anything"})
    warnings: tuple[str, ...] = field(metadata={"help": "Why the figure cannot carry weight"})
    behind: str = field(metadata={"help": "Address of the excerpts behind the figure"})


@dataclass(frozen=True, slots=True)
class Option:
    """A group or unit that can be looked at."""

    label: str = field(metadata={"help": "In words"})
    href: str = field(metadata={"help": "Its address"})
    chosen: bool = field(metadata={"help": "Whether it is the one shown"})


@dataclass(frozen=True, slots=True)
class Choice:
    """Groups of one sort."""

    label: str = field(metadata={"help": "What is grouped by; empty for all"})
    options: tuple[Option, ...] = field(metadata={"help": "The groups"})


@dataclass(frozen=True, slots=True)
class PrevalencePage:
    """How common each code is in one group."""

    site: Site = field(metadata={"help": "The site's facts"})
    unit: str = field(metadata={"help": "excerpts or districts"})
    group: str = field(metadata={"help": "The group in words"})
    choices: tuple[Choice, ...] = field(metadata={"help": "The groups that can be looked at"})
    units: tuple[Option, ...] = field(metadata={"help": "Quotes or districts"})
    rows: tuple[PrevalenceRow, ...] = field(
        metadata={"help": "Codes, the commonest first; none where nothing is known"}
    )
    shared: tuple[str, ...] = field(metadata={"help": "Warnings that hold for every code"})
    scale: int = field(metadata={"help": "Per cent at the right end of the drawings"})
    wrong: int = field(metadata={"help": "Codes of which the machine's own share is off"})
    read: int = field(metadata={"help": "Published excerpts of the random sample that people read"})
    drawn: int = field(metadata={"help": "Published excerpts of the random sample"})


_ROWS = """
select p.*, k.label from prevalence p join codes k on k.id = p.code_id
where p.grouping = :grouping and p.group_name = :group and p.unit = :unit
"""
_GROUPS = "select distinct grouping, group_name from prevalence order by grouping, group_name"
_SAMPLE = """
select count(*) as drawn, count(r.excerpt_pk) as read from random_sample s left join (
  select distinct excerpt_pk from readings where coder in (select coder from coders where kind = 'person')
) r on r.excerpt_pk = s.excerpt_pk
"""
_OF_CODE = """
select * from prevalence where code_id = :code and grouping = 'all' and method = 'corrected' order by unit
"""


def prevalence_page(conn: Connection, by: str = "", unit: str = "") -> PrevalencePage:
    """The page of a group, `by` as in "tier:catalyst", and a unit; what makes no sense shows all excerpts."""
    groups = [(row[0], row[1]) for row in fetch(conn, _GROUPS)]
    wanted = tuple(by.split(":", 1))
    grouping, group = wanted if wanted in groups else ("all", "all")
    unit = unit if unit in UNITS else "excerpts"
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in fetch(conn, _ROWS, {"grouping": grouping, "group": group, "unit": unit}):
        found[row["code_id"]][row["method"]] = row
    rows = sorted(map(_row, found.values()), key=_order)
    # What holds for every code is said once.
    shared = [words for words in rows[0].warnings if all(words in row.warnings for row in rows)] if rows else []
    rows = [replace(row, warnings=tuple(words for words in row.warnings if words not in shared)) for row in rows]
    ends = [row.corrected.bar[2] for row in rows if row.corrected and row.telling]
    sample = first(conn, _SAMPLE)
    return PrevalencePage(
        site=load_site(conn),
        unit=unit,
        group=_words(grouping, group),
        choices=_choices(groups, (grouping, group), unit),
        units=tuple(Option(label, _href(grouping, group, name), name == unit) for name, label in UNITS.items()),
        rows=tuple(rows),
        shared=tuple(shared),
        scale=next((top for top in _SCALES if max(ends, default=100.0) <= top), 100),
        wrong=sum(row.off for row in rows),
        read=sample["read"] if sample else 0,
        drawn=sample["drawn"] if sample else 0,
    )


@dataclass(frozen=True, slots=True)
class Common:
    """How common a code is, for its page."""

    unit: str = field(metadata={"help": "districts or excerpts"})
    share: str = field(metadata={"help": "As in 12%"})
    low: str = field(metadata={"help": "Lower end of the 95% interval"})
    high: str = field(metadata={"help": "Upper end"})
    telling: bool = field(metadata={"help": "Whether the interval is narrow enough to say anything"})
    href: str = field(metadata={"help": "Address of the page with all codes"})


def common(conn: Connection, code_id: str) -> Common | None:
    """The corrected share of districts, or where that cannot be told, of quotes; None where people have not read
    enough to correct anything."""
    found = sorted(fetch(conn, _OF_CODE, {"code": code_id}), key=lambda row: row["high"] - row["low"] > TELLING)
    if not found:
        return None
    row = found[0]
    ends = f"{row['low']:.0%}", f"{row['high']:.0%}"
    telling = row["high"] - row["low"] <= TELLING
    return Common(row["unit"], f"{row['share']:.0%}", *ends, telling, _href("all", "all", row["unit"]))


def _row(methods: Mapping[str, Row]) -> PrevalenceRow:
    one = next(iter(methods.values()))
    people, machine, corrected = (_share(methods.get(method)) for method in METHODS)
    query = urlencode({"code": one["code_id"]})
    return PrevalenceRow(
        code=CodeLink(one["code_id"], one["label"]),
        people=people,
        machine=machine,
        corrected=corrected,
        off=bool(one["machine_off"]),
        telling=corrected is not None and corrected.bar[2] - corrected.bar[0] <= 100 * TELLING,
        warnings=tuple(map(str, listed(one["warnings"]))),
        behind=f"/catalog/random_sample_of_code?{query}",
    )


def _share(row: Row | None) -> Share | None:
    if row is None:
        return None
    bar = (100 * row["low"], 100 * row["share"], 100 * row["high"])
    interval = f"{row['low']:.1%} to {row['high']:.1%}"
    return Share(f"{row['share']:.1%}", interval, row["n"], row["positives"], tuple(round(x, 1) for x in bar))


def _order(row: PrevalenceRow) -> tuple[bool, float]:
    """What can be said first, the commonest first."""
    shown = row.corrected or row.machine
    return not row.telling, -shown.bar[1] if shown else 0.0


def _choices(groups: list[tuple[str, str]], chosen: tuple[str, str], unit: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            label,
            tuple(
                Option(_words(by, group), _href(by, group, unit), (by, group) == chosen)
                for by, group in groups
                if by == name
            ),
        )
        for name, label in _GROUPINGS.items()
        if any(by == name for by, _ in groups)
    )


def _words(grouping: str, group: str) -> str:
    return kind_words(group) if grouping in ("all", "district_kind") else sentence_case(group)


def _href(grouping: str, group: str, unit: str) -> str:
    asked = {} if grouping == "all" else {"by": f"{grouping}:{group}"}
    if unit != "excerpts":
        asked["of"] = unit
    return "/prevalence" + (f"?{urlencode(asked)}" if asked else "")
