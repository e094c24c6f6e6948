"""What stands in a text for what was found: "[Student 12]", "[School B]", "[e-mail]"."""

from __future__ import annotations

import re

# Every other kind than persons and schools has one label, whoever it belongs to.
PLAIN = {
    "email": "[e-mail]",
    "phone": "[phone]",
    "url": "[link]",
    "handle": "[account]",
    "address": "[address]",
    "birth_date": "[birth date]",
    "student_id": "[student number]",
    "marked": "[redacted]",
    "district": "[district]",
}
OTHER = "[number]"
PERSON_KINDS = ("Student", "Teacher", "Person")
_FIXED = "|".join(re.escape(label) for label in (*PLAIN.values(), OTHER))
LABEL = re.compile(rf"\[(?:Student|Teacher|Person) [1-9]\d*\]|\[School [A-Z]+\]|{_FIXED}")


def letters(number: int) -> str:
    """1, 2, ... 26, 27 as A, B, ... Z, AA.

    >>> letters(1), letters(26), letters(27), letters(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    name = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def placeholder(kind: str) -> str:
    """A label of the form that a finding of this kind will get, whoever it belongs to."""
    return {"person": "[Person 1]", "school": "[School A]"}.get(kind) or PLAIN.get(kind, OTHER)
