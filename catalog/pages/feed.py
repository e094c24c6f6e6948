"""The Atom feed of exemplars: new, changed and withdrawn ones, the latest first."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET

from catalog.pages.exemplar_fields import field_map
from catalog.pages.rows import Connection, fetch, first
from catalog.pages.site import load_site

LATEST = 100
_ATOM = "http://www.w3.org/2005/Atom"
_EXEMPLARS = """
select x.id, x.title, x.promise, x.state, x.reviewed_on, x.fields, c.label as practice, c.id as code_id
from exemplars x left join codes c on c.id = x.code_id order by x.position
"""


def feed(conn: Connection, origin: str) -> str:
    """The feed; `origin` is the address under which the visitor sees the site, without a slash at the end.

    Dates are those of the last review or withdrawal, so the feed is the same however often the catalog is
    built. What was never dated counts from the newest source. Ids do not change when the site moves.
    """
    site = load_site(conn)
    at = site.address or origin
    newest = first(conn, "select max(year) as year from sources")
    undated = f"{newest['year']}-01-01" if newest and newest["year"] else "1970-01-01"
    entries = []
    for row in fetch(conn, _EXEMPLARS):
        fields = field_map(row["fields"])
        entries.append((str(fields.get("withdrawn_on") or row["reviewed_on"] or undated), row, fields))
    # Sorting keeps the order of the exemplars within a day.
    entries.sort(key=lambda entry: entry[0], reverse=True)
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _put(root, "title", site.title)
    _put(root, "subtitle", "Exemplars as they are published, looked over and withdrawn")
    _put(root, "id", _name(site.title, ""))
    _put(root, "updated", _time(entries[0][0] if entries else undated))
    _put(root, "link", rel="self", type="application/atom+xml", href=f"{at}/feed.atom")
    _put(root, "link", rel="alternate", type="text/html", href=f"{at}/")
    _put(_put(root, "author"), "name", site.title)
    if site.licence:
        _put(root, "rights", site.licence)
    for day, row, fields in entries[:LATEST]:
        gone = row["state"] == "withdrawn"
        entry = _put(root, "entry")
        _put(entry, "title", f"Withdrawn: {row['title']}" if gone else row["title"])
        _put(entry, "id", _name(site.title, row["id"]))
        _put(entry, "updated", _time(day))
        _put(entry, "link", rel="alternate", type="text/html", href=f"{at}/exemplar/{row['id']}")
        _put(entry, "link", rel="alternate", type="application/json", href=f"{at}/exemplar/{row['id']}.json")
        _put(entry, "category", term=row["state"])
        if row["code_id"]:
            _put(entry, "category", term=row["code_id"], label=row["practice"], scheme=f"{at}/codebook")
        why = str(fields.get("withdrawn_because") or "Its text is no longer shown.")
        _put(entry, "summary", why if gone else row["promise"])
    return document(root)


def document(root: ET.Element) -> str:
    """An XML document with its declaration."""
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _put(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    found = ET.SubElement(parent, tag, attributes)
    found.text = _allowed(text) or None
    return found


def _allowed(text: str) -> str:
    """The text without the control characters that XML cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\t\n\r")


def _time(day: str) -> str:
    return f"{day}T00:00:00Z"


def _name(title: str, exemplar: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{title}/exemplar/{exemplar}')}"
