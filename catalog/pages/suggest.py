"""What is suggested while a visitor types: practices by any of their names, and exemplars by their titles."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from catalog.pages.rows import Connection, fetch
from catalog.search_words import clean, fold, quoted, words

MOST = 6
SHORTEST = 2  # letters


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line under the search box."""

    text: str = field(metadata={"help": "The name or title"})
    hint: str = field(metadata={"help": "What it is, in a few words"})
    href: str = field(metadata={"help": "Where it leads"})


_NAMES = """
select n.name, n.preferred, c.label, c.excerpts from code_names n join codes c on c.id = n.code_id
where c.retired = 0 and (n.folded >= :start and n.folded < :end or instr(n.folded, :inside))
order by n.folded < :start or n.folded >= :end, n.preferred desc, c.excerpts desc, n.folded limit :most
"""
_TITLES = """
select x.id, x.title from exemplars_fts f cross join exemplars x on x.pk = f.rowid
where exemplars_fts match :match and x.state = 'published' order by rank limit :most
"""


def suggestions(conn: Connection, typed: str) -> tuple[Suggestion, ...]:
    """At most six lines for what was typed so far; none for a letter alone."""
    q = clean(typed)
    start = fold(q)
    if len(start) < SHORTEST:
        return ()
    bounds = {"start": start, "end": start + "\U0010ffff", "inside": " " + start, "most": MOST}
    found = {
        row["name"]: Suggestion(
            row["name"],
            "practice or theme" if row["preferred"] else row["label"],
            "/?" + urlencode({"q": row["name"]}),
        )
        for row in fetch(conn, _NAMES, bounds)
    }
    last = words(q)
    match = "title : " + " ".join(quoted(word) for word in last) + "*" if last else ""
    titles = fetch(conn, _TITLES, {"match": match, "most": 2}) if last else []
    shown = [Suggestion(row["title"], "exemplar", f"/exemplar/{row['id']}") for row in titles]
    return (*tuple(found.values())[: MOST - len(shown)], *shown)
