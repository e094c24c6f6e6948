"""What a privacy officer finds of an answer at high risk. The study's own list, corpus/privacy.csv, is what builds
follow; here it takes effect at once and leaves a note."""

from __future__ import annotations

import sqlite3

from catalog.errors import Conflict, Problem, StaffError
from catalog.people import Person
from catalog.store import audit
from catalog.store.runs import staff_run


def found_fine(db: sqlite3.Connection, person: Person, response: str) -> None:
    """The answer gives nobody away: it may be published from the next build on."""
    row = db.execute("select cleared from responses where id = ? and gone = 0", (response,)).fetchone()
    if row is None:
        raise StaffError(Problem(f"answer {response}", "it is not there any more", "go on with the next"))
    if row[0]:
        raise Conflict(Problem(f"answer {response}", "somebody found it fine already", "go on with the next"))
    db.execute("update responses set cleared = 1, run_id = ? where id = ?", (staff_run(db), response))
    audit.note(db, person.name, "found fine", f"answer {response}")


def to_redact(db: sqlite3.Connection, person: Person, response: str) -> None:
    """Note that words of the answer are to be taken out; which ones stands in the study's list alone."""
    if db.execute("select 1 from responses where id = ? and gone = 0", (response,)).fetchone() is None:
        raise StaffError(Problem(f"answer {response}", "it is not there any more", "go on with the next"))
    audit.note(db, person.name, "marked for redaction", f"answer {response}")
