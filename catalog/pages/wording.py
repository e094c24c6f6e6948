"""The plain words the site uses for values that the database holds in short."""

from __future__ import annotations

STANCE_WORDS = {
    "current": "Doing it now",
    "planned": "Planning to",
    "past": "Tried it, then stopped",
    "desired": "Would like to",
    "negated": "Not doing it",
}
STANCE_ORDER = tuple(STANCE_WORDS)
STATUS_WORDS = {
    "reviewed": "coded by people",
    "model": "suggested by a trained model, not yet reviewed",
    "rules": "found by cue phrases, not yet reviewed",
}
KIND_WORDS = {"all": "All districts", "unknown": "Kind not known"}


def sentence_case(text: str) -> str:
    """The text with its first letter large, the rest untouched.

    >>> sentence_case("technology director, K-8")
    'Technology director, K-8'
    """
    return text[:1].upper() + text[1:]


def stance_words(stance: str) -> str:
    """A stance as a teacher would say it."""
    return STANCE_WORDS.get(stance, sentence_case(stance))


def kind_words(kind: str) -> str:
    """A kind of district, with its first letter large."""
    return KIND_WORDS.get(kind, sentence_case(kind))


def and_list(items: tuple[str, ...]) -> str:
    """Items as English lists them.

    >>> and_list(("grade 2", "grade 3", "grade 4"))
    'grade 2, grade 3 and grade 4'
    """
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))
