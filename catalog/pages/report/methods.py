"""The methods sheet: items of COREQ and SRQR, filled from the database where it knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog.pages.rows import Connection, fetch, listed
from catalog.pages.wording import and_list

UNKNOWN = "The database does not hold this: to be written by the study's team."
_STATUS = {"reviewed": "by people", "model": "by the model alone", "rules": "by cue phrases alone"}


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the sheet."""

    guide: str = field(metadata={"help": "Its number in COREQ and in SRQR"})
    title: str = field(metadata={"help": "What is asked"})
    answer: str = field(metadata={"help": "The answer"})
    known: bool = field(metadata={"help": "Whether the database knows it"})


def methods(conn: Connection) -> tuple[Item, ...]:
    """COREQ (Tong, Sainsbury & Craig 2007) and SRQR (O'Brien et al. 2014), as far as a database can answer."""
    facts = {row[0]: row[1] for row in fetch(conn, "select name, value from about")}
    return tuple(_items(conn, facts))


def _items(conn: Connection, facts: dict[str, str]) -> Iterator[Item]:
    def item(guide: str, title: str, answer: str = "") -> Item:
        return Item(guide, title, answer or UNKNOWN, bool(answer))

    yield item("SRQR 1", "Title", facts.get("title", ""))
    yield item("COREQ 1-8", "Who asked, with which training and stance towards those asked")
    yield item("COREQ 9, SRQR 5", "Theory and approach")
    yield item("COREQ 10-12, SRQR 8", "How participants were chosen and reached; who did not answer")
    yield item("COREQ 12, SRQR 8", "Sample", _sample(conn, facts))
    yield item("COREQ 14-16, SRQR 7", "Setting and participants", _participants(conn))
    yield item("COREQ 17, SRQR 11", "What was asked", _asked(conn))
    yield item("COREQ 18-21, SRQR 10", "When and how words were collected", _collected(conn))
    yield item("SRQR 9", "Consent and ethics", _consent(facts))
    yield item("SRQR 12", "Units of analysis", _units(conn))
    yield item("COREQ 22", "Saturation", "See “New codes with each new source”, which is counted, not judged.")
    yield item("COREQ 24-25, SRQR 14", "Coders and codebook", _coding(conn, facts))
    yield item("SRQR 15", "Agreement between coders", _agreement(conn))
    yield item("COREQ 26", "Where codes came from", _codebook(conn, facts))
    yield item("COREQ 27", "Software", _software(facts))
    yield item("COREQ 28", "Whether participants checked the findings")
    yield item("COREQ 29-32, SRQR 16-17", "Quotes", _quotes(conn))
    yield item("SRQR 18-19", "What limits the findings", _limits(facts))
    yield item("SRQR 20-21", "Interests and funding")


def _one(conn: Connection, sql: str) -> int:
    return int(fetch(conn, sql)[0][0] or 0)


def _sample(conn: Connection, facts: dict[str, str]) -> str:
    sources = fetch(conn, "select title, kind, responses, excerpts from sources order by rowid")
    each = "; ".join(f"{s['title']} ({s['responses']:,} answers or turns)" for s in sources)
    withheld = int(facts.get("excerpts_withheld", "0"))
    return (
        f"{each}. {withheld:,} excerpts are not published, for lack of consent or because they might identify someone."
    )


def _participants(conn: Connection) -> str:
    cases = fetch(
        conn,
        "select district_kind as kind, count(*) as n from cases where parent_id is null and district_kind is not null "
        "group by 1 order by 1",
    )
    roles = fetch(conn, "select distinct role from excerpts where role is not null order by 1")
    kinds = and_list(tuple(f"{row['n']:,} {row['kind']}" for row in cases))
    spoke = and_list(tuple(row["role"] for row in roles))
    return f"Districts: {kinds}." + (f" Roles: {spoke}." if spoke else "") if kinds else ""


