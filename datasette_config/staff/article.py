"""An exemplar's article as the public site shows it, by the public site's own template."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from catalog.pages.exemplar import ExemplarPage
from datasette_config.shared.rendering import templates


def article(page: ExemplarPage) -> Markup:
    """The article's HTML. Its links lead to the public site, or nowhere while nobody has said where that stands."""
    template = _templates().get_template("_exemplar.html")
    return Markup(template.render(page=page, origin=page.site.address))  # noqa: S704 - rendered with escaping


@cache
def _templates() -> Environment:
    return templates("datasette_config.public", "templates/site", url=_address)


@pass_context
def _address(context: Context, path: str) -> str:
    origin = context.get("origin")
    return f"{origin}{path}" if origin else "#preview"
