"""The coverage map: for which practice and grades there is an exemplar, and where none exists yet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from catalog.pages.parts import CodeLink
from catalog.pages.rows import Connection, fetch, listed
from catalog.pages.site import Site, load_site
from catalog.pages.wording import NOT_PRACTICAL

# Bands of grades with the first and last grade of each; kindergarten is 0, what comes before it -1.
BANDS = {"Pre-K": (-1, -1), "K-2": (0, 2), "3-5": (3, 5), "6-8": (6, 8), "9-12": (9, 12)}


@dataclass(frozen=True, slots=True)
class Shown:
    """An exemplar in a cell of the map."""

    title: str = field(metadata={"help": "Its title"})
    href: str = field(metadata={"help": "Address of its page"})


@dataclass(frozen=True, slots=True)
class Row:
    """One practice."""

    code: CodeLink = field(metadata={"help": "The practice"})
    excerpts: int = field(metadata={"help": "Published quotes that carry it"})
    cells: tuple[tuple[Shown, ...], ...] = field(metadata={"help": "Exemplars by band of grades; empty where none"})


@dataclass(frozen=True, slots=True)
class Group:
    """The practices of one dimension."""

    id: str = field(metadata={"help": "Name in the address, after #"})
    label: str = field(metadata={"help": "The dimension"})
    rows: tuple[Row, ...] = field(metadata={"help": "Its practices, in the codebook's order"})


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """Practice by grades."""

    site: Site = field(metadata={"help": "The site's facts"})
    bands: tuple[str, ...] = field(metadata={"help": "Bands of grades: the columns"})
    groups: tuple[Group, ...] = field(metadata={"help": "Practices by dimension"})
    filled: int = field(metadata={"help": "Cells with an exemplar"})
    cells: int = field(metadata={"help": "Cells of the map"})
    wanted: tuple[Row, ...] = field(metadata={"help": "Practices much spoken of that no exemplar shows"})


_BELOW = {"p": -1, "k": 0}
WANTED = 6
_CODES = """
select c.id, c.label, c.excerpts, d.id as dimension_id, d.label as dimension
from dimensions d join codes c on c.dimension_id = d.id where c.retired = 0 order by d.position, c.position
"""
_SHOWN = """
select o.code_id, x.id, x.title, x.grades from exemplars x join exemplar_codes o on o.exemplar_id = x.id
where x.state = 'published' order by x.position
"""


def coverage_page(conn: Connection) -> CoveragePage:
    """The map of published exemplars; barriers, purposes and outcomes are no practices and stand apart."""
    shown: dict[tuple[str, str], list[Shown]] = defaultdict(list)
    for row in fetch(conn, _SHOWN):
        for band in bands_of(map(str, listed(row["grades"]))):
            shown[row["code_id"], band].append(Shown(row["title"], f"/exemplar/{row['id']}"))
    used = {band for _, band in shown}
    bands = tuple(band for band in BANDS if band != "Pre-K" or band in used)
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in fetch(conn, _CODES):
        if row["dimension_id"] not in NOT_PRACTICAL:
            cells = tuple(tuple(shown[row["id"], band]) for band in bands)
            link = CodeLink(row["id"], row["label"])
            groups[row["dimension_id"], row["dimension"]].append(Row(link, row["excerpts"], cells))
    rows = [row for group in groups.values() for row in group]
    lacking = [row for row in rows if row.excerpts and not any(row.cells)]
    return CoveragePage(
        site=load_site(conn),
        bands=bands,
        groups=tuple(Group(id, label, tuple(found)) for (id, label), found in groups.items()),
        filled=sum(bool(cell) for row in rows for cell in row.cells),
        cells=len(rows) * len(bands),
        wanted=tuple(sorted(lacking, key=lambda row: -row.excerpts)[:WANTED]),
    )


def bands_of(grades: Iterable[str]) -> tuple[str, ...]:
    """The bands that grades as authors write them fall into, in order.

    >>> bands_of(["k-2", "Grade 4", "7", "prek"])
    ('Pre-K', 'K-2', '3-5', '6-8')
    >>> bands_of(["K–1"]), bands_of(["adults"])
    (('K-2',), ())
    """
    found = set()
    for words in grades:
        plain = re.sub(r"\bpre-?k\b", "p", words.casefold().replace("kindergarten", "k"))
        numbers = [_BELOW[n] if n in _BELOW else int(n) for n in re.findall(r"\b[pk]\b|\d{1,2}", plain)]
        if numbers:
            found |= {band for band, (low, high) in BANDS.items() if min(numbers) <= high and max(numbers) >= low}
    return tuple(band for band in BANDS if band in found)
