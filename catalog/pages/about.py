"""The page that says how the catalog was made, from its own figures."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field

from catalog.pages.rows import Connection, fetch
from catalog.pages.site import Site, load_site
from catalog.pages.wording import STATUS_WORDS, sentence_case

# Facts that the page puts into sentences or counts itself; any other fact of `about` is listed.
_IN_SENTENCES = frozenset(
    {
        *("title", "description", "synthetic", "some_synthetic", "licence", "codebook_version", "threshold"),
        *("deidentification", "excerpts", "codings", "exemplars", "sources", "codes"),
    }
)
_NAMES = {
    "codebook_hash": "Fingerprint of the codebook",
    "excerpts_withheld": "Quotes held back for lack of consent or care",
    "reviewed_excerpts": "Quotes that people read with the whole codebook",
    "build": "Build of this catalog",
}
KINDS = {"survey": "Survey", "transcript": "Conversation", "chat": "Chat"}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One delivered file that was quoted."""

    title: str = field(metadata={"help": "Title"})
    kind: str = field(metadata={"help": "Survey, conversation or chat"})
    year: int | None = field(metadata={"help": "Year in which the words were collected"})
    responses: int = field(metadata={"help": "Answers or turns it holds"})
    excerpts: int = field(metadata={"help": "Quotes published from it"})
    synthetic: bool = field(metadata={"help": "Whether the words were invented for demonstration"})
    href: str = field(metadata={"help": "Address of the search within it"})


@dataclass(frozen=True, slots=True)
class CodingRow:
    """How many codings rest on what kind of verdict."""

    status: str = field(metadata={"help": "Who stands behind them, in plain words"})
    coder: str = field(metadata={"help": "Coders"})
    codings: int = field(metadata={"help": "How many"})


@dataclass(frozen=True, slots=True)
class Share:
    """Codings by who stands behind them, as a bar."""

    status: str = field(metadata={"help": "Who stands behind them, in plain words"})
    codings: int = field(metadata={"help": "How many"})
    width: int = field(metadata={"help": "Length of the bar, the longest being 100"})


@dataclass(frozen=True, slots=True)
class AboutPage:
    """How the catalog was made."""

    site: Site = field(metadata={"help": "The site's facts"})
    description: str = field(metadata={"help": "What the catalog is, in the words of those who made it"})
    deidentification: str = field(metadata={"help": "What was done to names and places; empty where nothing was"})
    threshold: str = field(metadata={"help": "Smallest number of respondents that is shown; empty where not stated"})
    facts: tuple[tuple[str, str], ...] = field(metadata={"help": "Further facts, as name and value"})
    sources: tuple[SourceRow, ...] = field(metadata={"help": "Sources in order of their ids"})
    codings: tuple[CodingRow, ...] = field(metadata={"help": "Codings by who stands behind them"})
    shares: tuple[Share, ...] = field(metadata={"help": "The same, by status alone, as bars"})
    elements: tuple[str, ...] = field(metadata={"help": "Names of the consortium's elements"})
    codes: int = field(metadata={"help": "Codes in use"})
    excerpts: int = field(metadata={"help": "Published quotes"})
    responses: int = field(metadata={"help": "Published answers and turns"})
    cases: int = field(metadata={"help": "Districts and schools quoted"})
    exemplars: int = field(metadata={"help": "Published exemplars"})
    withdrawals: int = field(metadata={"help": "Exemplars that were withdrawn"})


_SOURCES = "select id, title, kind, year, responses, excerpts, synthetic from sources order by id"
_CODINGS = "select status, coder, count(*) as n from codings group by status, coder order by n desc"
_STATUS_ORDER = tuple(STATUS_WORDS)
_ELEMENTS = "select distinct e.value from codes c, json_each(c.elements) e order by e.value"
_TOTALS = """
select (select count(*) from codes where retired = 0) as codes,
  (select count(*) from cases where excerpts > 0) as cases,
  (select count(*) from exemplars where state = 'published') as exemplars,
  (select count(*) from exemplars where state = 'withdrawn') as withdrawn
"""


def about_page(conn: Connection) -> AboutPage:
    """How the catalog was made; its figures are counted in the catalog itself."""
    facts = {row["name"]: row["value"] for row in fetch(conn, "select name, value from about order by name")}
    sources = tuple(
        SourceRow(
            title=row["title"],
            kind=KINDS.get(row["kind"], sentence_case(row["kind"])),
            year=row["year"],
            responses=row["responses"],
            excerpts=row["excerpts"],
            synthetic=bool(row["synthetic"]),
            href=f"/?source={row['id']}",
        )
        for row in fetch(conn, _SOURCES)
    )
    codings = sorted(fetch(conn, _CODINGS), key=lambda row: _STATUS_ORDER.index(row["status"]))
    totals = fetch(conn, _TOTALS)[0]
    return AboutPage(
        site=load_site(conn),
        description=facts.get("description", ""),
        deidentification=facts.get("deidentification", ""),
        threshold=facts.get("threshold", ""),
        facts=tuple(
            (_NAMES.get(name) or sentence_case(name.replace("_", " ")), value)
            for name, value in facts.items()
            if name not in _IN_SENTENCES
        ),
        sources=sources,
        codings=tuple(CodingRow(STATUS_WORDS[row["status"]], row["coder"], row["n"]) for row in codings),
        shares=_shares(codings),
        elements=tuple(row[0] for row in fetch(conn, _ELEMENTS)),
        codes=totals["codes"],
        excerpts=sum(source.excerpts for source in sources),
        responses=sum(source.responses for source in sources),
        cases=totals["cases"],
        exemplars=totals["exemplars"],
        withdrawals=totals["withdrawn"],
    )


def _shares(codings: list[sqlite3.Row]) -> tuple[Share, ...]:
    counts = Counter[str]()
    for row in codings:
        counts[STATUS_WORDS[row["status"]]] += row["n"]
    longest = max(counts.values(), default=1)
    return tuple(Share(status, n, round(100 * n / longest)) for status, n in counts.items())
