"""Datasette's configuration of the staff site, in one place, each choice with its reason."""

from __future__ import annotations

from typing import Any

from catalog.people import EVERYONE, SQL_READERS

EVIDENCE, RESEARCH, CATALOG = "evidence", "research", "catalog"
PLUGIN = "catalog-staff"
COOKIE = "catalog_staff"

SETTINGS: dict[str, int | bool] = {
    "allow_download": False,
    "default_allow_sql": True,  # for those whom the permissions below allow, on those databases alone
    "allow_signed_tokens": False,  # one way in: the sign-in page
    "suggest_facets": False,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 800,
    "max_csv_mb": 100,
    "default_cache_ttl": 0,
    "max_post_body_bytes": 1_000_000,
    "num_sql_threads": 4,
}
PAGE_TIME_LIMIT_MS = 3000
# The database in which people decide is opened by our own pages alone: no permission names it.
READABLE = (RESEARCH, CATALOG)


def config() -> dict[str, Any]:
    """Who may see what of Datasette's own pages; everything that is not named here is denied."""
    readers = {"role": sorted(SQL_READERS)}
    allowed = dict.fromkeys(("view-database", "view-table", "view-query", "execute-sql"), readers)
    return {
        "permissions": {"view-instance": {"role": sorted(EVERYONE)}},
        "plugins": {PLUGIN: {"site": "staff"}},
        "databases": {name: {"permissions": allowed} for name in READABLE} | {EVIDENCE: {"allow": False}},
    }
