"""Our pages' addresses: which page stands at each, how it is shown, and where the visitor sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import Request

from catalog.pages.about import about_page
from catalog.pages.agreement import agreement_page
from catalog.pages.code_quality import code_quality_page
from catalog.pages.codebook import codebook_page
from catalog.pages.compare import compare_page
from catalog.pages.coverage import coverage_page
from catalog.pages.excerpt import excerpt_page
from catalog.pages.exemplar import exemplar_page
from catalog.pages.home import home_page
from catalog.pages.moving import moving_page
from catalog.pages.practice import practice_page
from catalog.pages.practices import practices_page
from catalog.pages.prevalence import prevalence_page
from catalog.pages.quality import quality_page
from catalog.pages.research import research_page
from catalog.pages.rows import Connection
from catalog.pages.search import search_page
from catalog.search import Search
from datasette_config.public.rendering import Seen
from datasette_config.public.twins import TWINS

Args = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Route:
    """An address of ours: its pattern, its template, and the page for the names in it (and `sha256`, the file's)
    and its query."""

    pattern: str
    template: str
    page: Callable[[Connection, dict[str, str], Args], Any]
    data: str = ""  # address of the same as data, without .json or .csv; it takes over the page's query
    found: bool = True  # whether search engines may show it


def _front(conn: Connection, _names: dict[str, str], args: Args) -> Any:
    search = Search.from_args(args)
    return search_page(conn, search) if search.asks else home_page(conn)


ROUTES = (
    Route(r"/", "front.html", _front, data="/exemplars"),
    Route(
        r"/practice/(?P<id>[\w-]{1,100})",
        "practice.html",
        lambda c, n, a: practice_page(c, n["id"]),
        data="/search?practice={id}",
    ),
    Route(r"/exemplar/(?P<id>[\w-]{1,200})", "exemplar.html", lambda c, n, a: exemplar_page(c, n["id"], today())),
    # A search engine would go on showing someone's words after they were withdrawn.
    Route(r"/excerpt/(?P<id>[\w-]{1,100})", "excerpt.html", lambda c, n, a: excerpt_page(c, n["id"]), found=False),
    Route(
        r"/practices",
        "practices.html",
        lambda c, n, a: practices_page(c, (a.get("by") or [""])[0]),
        data="/practices",
    ),
    Route(
        r"/compare/(?P<one>[\w-]{1,200})/(?P<other>[\w-]{1,200})",
        "compare.html",
        lambda c, n, a: compare_page(c, n["one"], n["other"]),
        found=False,
    ),
    Route(r"/coverage", "coverage.html", lambda c, n, a: coverage_page(c), data="/coverage"),
    Route(r"/codebook", "codebook.html", lambda c, n, a: codebook_page(c), data="/codebook"),
    Route(r"/quality", "quality.html", lambda c, n, a: quality_page(c), data="/quality"),
    Route(r"/quality/(?P<id>[\w-]{1,100})", "code_quality.html", lambda c, n, a: code_quality_page(c, n["id"])),
    Route(r"/about", "about.html", lambda c, n, a: about_page(c), data="/cases"),
    Route(r"/research", "research.html", lambda c, n, a: research_page(c, n["sha256"])),
    Route(r"/agreement", "agreement.html", lambda c, n, a: agreement_page(c)),
    Route(
        r"/prevalence",
        "prevalence.html",
        lambda c, n, a: prevalence_page(c, (a.get("by") or [""])[0], (a.get("of") or [""])[0]),
    ),
    Route(r"/moving", "moving.html", lambda c, n, a: moving_page(c)),
)
SUGGEST = r"/suggest\.json"
PATTERNS = (SUGGEST, *(route.pattern for route in ROUTES), *(twin.pattern for twin in TWINS))
OURS = re.compile("|".join(re.sub(r"\?P<\w+>", "?:", pattern) for pattern in PATTERNS), re.ASCII)


def today() -> str:
    """The day by universal time, as 2026-11-30."""
    return datetime.now(UTC).date().isoformat()


def args_of(request: Request) -> dict[str, Sequence[str]]:
    """The values of each parameter of a query."""
    return {name: request.args.getlist(name) for name in request.args}


def base_of(datasette: Datasette) -> str:
    """What stands before every path of the site, without a slash at the end."""
    return str(datasette.setting("base_url")).rstrip("/")


def origin_of(datasette: Datasette, request: Request) -> str:
    """Where the visitor sees the site, for citations where the study does not say where it stands."""
    host = request.host or ""
    known = re.fullmatch(r"[\w.-]{1,255}(:\d{1,5})?", host, re.ASCII) and request.scheme in ("http", "https")
    return f"{request.scheme}://{host}{base_of(datasette)}" if known else ""


def seen_by(datasette: Datasette, route: Route, request: Request) -> Seen:
    """What the head of a page says of where it was seen."""
    search = route.pattern == "/" and bool(request.query_string)
    data = "/search" if search else route.data.format(**request.url_vars)
    path, _, query = data.partition("?")
    query = query or request.query_string
    forms = [(f"{path}.{form}{'?' if query else ''}{query}", form) for form in ("json", "csv")] if data else []
    return Seen(
        origin=origin_of(datasette, request),
        path="" if search else request.path.removeprefix(base_of(datasette)),
        alternates=tuple(forms),
        found=route.found and not request.query_string,
    )
