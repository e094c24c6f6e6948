"""Datasette's configuration of the public site, in one place, each choice with its reason."""

from __future__ import annotations

from typing import Any

from catalog.pages.recipes import RECIPES

DATABASE = "catalog"
PLUGIN = "catalog-public"

SETTINGS: dict[str, int | bool] = {
    "allow_download": True,  # catalog.db is published for downloading: everything in it is public
    "default_allow_sql": True,  # researchers ask their own questions, within the limits below
    "allow_signed_tokens": False,  # nobody logs in
    "suggest_facets": False,  # guessing facets reads whole tables
    "sql_time_limit_ms": 1500,
    "facet_time_limit_ms": 400,
    "max_csv_mb": 50,
    "default_cache_ttl": 300,  # the file never changes while it is served
    "max_post_body_bytes": 1,  # nothing is ever sent to the site
}
MAX_VALUE_BYTES = 5_000_000  # one SQL value: zeroblob(1e9) is refused instead of allocated
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
