"""From a page's record to HTML. A template sees the record as `page` and nothing else of the catalog."""

from __future__ import annotations

from typing import Any

from datasette.app import Datasette
from jinja2 import Environment, PackageLoader, StrictUndefined

OF_DATASETTE = "_catalog_environment"


def number(value: int) -> str:
    """A number with separators of thousands."""
    return f"{value:,}"


def environment(datasette: Datasette) -> Environment:
    """The templates, made once for each instance: `|url` prefixes its base address, `static()` its files."""
    found = getattr(datasette, OF_DATASETTE, None)
    if not isinstance(found, Environment):
        found = Environment(
            loader=PackageLoader("datasette_config.public", "templates/site"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        found.filters |= {"url": datasette.urls.path, "number": number}
        found.globals["static"] = lambda path: datasette.static(path, mount="static")
        found.globals["parts"] = found.get_template("_parts.html").module
        setattr(datasette, OF_DATASETTE, found)
    return found


def render(datasette: Datasette, template: str, page: Any) -> str:
    """The page's HTML."""
    return environment(datasette).get_template(template).render(page=page)
