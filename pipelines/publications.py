"""A publication that somebody asked for on the staff site, in a process of its own.

    python -m pipelines.publications STUDY NUMBER

What came of it stands in `publications` of evidence.db; what is public changes only when all went well.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from catalog.errors import CatalogError, Problem
from catalog.store import publications
from catalog.store.connection import open_database, transaction
from catalog.study import Study, find_study
from pipelines import build


def run(study: Study, number: int) -> None:
    """Do what publication `number` asks for, and note what came of it; nothing where it is not waiting."""
    with closing(open_database(study.evidence_db, "evidence")) as evidence:
        with transaction(evidence):
            asked = publications.begun(evidence, number)
        if asked is None:
            return
        counts: dict[str, int] = {}
        try:
            report = build.run(study, check=asked[0] == publications.CHECK)
            counts = report.stages.get("publish", {})
            state, problems = "done", tuple[Problem, ...]()
        except CatalogError as fault:
            state, problems = "refused", fault.problems
        except Exception as fault:  # whoever asked has to be told; the site's log shows where
            state = "failed"
            what = f"the program failed ({type(fault).__name__})"
            problems = (Problem("publication", what, "run `catalog build` where the program runs: it shows more"),)
        with transaction(evidence):
            publications.ended(evidence, number, state, counts, problems, _versions(evidence))


def _versions(evidence: sqlite3.Connection) -> dict[str, str]:
    row = evidence.execute("select version from codebooks order by run_id desc limit 1").fetchone()
    return {"codebook": row[0]} if row else {}


if __name__ == "__main__":
    run(find_study(Path(sys.argv[1])), int(sys.argv[2]))
