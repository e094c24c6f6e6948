"""The list of exemplars, with where each stands and what it waits for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from catalog.pages.rows import Connection, fetch
from catalog.pages.wording import date_words

SOON = 30  # days before its review an exemplar is called due
STATES = ("draft", "in review", "cleared", "published", "withdrawn")
WAITS_FOR = {
    "draft": "to be written",
    "in review": "a second person to clear it",
    "cleared": "to be published",
    "published": "",
    "withdrawn": "",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One exemplar."""

    id: str = field(metadata={"help": "Slug"})
    title: str = field(metadata={"help": "Title"})
    state: str = field(metadata={"help": "draft, in review, cleared, published or withdrawn"})
    waits: str = field(metadata={"help": "What it waits for"})
    reason: str = field(metadata={"help": "Why it is a draft again; empty where nothing happened"})
    public: bool = field(metadata={"help": "Whether an earlier version is public while this one is written"})
    file: bool = field(metadata={"help": "Whether it is kept in a file of corpus/exemplars"})
    authors: str = field(metadata={"help": "Who wrote it"})
    changed: str = field(metadata={"help": "When it last changed, UTC; empty for a file"})
    quotes: int = field(metadata={"help": "Quotes it cites"})
    comments: int = field(metadata={"help": "Comments on it"})
    due: str = field(metadata={"help": "When to look again; empty where not stated"})
    overdue: bool = field(metadata={"help": "Whether that day is past or near"})


@dataclass(frozen=True, slots=True)
class ExemplarsPage:
    """All exemplars, or those of one state."""

    lines: tuple[Line, ...] = field(metadata={"help": "What needs somebody first"})
    counts: tuple[tuple[str, int], ...] = field(metadata={"help": "How many stand in each state"})
    state: str = field(metadata={"help": "The state shown, or due; empty for all"})
    due: int = field(metadata={"help": "How many are due for another look"})


_LINES = """
select x.id, x.title, x.state, coalesce(x.state_reason, '') as reason, x.origin, x.author, x.public_version, x.version,
  coalesce(x.review_due, '') as due, coalesce(v.at, '') as at, p.state as public,
  (select count(*) from citations c where c.exemplar_id = x.id) as quotes,
  (select count(*) from comments c where c.about = 'exemplar' and c.subject = x.id) as comments
from exemplars x left join exemplar_versions v on v.exemplar_id = x.id and v.version = x.version
  left join exemplar_versions p on p.exemplar_id = x.id and p.version = x.public_version
order by x.state_reason is null, case x.state when 'in review' then 1 when 'cleared' then 2 when 'draft' then 3
  when 'published' then 4 else 5 end, at desc, x.position
"""


def exemplars_page(conn: Connection, state: str, today: date) -> ExemplarsPage:
    """The exemplars of a state, those that are due, or all."""
    soon = (today + timedelta(days=SOON)).isoformat()
    lines = [
        Line(
            id=row["id"],
            title=row["title"],
            state=row["state"],
            waits=WAITS_FOR[row["state"]],
            reason=row["reason"],
            public=row["public"] == "published" and row["state"] != "published",
            file=row["origin"] == "file",
            authors=row["author"],
            changed=row["at"].replace("T", " ")[:16],
            quotes=row["quotes"],
            comments=row["comments"],
            due=date_words(row["due"]),
            overdue="" < row["due"] <= soon and row["state"] != "withdrawn",
        )
        for row in fetch(conn, _LINES)
    ]
    state = state if state in (*STATES, "due") else ""
    shown = [x for x in lines if not state or x.state == state or (state == "due" and x.overdue)]
    counts = tuple((s, sum(x.state == s for x in lines)) for s in STATES)
    return ExemplarsPage(tuple(shown), counts, state, sum(x.overdue for x in lines))
