"""The plain words the site uses for values that the database holds in short."""

from __future__ import annotations

from datetime import date

STANCE_WORDS = {
    "current": "Doing it now",
    "planned": "Planning to",
    "past": "Tried it, then stopped",
    "desired": "Would like to",
    "negated": "Not doing it",
}
# What the dimensions and codes of the codebook that comes with the catalog are about. A codebook with others
# loses no page: what depends on these is then left out.
BARRIERS = "barriers"
NOT_PRACTICAL = (BARRIERS, "purposes", "outcomes")
OUTCOMES_AGAINST = ("outcome-null-negative",)
STANCE_ORDER = tuple(STANCE_WORDS)
_THERE = {
    "current": "There now",
    "planned": "On its way",
    "past": "There once, gone now",
    "desired": "Asked for",
    "negated": "Not there",
}
# A barrier is not done, nor an outcome planned: what a stance means depends on what the code is about. These are
# the dimensions of the codebook that comes with the catalog; any other dimension takes the words for practices.
STANCE_WORDS_OF = {
    "infrastructure": _THERE,
    "conditions": _THERE,
    "barriers": {
        "current": "In the way now",
        "planned": "Expected to get in the way",
        "past": "Was in the way, no longer",
        "desired": "Wished to be out of the way",
        "negated": "Not in the way",
    },
    "purposes": {
        "current": "The reason now",
        "planned": "The reason for what is planned",
        "past": "The reason once",
        "desired": "Hoped for",
        "negated": "Not the reason",
    },
    "outcomes": {
        "current": "Said to have happened",
        "planned": "Expected",
        "past": "Happened once, not since",
        "desired": "Hoped for",
        "negated": "Did not happen",
    },
}
STATUS_WORDS = {
    "reviewed": "coded by people",
    "model": "suggested by a trained model, not yet reviewed",
    "rules": "found by cue phrases, not yet reviewed",
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
KIND_WORDS = {"all": "All districts", "unknown": "Kind not known"}


def sentence_case(text: str) -> str:
    """The text with its first letter large, the rest untouched.

    >>> sentence_case("technology director, K-8")
    'Technology director, K-8'
    """
    return text[:1].upper() + text[1:]


def stance_words(stance: str, dimension: str = "") -> str:
    """A stance as a teacher would say it of a code of this dimension.

    >>> stance_words("past"), stance_words("past", "barriers")
    ('Tried it, then stopped', 'Was in the way, no longer')
    """
    return STANCE_WORDS_OF.get(dimension, STANCE_WORDS).get(stance, sentence_case(stance))


def kind_words(kind: str) -> str:
    """A kind of district, with its first letter large."""
    return KIND_WORDS.get(kind, sentence_case(kind))


def and_list(items: tuple[str, ...]) -> str:
    """Items as English lists them.

    >>> and_list(("grade 2", "grade 3", "grade 4"))
    'grade 2, grade 3 and grade 4'
    """
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def date_words(day: str) -> str:
    """A date as people write it; what is no date stays as it is.

    >>> date_words("2026-11-03")
    'November 3, 2026'
    """
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{MONTHS[found.month - 1]} {found.day}, {found.year}"
