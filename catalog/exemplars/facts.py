"""An exemplar's grades, subjects, students and practices, in the words that people look for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from catalog.codebook import Codebook

_ORDINALS = (
    *("kindergarten", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"),
    *("ninth", "tenth", "eleventh", "twelfth"),
)
_SHORT = {1: "1st", 2: "2nd", 3: "3rd"}
_CALLED = {9: "freshmen", 10: "sophomores", 11: "juniors", 12: "seniors"}
_LEVELS = (("elementary primary", range(6)), ("middle school", range(6, 9)), ("high school", range(9, 13)))


def facts(front: Mapping[str, Any], codebook: Codebook) -> str:
    """Words to look an exemplar up by, from its front matter."""
    labels = {code.id: " ".join((code.label, *code.alt_labels)) for code in codebook.codes}
    told = [str(v) for name in ("subjects", "student_groups") for v in _listed(front.get(name))]
    grades = [grade_words(str(band)) for band in _listed(front.get("grades"))]
    return "\n".join([*grades, *told, *(labels[code] for code in front["codes"] if code in labels)])


def grade_words(band: str) -> str:
    """A band of grades, spelled out grade by grade.

    >>> grade_words("k-1")
    'k-1 kindergarten grade 1 first grade 1st grade elementary primary'
    """
    ends = [0 if end == "k" else int(end) for end in re.findall(r"\bk\b|\d{1,2}", band.lower().replace("prek", ""))]
    grades = [n for n in range(ends[0], ends[-1] + 1) if n < len(_ORDINALS)] if ends else []
    words = [band]
    for n in grades:
        words += [f"grade {n} {_ORDINALS[n]} grade {_SHORT.get(n, f'{n}th')} grade"] if n else [_ORDINALS[0]]
        words += [_CALLED[n]] if n in _CALLED else []
    return " ".join([*words, *(name for name, span in _LEVELS if set(span) & set(grades))])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []
