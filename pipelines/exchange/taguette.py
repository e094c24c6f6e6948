"""Reading a Taguette project (.sqlite3): documents in HTML, highlights in UTF-8 bytes of their text."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left, bisect_right
from collections import defaultdict
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

from catalog.errors import Problem, SourceError
from catalog.records import Span
from pipelines.exchange.offsets import Normal
from pipelines.exchange.project import Document, ForeignCode, Losses, Mark, Project

# After these a new line begins, which counts for nothing in Taguette's offsets.
_BLOCKS = frozenset(
    {
        *[
            "p",
            "div",
            "br",
            "li",
            "ul",
            "ol",
            "tr",
            "table",
            "blockquote",
            "pre",
            "section",
            "article",
            "header",
            "footer",
            "hr",
        ],
        *["h1", "h2", "h3", "h4", "h5", "h6"],
    }
)
TABLES = {"projects", "documents", "highlights", "tags", "highlight_tags"}


class _Text(HTMLParser):
    """The text of a document, and where each byte of Taguette's count lies in it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self._starts: list[int] = []
        self._pieces: list[tuple[int, bytes]] = []
        self._count = 0
        self._parts: list[str] = []
        self._length = 0
        self.feed(html)
        self.close()
        self.text = "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS and self._parts and not self._parts[-1].endswith("\n"):
            self._parts.append("\n")
            self._length += 1

    def handle_data(self, data: str) -> None:
        encoded = data.encode("utf-8", "surrogatepass")
        self._starts.append(self._count)
        self._pieces.append((self._length, encoded))
        self._count += len(encoded)
        self._parts.append(data)
        self._length += len(data)

    def at(self, byte: int, *, end: bool = False) -> int:
        """The place of a byte offset; the end of a span belongs to the piece before it."""
        find = bisect_left if end else bisect_right
        i = max(find(self._starts, byte) - 1, 0)
        if not self._starts:
            return 0
        begin, encoded = self._pieces[i]
        inner = min(byte - self._starts[i], len(encoded))
        while inner < len(encoded) and 0x80 <= encoded[inner] <= 0xBF:
            inner += 1  # Taguette goes to the end of a character, too
        return begin + len(encoded[:inner].decode("utf-8", "surrogatepass"))


def read_taguette(path: Path) -> Project:
    """The project in Taguette's SQLite export; SourceError where the file is another or damaged."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            db.execute("pragma trusted_schema = off")
            return _project(path, db)
    except sqlite3.DatabaseError:
        fix = "export the project from Taguette again: Project info, Export project (SQLite3)"
        raise SourceError(Problem(path.name, "the database is damaged or of another program", fix)) from None


def _project(path: Path, db: sqlite3.Connection) -> Project:
    tables = {row[0] for row in db.execute("select name from sqlite_schema where type = 'table'")}
    if not tables >= TABLES:
        raise SourceError(
            Problem(path.name, "this is no project of Taguette", "import a .sqlite3 that Taguette exported")
        )
    projects = db.execute("select id, name from projects order by id").fetchall()
    if len(projects) != 1:
        fix = "export one project from Taguette: Project info, Export project (SQLite3)"
        raise SourceError(Problem(path.name, f"the database holds {len(projects)} projects", fix))
    losses = Losses()
    tags = db.execute("select id, path, description from tags order by path, id").fetchall()
    by_path = {name: f"tag-{key}" for key, name, _ in tags}
    codes = tuple(ForeignCode(f"tag-{key}", name, said or "", _above(name, by_path)) for key, name, said in tags)
    coders = _coders(db, tables)
    return Project(
        name=projects[0][1],
        origin="Taguette",
        codes=codes,
        documents=tuple(_documents(db, coders, losses)),
        coders={name: name for name in {*coders.values(), ""}},
        reading="bytes of UTF-8, as Taguette counts",
        losses=losses,
    )


def _above(name: str, by_path: dict[str, str]) -> str | None:
    """The nearest tag that this one's path begins with: a.b stands under a."""
    while "." in name:
        name = name.rpartition(".")[0]
        if name in by_path:
            return by_path[name]
    return None


def _coders(db: sqlite3.Connection, tables: set[str]) -> dict[int, str]:
    """Who last set each highlight, as far as the project's history tells."""
    found: dict[int, str] = {}
    if "commands" in tables:
        for login, payload in db.execute("select user_login, payload from commands order by id"):
            try:
                data = json.loads(payload)
            except ValueError:
                continue
            if isinstance(data, dict) and data.get("type") == "highlight_add":
                found[data.get("highlight_id", -1)] = login or ""
    return found


def _documents(db: sqlite3.Connection, coders: dict[int, str], losses: Losses) -> list[Document]:
    tags: dict[int, list[str]] = defaultdict(list)
    for highlight, tag in db.execute("select highlight_id, tag_id from highlight_tags order by 1, 2"):
        tags[highlight].append(f"tag-{tag}")
    highlights: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for key, document, start, end in db.execute(
        "select id, document_id, start_offset, end_offset from highlights order by id"
    ):
        highlights[document].append((key, start, end))
    documents, taken = [], set[str]()
    for key, name, html in db.execute("select id, name, contents from documents order by id"):
        unique = name if name not in taken else f"{name} ({key})"
        taken.add(unique)
        text = _Text(html)
        normal, marks = Normal(text.text), []
        for highlight, start, end in highlights[key]:
            first, last = normal.span(text.at(start), text.at(end, end=True))
            if first == last:
                losses.lose("highlight of no words", unique)
            elif not tags[highlight]:
                losses.lose("highlight without tag", unique)
            else:
                marks.append(Mark(Span(first, last), coders.get(highlight, ""), tuple(tags[highlight])))
        documents.append(Document(unique, unique, normal.text, tuple(marks)))
    return documents
