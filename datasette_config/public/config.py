"""Datasette's configuration of the public site, in one place, each choice with its reason."""

from __future__ import annotations

from typing import Any

from catalog.pages.recipes import RECIPES

DATABASE = "catalog"
PLUGIN = "catalog-public"
MAX_AGE = 60  # seconds for which answers may be shown unasked: how long a withdrawn quote can outlive its withdrawal

SETTINGS: dict[str, int | bool] = {
    "allow_download": True,  # catalog.db is published for downloading: everything in it is public
    "default_allow_sql": True,  # researchers ask their own questions, within the limits below
    "allow_signed_tokens": False,  # nobody logs in
    "suggest_facets": False,  # guessing facets reads whole tables
    "num_sql_threads": 4,  # more than researchers' pages may take at once (doors.RESEARCH_AT_ONCE)
    "sql_time_limit_ms": 1500,
    "facet_time_limit_ms": 400,
    "max_csv_mb": 50,
    "default_cache_ttl": MAX_AGE,
    "max_post_body_bytes": 1,  # nothing is ever sent to the site
}
# One SQL value of a researcher's query. Not for memory alone: instr() of two long texts runs for minutes in one
# step, which no limit of time ends; at this size for less than a second.
MAX_VALUE_BYTES = 250_000
PAGE_VALUE_BYTES = 5_000_000  # one SQL value of our own pages, which run no SQL of others
MAX_SQLITE_BYTES = 512_000_000  # all of SQLite's memory in the serving process
PAGE_TIME_LIMIT_MS = 1500  # all SQL of one page of ours


def config(*, synthetic: bool) -> dict[str, Any]:
    """What may be seen by anyone (all of catalog.db), and the recipes as stored queries.

    `synthetic` says whether Datasette's own pages carry the demonstration notice, as ours do.
    """
    actions = ("view-database", "view-database-download", "view-table", "view-query", "execute-sql")
    queries = {
        recipe.name: {
            "title": recipe.title,
            "description": recipe.description,
            "sql": recipe.sql.strip(),
            "hide_sql": True,
        }
        for recipe in RECIPES
    }
    return {
        "permissions": {"view-instance": True},
        "plugins": {PLUGIN: {"site": "public", "synthetic": synthetic}},
        "databases": {DATABASE: {"permissions": dict.fromkeys(actions, True), "queries": queries}},
    }
