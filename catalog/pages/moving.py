"""The page that says how to move between this catalog and the tools of the field."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from catalog.exemplars.render import as_html
from catalog.pages.rows import Connection
from catalog.pages.site import Site, load_site


@dataclass(frozen=True, slots=True)
class MovingPage:
    """How to move from NVivo, ATLAS.ti, MAXQDA, Taguette or QualCoder and back."""

    site: Site = field(metadata={"help": "The site's facts"})
    html: str = field(metadata={"help": "The text, rendered and sanitised"})


def moving_page(conn: Connection) -> MovingPage:
    """The page; its text is the same for every study."""
    return MovingPage(load_site(conn), _text())


@cache
def _text() -> str:
    rendered = as_html(files("catalog.pages").joinpath("moving.md").read_text(encoding="utf-8"))
    # A table that is wider than a phone scrolls by itself, and by keyboard too.
    wrapped = '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>'
    return (
        rendered.replace("<table>", wrapped).replace("</table>", "</table></div>").replace("<th>", '<th scope="col">')
    )
