"""Building the public site's Datasette: one immutable file, everything denied that is not allowed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib import resources
from pathlib import Path

from datasette.app import Datasette
from datasette.plugins import pm

from catalog.errors import Problem, StoreError
from catalog.metadata import datasette_metadata
from catalog.pages.site import Site, load_site
from datasette_config.public.config import DATABASE, PLUGIN, SETTINGS, config
from datasette_config.public.plugin import PublicSite
from datasette_config.public.published import Published


def application(catalog_db: Path) -> Datasette:
    """The public site over one catalog.db, which must not change while it is served (but may be replaced).

    Raises StoreError where the file is missing, is no catalog, or stands in a folder whose name SQLite
    cannot take as an address.
    """
    path = catalog_db.resolve()
    site = _check(path)
    if not pm.has_plugin(PLUGIN):
        # One plugin for the process: it acts only for instances whose configuration names it.
        pm.register(PublicSite(), name=PLUGIN)
    package = resources.files("datasette_config.public")
    datasette = Datasette(
        immutables=[str(path)],
        config=config(synthetic=site.synthetic),
        settings=SETTINGS,
        metadata=datasette_metadata(site.title, site.licence, database=DATABASE),
        template_dir=str(package / "templates" / "datasette"),
        static_mounts=[("static", str(package / "static"))],
        default_deny=True,
    )
    datasette.remove_database(*datasette.databases)  # ours takes its place, whatever the file is called
    datasette.add_database(Published(datasette, path), name=DATABASE)
    return datasette


def _check(path: Path) -> Site:
    where = path.name
    if not path.is_file():
        raise StoreError(Problem(where, "there is no such file", "run `catalog build` first"))
    if set(str(path)) & set("?#%"):
        raise StoreError(
            Problem(where, "the folder's path holds one of ? # %", "move the study to a folder without them")
        )
    try:
        with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as conn:
            return load_site(conn)
    except sqlite3.DatabaseError:
        raise StoreError(
            Problem(where, "this is not a published catalog", "run `catalog build` to make it anew")
        ) from None
