"""A few hundred exemplars for a study that is built already, as long as people write them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

QUOTES = 6
_MOST = """
select c.code_id, e.id, substr(e.text, 1, 200) from codings c join excerpts e on e.pk = c.excerpt_pk
where length(e.text) > 40 order by c.code_id, e.pk
"""


def write(study: Path, count: int) -> None:
    """Write `count` exemplars into the corpus, each resting on published excerpts of one code."""
    with closing(sqlite3.connect(study / "build" / "catalog.db")) as db:
        rows = db.execute(_MOST).fetchall()
    folder = study / "corpus" / "exemplars"
    folder.mkdir(parents=True, exist_ok=True)
    for n, (code, quotes) in enumerate(islice(_groups(rows), count), 1):
        front = yaml.safe_dump(_front(n, code, quotes), sort_keys=False, allow_unicode=True)
        body = "The room settles within a week once everyone knows the signal. [1] The second month is calmer. [2]"
        (folder / f"exemplar-{n:03}.md").write_text(f"---\n{front}---\n{body}\n", encoding="utf-8")


def _groups(rows: list[tuple[str, str, str]]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Of each code in turn the next few excerpts, as long as there are any."""
    by_code: dict[str, list[tuple[str, str]]] = {}
    for code, key, text in rows:
        by_code.setdefault(code, []).append((key, text))
    while by_code:
        for code in sorted(by_code):
            quotes, by_code[code] = by_code[code][:QUOTES], by_code[code][QUOTES:]
            if len(quotes) == QUOTES:
                yield code, quotes
            else:
                del by_code[code]


def _front(n: int, code: str, quotes: list[tuple[str, str]]) -> dict[str, Any]:
    lines = [f"Step {i} of example {n}, said in one plain sentence of the length that people write. [1]" for i in "abc"]
    return {
        "title": f"Try example {n} in grade {n % 6 + 1} so that everyone gets a turn with the teacher",
        "promise": "A small change to the hour, and nobody waits for help any more.",
        **{"codes": [code], "state": "published", "author": "ana", "cleared_by": "ben"},
        **{"grades": ["k-2", "3-5"], "subjects": ["reading", "mathematics"], "group_size": "Five or six"},
        **{"time_needed": "An hour a day", "materials": "A timer and a wall chart", "stage": "Settled"},
        "problem": "Most of the hour went to waiting, and those who wait longest are those who need the teacher. [2]",
        "context": "A school at the end of a bus line. [3]",
        **dict.fromkeys(("students_do", "teacher_does", "technology_does", "start_tomorrow"), lines),
        **dict.fromkeys(("look_fors", "adaptations", "helped", "got_in_the_way"), lines),
        "confidence": "Several people say so, and nobody compared it with anything. [4]",
        "quotes": [
            {"excerpt": key, "quote": quote.strip(), "bearing": "counter" if i == QUOTES - 1 else "support"}
            for i, (key, quote) in enumerate(quotes)
        ],
        **{"reviewed_on": f"2026-10-{n % 28 + 1:02}", "review_due": "2027-10-01"},
    }
