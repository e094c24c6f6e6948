"""From a page's record of the public site to HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from datasette.app import Datasette

from catalog.pages.exemplar_data import linked_data
from datasette_config.shared.rendering import environment


@dataclass(frozen=True, slots=True)
class Seen:
    """How the visitor came to a page: what its head says to browsers and crawlers."""

    origin: str = ""  # where the visitor sees the site, without a slash at the end
    path: str = ""  # the page's address without host and query
    alternates: tuple[tuple[str, str], ...] = ()  # the same as data: (address, json or csv)
    found: bool = False  # whether search engines may show it


def render(datasette: Datasette, template: str, page: Any, seen: Seen = Seen()) -> str:
    """The page's HTML."""
    found = environment(datasette, "datasette_config.public", "templates/site", linked_data=linked_data)
    return found.get_template(template).render(page=page, origin=seen.origin, seen=seen)
