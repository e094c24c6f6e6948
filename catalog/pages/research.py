"""The researchers' door: what the tables hold, queries ready to ask, how to cite and to download."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.metadata import Table, catalog_tables
from catalog.pages.recipes import RECIPES, FieldKind, Recipe
from catalog.pages.rows import Connection, fetch, first
from catalog.pages.site import Site, load_site
from catalog.pages.wording import STANCE_WORDS

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RecipeField:
    """A select of a recipe's form."""

    name: str = field(metadata={"help": "Name in the address"})
    label: str = field(metadata={"help": "Label"})
    choices: tuple[Choice, ...] = field(metadata={"help": "Values with their labels"})


@dataclass(frozen=True, slots=True)
class RecipeForm:
    """A recipe with what can be chosen in it."""

    recipe: Recipe = field(metadata={"help": "The query"})
    fields: tuple[RecipeField, ...] = field(metadata={"help": "Selects of its form"})


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
    build: str = field(metadata={"help": "Name of this build of the catalog; empty where not stated"})


_SIZE = "select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()"
_CODES = "select id, label from codes where excerpts > 0 or retired = 0 order by label"
_QUESTIONS = """
select id, wording from questions where id in (select question_id from answer_counts)
order by source_id, position
"""


def research_page(conn: Connection) -> ResearchPage:
    """The researchers' door; table sizes are counted on the spot."""
    shown = [table for table in catalog_tables() if table.kind != "virtual table"]
    size = first(conn, _SIZE)
    facts = {row["name"]: row["value"] for row in fetch(conn, "select name, value from about")}
    return ResearchPage(
        site=load_site(conn),
        tables=tuple(TableRow(table, _size(conn, table)) for table in shown),
        forms=_forms(conn),
        megabytes=round(size["bytes"] / 1e6, 1) if size else 0.0,
        build=facts.get("build", ""),
    )


def _size(conn: Connection, table: Table) -> int | None:
    if table.kind == "view":
        return None
    row = first(conn, f"select count(*) as n from {table.name}")
    return row["n"] if row else None


def _forms(conn: Connection) -> tuple[RecipeForm, ...]:
    choices: dict[FieldKind, tuple[Choice, ...]] = {
        "code": tuple((row["id"], row["label"]) for row in fetch(conn, _CODES)),
        "stance": tuple(STANCE_WORDS.items()),
        "question": tuple((row["id"], row["wording"]) for row in fetch(conn, _QUESTIONS)),
    }
    return tuple(
        RecipeForm(
            recipe,
            tuple(
                RecipeField(p.name, p.label, ((("", "All"),) if p.optional else ()) + choices[p.kind])
                for p in recipe.parameters
            ),
        )
        for recipe in RECIPES
    )
