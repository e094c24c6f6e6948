"""The researchers' door: what the tables hold, queries ready to ask, how to cite and to download."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.metadata import Table, catalog_tables
from catalog.pages.diagram import Diagram, diagram
from catalog.pages.research_forms import RecipeForm, forms
from catalog.pages.rows import Connection, first
from catalog.pages.site import Site, load_site


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table or view with its columns and its size."""

    table: Table = field(metadata={"help": "Name, description and columns"})
    rows: int | None = field(metadata={"help": "Rows it holds; None for a view"})


@dataclass(frozen=True, slots=True)
class ResearchPage:
    """The researchers' door."""

    site: Site = field(metadata={"help": "The site's facts"})
    tables: tuple[TableRow, ...] = field(metadata={"help": "Tables and views in the schema's order"})
    forms: tuple[RecipeForm, ...] = field(metadata={"help": "Queries ready to ask"})
    megabytes: float = field(metadata={"help": "Size of catalog.db in megabytes (10^6 bytes)"})
    sha256: str = field(metadata={"help": "SHA-256 of catalog.db in hexadecimal; empty where not known"})
    diagram: Diagram = field(metadata={"help": "How the tables belong together"})
    build: str = field(metadata={"help": "Name of this build of the catalog; empty where not stated"})


_SIZE = "select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()"


def research_page(conn: Connection, sha256: str = "") -> ResearchPage:
    """The researchers' door; table sizes are counted on the spot. `sha256` is that of catalog.db."""
    shown = [table for table in catalog_tables() if table.kind != "virtual table"]
    size = first(conn, _SIZE)
    site = load_site(conn)
    return ResearchPage(
        site=site,
        tables=tuple(TableRow(table, _size(conn, table)) for table in shown),
        forms=forms(conn),
        megabytes=round(size["bytes"] / 1e6, 1) if size else 0.0,
        sha256=sha256,
        diagram=diagram(shown),
        build=site.build,
    )


def _size(conn: Connection, table: Table) -> int | None:
    if table.kind == "view":
        return None
    row = first(conn, f"select count(*) as n from {table.name}")
    return row["n"] if row else None
