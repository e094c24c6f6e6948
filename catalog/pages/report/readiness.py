"""Technical readiness: what districts and schools have, by kind and tier, and by how disadvantaged they are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from catalog.pages.report.parts import WITHHELD, Cell, Evidence, Stack, Table, number, percent, slug
from catalog.pages.rows import Connection, fetch
from catalog.pages.wording import kind_words

COUNTS = """
select case_kind, attribute, value, grouping, group_name, cases, known, percent from case_counts
where case_kind = :kind and attribute = :attribute and value = :value
  and grouping = :grouping and group_name = :group
"""
ANY_RATIO = """
select case_kind, attribute, grouping, group_name, sum(cases) as cases, max(known) as known from case_counts
where case_kind = :kind and attribute = :attribute and value glob '1:*' and grouping = :grouping and group_name = :group
"""
_ROWS = "select * from case_counts order by case_kind, attribute, grouping, position, rank"
# What says for how many devices there is room, or how many there are.
_RATIO = re.compile(r"1\s*:\s*\d")
_SHORT = {"lan": "LAN", "wan": "WAN"}
_SETTING = ("all", "district_kind", "tier")
# By group: (grouping, group) -> value -> (cases, known, percent).
_Groups = dict[tuple[str, str], dict[str, tuple[int | None, int, str | None]]]


def ready_tables(conn: Connection, *, behind: bool) -> Iterator[Table]:
    """For each attribute that is a ratio such as 1:2, or names readiness: shares by kind of district and tier.

    For who is left `behind`, by thirds of what percentages say of disadvantage.
    """
    attributes: dict[tuple[str, str], _Groups] = defaultdict(lambda: defaultdict(dict))
    for row in fetch(conn, _ROWS):
        group = (row["grouping"], row["group_name"])
        found = (row["cases"], row["known"], row["percent"])
        attributes[row["case_kind"], row["attribute"]][group][row["value"]] = found
    for (kind, attribute), groups in attributes.items():
        values = list(next(iter(groups.values())))
        if "ready" not in attribute and not any(_RATIO.match(value) for value in values):
            continue
        by = {name for name, _ in groups}
        shown = by.difference(_SETTING) if behind else _SETTING
        own = {group: found for group, found in groups.items() if group[0] in shown}
        if own:
            yield _table(kind, attribute, values, own, behind=behind)


def _table(kind: str, attribute: str, values: list[str], groups: _Groups, *, behind: bool) -> Table:
    order = sorted(groups, key=lambda group: (group[0] != "all", group[0] == "tier"))
    words = " ".join(_SHORT.get(word, word) for word in attribute.split("_"))
    ratios = [value for value in values if _RATIO.match(value)]
    rows = []
    for by, group in order:
        known = max(n for _, n, _ in groups[by, group].values())
        label = f"All {kind}s" if by == "all" else _group_words(by, group)
        cells = [Cell(label, f"{by}: {group}"), Cell(f"{known:,}", known)]
        for value in values:
            params = {"kind": kind, "attribute": attribute, "value": value, "grouping": by, "group": group}
            title = f"{words}: {value}, {label}"
            evidence = Evidence(slug(value, by, group), title, COUNTS, params, quotes=False)
            cells.append(_cell(groups[by, group].get(value, (None, known, None)), evidence))
        if len(ratios) > 1:
            counts = [groups[by, group].get(value, (None, known, None))[0] for value in ratios]
            cells.append(_any(counts, known, (kind, attribute, by, group), f"{words}: any of these, {label}"))
        rows.append(tuple(cells))
    shares = [[_share(groups[group].get(value)) for value in values] for group in order]
    stack = Stack(tuple((row[0].text, tuple(own)) for row, own in zip(rows, shares, strict=True)), tuple(values))
    matter = "who is left behind" if behind else "by kind of district and tier"
    by = " Groups are thirds of all by the percentage named." if behind else ""
    return Table(
        id=slug("behind" if behind else "ready", kind, attribute).replace("--", "-"),
        title=f"{words[:1].upper()}{words[1:]}: {matter}",
        note=f"Share of the {kind}s of each group of which it is known; each counts once.{by} Counts of one or two "
        f"{kind}s, and what would give them away, are withheld.",
        columns=(f"{kind.capitalize()}s", "Known", *values, *(["Any ratio"] if len(ratios) > 1 else [])),
        rows=tuple(rows),
        chart=stack,
    )


def _group_words(by: str, group: str) -> str:
    if by in _SETTING:
        return kind_words(group)
    return f"{by.replace('_', ' ').removesuffix(' percent').removesuffix(' pct').capitalize()}, {group}"


def _cell(found: tuple[int | None, int, str | None], evidence: Evidence) -> Cell:
    count, _, share = found
    if count is None:
        return Cell(share or WITHHELD, None, evidence)
    return Cell(f"{share} ({count:,})", count, evidence)


def _any(counts: list[int | None], known: int, place: tuple[str, str, str, str], title: str) -> Cell:
    """The cases with any ratio; withheld where one of its counts is."""
    told = [count for count in counts if count is not None]
    params = dict(zip(("kind", "attribute", "grouping", "group"), place, strict=True))
    evidence = Evidence(slug("any", *place[2:]), title, ANY_RATIO, params, quotes=False)
    if len(told) < len(counts):
        return Cell(WITHHELD, None, evidence)
    return Cell(f"{percent(sum(told) / known)} ({sum(told):,})", sum(told), evidence)


def _share(found: tuple[int | None, int, str | None] | None) -> float | None:
    if found is None or found[0] is None or not found[1]:
        return None
    return number(found[0] / found[1])
