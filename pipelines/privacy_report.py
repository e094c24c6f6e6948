"""What is known of a study's privacy: findings by kind, identifiers left, and what a person should look at."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from catalog.errors import Problem, StudyError
from catalog.marks import load_marks
from catalog.store import privacy
from catalog.store.connection import open_database
from catalog.store.evidence import risky_responses
from catalog.study import Study
from pipelines.privacy.pseudonyms import Pseudonyms
from pipelines.privacy.residue import leaks
from pipelines.privacy.risk import HIGH
from pipelines.publish.leaks import cells

BATCH = 2000


def report(study: Study) -> dict[str, Any]:
    """Findings by kind, places where an identifier still stands, responses by risk, and names that fit several
    people. Places and reasons only, never words.

    Raises StudyError where nothing has been built.
    """
    if not (study.private_db.is_file() and study.evidence_db.is_file()):
        raise StudyError(Problem("build/", "nothing has been de-identified yet", "run `catalog build` first"))
    with (
        closing(open_database(study.private_db, "private")) as private,
        closing(open_database(study.evidence_db, "evidence", readonly=True)) as evidence,
    ):
        known, fine = tuple(privacy.identifiers(private)), load_marks(study.marks).fine
        return {
            "findings": privacy.findings_by_kind(private),
            "identifiers": len(known),
            "left_in_evidence": _left(evidence, known, fine, skip=("codebooks.",)),
            "high_risk": HIGH,
            "check_list": risky_responses(evidence),
            "names_that_fit_several": len(Pseudonyms(privacy.people(private)).ambiguous()),
        }


def _left(
    db: sqlite3.Connection, known: tuple[tuple[str, str], ...], fine: tuple[str, ...], skip: tuple[str, ...]
) -> list[dict[str, str]]:
    found, batch = [], []
    for place, text in cells(db):
        if not place.startswith(skip):
            batch.append((place, text))
        if len(batch) == BATCH:
            found += leaks(batch, known, fine)
            batch = []
    found += leaks(batch, known, fine)
    return [{"place": place, "kind": kind} for place, kind in found]
