"""From a page's record of the staff site to HTML."""

from __future__ import annotations

from typing import Any

from datasette.app import Datasette

from datasette_config.shared.rendering import environment
from datasette_config.staff.article import article
from datasette_config.staff.config import PLUGIN
from datasette_config.staff.routes import navigation


def render(datasette: Datasette, template: str, *, page: Any, frame: Any) -> str:
    """The page's HTML; templates see the page, its frame, and the navigation of a role."""
    found = environment(datasette, "datasette_config.staff", "templates/site")
    found.globals["navigation"] = navigation
    found.globals["article"] = article
    found.globals["study"] = (datasette.plugin_config(PLUGIN) or {}).get("title", "")
    return found.get_template(template).render(page=page, frame=frame)
