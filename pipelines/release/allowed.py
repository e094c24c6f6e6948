"""Whether a catalog may be released: it is of the study as it now is, and the check before release holds."""

from __future__ import annotations

import sqlite3

from catalog.errors import Problem, StudyError
from catalog.study import Study
from pipelines import build
from pipelines.publish.leaks import look_through


def refuse(study: Study, db: sqlite3.Connection) -> None:
    """Raise where the catalog may not be released: StudyError, or PublicationRefused where it holds an identifier.

    All of it is looked through anew, for what was found or marked since it was published.
    """
    if not build.is_current(study):
        what = "the study changed after its catalog was built, or a consent ended meanwhile"
        raise StudyError(Problem("build/catalog.db", what, "run `catalog build` first"))
    look_through(db, study)
