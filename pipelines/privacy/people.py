"""What a found name is reduced to so that the same person is recognised, and what kind of person it is."""

from __future__ import annotations

import re

from pipelines.privacy import cues
from pipelines.privacy.findings import Finding
from pipelines.privacy.wordlists import POSSESSIVE, fold, words_in

Key = tuple[str, ...]
_AROUND = 5  # words on either side that tell the kind of person
_STUDENT_TITLES = frozenset(("master",))
_SCHOOL_WORDS = frozenset(["school", "the"])
_WORDS = re.compile(r"[\w'’-]+")


def person_key(name: str) -> Key:
    """The folded words of a name without titles, suffixes, possessive, and middle initials.

    >>> person_key("Mrs. María J. Delgado’s"), person_key("delgado"), person_key("J. R.")
    (('maria', 'delgado'), ('delgado',), ('j', 'r'))
    """
    words = [fold(POSSESSIVE.sub("", word)) for word in words_in(name)]
    kept = [w for w in words if w not in cues.TITLES and w not in cues.SUFFIXES] or words
    long = [w for i, w in enumerate(kept) if len(w) > 1 or i in (0, len(kept) - 1)]
    return tuple(long if sum(len(w) > 1 for w in long) else kept)


def school_key(name: str) -> Key:
    """The folded name of a school and its level.

    >>> school_key("Cutler Road Elementary School"), school_key("Cutler Road")
    (('cutler road', 'elementary'), ('cutler road',))
    """
    words = [word for word in _WORDS.findall(fold(name)) if word not in _SCHOOL_WORDS] or _WORDS.findall(fold(name))
    cut = next((i for i, word in enumerate(words) if i and word in cues.LEVELS), len(words))
    parts = (" ".join(words[:cut]), " ".join(words[cut:]))
    return tuple(part for part in parts if part)


def short_forms(key: Key) -> tuple[Key, ...]:
    """The shorter names that a full one is called by, the most telling first; none for a short name.

    >>> short_forms(("maria", "delgado"))
    (('delgado',), ('m', 'delgado'), ('maria', 'd'), ('maria',))
    """
    if len(key) < 2 or any(len(word) == 1 for word in key):
        return ()
    first, last = key[0], key[-1]
    return ((last,), (first[0], last), (first, last[0]), (first,))


def kind_of_person(text: str, finding: Finding) -> str:
    """Student, Teacher or Person, by the title and by the words around the name."""
    inside = {fold(word) for word in words_in(finding.of(text))}
    if inside & cues.TITLES - _STUDENT_TITLES:
        return "Teacher"
    before = [fold(w) for w in words_in(text[max(0, finding.start - 60) : finding.start])][-_AROUND:]
    after = [fold(w) for w in words_in(text[finding.end : finding.end + 60])][:_AROUND]
    for word in (*reversed(before), *after):
        if word in cues.TEACHERS:
            return "Teacher"
        if word in cues.STUDENTS:
            return "Student"
    return "Person"
