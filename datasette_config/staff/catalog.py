"""The published catalog, as those who may ask in SQL see it on the staff site: always the newest."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from datasette.app import Datasette
from datasette.database import Database

from catalog.study import Study
from datasette_config.staff.config import CATALOG, PLUGIN

_SEEN, _BEFORE = "_catalog_file", "_catalog_before"


def fresh_catalog(datasette: Datasette) -> None:
    """Open catalog.db where another one was published since it was last opened.

    The one before is closed with the next, when nobody asks of it any more.
    """
    path = Study(Path(datasette.plugin_config(PLUGIN)["study"])).catalog_db
    with suppress(FileNotFoundError):
        found = path.stat()
        seen = (found.st_ino, found.st_mtime_ns, found.st_size)
        if seen == getattr(datasette, _SEEN, None):
            return
        opened = Database(datasette, path=str(path), is_mutable=False)
        opened.name = opened.route = CATALOG
        before = datasette.databases.get(CATALOG)
        # As Datasette itself does it: whoever holds the old table of databases goes on with it.
        datasette.databases = {**datasette.databases, CATALOG: opened}
        last = getattr(datasette, _BEFORE, None)
        if last is not None:
            last.close()
        setattr(datasette, _SEEN, seen)
        setattr(datasette, _BEFORE, before)
