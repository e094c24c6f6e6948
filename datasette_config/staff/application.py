"""Building the staff site's Datasette: evidence.db for our own pages, and what researchers may ask in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from importlib import resources

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from catalog.errors import Problem, StoreError
from catalog.manifest import load_manifest
from catalog.metadata import datasette_metadata
from catalog.store import research
from catalog.store.connection import open_database
from catalog.study import Study
from datasette_config.staff.catalog import fresh_catalog
from datasette_config.staff.config import CATALOG, EVIDENCE, PLUGIN, RESEARCH, SETTINGS, config
from datasette_config.staff.plugin import StaffSite
from datasette_config.staff.trying import DryRun, hand_in


def application(study: Study, publisher: Sequence[str] = (), dry_run: DryRun | None = None) -> Datasette:
    """The staff site of one study. Raises StoreError where there is no sound evidence.db.

    `publisher` is the command that does a publication, given the study's folder and the publication's number;
    without one nobody publishes from the browser. `dry_run` tries codebooks.
    """
    title = load_manifest(study.manifest).title
    if not study.evidence_db.is_file():
        raise StoreError(Problem("evidence.db", "there is no such file", "run `catalog build` first"))
    if set(str(study.evidence_db)) & set("?#%"):
        what = "the folder's path holds one of ? # %"
        raise StoreError(Problem("evidence.db", what, "move the study to a folder without them"))
    with closing(open_database(study.evidence_db, "evidence")) as evidence:  # brings it up to date, too
        research.refresh(evidence, study.research_db)
    if not pm.has_plugin(PLUGIN):
        # One plugin for the process: it acts only for instances whose configuration names it.
        pm.register(StaffSite(), name=PLUGIN)
    datasette = _datasette(study, title, publisher)
    hand_in(datasette, dry_run)
    return datasette


def _datasette(study: Study, title: str, publisher: Sequence[str]) -> Datasette:
    staff, public = resources.files("datasette_config.staff"), resources.files("datasette_config.public")
    settings = config()
    settings["plugins"][PLUGIN] |= {"title": title, "study": str(study.root), "publisher": list(publisher)}
    datasette = Datasette(
        files=[str(study.evidence_db)],
        config=settings,
        settings=SETTINGS,
        metadata=datasette_metadata(title, "", database=CATALOG),
        template_dir=str(staff / "templates" / "datasette"),
        static_mounts=[("static", str(public / "static")), ("static-staff", str(staff / "static"))],
        default_deny=True,
    )
    datasette.add_database(Database(datasette, path=str(study.research_db), is_mutable=True), name=RESEARCH)
    fresh_catalog(datasette)
    assert EVIDENCE in datasette.databases  # noqa: S101 - the file's name is the study's, and the database's is the file's
    return datasette
