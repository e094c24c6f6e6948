"""Addresses that answer with a file instead of a page: twins of exemplars, lists, feed, what crawlers ask for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from catalog.pages import lists
from catalog.pages.codebook import codebook_csv, codebook_file, codebook_json
from catalog.pages.crawlers import opensearch, robots, sitemap
from catalog.pages.exemplar import ExemplarPage, exemplar_page
from catalog.pages.exemplar_data import as_data
from catalog.pages.feed import feed
from catalog.pages.rows import Connection, first
from catalog.pages.search_list import found
from catalog.search import Search

JSON, MARKDOWN, CSV = "application/json", "text/markdown", "text/csv"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a file's address answers with."""

    text: str
    status: int = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file's address asks for: the names in it, its query, and where the visitor sees the site."""

    names: Mapping[str, str]
    args: Mapping[str, Sequence[str]]
    origin: str
    base: str

    def first(self, name: str) -> str:
        """The first value of a parameter, or nothing."""
        return (self.args.get(name) or [""])[0]


Make = Callable[[Connection, Asked], Answer | None]


@dataclass(frozen=True, slots=True)
class Twin:
    """An address, the media type of its answer, and how to make it; `saved` names the file to save it as."""

    pattern: str
    media: str
    make: Make
    saved: bool = False


def _of_exemplar(text: Callable[[Connection, ExemplarPage, str], str]) -> Make:
    def make(conn: Connection, asked: Asked) -> Answer | None:
        page = exemplar_page(conn, asked.names["id"])
        return Answer(text(conn, page, asked.origin), 410 if page.withdrawn else 200) if page else None

    return make


def _of_codebook(text: Callable[[Connection], str | None]) -> Make:
    def make(conn: Connection, _asked: Asked) -> Answer | None:
        found = text(conn)
        return Answer(found) if found is not None else None

    return make


def _of_list(build: Callable[[Connection, Asked], lists.Listing]) -> Make:
    def make(conn: Connection, asked: Asked) -> Answer:
        text = lists.as_csv if asked.names["form"] == "csv" else lists.as_json
        return Answer(text(conn, build(conn, asked), asked.origin))

    return make


def _json(_conn: Connection, page: ExemplarPage, origin: str) -> str:
    return json.dumps(as_data(page, origin), ensure_ascii=False, indent=1)


def _markdown(conn: Connection, page: ExemplarPage, origin: str) -> str:
    if page.withdrawn:
        return f"# {page.title}\n\nWithdrawn. {page.withdrawn_reason}\n"
    row = first(conn, "select markdown from exemplars where id = :id", {"id": page.id})
    return f"{row['markdown'] if row else ''}\n---\n\n{page.reference(origin).plain}\n"


LISTS: dict[str, Callable[[Connection, Asked], lists.Listing]] = {
    "practices": lambda conn, asked: lists.practices(conn, asked.first("by")),
    "exemplars": lambda conn, _asked: lists.exemplars(conn),
    "coverage": lambda conn, _asked: lists.coverage(conn),
    "quality": lambda conn, _asked: lists.quality(conn),
    "cases": lambda conn, _asked: lists.cases(conn),
    "search": lambda conn, asked: found(conn, Search.from_args(asked.args)),
}
_SLUG = r"/exemplar/(?P<id>[\w-]{1,200})"
TWINS = (
    Twin(rf"{_SLUG}\.json", JSON, _of_exemplar(_json)),
    Twin(rf"{_SLUG}\.md", MARKDOWN, _of_exemplar(_markdown)),
    Twin(rf"{_SLUG}\.bib", "application/x-bibtex", _of_exemplar(lambda _, p, o: p.reference(o).bibtex()), saved=True),
    Twin(
        rf"{_SLUG}\.ris",
        "application/x-research-info-systems",
        _of_exemplar(lambda _, p, o: p.reference(o).ris()),
        saved=True,
    ),
    Twin(r"/codebook\.json", JSON, _of_codebook(codebook_json)),
    Twin(r"/codebook\.csv", CSV, _of_codebook(codebook_csv), saved=True),
    Twin(r"/taxonomy\.yaml", "application/yaml", _of_codebook(codebook_file), saved=True),
    *(Twin(rf"/{name}\.(?P<form>json)", JSON, _of_list(build)) for name, build in LISTS.items()),
    *(Twin(rf"/{name}\.(?P<form>csv)", CSV, _of_list(build), saved=True) for name, build in LISTS.items()),
    Twin(r"/feed\.atom", "application/atom+xml", lambda conn, asked: Answer(feed(conn, asked.origin))),
    Twin(r"/sitemap\.xml", "application/xml", lambda conn, asked: Answer(sitemap(conn, asked.origin))),
    Twin(r"/robots\.txt", "text/plain", lambda conn, asked: Answer(robots(conn, asked.origin, asked.base))),
    Twin(
        r"/opensearch\.xml",
        "application/opensearchdescription+xml",
        lambda conn, asked: Answer(opensearch(conn, asked.origin)),
    ),
)
