"""The fields of an exemplar, in the order in which its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the front matter.

    `form` is text (Markdown, may cite quotes as [1]), list (items of such text), words (plain, no
    citations), names (a list of plain words), claims or research (lists of blocks).
    """

    name: str
    label: str
    form: Literal["text", "list", "words", "names", "claims", "research"]
    glance: bool = False


FIELDS: tuple[Field, ...] = (
    Field("grades", "Grades", "names", glance=True),
    Field("subjects", "Subjects", "names", glance=True),
    Field("student_groups", "Students", "names", glance=True),
    Field("group_size", "Group size", "words", glance=True),
    Field("years_in_use", "In use for", "words", glance=True),
    Field("time_needed", "Time", "words", glance=True),
    Field("materials", "Materials", "words", glance=True),
    Field("stage", "Stage", "words", glance=True),
    Field("problem", "The problem it solves", "text"),
    Field("context", "Where this happens", "text"),
    Field("students_do", "Students do", "list"),
    Field("teacher_does", "The teacher does", "list"),
    Field("technology_does", "Technology does", "list"),
    Field("start_tomorrow", "Start tomorrow", "list"),
    Field("look_fors", "What you would see", "list"),
    Field("adaptations", "Adaptations", "list"),
    Field("helped", "What helped", "list"),
    Field("got_in_the_way", "What got in the way", "list"),
    Field("claims", "What is said to have happened", "claims"),
    Field("research", "Outside research", "research"),
    Field("confidence", "How sure we are", "text"),
)
BY_NAME = {field.name: field for field in FIELDS}
# What stands after the quotes: how far to trust it all.
ASSURANCE = ("claims", "research", "confidence")
