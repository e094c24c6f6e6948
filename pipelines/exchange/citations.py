"""How to cite the catalog and its published exemplars: CSL-JSON, BibTeX or RIS, from the pages' own records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence

from catalog.pages.citing import Reference
from catalog.pages.exemplar import exemplar_page, published
from catalog.pages.site import load_site


def references(catalog: sqlite3.Connection, origin: str) -> list[Reference]:
    """The catalog as a whole, then each published exemplar; `origin` is the site's address, if it has one."""
    site = load_site(catalog)
    note = "Demonstration with invented words." if site.synthetic else ""
    address = site.address or origin.rstrip("/")
    home = f"{address}/" if address else ""
    whole = Reference("catalog", site.title, "", site.title, home, "", site.build[:12], note)
    pages = [exemplar_page(catalog, key) for key in published(catalog)]
    return [whole, *(page.reference(address) for page in pages if page is not None)]


def csl(cited: Sequence[Reference]) -> str:
    """CSL-JSON, which Zotero, Mendeley and pandoc read."""
    return json.dumps([_csl(one) for one in cited], ensure_ascii=False, indent=2) + "\n"


def _csl(one: Reference) -> dict[str, object]:
    data: dict[str, object] = {
        "id": one.id,
        "type": "dataset" if one.id == "catalog" else "webpage",
        "title": one.title,
        "author": [{"literal": one.site}],
        "publisher": one.site,
        "version": one.version,
        "URL": one.address if "://" in one.address else "",
        "abstract": one.abstract,
        "note": one.note,
    }
    if one.date:
        data["issued"] = {"date-parts": [[int(part) for part in one.date.split("-")]]}
    return {key: value for key, value in data.items() if value}


FORMS: Mapping[str, Callable[[Sequence[Reference]], str]] = {
    "csl": csl,
    "bib": lambda cited: "\n".join(one.bibtex() for one in cited),
    "ris": lambda cited: "".join(one.ris() for one in cited),
}
