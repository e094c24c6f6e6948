"""The people of the staff site: who they are and what their roles let them do."""

from __future__ import annotations

from dataclasses import dataclass

CODER, CURATOR, PRIVACY, ADMINISTRATOR, RESEARCHER = (
    "coder",
    "curator",
    "privacy officer",
    "administrator",
    "researcher",
)
# Each role with what it is for, as the accounts page explains it.
ROLES = {
    CODER: "Reviews suggestions and codes excerpts.",
    CURATOR: "Codes, settles disagreements, edits the codebook, writes, clears and publishes exemplars.",
    PRIVACY: "Looks at what might give someone away; may clear exemplars.",
    ADMINISTRATOR: "Manages accounts; sees all runs and the audit log.",
    RESEARCHER: "Asks questions in SQL of de-identified data whose consent covers research.",
}
EVERYONE = frozenset(ROLES)
CODERS = frozenset({CODER, CURATOR})
SQL_READERS = frozenset({RESEARCHER, CURATOR, ADMINISTRATOR})
# The coder whose readings are settled disagreements: they outrank all others (view `consensus`).
CONSENSUS = "consensus"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is signed in, as their account stands at this request."""

    account: int
    name: str
    label: str
    role: str
    coder: str
    must_change: bool
    session: str  # digest of the session's token
