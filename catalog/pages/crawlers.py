"""What search engines and browsers ask for: sitemap, robots, and how to search here."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from catalog.pages.feed import document
from catalog.pages.rows import Connection, fetch
from catalog.pages.site import load_site
from catalog.search import FILTERS

_PAGES = (
    *("/", "/practices", "/coverage", "/codebook", "/about", "/quality"),
    *("/research", "/agreement", "/prevalence", "/moving"),
)
# What costs much to answer, or has no end: searches, comparisons, and Datasette's own pages.
# Each parameter is named: "/?" alone is read as "/", the whole site, by some.
_KEPT_OFF = (*(f"/?{name}=" for name in ("q", *FILTERS)), "/search.", "/suggest.json", "/compare/", "/catalog")
_TYPE = "application/opensearchdescription+xml"
_SHORT = 16  # letters that a browser shows of a search engine's name
_CODES = "select id from codes where retired = 0 and (excerpts > 0 or exemplars > 0) order by position"
_EXEMPLARS = "select id, reviewed_on from exemplars where state = 'published' order by position"


def sitemap(conn: Connection, origin: str) -> str:
    """Every page worth finding. Single quotes are not among them: a search engine would go on showing
    someone's words after they were withdrawn."""
    at = load_site(conn).address or origin
    root = ET.Element("urlset", {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    found = [(page, "") for page in _PAGES]
    found += [(f"/practice/{row['id']}", "") for row in fetch(conn, _CODES)]
    found += [(f"/exemplar/{row['id']}", row["reviewed_on"] or "") for row in fetch(conn, _EXEMPLARS)]
    for path, day in found:
        url = ET.SubElement(root, "url")
        ET.SubElement(url, "loc").text = f"{at}{path}"
        if day:
            ET.SubElement(url, "lastmod").text = day
    return document(root)


def robots(conn: Connection, origin: str, base: str = "") -> str:
    """What crawlers may read; `base` stands before every path of the site, without a slash at the end."""
    at = load_site(conn).address or origin
    rules = "".join(f"Disallow: {base}{path}\n" for path in _KEPT_OFF)
    return f"User-agent: *\n{rules}Allow: /\n\nSitemap: {at}/sitemap.xml\n"


def opensearch(conn: Connection, origin: str) -> str:
    """How a browser searches here from its address bar."""
    site = load_site(conn)
    at = site.address or origin
    root = ET.Element("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    for tag, text in (
        ("ShortName", short(site.title)),
        ("LongName", site.title[:48]),
        ("Description", "Practices, exemplars and the quotes behind them"),
        ("InputEncoding", "UTF-8"),
        ("OutputEncoding", "UTF-8"),
        ("Language", "en"),
    ):
        ET.SubElement(root, tag).text = text
    ET.SubElement(root, "Image", {"type": "image/svg+xml"}).text = f"{at}/static/icon.svg"
    for kind, path in (("text/html", "/"), ("application/json", "/search.json")):
        template = f"{at}{path}?q={{searchTerms}}&page={{startPage?}}"
        ET.SubElement(root, "Url", {"type": kind, "method": "get", "template": template})
    ET.SubElement(root, "Url", {"type": _TYPE, "rel": "self", "template": f"{at}/opensearch.xml"})
    return document(root)


def short(title: str) -> str:
    """A name of at most 16 letters, whole words.

    >>> short("Classroom practice, in their own words"), short("Evidence-to-exemplar")
    ('Classroom', 'Evidence-to-exem')
    """
    cut = title[: _SHORT + 1].rpartition(" ")[0] if len(title) > _SHORT else title
    return cut.rstrip(" ,;:(") or title[:_SHORT]
