"""From a page's record to HTML. A template sees the record as `page` and nothing else of the catalog."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from datasette.app import Datasette
from jinja2 import Environment, PackageLoader, StrictUndefined

from datasette_config.shared.instance import kept


def number(value: int) -> str:
    """A number with separators of thousands."""
    return f"{value:,}"


def environment(datasette: Datasette, package: str, folder: str, **known: object) -> Environment:
    """A site's templates, made once for each instance: `|url` prefixes its base address, `static()` its files.

    `known` are names that all templates may use.
    """

    def make() -> Environment:
        made = templates(package, folder, url=datasette.urls.path)
        made.globals |= known
        # Datasette looks on the disk for each; the files do not change while they are served.
        made.globals["static"] = cache(lambda path, mount="static": datasette.static(path, mount=mount))
        return made

    return kept(datasette, "environment", make)


def templates(package: str, folder: str, url: Callable[..., Any]) -> Environment:
    """The templates of a site, with what all of them use; `url` is the filter of that name."""
    found = Environment(
        loader=PackageLoader(package, folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.filters |= {"url": url, "number": number}
    found.globals["parts"] = found.get_template("_parts.html").module
    return found