def _asked(conn: Connection) -> str:
    rows = fetch(conn, "select type, count(distinct wording) as n from questions group by 1 order by 1")
    counts = and_list(tuple(f"{row['n']} {row['type']}" for row in rows))
    return f"Questions by type: {counts}. Their exact wording stands in table questions." if rows else ""


def _collected(conn: Connection) -> str:
    rows = fetch(conn, "select title, wave, year, layout from sources order by rowid")
    return "; ".join(f"{r['title']}: {r['wave'] or r['year'] or 'not dated'} ({r['layout']})" for r in rows) + "."


def _consent(facts: dict[str, str]) -> str:
    least = facts.get("threshold", "10")
    return (
        "Only words whose source and district consented to being quoted are used here. "
        f"{facts.get('deidentification', '')} Counts of chosen answers under {least} respondents are withheld."
    )


def _units(conn: Connection) -> str:
    excerpts, responses = _one(conn, "select count(*) from excerpts"), _one(conn, "select sum(responses) from sources")
    return (
        f"{excerpts:,} excerpts of one to five sentences, cut from {responses:,} answers and turns at boundaries of "
        "sentences. Shares of districts count a district once, however much it said."
    )


def _coding(conn: Connection, facts: dict[str, str]) -> str:
    rows = fetch(conn, "select status, count(*) as n from codings group by 1 order by 1")
    status = and_list(tuple(f"{row['n']:,} {_STATUS.get(row['status'], row['status'])}" for row in rows))
    coders = fetch(conn, "select coder, kind, version, excerpts from coders order by kind <> 'person', coder")
    who = "; ".join(f"{r['coder']} ({r['kind']}, read {r['excerpts']:,} published excerpts)" for r in coders)
    return (
        f"Codebook “{facts.get('codebook', '')}” {facts.get('codebook_version', '')}, {facts.get('codes', '')} codes. "
        f"Codings: {status}. Coders: {who}. People outrank a model, a model outranks cue phrases; where two people "
        "read an excerpt, only what both gave counts."
    )


def _agreement(conn: Connection) -> str:
    rows = fetch(conn, "select * from agreement where code_id is null and measure = 'alpha' order by unit desc")
    said = []
    for row in rows:
        if row["value"] is not None:
            ends = f" [{row['low']:.2f}, {row['high']:.2f}]" if row["low"] is not None else ""
            said.append(f"{row['scope']}: alpha {row['value']:.2f}{ends}, {row['n']:,} units of {row['unit']}")
    coders = and_list(tuple(listed(rows[0]["coders"]))) if rows else ""
    return f"Between {coders}. " + "; ".join(said) + ". Code by code: see “How far to trust it”." if said else ""


def _codebook(conn: Connection, facts: dict[str, str]) -> str:
    dimensions = _one(conn, "select count(*) from dimensions")
    return (
        f"A codebook made beforehand, with {dimensions} dimensions; each code has a definition, when to use it and "
        f"when not, examples and near misses (digest {facts.get('codebook_hash', '')[:12]})."
    )


def _software(facts: dict[str, str]) -> str:
    return f"evidence-to-exemplar; build {facts.get('build', '')[:12]} of the catalog."


def _quotes(conn: Connection) -> str:
    exemplars = _one(conn, "select count(*) from exemplars where state = 'published'")
    cited = _one(conn, "select count(distinct excerpt_pk) from citations")
    return (
        f"Every figure of coded words leads to the quotes behind it. {exemplars:,} exemplars cite {cited:,} excerpts, "
        "those that speak against them among them."
    )


def _limits(facts: dict[str, str]) -> str:
    invented = "The words were invented for demonstration: nothing here is true of any school. "
    return (
        (invented if facts.get("synthetic") == "1" else "")
        + "Answers are what people said of their own districts. Not all who were asked answered, and what was not said "
        "may still be so. Codings that no person reviewed carry a machine's errors: see “How far to trust it”."
    )
